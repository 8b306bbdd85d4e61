/* table: what a table knows of itself, shared by open.c, which finds the shape, and table.c, which
 * reads rows. */
#ifndef PLATEAU_TABLE_INSIDE_H
#define PLATEAU_TABLE_INSIDE_H

#include "head.h"
#include "plateau/table.h"
#include "record.h"
#include "source.h"

enum { COLUMNS_MAX = 4096 };

enum shape { SHAPE_FIELDS, SHAPE_WORDS, SHAPE_JSON_LINES, SHAPE_JSON_ROWS, SHAPE_JSON_LISTS };

struct column {
    char *name;  /* as it stands in the file */
    char *shown; /* clean */
};

struct table {
    struct source source;
    enum shape shape;
    bool grows;
    struct layout layout;
    struct column *column;
    size_t columns;
    char **field;
    char *header; /* the line itself: lines that repeat it are no rows */
    size_t header_length;
    char *joined; /* a line whose quotes are closed on a later one */
    size_t joined_room;
    struct record *record;
    char *document, *at; /* JSON as a whole, and where the next row begins */
    char *list[RECORD_CELLS_MAX];
    const char *counted; /* lines are counted up to here */
    size_t line;         /* where the row began */
    size_t idle;         /* lines since the last row */
    struct table_notes notes;
    char shape_name[48];
};

/** The column whose name stands in the file just so, most likely at `guess`. */
size_t table_find_exactly(const struct table *table, const char *name, size_t guess);

/** Reads a line that names its fields; false when it does not. Changes the line. */
bool table_read_record(struct table *table, char *line);

/** STATUS_INVALID with file and table->line. */
enum status table_refuse_line(const struct table *table, const char *why, struct error *err);

#endif
