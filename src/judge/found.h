/*
 * judge: when each neuron of the teacher was found. Pure functions.
 *
 * A neuron is found when its overlap passes its bound and stays above. The bound is the middle
 * between the universal branch and the most specialised one: of the neuron's readout group in the
 * last layer, of the layer's mean in the layers before it. At finite size the universal overlap is
 * what aligning gives by chance. That is q_null, or q_null sqrt(1 + inputs/neurons) where r2 > 0 on
 * the universal branch: the teacher turned by any rotation among its neurons has the same S (relu,
 * ones, d = 80: .38, and .41 with the linear mode; chains on the universal branch have .40 to .45,
 * where q_null is .22). Where the middle is not above chance by the spread of single overlaps, or
 * by .025, no neuron is found. Without theory the bound is SPECIALISED_OVERLAP.
 */
#ifndef PLATEAU_JUDGE_FOUND_H
#define PLATEAU_JUDGE_FOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/verdicts.h"

/* The neurons of one layer. Flat and plain; an array beside it says when each was found. */
struct found_layer {
    size_t neurons, found, judged;
};

/**
 * Starts the neurons of a layer.
 *
 * at  [neurons] the moments, all of which become "not yet"
 */
struct found_layer found_layer_init(size_t neurons, struct moment at[]);

/**
 * Takes a measurement. A neuron that falls back to its bound is not found any more: near chance
 * neurons come and go.
 *
 * at     [neurons] of this layer
 * q      [neurons] overlaps; NaN: not measured
 * group  [neurons] which bound a neuron has to pass; NULL: all of them the first
 * bound  of each group; NaN: no neuron can be found
 * returns  whether a neuron was found or lost
 */
bool found_layer_see(struct found_layer *layer, struct moment at[], const double q[],
                     const size_t group[], const double bound[], struct moment now);

/**
 * Sums up the neurons of a layer.
 *
 * sorted  [neurons] scratch
 */
struct found_neurons found_layer_summary(const struct found_layer *layer, const struct moment at[],
                                         struct moment sorted[]);

#endif
