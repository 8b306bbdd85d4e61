/*
 * model: what a learner gets: data, the known readouts, the student's network with its kernel, the
 * team and the seed. Never the truth. Owned by: worker, inside its problem.
 */
#ifndef PLATEAU_GIVEN_H
#define PLATEAU_GIVEN_H

#include <stdint.h>

#include "plateau/data.h"
#include "plateau/network.h"

struct given {
    struct data data;
    struct network student; /* with the readouts of eq. (4) of src/model/README.md */
    const float *readout;   /* v0 [readouts], of the network that made the labels */
    size_t readouts;
    struct kernel *kernel; /* the student's */
    struct team *team;
    uint64_t seed;
};

/** Returns all rows in force, or those that index [n] names. */
static inline struct batch given_rows(const struct given *given)
{
    return (struct batch){given->data.x, given->data.y, NULL, given->data.n};
}

static inline struct batch given_rows_at(const struct given *given, const uint32_t *index, size_t n)
{
    return (struct batch){given->data.x, given->data.y, index, n};
}

#endif
