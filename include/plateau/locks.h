/*
 * judge: when each of the teacher's neurons was found. Used by the one thread that owns it.
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
#ifndef PLATEAU_LOCKS_H
#define PLATEAU_LOCKS_H

#include <stddef.h>
#include <stdint.h>

/* When it happened; NaN gradients: not yet. */
struct moment {
    double gradients;
    uint64_t step;
};

/* One hidden layer. Plain data. */
struct lock_on {
    size_t neurons, locked;
    size_t judged;                  /* of how many it could be told, by the newest measurement */
    struct moment first, half, all; /* the first of them, half (rounded up), and all */
};

struct locks; /* of the neurons of one layer */

/** NULL when there is no memory. */
struct locks *locks_create(size_t neurons);
void locks_destroy(struct locks *locks);

/**
 * A measurement. One that falls back to its bound is no longer found: near chance they come and go.
 * q      [neurons] overlaps; NaN: not measured
 * bound  [neurons] what each has to pass; NaN: nothing to find here
 */
void locks_see(struct locks *locks, const double q[], const double bound[], struct moment now);

size_t locks_found(const struct locks *locks); /* how many are found */
struct lock_on locks_summary(const struct locks *locks);

/** Gradients at which it was found; NaN: not yet. */
double locks_at(const struct locks *locks, size_t neuron);

#endif
