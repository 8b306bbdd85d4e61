/*
 * tests: how far the program is from one golden file: the largest error of every column that the
 * test compares, each with its bound, printed as one line.
 */
#ifndef PLATEAU_TESTS_TALLY_H
#define PLATEAU_TESTS_TALLY_H

#include <stdbool.h>

#include "csv.h"

enum { TALLY_COLUMNS = 16 };

/* Relative errors are relative to max(|golden value|, floor); floor 0: the error is absolute. */
struct tally_bound {
    const char *name;
    double bound, floor;
};

struct tally_column {
    struct tally_bound of;
    double worst;         /* the largest error so far; INFINITY when a value is not a number */
    size_t compared, row; /* how many values, and the row of the worst */
};

struct tally {
    const char *path;
    struct csv *csv;
    size_t rows; /* rows that the file must have */
    struct tally_column column[TALLY_COLUMNS];
};

/**
 * Opens path below tests/golden. rows is the number of rows that the file must have: one that was
 * cut off must not pass; bounds [TALLY_COLUMNS] up to one without a name.
 */
struct tally tally_open(const char *path, size_t rows, const struct tally_bound bounds[]);

/** Compares a value; where the file has nan or inf, the value has to be NaN. */
void tally_add(struct tally *tally, size_t row, const char *column, double found);

/** Adds an error that was computed elsewhere, of a value that depends on the file's row. */
void tally_add_error(struct tally *tally, size_t row, const char *column, double error);

/**
 * Prints the line and frees the file. Returns false when an error exceeds its bound, nothing was
 * compared, or rows are missing.
 */
bool tally_close(struct tally *tally);

#endif
