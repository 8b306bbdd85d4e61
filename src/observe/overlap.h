/* observe, private: overlaps with the teacher's neurons after an exact alignment, and r2. */
#ifndef PLATEAU_OBSERVE_OVERLAP_H
#define PLATEAU_OBSERVE_OVERLAP_H

#include <stdbool.h>
#include <stddef.h>

#include "classes.h"
#include "gram.h"

/*
 * One layer of a teacher, and students of one shape. Student neuron i is in the class of teacher
 * neuron i mod k0. All neurons are one class when the readout is learned, and in a layer that
 * another follows, which has no readouts.
 */
struct overlap {
    size_t k;        /* student neurons, at least as many as the teacher's k0 */
    const float *v0; /* [k0] the teacher's readouts, borrowed; NULL: another layer follows */
    enum activation_parity parity;
    bool one_class;         /* any neuron may be any other */
    struct classes classes; /* of the teacher's neurons */
    double *neuron;         /* [k0] overlap of each teacher neuron, the result */
    size_t *match;          /* [k0] the student neuron of each teacher neuron */
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
 * Returns W_i . W0_j / d without the symmetries of the activation: times the sign of v_i v0_j for
 * odd activations, or absolute where another layer follows; absolute for even activations.
 */
double overlap_product(const struct overlap *overlap, const struct gram *gram, const float *v,
                       size_t i, size_t j);

/**
 * Fills overlap->match, the student neuron i of each teacher neuron j, and overlap->neuron:
 * overlap_product / (|W0_j|^2 / d).
 *
 * gram  measured, finite. v [k] the student's readouts, or NULL as v0.
 */
void overlap_align(struct overlap *overlap, const struct gram *gram, const float *v);

/**
 * Writes |W_i . W0_j| / |W0_j|^2 of every pair after overlap_align: teacher neurons by increasing
 * |v| along a row; down a column first the students matched to them in that order, then those
 * without a match. map [rows <= k x columns <= k0], row-major; where it is smaller, a cell holds
 * the largest of its pairs: a mean would hide a thin diagonal.
 */
void overlap_map(struct overlap *overlap, const struct gram *gram, float *map, size_t rows,
                 size_t columns);

/** Return means of overlap->neuron: over all neurons, and over a group. */
double overlap_mean(const struct overlap *overlap);
void overlap_group_means(const struct overlap *overlap, double mean[Q_GROUPS_MAX]);

/**
 * Returns 1 - ||S - S0||^2 / (2 k0 d^2), S = sqrt(k0/k) W^T diag(v) W, so that a teacher whose
 * neurons are repeated has r2 = 1. gram measured; v [k], v0 [k0].
 */
double overlap_r2(const struct gram *gram, const float *v, const float *v0);

#endif
