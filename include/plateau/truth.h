/*
 * model: the true network, where it is known, and a test set with clean labels. For code that
 * measures, never for code that learns.
 */
#ifndef PLATEAU_TRUTH_H
#define PLATEAU_TRUTH_H

#include "plateau/network.h"

/* Owned by: the source that knows it. */
struct truth {
    struct network teacher; /* with the readouts below */
    float *params;          /* W0, layer by layer */
    float *readout;         /* v0 [k_L] */
    size_t test;            /* rows */
    float *test_x;          /* [test x d] */
    float *test_clean;      /* [test] f_W0 */
};

#endif
