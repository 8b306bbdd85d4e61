/*
 * observe: when each of the teacher's neurons was found: the first time that its overlap passed the
 * middle between its branches. Rules: src/observe/README.md. Used by the one thread that owns it.
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
    struct moment first, half, all; /* when one, half of them (rounded up) and all were found */
};

struct locks; /* of the neurons of one layer */

/** NULL when there is no memory. */
struct locks *locks_create(size_t neurons);
void locks_destroy(struct locks *locks);

/**
 * A measurement. What is above its bound at the first one was there from the start.
 * q      [neurons] overlaps; NaN: not measured
 * bound  [neurons] what each has to pass; NaN: nothing to find here
 * returns how many were found now
 */
size_t locks_see(struct locks *locks, const double q[], const double bound[], struct moment now);

struct lock_on locks_summary(const struct locks *locks);

/** [neurons] gradients at which each was found; NaN: not yet. */
const float *locks_at(const struct locks *locks);

#endif
