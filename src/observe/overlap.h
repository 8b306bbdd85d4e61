/* observe, private: overlaps with the teacher's neurons after an exact alignment, and r2. */
#ifndef PLATEAU_OBSERVE_OVERLAP_H
#define PLATEAU_OBSERVE_OVERLAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classes.h"
#include "gram.h"

/*
 * One teacher, and students of one shape. Student neuron i is in the class of teacher neuron
 * i mod k0, or all neurons are one class when the readout is learned.
 */
struct overlap {
    size_t k;        /* student neurons, at least as many as the teacher's k0 */
    const float *v0; /* [k0] the teacher's readouts, borrowed */
    enum activation_parity parity;
    bool one_class;         /* learned readouts: any neuron may be any other */
    struct classes classes; /* of the teacher's neurons */
    double *neuron;         /* [k0] overlap of each teacher neuron, the result */
    size_t *student;        /* [k] scratch: the students of one class */
    size_t *partner;        /* [k0] scratch: places in student */
    double *cost;           /* [k0 x k] scratch */
    void *matching;         /* scratch */
};

/** k >= k0. On STATUS_NO_MEMORY *overlap is empty. */
enum status overlap_init(struct overlap *overlap, size_t k, const float *v0, size_t k0,
                         enum activation_parity parity, bool learned, struct error *err);
void overlap_fini(struct overlap *overlap);

/**
 * Fills overlap->neuron: W_i . W0_j / |W0_j|^2 with the student neuron i that teacher neuron j got
 * (times the sign of v_i v0_j for odd activations, its absolute value for even ones).
 * gram  measured, finite. v [k] the student's readouts.
 */
void overlap_align(struct overlap *overlap, const struct gram *gram, const float *v);

/** Means of overlap->neuron: over all, and over each group. */
double overlap_mean(const struct overlap *overlap);
void overlap_group_means(const struct overlap *overlap, double mean[Q_GROUPS_MAX]);

/** The mean overlap that aligning unrelated Gaussian weights gives; 3 draws. Spoils gram. */
enum status overlap_chance(struct overlap *overlap, struct gram *gram, const float *v,
                           uint64_t seed, double *mean, struct error *err);

/**
 * 1 - ||S - S0||^2 / (2 k0 d^2), S = sqrt(k0/k) W^T diag(v) W, so that a teacher whose neurons are
 * repeated has r2 = 1. gram measured; v [k], v0 [k0].
 */
double overlap_r2(const struct gram *gram, const float *v, const float *v0);

#endif
