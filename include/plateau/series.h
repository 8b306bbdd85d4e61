/*
 * observe: the observables of a run, one table for CSV columns, JSON keys, screen labels and help.
 * Any thread; pure functions.
 */
#ifndef PLATEAU_SERIES_H
#define PLATEAU_SERIES_H

#include <stdbool.h>
#include <stddef.h>

enum series {
#define SERIES(identifier, family, column, title) SERIES_##identifier,
#include "plateau/series.def"
#undef SERIES
    SERIES_COUNT
};

enum { Q_GROUPS_MAX = 6 };

/* Who fills an observable, and what others may do with it; the order of columns means nothing. */
enum series_family {
    SERIES_OF_ERROR,   /* measured: errors */
    SERIES_OF_ORDER,   /* measured: order parameters, which are held against those of the theory */
    SERIES_OF_CHANCE,  /* measured: the overlap of unrelated weights */
    SERIES_OF_THEORY,  /* errors of the theory's branches */
    SERIES_OF_LEARNER, /* what a learner reports about itself */
};

enum series_family series_family(enum series series);

/** Returns the CSV column; its meaning: src/observe/README.md. */
const char *series_column(enum series series);

/** Returns a title for people. */
const char *series_title(enum series series);

/** Returns q1, q2, .. of hidden layer l = 0, 1, .. < DEPTH_MAX. */
enum series series_of_layer(size_t l);

/** Returns q_v1, q_v2, .. of readout group g = 0, 1, .. < Q_GROUPS_MAX. */
enum series series_of_group(size_t g);

/**
 * Returns whether networks of so many hidden layers and readout groups have the observable at all.
 */
bool series_exists(enum series series, size_t layers, size_t groups);

#endif
