/* observe, private: compares two students of one hidden layer. */
#ifndef PLATEAU_OBSERVE_PAIR_H
#define PLATEAU_OBSERVE_PAIR_H

#include "gram.h"
#include "overlap.h"
#include "plateau/problem.h"

struct pair {
    double *cross;          /* [k x k] W W'^T/d */
    struct gram gram;       /* borrows all its matrices: A, cross, and A' in the teacher's place */
    struct overlap overlap; /* of the first with the second in the teacher's place */
    bool aligns;            /* both have the teacher's neurons and readouts */
};

/**
 * The truth is known. Empty for one replica or several layers. On STATUS_NO_MEMORY *pair is empty.
 */
enum status pair_init(struct pair *pair, const struct problem *problem, struct error *err);
void pair_fini(struct pair *pair);

/** Compares two measured students; they are borrowed until the results below are read. */
void pair_measure(struct pair *pair, const struct gram *gram, const struct gram *other);

/** Returns E_x (f - f')^2 by eq. (2) of README.md; v, v' [k] are their readouts. */
double pair_distance(const struct pair *pair, const struct activation *activation, const float *v,
                     const float *other_v);

/** Returns the mean of eq. (6). */
double pair_overlap(struct pair *pair, const float *v);

#endif
