/* Numbers and texts as people like to read them. */
#ifndef PLATEAU_APP_PEOPLE_H
#define PLATEAU_APP_PEOPLE_H

#include <stddef.h>
#include <stdio.h>

/** "4.5 s", "12 min", "3.2 h"; "?" when not finite. */
void people_seconds(double seconds, char *out, size_t size);

/** Breaks a text at blanks into lines of at most 78 columns that begin at `column`, with `left`,
 * which is shorter, before the first. */
void people_print_beside(FILE *out, const char *left, int column, const char *text);

/** The same with blanks, the indent, before each. */
void people_print_wrapped(FILE *out, const char *indent, const char *text);

#endif
