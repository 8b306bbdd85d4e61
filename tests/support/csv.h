/*
 * tests: a table of numbers from tests/golden, by column names. Aborts when a file, column or row
 * is missing.
 */
#ifndef PLATEAU_TESTS_CSV_H
#define PLATEAU_TESTS_CSV_H

#include <stddef.h>

struct csv;

/** Opens path below tests/golden; skips lines from a '#'. csv_close frees the table. */
struct csv *csv_open(const char *path);
void csv_close(struct csv *csv);

size_t csv_rows(const struct csv *csv);
const char *csv_text(const struct csv *csv, size_t row, const char *column);

/** Returns a number; NaN for an empty field. */
double csv_number(const struct csv *csv, size_t row, const char *column);

#endif
