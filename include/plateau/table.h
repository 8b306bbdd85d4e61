/*
 * table: a table of numbers in whatever shape people have it, read row by row. Shapes are told
 * apart by content (src/table/README.md): fields between separators or blanks, objects of JSON,
 * words key:value. Texts that come out are UTF-8 without control characters. Used by one thread.
 */
#ifndef PLATEAU_TABLE_H
#define PLATEAU_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/status.h"

#define TABLE_NO_COLUMN ((size_t)-1)

struct table;

/* What a field holds. */
enum table_value {
    TABLE_NUMBER,
    TABLE_NOTHING,    /* empty, absent, or a word for nothing: NA, None, null, - */
    TABLE_NOT_FINITE, /* nan, inf, or too large for a double */
};

/* Lines that are no rows, and why. */
struct table_notes {
    size_t rows;
    size_t lines;                      /* seen so far */
    size_t before;                     /* lines of text before the header */
    size_t headers_again, header_line; /* how many lines repeat the header, and the first */
    size_t cuts, cut_line;             /* lines that were cut off in writing, and the first */
    bool has_names;                    /* else columns are known by number alone */
};

/**
 * Opens a file ("-": stdin) and finds out its shape and the names of its columns.
 *
 * grows    the file is still being written: an unfinished last line is left for later
 * returns  NULL on STATUS_IO, STATUS_INVALID, STATUS_NO_MEMORY; table_close frees the table
 */
struct table *table_open(const char *path, bool grows, struct error *err);

/** The same of bytes in memory, which are copied. */
struct table *table_open_bytes(const char *bytes, size_t size, struct error *err);
void table_close(struct table *table);

const char *table_name(const struct table *table);  /* its path, or "stdin" */
const char *table_shape(const struct table *table); /* in words: "CSV", "JSON lines" .. */
const struct table_notes *table_notes(const struct table *table);

size_t table_columns(const struct table *table);

/** The name of a column; "#2" where the second has none. */
const char *table_column(const struct table *table, size_t column);

/** Returns the position of the first column of that name, or TABLE_NO_COLUMN. */
size_t table_find(const struct table *table, const char *name);

/**
 * Finds the column that a person means: by its name, which must be the name of one column alone, or
 * by its number from 1 on, which may follow a '#'.
 *
 * option  the one that asked, for messages
 */
enum status table_choose(const struct table *table, const char *option, const char *name,
                         size_t *column, struct error *err);

/** Reads the next row; *more is false at the end. Errors name file and line. */
enum status table_next(struct table *table, bool *more, struct error *err);

/** After the end: the file may have grown. */
void table_resume(struct table *table);

/** Returns a field of the row as it stands there; valid until the next row. */
const char *table_text(const struct table *table, size_t column);

/** Reads a field; *out is NaN where it holds no number. STATUS_INVALID for any other text. */
enum status table_number(struct table *table, size_t column, enum table_value *kind, double *out,
                         struct error *err);

/** The line that the row began at. */
size_t table_line(const struct table *table);

/** Returns STATUS_INVALID with file, line, column and value. what: the values that are valid. */
enum status table_refuse(const struct table *table, size_t column, const char *what,
                         struct error *err);

#endif
