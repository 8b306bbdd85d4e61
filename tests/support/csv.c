#include "csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 1024, COLUMNS = 32, ROWS = 1024 };

struct csv {
    size_t columns, rows;
    char *name[COLUMNS];
    char *field[ROWS][COLUMNS];
};

static void give_up(const char *what, const char *name)
{
    fprintf(stderr, "csv: %s: %s\n", name, what);
    abort();
}

/* Cuts a line at its commas; returns how many fields. */
static size_t split(const char *line, char *field[COLUMNS])
{
    size_t count = 0;

    for (const char *at = line;; at++) {
        const size_t length = strcspn(at, ",\r\n");
        if (count == COLUMNS)
            give_up("too many columns", line);
        field[count++] = strndup(at, length);
        at += length;
        if (*at != ',')
            return count;
    }
}

struct csv *csv_open(const char *path)
{
    char name[LINE], line[LINE];
    struct csv *csv = calloc(1, sizeof *csv);

    snprintf(name, sizeof name, "%s/%s", PLATEAU_GOLDEN, path);
    FILE *file = fopen(name, "r");
    if (!csv || !file)
        give_up("cannot be read", name);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#')
            continue;
        if (csv->columns == 0) {
            csv->columns = split(line, csv->name);
            continue;
        }
        if (csv->rows == ROWS)
            give_up("too many rows", name);
        /* Rows of one layer have fewer columns at their end. */
        split(line, csv->field[csv->rows++]);
    }
    fclose(file);
    return csv;
}

void csv_close(struct csv *csv)
{
    for (size_t i = 0; i < csv->columns; i++) {
        free(csv->name[i]);
        for (size_t r = 0; r < csv->rows; r++)
            free(csv->field[r][i]);
    }
    free(csv);
}

size_t csv_rows(const struct csv *csv)
{
    return csv->rows;
}

const char *csv_text(const struct csv *csv, size_t row, const char *column)
{
    for (size_t i = 0; i < csv->columns; i++)
        if (strcmp(csv->name[i], column) == 0)
            return csv->field[row][i] ? csv->field[row][i] : "";
    give_up("no such column", column);
    return NULL;
}

double csv_number(const struct csv *csv, size_t row, const char *column)
{
    const char *text = csv_text(csv, row, column);

    return *text ? strtod(text, NULL) : (double)NAN;
}
