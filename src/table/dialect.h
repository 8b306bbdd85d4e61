/* table: how a line of a table is cut into fields, and how that is told from the lines alone. Any
 * thread. */
#ifndef PLATEAU_TABLE_DIALECT_H
#define PLATEAU_TABLE_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

struct dialect {
    char separator; /* ' ': any number of blanks and tabs */
};

/** Whether one ',' between digits is the point. */
static inline bool dialect_has_decimal_comma(struct dialect dialect)
{
    return dialect.separator != ',';
}

/**
 * Cuts a line up in place. Blanks around a field are dropped. A field that begins with a double
 * quote goes on to the next single one, and a doubled quote in it is one quote.
 *
 * field     [limit], NUL-terminated texts within the line
 * is_open   the last field lacks its closing quote; NULL: nobody asks
 * returns   how many fields, at most limit + 1
 */
size_t dialect_cut(struct dialect dialect, char *line, char *field[], size_t limit, bool *is_open);

/** A line of a table as far as its beginning is known. */
struct lines {
    char **line; /* [count], neither empty nor comments; owned by: the caller */
    size_t count;
};

/**
 * The separator that makes the most of the lines' fields numbers when all lines have one number of
 * fields; where none does, the one with most fields in the first line.
 *
 * fields   how many fields most lines have
 */
struct dialect dialect_guess(const struct lines *lines, size_t *fields);

#endif
