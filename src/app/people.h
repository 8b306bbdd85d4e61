/* Numbers and texts in a form that people like to read. */
#ifndef PLATEAU_APP_PEOPLE_H
#define PLATEAU_APP_PEOPLE_H

#include <stddef.h>
#include <stdio.h>

/** Writes "4.5 s", "12 min", "3.2 h"; "?" when not finite. */
void people_seconds(double seconds, char *out, size_t size);

/**
 * Breaks a text at blanks into lines of at most 78 columns that begin at `column`; `left`, which is
 * shorter than that, stands before the first line.
 */
void people_print_beside(FILE *out, const char *left, int column, const char *text);

/** Does the same with the indent, blanks, before each line. */
void people_print_wrapped(FILE *out, const char *indent, const char *text);

#endif
