/* judge: when a replica found the teacher's neurons, layer by layer. Flat and plain. */
#ifndef PLATEAU_JUDGE_FINDER_H
#define PLATEAU_JUDGE_FINDER_H

#include "found.h"
#include "plateau/course.h"
#include "plateau/levels.h"

struct finder {
    size_t layers;
    size_t neurons[DEPTH_MAX], inputs[DEPTH_MAX];
    size_t first[DEPTH_MAX]; /* where the moments of a layer begin */
    struct layers_overlap chance;
    struct found_layer layer[DEPTH_MAX];
    struct found_neurons found[DEPTH_MAX];
    size_t most[DEPTH_MAX]; /* the most neurons ever found at once */
};

/**
 * Returns how many moments a finder needs beside it: for every neuron, and scratch for the widest
 * layer.
 */
size_t finder_moments(const struct subject *subject);

/**
 * Starts a finder.
 *
 * at  [finder_moments], which belong to this finder from now on
 */
void finder_init(struct finder *finder, const struct subject *subject, struct moment at[]);

/**
 * Takes a measurement. A neuron has to pass the middle between the universal branch and the most
 * specialised one: of its readout group in the last layer, of the whole layer before that. The
 * universal overlap is taken at this size: no less than what aligning gives there by chance, which
 * is q_null sqrt(1 + inputs / neurons) where S is learned first and leaves a rotation among neurons
 * free, q_null elsewhere. The middle must exceed that by one standard deviation of single overlaps,
 * or .025; else nothing is found. Without theory the bound is SPECIALISED_OVERLAP.
 *
 * returns  a set: bit l for a layer of which half, or all, neurons are found for the first time
 */
unsigned finder_see(struct finder *finder, struct moment at[], const struct neurons *neurons,
                    const struct levels *levels, struct moment now);

#endif
