/* observe, private: the overlaps of all layers of a student with the teacher's layers. */
#ifndef PLATEAU_OBSERVE_LAYERS_H
#define PLATEAU_OBSERVE_LAYERS_H

#include "gram.h"
#include "overlap.h"
#include "plateau/meter.h"
#include "plateau/problem.h"

/*
 * One hidden layer. The student's weights are measured in the teacher's basis of inputs: the
 * columns of student neurons below that belong to one teacher neuron are added up, with the signs
 * of their alignment.
 */
struct aligned_layer {
    struct gram gram; /* of the weights in that basis */
    struct overlap
        overlap;   /* of the last layer by readouts; in other layers any neuron may be any other */
    size_t *owner; /* [k'] the teacher neuron to which a student neuron belongs */
    double *sign;  /* [k'] and the sign of its alignment */
};

/* A teacher, and students of one shape. */
struct layers {
    const struct problem *problem; /* borrowed */
    size_t count;
    struct aligned_layer layer[DEPTH_MAX];
    bool has_product;
    struct gram product; /* two layers: B and C of W_2 W_1 / sqrt k_1 */
    struct overlap product_overlap;
    double *half; /* scratch: of W02 with the first layer, [k_2 x k'_1] */
    double *wide; /* scratch: W_2 in float64, [k'_2 x k'_1] */
};

/**
 * Makes the layers. problem is borrowed, and its truth is known. On STATUS_NO_MEMORY *layers is
 * empty.
 */
enum status layers_init(struct layers *layers, const struct problem *problem, struct error *err);
void layers_fini(struct layers *layers);

/**
 * Measures and aligns; params finite, of problem->given.student. The functions below return
 * results.
 */
void layers_align(struct layers *layers, const float *params);

/**
 * Returns the overlaps of the last alignment (README.md, eq. (6), (8)); NaN where one has no
 * meaning.
 */
struct layers_overlap layers_overlap(const struct layers *layers);

/**
 * Computes the mean overlap over three draws of unrelated Gaussian students. Overwrites the
 * alignment.
 */
enum status layers_chance(struct layers *layers, struct layers_overlap *mean, struct error *err);

/** Returns the last layer. */
const struct aligned_layer *layers_last(const struct layers *layers);

#endif
