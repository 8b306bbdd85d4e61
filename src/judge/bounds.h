/* judge: whether a replica has left all bounds: what counts as a divergence, and what is said
 * before it comes to one. Pure functions. */
#ifndef PLATEAU_JUDGE_BOUNDS_H
#define PLATEAU_JUDGE_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/verdicts.h"

/* What a replica is held against. Plain data. */
struct bounds {
    bool known;
    double train, square; /* of the first measurement since the start or the last change */
};

/**
 * Whether the replica has diverged. The first call sets the bounds. A measurement that knows
 * neither the training error nor the weights (rows of a foreign file) breaks none.
 *
 * sampler  its loss is the potential, the prior's |w|^2 / 2 in it: weights alone may explode where
 *          a bounded activation keeps train finite.
 * source   src/judge/README.md.
 */
enum breach bounds_crossed(struct bounds *bounds, bool sampler, double train, double eps,
                           double square);

/** Whether the weights have grown so much that it is worth a word. */
bool bounds_are_strained(const struct bounds *bounds, double square);

#endif
