/* A CSV file, from plateau or another program, read row by row. */
#ifndef PLATEAU_APP_TABLE_H
#define PLATEAU_APP_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/status.h"

#define TABLE_NO_COLUMN ((size_t)-1)

struct table;

/**
 * Opens a file ("-": stdin) and reads its header. Commas, semicolons or tabs separate the fields,
 * whichever the header has; blanks and double quotes around a field are dropped. Lines from a '#'
 * and empty lines are skipped.
 *
 * returns  NULL on STATUS_IO, STATUS_INVALID; table_close frees the table
 */
struct table *table_open(const char *path, struct error *err);
void table_close(struct table *table);

const char *table_name(const struct table *table); /* its path, or "stdin" */
size_t table_columns(const struct table *table);
const char *table_column(const struct table *table, size_t column);

/** Returns the position of a column, or TABLE_NO_COLUMN. */
size_t table_find(const struct table *table, const char *name);

/** Reads the next row; *more is false at the end. Errors name file and line. */
enum status table_next(struct table *table, bool *more, struct error *err);

/** Returns a field of the row; valid until the next row. */
const char *table_text(const struct table *table, size_t column);

/** Reads a number; NaN where the field is empty, "nan" or infinite. */
enum status table_number(const struct table *table, size_t column, double *out, struct error *err);

/** Returns STATUS_INVALID with file, line, column and value. what: the values that are valid. */
enum status table_refuse(const struct table *table, size_t column, const char *what,
                         struct error *err);

#endif
