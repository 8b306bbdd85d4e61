/*
 * table: rows that name their own fields: objects of JSON, and lines of key:value or key=value
 * words. They are read in place: a record points into the text it was read from. Any thread.
 */
#ifndef PLATEAU_TABLE_RECORD_H
#define PLATEAU_TABLE_RECORD_H

#include <stdbool.h>
#include <stddef.h>

enum { RECORD_CELLS_MAX = 4096, RECORD_NAMES_BYTES = 1 << 16 };

/* NUL-terminated texts; a name "outer.inner" stands in the record's own room. */
struct cell {
    char *name, *value, *value_end;
};

struct record {
    size_t count;
    struct cell cell[RECORD_CELLS_MAX];
    size_t names;
    char name[RECORD_NAMES_BYTES]; /* of nested fields */
};

/**
 * Reads the object or the list of numbers that begins at *at, which moves behind it. NaN and
 * Infinity are numbers, as Python writes them. Lists and objects in lists are passed over. Fields
 * of a list are called "#1", "#2"...
 *
 * returns  false when it is no valid JSON; *at is then where that shows
 */
bool record_read_json(struct record *record, char **at);

/** Reads a line of words key:value or key=value; false when a word is none. Changes the line. */
bool record_read_words(struct record *record, char *line);

/**
 * Finds the rows in a document of JSON: a list of objects or of lists, or the member `log_history`
 * or else the first member that is such a list.
 *
 * returns  the first row; NULL when there is none
 */
char *record_find_rows(char *document);

/**
 * An object whose members are lists of numbers, as Keras has histories. returns how many
 *
 * name, list  [RECORD_CELLS_MAX]: the members' names, NUL-terminated, and where the first numbers
 *             stand
 */
size_t record_find_lists(char *document, char *name[], char *list[]);

/** Takes the next value of a list found before. returns NULL behind the last */
char *record_take_value(char **list);

#endif
