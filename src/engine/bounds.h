/* Whether a replica has left all bounds: what counts as a divergence, and what is told before. */
#ifndef PLATEAU_ENGINE_BOUNDS_H
#define PLATEAU_ENGINE_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>

/* What a replica is held against. Plain data. Owned by: worker. */
struct bounds {
    bool known;
    double train, square; /* of the first measurement since the start or the last change */
};

/** The mean square of the weights; 1 for the teacher's and under the prior. */
double bounds_mean_square(const float weight[], size_t count);

/**
 * Why the replica has diverged, in words; NULL when it has not. The first call sets the bounds.
 *
 * sampler  its loss is the potential, the prior's |w|^2 / 2 in it: weights alone may explode where
 *          a bounded activation keeps train finite.
 * source   src/engine/README.md.
 */
const char *bounds_crossed(struct bounds *bounds, bool sampler, double train, double eps,
                           double square);

/** Whether the weights have grown so much that it is worth a word. */
bool bounds_are_strained(const struct bounds *bounds, double square);

#endif
