/*
 * judge: whether a replica has diverged, and whether it deserves a warning before that. Pure
 * functions.
 */
#ifndef PLATEAU_JUDGE_BOUNDS_H
#define PLATEAU_JUDGE_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/verdicts.h"

/* The references of a replica. Plain data. */
struct bounds {
    bool known;
    double train, square; /* of the first measurement since the start or the last change */
};

/**
 * Returns whether the replica has diverged. The first call sets the bounds. A measurement without
 * training error and weights (rows of a foreign file) crosses none.
 *
 * sampler  the loss is the potential, with the prior's |w|^2 / 2: the weights alone may explode
 * where a bounded activation keeps train finite. source   src/judge/README.md.
 */
enum breach bounds_crossed(struct bounds *bounds, bool sampler, double train, double eps,
                           double square);

/** Returns whether the weights have grown so much that the person should know. */
bool bounds_are_strained(const struct bounds *bounds, double square);

#endif
