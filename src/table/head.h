/* table: what the first lines of a table say of all: its shape, separator and header. Any thread.
 */
#ifndef PLATEAU_TABLE_HEAD_H
#define PLATEAU_TABLE_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "dialect.h"

/* The first lines: those that are neither empty nor comments, and the last comment before them. */
struct head {
    struct lines lines;
    char *comment; /* NULL: none; without its '#' */
};

enum header { HEADER_NONE, HEADER_LINE, HEADER_COMMENT };

/* How a table of fields is read. */
struct layout {
    struct dialect dialect;
    size_t columns;
    enum header header;
    size_t before;       /* lines of text before the header, or before the first row */
    bool rows_are_named; /* the first column has no name in the header, as R writes it */
};

/** Whether a line is a comment: its first character is # or %. */
bool head_is_comment(const char *line);
bool head_is_empty(const char *line);

/** Cuts carriage returns off the end, as lines of a source have it. returns the length */
size_t head_trim(char *line);

/**
 * Copies the lines of a text, which may begin with the first lines of a longer one.
 *
 * stop      what ends a line
 * is_whole  the text ends where the file does; else a last line without its end is left out
 */
void head_init(struct head *head, const char *text, size_t size, char stop, bool is_whole);
void head_fini(struct head *head);

/** Whether the lines are words key:value, with numbers. */
bool head_is_words(const struct head *head);

struct layout head_layout(const struct head *head);

/** Cuts the names out of a copy of the header. name: [columns]; the first is "" where rows are
 * named. */
void head_names(const struct layout *layout, char *header, char *name[]);

#endif
