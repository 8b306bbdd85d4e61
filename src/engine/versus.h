/* A replica held against a branch of the theory, observable by observable. Owned by: worker. */
#ifndef PLATEAU_ENGINE_VERSUS_H
#define PLATEAU_ENGINE_VERSUS_H

#include "levels.h"
#include "plateau/engine.h"

/**
 * chain   of all replicas, read only
 * last    the newest measurement: the test set's error, the chance level
 * chance  overlaps that aligning unrelated weights gives
 * level   the branch; NULL: there is none, and no verdict
 */
void versus_judge(struct versus *out, struct chain chain[COMPARED_MAX][REPLICAS_MAX],
                  size_t replica, const struct sample *last, const struct layers_overlap *chance,
                  const struct level *level);

#endif
