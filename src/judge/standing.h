/*
 * judge: how a mean over a run stands to what the theory says it is. Any thread; pure functions.
 *
 * The mean over the window of one replica, with sqrt(variance / ESS + eps_se^2), against a branch:
 * agrees within 3 standard errors, differs beyond, too early below an ESS of 10, at chance where
 * theory is no more than aligning unrelated weights gives; a constant has no standard error. The
 * finite size, of order 1/d, is in none of the errors: finite_size.c takes it out, by a straight
 * line in 1/d through runs of several sizes. Nor is the teacher's own part (at d = 60 some 4 % of
 * eps from one to the next): from three runs on their scatter about that line is in its error.
 */
#ifndef PLATEAU_JUDGE_STANDING_H
#define PLATEAU_JUDGE_STANDING_H

#include "plateau/verdicts.h"

/**
 * run         the window of one chain (chain_mixing of one)
 * systematic  a standard error that no longer run takes away, of a test set; NaN: none
 * chance      least value that means anything; NaN: none
 */
struct standing standing_judge(const struct mixing *run, double systematic, double theory,
                               double chance);

#endif
