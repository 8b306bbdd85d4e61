/*
 * observe: the observables of a run, one table for CSV columns, JSON keys, screen labels and help.
 * Any thread; pure functions.
 */
#ifndef PLATEAU_SERIES_H
#define PLATEAU_SERIES_H

#include <stdbool.h>
#include <stddef.h>

enum series {
#define SERIES(identifier, column, title) SERIES_##identifier,
#include "plateau/series.def"
#undef SERIES
    SERIES_COUNT
};

enum { Q_GROUPS_MAX = SERIES_Q_V6 - SERIES_Q_V1 + 1 };

/** The CSV column; its meaning: src/observe/README.md. */
const char *series_column(enum series series);

/** For people. */
const char *series_title(enum series series);

/** q1, q2, .. of hidden layer l = 0, 1, .. < DEPTH_MAX. */
enum series series_of_layer(size_t l);

/** Whether networks of so many hidden layers and readout groups have it at all. */
bool series_exists(enum series series, size_t layers, size_t groups);

#endif
