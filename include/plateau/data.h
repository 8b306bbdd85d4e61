/*
 * model: labelled rows, wherever they come from: all that a learner sees of the world. Plain data.
 */
#ifndef PLATEAU_DATA_H
#define PLATEAU_DATA_H

#include <stddef.h>

/* The rows in force; they belong to the source. */
struct data {
    const float *x; /* [n x d] row-major */
    const float *y; /* [n] labels */
    size_t n, d;
    double noise; /* variance Delta of the noise on the labels; NaN: not known */
};

#endif
