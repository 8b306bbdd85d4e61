/*
 * judge: what --until waits for; whichever replica is first reaches it.
 *
 * - plateau: one is announced (plateau.h).
 * - escape: from a plateau no higher than 1.25 times the universal level, 2.5 times that of a
 *   point estimate; above that a run is still on its way down. Or, where no plateau was met,
 *   the passage of the geometric mean of the universal and the specialised error.
 * - specialised: as the row's branch has it (plateau/branch.h), or q >= .7 where theory does
 *   not tell.
 * - converged: after the escape |d ln eps / d ln t| < .02 over 11 blocks of .03 decade;
 *   gamp-rie, which has no neurons, without an escape; samplers: all replicas together have
 *   R-hat < 1.01 and ESS > 200, of eps and of q (jury.c).
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

/** A parameter changed: convergence is judged anew, on a clock that begins at `gradients`. */
void goal_restart(struct goal *goal, double gradients);

/** A new measurement, after the detector and the passage have seen it. */
void goal_see(struct goal *goal, const struct measurement *measurement,
              const struct detector *detector, const struct passage *passage);

#endif
