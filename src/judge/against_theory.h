/* judge: compares a replica with a branch of the theory, observable by observable. */
#ifndef PLATEAU_JUDGE_AGAINST_THEORY_H
#define PLATEAU_JUDGE_AGAINST_THEORY_H

#include "plateau/levels.h"
#include "plateau/verdicts.h"

/**
 * Fills in a verdict for every observable.
 *
 * mixing  [COMPARED_MAX] of one replica's windows, of against_theory_series
 * eps_se  the standard error of its eps on the test set; NaN: none
 * chance  overlaps that aligning unrelated weights gives
 * level   the branch; NULL: no theory, and so no verdict
 * is_mean the replica holds a posterior mean, not a sample (branch_point_r2)
 */
void against_theory_judge(struct against_theory *out, const struct mixing mixing[COMPARED_MAX],
                          double eps_se, const struct layers_overlap *chance,
                          const struct level *level, bool is_mean);

#endif
