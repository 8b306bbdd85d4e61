/*
 * judge: the goals of --until. The first replica that reaches a goal reaches it for the run.
 *
 * - plateau: the detector has announced one (plateau.h).
 * - escape: the run has left a plateau that is no higher than 1.25 times the universal error, 2.5
 *   times for a point estimate; above that a run is still on its way down. Or, without a plateau,
 *   eps has passed the geometric mean of the universal and the specialised error.
 * - specialised: the row's column `branch` says so (plateau/branch.h), or q >= .7 where the theory
 *   cannot tell.
 * - converged: after the escape |d ln eps / d ln t| < .02 over 11 blocks of .03 decade. A predictor
 *   without neurons needs no escape. Samplers converge all together (jury.c): R-hat < 1.01 and
 *   ESS > 200, of eps and of q.
 */
#ifndef PLATEAU_JUDGE_GOAL_H
#define PLATEAU_JUDGE_GOAL_H

#include "plateau.h"
#include "plateau/verdicts.h"

/* Blocks of .03 decade; 11 block centres span the .3 decade of the rule. */
enum { GOAL_BLOCKS = 11 };

/* Plain data. */
struct goal {
    enum until until;
    bool reached; /* stays true */
    /* UNTIL_CONVERGED: block means of (ln gradients, ln eps), oldest first, and the open block. */
    double x[GOAL_BLOCKS], y[GOAL_BLOCKS];
    size_t blocks;
    double origin; /* gradients at the last restart */
    double open;   /* number of the open block */
    double sum_x, sum_y, points;
};

void goal_init(struct goal *goal, enum until until);

/** A parameter changed: judges convergence anew, on a clock that begins at `gradients`. */
void goal_restart(struct goal *goal, double gradients);

/** Takes a new measurement, after the detector and the passage. */
void goal_see(struct goal *goal, const struct measurement *measurement,
              const struct detector *detector, const struct passage *passage);

#endif
