/*
 * judge: when each of the teacher's neurons was found. Pure functions.
 *
 * A neuron is found when its overlap passes the middle between the universal and the most
 * specialised branch, and stays above: of its readout group in the last layer, of the layer's mean
 * before it. At finite size the universal overlap is what aligning gives by chance: q_null; q_null
 * sqrt(1 + inputs/neurons) where r2 > 0 there, since the teacher turned by any rotation among its
 * neurons has the same S (relu, ones, d = 80: .38, and .41 with the linear mode; chains on the
 * universal branch have .40 to .45, where q_null is .22). The middle is to be above that by the
 * spread of single overlaps, or .025; else nothing is found. Without theory it is
 * SPECIALISED_OVERLAP.
 */
#ifndef PLATEAU_JUDGE_LOCKS_H
#define PLATEAU_JUDGE_LOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/verdicts.h"

/* Of the neurons of one layer. Flat and plain; when each was found stands in an array beside it. */
struct locks {
    size_t neurons, locked, judged;
};

/** at  [neurons] the moments, all of which become "not yet" */
struct locks locks_init(size_t neurons, struct moment at[]);

/**
 * A measurement. One that falls back to its bound is no longer found: near chance they come and go.
 * at     [neurons] of this layer
 * q      [neurons] overlaps; NaN: not measured
 * group  [neurons] which bound each has to pass; NULL: the first
 * bound  of the groups; NaN: nothing to find here
 * returns  whether a neuron was found or lost
 */
bool locks_see(struct locks *locks, struct moment at[], const double q[], const size_t group[],
               const double bound[], struct moment now);

/** sorted  [neurons] scratch */
struct lock_on locks_summary(const struct locks *locks, const struct moment at[],
                             struct moment sorted[]);

#endif
