/*
 * Metropolis-adjusted Langevin: a proposal W - h grad U + sqrt(2 h) xi, accepted by the Metropolis
 * rule (README.md, eq. (6), (8)). The proposal is a trajectory of one leapfrog step of size sqrt(2
 * h) with momenta xi, whose energy error is the logarithm of the acceptance ratio.
 */
#include <math.h>

#include "sampler.h"

enum { STEP, TARGET_ACCEPT, ADAPT };

static const struct param_spec params[] = {
    [STEP] = SAMPLER_PARAM_STEP("1e-4", "h at the start: drift h, noise of variance 2 h"),
    [TARGET_ACCEPT] = SAMPLER_PARAM_TARGET("0.574"),
    [ADAPT] = SAMPLER_PARAM_ADAPT,
};

static bool supports(const struct config *config, struct error *why_not)
{
    return sampler_supports("mala", config, why_not);
}

static double gradients_per_step(const double *values, size_t n)
{
    (void)values;
    (void)n;
    return 1.0;
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct sampler *sampler = state;
    double accept;

    if (sampler_trajectory(sampler, task, sqrt(2.0 * sampler->step), 1, &accept) != STATUS_OK)
        return STATUS_DIVERGED;
    sampler_adapt(sampler, accept, task->values[TARGET_ACCEPT], task->values[ADAPT]);
    report->gradients = 1.0;
    return STATUS_OK;
}

const struct learner_ops learner_mala = {
    .name = "mala",
    .title = "Metropolis-adjusted Langevin",
    .eps = EPS_HALF_GIBBS,
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .supports = supports,
    .gradients_per_step = gradients_per_step,
    .state_size = sampler_size,
    .kept = sampler_kept,
    .init = sampler_init,
    .step = step,
    .changed = sampler_changed,
    .diagnose = sampler_diagnose,
};
