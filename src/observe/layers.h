/* observe, private: the overlaps of all layers of a student with its teacher's. */
#ifndef PLATEAU_OBSERVE_LAYERS_H
#define PLATEAU_OBSERVE_LAYERS_H

#include "gram.h"
#include "overlap.h"
#include "plateau/meter.h"
#include "plateau/problem.h"

/*
 * One hidden layer. Its student's weights are measured in the teacher's basis of inputs: the
 * columns of the student's neurons below that belong to one of the teacher's are one column, with
 * the signs that they were aligned with.
 */
struct layer {
    struct gram gram; /* of the weights in that basis */
    struct overlap
        overlap;   /* the last layer's by readouts; of the others any neuron is any other */
    size_t *owner; /* [k'] the teacher neuron that a student neuron is taken for */
    double *sign;  /* [k'] and with which sign */
};

/* A teacher, and students of one shape. */
struct layers {
    const struct problem *problem; /* borrowed */
    size_t count;
    struct layer layer[DEPTH_MAX];
    bool has_product;
    struct gram product; /* two layers: B and C of W_2 W_1 / sqrt k_1 */
    struct overlap product_overlap;
    double *half; /* scratch: of W02 with the first layer, [k_2 x k'_1] */
    double *wide; /* scratch: W_2 in float64, [k'_2 x k'_1] */
};

/** problem is borrowed, and its truth is known. On STATUS_NO_MEMORY *layers is empty. */
enum status layers_init(struct layers *layers, const struct problem *problem, struct error *err);
void layers_fini(struct layers *layers);

/** Measures and aligns; params finite, of problem->given.student. Results are below. */
void layers_align(struct layers *layers, const float *params);

/** What the last alignment found (README.md, eq. (6), (8)); NaN where it has no meaning. */
struct layers_overlap layers_overlap(const struct layers *layers);

/** The mean of what aligning unrelated Gaussian students finds; 3 draws. Spoils the alignment. */
enum status layers_chance(struct layers *layers, struct layers_overlap *mean, struct error *err);

/** The last layer. */
const struct layer *layers_last(const struct layers *layers);

#endif
