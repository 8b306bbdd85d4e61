#include "tally.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally tally_open(const char *path, size_t rows, const struct tally_bound bounds[])
{
    struct tally tally = {.path = path, .csv = csv_open(path), .rows = rows};

    for (size_t i = 0; i < TALLY_COLUMNS && bounds[i].name; i++)
        tally.column[i].of = bounds[i];
    return tally;
}

static struct tally_column *find(struct tally *tally, const char *name)
{
    for (size_t i = 0; i < TALLY_COLUMNS && tally->column[i].of.name; i++)
        if (strcmp(tally->column[i].of.name, name) == 0)
            return &tally->column[i];
    fprintf(stderr, "tally: %s: no bound for %s\n", tally->path, name);
    abort();
}

void tally_add_error(struct tally *tally, size_t row, const char *column, double error)
{
    struct tally_column *at = find(tally, column);
    const double size = isfinite(error) ? fabs(error) : (double)INFINITY;

    if (at->compared++ > 0 && size <= at->worst)
        return;
    at->worst = size;
    at->row = row;
}

void tally_add(struct tally *tally, size_t row, const char *column, double found)
{
    const double golden = csv_number(tally->csv, row, column);
    const double floor = find(tally, column)->of.floor;
    double error = found - golden;

    if (!isfinite(golden))
        error = isnan(found) ? 0.0 : (double)INFINITY;
    tally_add_error(tally, row, column,
                    floor > 0.0 ? error / fmax(isfinite(golden) ? fabs(golden) : 0.0, floor)
                                : error);
}

bool tally_close(struct tally *tally)
{
    bool good = csv_rows(tally->csv) == tally->rows;

    printf("%s: %zu rows%s;", tally->path, csv_rows(tally->csv),
           good ? "" : " FAILS: it had another number");
    for (size_t i = 0; i < TALLY_COLUMNS && tally->column[i].of.name; i++) {
        const struct tally_column *at = &tally->column[i];
        printf("%s %s %.1e (%s%g)", i == 0 ? "" : ",", at->of.name, at->worst,
               at->of.floor > 0.0 ? "rel < " : "< ", at->of.bound);
        if (at->compared == 0 || at->worst >= at->of.bound) {
            printf(" FAILS in data row %zu", at->row + 1);
            good = false;
        }
    }
    printf("\n");
    csv_close(tally->csv);
    return good;
}
