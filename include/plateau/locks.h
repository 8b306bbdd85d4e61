/*
 * observe: when each of the teacher's neurons was found: when its overlap passed the middle between
 * its branches and stayed above. Rules: src/observe/README.md. Used by the one thread that owns it.
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
