/* A replica held against a branch of the theory, observable by observable. Owned by: worker. */
#ifndef PLATEAU_ENGINE_VERSUS_H
#define PLATEAU_ENGINE_VERSUS_H

#include "levels.h"
#include "plateau/engine.h"

/**
 * mixing  [COMPARED_MAX] of one replica's windows, of versus_series
 * last    its newest measurement: the test set's error
 * chance  overlaps that aligning unrelated weights gives
 * level   the branch; NULL: there is none, and no verdict
 * is_mean the replica holds a posterior mean, and no sample (chart_r2)
 */
void versus_judge(struct versus *out, const struct mixing mixing[COMPARED_MAX],
                  const struct sample *last, const struct layers_overlap *chance,
                  const struct level *level, bool is_mean);

#endif
