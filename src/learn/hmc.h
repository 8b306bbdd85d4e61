/*
 * The mechanics of hmc.c, without its random numbers. Private to the folder and its tests; any
 * thread that owns the task.
 */
#ifndef PLATEAU_LEARN_HMC_H
#define PLATEAU_LEARN_HMC_H

#include "plateau/learner.h"

/** U = sum r^2 / (2 Delta) + |W|^2 / 2 at task->params; force [task->count] = grad U. */
double hmc_potential(const struct task *task, float *force);

/**
 * `count` leapfrog steps of this size from (task->params, momentum), in place. force is grad U at
 * the start, and again at the end. momentum, force: [task->count].
 * returns  U at the end; NaN when count is 0
 */
double hmc_integrate(const struct task *task, double step, size_t count, float *momentum,
                     float *force);

#endif
