/*
 * Hamiltonian Monte Carlo on the posterior, unit mass (README.md, eq. (5), (6)). One step is one
 * trajectory of `leapfrog` gradients; the next step starts from the last of them.
 */
#include "sampler.h"

enum { STEP, LEAPFROG, TARGET_ACCEPT, ADAPT };

static const struct param_spec params[] = {
    [STEP] = SAMPLER_PARAM_STEP("0.01", "leapfrog step size at the start"),
    [LEAPFROG] = {.name = "leapfrog",
                  .kind = PARAM_COUNT,
                  .initial = "10",
                  .min = 1,
                  .max = 1000,
                  .logarithmic = true,
                  .change = PARAM_LIVE,
                  .unit = "gradients",
                  .help = "leapfrog steps of a trajectory"},
    [TARGET_ACCEPT] = SAMPLER_PARAM_TARGET("0.75"),
    [ADAPT] = SAMPLER_PARAM_ADAPT,
};

static bool supports(const struct config *config, struct error *why_not)
{
    return sampler_supports("hmc", config, why_not);
}

static double gradients_per_step(const double *values, size_t n)
{
    (void)n;
    return values[LEAPFROG];
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct sampler *sampler = state;
    const double *value = task->values;
    double accept;

    if (sampler_trajectory(sampler, task, sampler->step, (size_t)value[LEAPFROG], &accept) !=
        STATUS_OK)
        return STATUS_DIVERGED;
    sampler_adapt(sampler, accept, value[TARGET_ACCEPT], value[ADAPT]);
    report->gradients = value[LEAPFROG];
    return STATUS_OK;
}

const struct learner_ops learner_hmc = {
    .name = "hmc",
    .title = "Hamiltonian Monte Carlo",
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
