/* tests: a table of numbers from tests/golden, by column names. Aborts when anything is missing. */
#ifndef PLATEAU_TESTS_CSV_H
#define PLATEAU_TESTS_CSV_H

#include <stddef.h>

struct csv;

/** path below tests/golden; lines from a '#' are skipped. csv_close frees it. */
struct csv *csv_open(const char *path);
void csv_close(struct csv *csv);

size_t csv_rows(const struct csv *csv);
const char *csv_text(const struct csv *csv, size_t row, const char *column);

/** NaN for an empty field. */
double csv_number(const struct csv *csv, size_t row, const char *column);

#endif
