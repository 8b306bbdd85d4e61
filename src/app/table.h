/* A CSV file, ours or somebody else's, one row after the other. */
#ifndef PLATEAU_APP_TABLE_H
#define PLATEAU_APP_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/status.h"

#define TABLE_NO_COLUMN ((size_t)-1)

struct table;

/**
 * Opens a file ("-": stdin) and reads its header. Fields lie between commas, semicolons or tabs,
 * by what the header has; blanks and double quotes around them go. Lines from a '#' and empty
 * lines are skipped.
 * returns  NULL on STATUS_IO, STATUS_INVALID; table_close frees it
 */
struct table *table_open(const char *path, struct error *err);
void table_close(struct table *table);

const char *table_name(const struct table *table); /* its path, or "stdin" */
size_t table_columns(const struct table *table);
const char *table_column(const struct table *table, size_t column);

/** The position of a column, or TABLE_NO_COLUMN. */
size_t table_find(const struct table *table, const char *name);

/** The next row; *more is false at the end. Errors name file and line. */
enum status table_next(struct table *table, bool *more, struct error *err);

/** A field of the row, until the next one. */
const char *table_text(const struct table *table, size_t column);

/** The number there; NaN where it is empty or itself "nan" or infinite. */
enum status table_number(const struct table *table, size_t column, double *out, struct error *err);

/** STATUS_INVALID with file, line, column and value; what: what would be accepted. */
enum status table_refuse(const struct table *table, size_t column, const char *what,
                         struct error *err);

#endif
