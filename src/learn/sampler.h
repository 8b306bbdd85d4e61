/*
 * learn, private: what langevin, mala, hmc and nuts share: the potential, the leapfrog, and a
 * chain's report about itself (README.md, eq. (5), (7)). For the folder and its tests; any thread
 * that owns the task.
 *
 * The state of a chain of corrected trajectories (hmc, mala) is one flat block: struct sampler,
 * then SAMPLER_VECTORS float arrays of [task->count], the first of which is grad U at task->params.
 */
#ifndef PLATEAU_LEARN_SAMPLER_H
#define PLATEAU_LEARN_SAMPLER_H

#include "plateau/learner.h"
#include "registry.h"

struct sampler {
    double potential; /* U at task->params */
    double step;      /* in force; adapts */
    double asked;     /* the parameter from which it started, the first of every table */
    uint64_t steps;   /* since init */
    uint64_t divergences;
    double accept_sum; /* acceptance probabilities since the last change */
    uint64_t accept_count;
    double energy_error;
    /* H where trajectories begin, in the present window; E-BFMI of the window before. */
    double energy, mean_energy, spread, jumps, bfmi;
    uint64_t energies;
};

/** Takes only real weights and Delta > 0; `name` is the sampler's. */
bool sampler_supports(const char *name, const struct config *config, struct error *why_not);

/** Computes U = sum r^2 / (2 Delta) + |W|^2 / 2 at task->params; force [task->count] = grad U. */
double sampler_potential(const struct task *task, float *force);

/**
 * Makes `count` leapfrog steps of this size from (task->params, momentum), in place; backwards when
 * step is negative. force is grad U at the start, and again at the end. momentum, force:
 * [task->count].
 *
 * scale    [task->count], a step size for each weight as a factor on step; NULL: 1. The same as a
 *          diagonal mass 1 / scale^2 in other units of the momenta, which stay N(0, 1).
 * returns  U at the end; NaN when count is 0
 */
double sampler_leapfrog(const struct task *task, double step, size_t count, const float *scale,
                        float *momentum, float *force);

/** Returns |p|^2 / 2. */
double sampler_kinetic(const float momentum[], size_t count);

/** Returns whether a trajectory that changes H by so much has left its energy surface. */
bool sampler_diverges(double energy_error);

void sampler_begin(struct sampler *sampler, const struct task *task);

/** Counts a step: H at its start, its mean acceptance probability and its energy error. */
void sampler_count(struct sampler *sampler, double energy, double accept, double energy_error);

/** Starts the averages anew, and the step where its parameter has changed: then returns true. */
bool sampler_restart(struct sampler *sampler, const struct task *task);

/**
 * Makes one trajectory of `leapfrog` steps of size h from fresh momenta, accepted with a = min(1,
 * e^-dH). *accept = a. It leaves the step in force to the caller: sampler_adapt.
 *
 * returns  STATUS_DIVERGED when U is not finite at its start
 */
enum status sampler_trajectory(struct sampler *sampler, const struct task *task, double h,
                               size_t leapfrog, double *accept);

/**
 * Multiplies the step size by 1.01 when accept exceeds the target, else by 1 / 1.01, in the first
 * `adapt` steps; -1: always. Call it after the step was counted.
 */
void sampler_adapt(struct sampler *sampler, double accept, double target, double adapt);

/** Hooks of learner_ops for hmc and mala; diagnose serves nuts, too. */
size_t sampler_size(const struct task *task);
size_t sampler_kept(const struct task *task);
void sampler_init(void *state, const struct task *task, double *gradients);
void sampler_changed(void *state, const struct task *task, unsigned what, double *gradients);
void sampler_diagnose(const void *state, const struct task *task, struct diagnostics *out);

/* The rows that they share; step is the first of every table. */
#define SAMPLER_PARAM_STEP(value, text)                                                            \
    {                                                                                              \
        .name = "step", .kind = PARAM_REAL, .initial = value, .min = 1e-8, .max = 10,              \
        .logarithmic = true, .change = PARAM_LIVE, .unit = "", .help = text                        \
    }
#define SAMPLER_PARAM_TARGET(value)                                                                \
    {                                                                                              \
        .name = "target_accept", .kind = PARAM_REAL, .initial = value, .min = 0.05, .max = 0.99,   \
        .change = PARAM_LIVE, .unit = "", .help = "acceptance that the step size adapts to"        \
    }
#define SAMPLER_PARAM_ADAPT                                                                        \
    {                                                                                              \
        .name = "adapt", .kind = PARAM_COUNT, .initial = "-1", .min = -1, .max = 1e9,              \
        .change = PARAM_LIVE, .unit = "steps", .help = "trajectories that adapt, 1 % each; -1 all" \
    }

#endif
