/*
 * observe: the observables of a run, one table for CSV columns, JSON keys, screen labels and help.
 * Any thread; pure functions.
 */
#ifndef PLATEAU_SERIES_H
#define PLATEAU_SERIES_H

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

#endif
