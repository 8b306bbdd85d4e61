/* model, private: the inputs of the endless, seeded stream. */
#ifndef PLATEAU_MODEL_INPUTS_H
#define PLATEAU_MODEL_INPUTS_H

#include "plateau/rng.h"
#include "plateau/team.h"

/** Rows that one thread fills at a time. */
enum { FILL_ROWS = 512 };

/** Fills x [n x d] with rows first..first+n-1 of the stream. Uses the team. */
void inputs_fill(struct team *team, struct rng rng, size_t first, size_t n, size_t d, float *x);

#endif
