/*
 * judge: whether a mean over a run agrees with the theory. Pure functions.
 *
 * The mean over one replica's window has the standard error sqrt(variance / ESS + eps_se^2). It
 * agrees with a branch within 3 standard errors and differs beyond. The verdict is `too early`
 * below an ESS of 10, and `at chance` where the theory's value is no more than aligning unrelated
 * weights gives. A constant has no standard error.
 *
 * These errors leave out two things. The size of the run shifts its mean by an amount of order 1/d:
 * finite_size.c removes that with a straight line in 1/d through runs of several sizes. And each
 * run has a teacher of its own, which at d = 60 shifts eps by some 4 %: from three runs on, their
 * scatter about the line includes that.
 */
#ifndef PLATEAU_JUDGE_DEVIATION_H
#define PLATEAU_JUDGE_DEVIATION_H

#include "plateau/verdicts.h"

/**
 * Compares a mean with the theory.
 *
 * run         the window of one chain (chain_mixing of one)
 * systematic  a standard error that a longer run does not reduce: the test set's; or NaN
 * chance      the value that unrelated weights give, or NaN
 */
struct deviation deviation_judge(const struct mixing *run, double systematic, double theory,
                                 double chance);

#endif
