/* table: numbers as people and programs write them. Any thread. */
#ifndef PLATEAU_TABLE_NUMBER_H
#define PLATEAU_TABLE_NUMBER_H

#include <stdbool.h>

enum number_kind {
    NUMBER_OTHER,      /* neither a number nor a word for nothing */
    NUMBER_NOTHING,    /* empty, or a word for nothing: NA, None, null, -, .. */
    NUMBER_NOT_FINITE, /* nan, inf, or too large for a double */
    NUMBER_FINITE,
};

/**
 * Reads a whole text without blanks around it. The point is '.', or, where `comma`,
 * one ',' between digits; the
 * exponent begins with e, or with d as Fortran writes it. Independent of the locale.
 *
 * out  the number; NaN for any other kind but infinities
 */
enum number_kind number_read(const char *text, bool comma, double *out);

#endif
