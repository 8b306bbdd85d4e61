/* observe, private: the running mean prediction on the test set and its error. */
#ifndef PLATEAU_OBSERVE_AVERAGE_H
#define PLATEAU_OBSERVE_AVERAGE_H

#include <stddef.h>

#include "plateau/status.h"

enum { AVERAGE_BLOCKS = 16 };

/*
 * Predictions in the span of gradients (start, end], each weighted by the gradients since the
 * prediction before: sum / (end - start) is their mean.
 */
struct average_block {
    double start, end;
    size_t count; /* measurements */
    double *sum;  /* [n] */
};

/*
 * The window reaches from `restart` to the last measurement, without its first half. Blocks are
 * contiguous in time; those that ended before the middle are dropped, and when all are in use, the
 * two neighbours with the smallest joint span become one.
 */
struct average {
    size_t n; /* test rows */
    double restart;
    double last; /* gradients of the last measurement */
    size_t blocks;
    struct average_block block[AVERAGE_BLOCKS]; /* the first `blocks` are in use */
    double *memory;
};

/** Makes an empty window of 16 n doubles. On STATUS_NO_MEMORY *average is empty. */
enum status average_init(struct average *average, size_t n, struct error *err);
void average_fini(struct average *average);

/** Begins the window anew. */
void average_restart(struct average *average, double gradients);

/** Takes predictions f [n] at this clock; a second prediction at the same clock has no weight. */
void average_add(struct average *average, const float *f, double gradients);

/**
 * Returns the mean square of (mean prediction - clean [n]); NaN until two measurements are inside.
 */
double average_error(const struct average *average, const float *clean);

#endif
