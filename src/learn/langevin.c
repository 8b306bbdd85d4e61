/*
 * Unadjusted Langevin: W <- W - h grad U + sqrt(2 h) xi (README.md, eq. (8)). Without the
 * Metropolis rule it samples a law that is off by O(h).
 */
#include <math.h>

#include "plateau/given.h"
#include "plateau/rng.h"
#include "sampler.h"

enum { STEP };
enum { FORCE, NOISE, VECTORS };

static const struct param_spec params[] = {
    [STEP] = SAMPLER_PARAM_STEP("1e-4", "h: drift h, noise of variance 2 h; biased by O(h)"),
};

static bool supports(const struct config *config, struct error *why_not)
{
    return sampler_supports("langevin", config, why_not);
}

static double gradients_per_step(const double *values, size_t n)
{
    (void)values;
    (void)n;
    return 1.0;
}

static size_t state_size(const struct task *task)
{
    return VECTORS * task->count * sizeof(float);
}

/* The state is scratch: a step computes the gradient where it begins. */
static size_t kept(const struct task *task)
{
    (void)task;
    return 0;
}

static void init(void *state, const struct task *task, double *gradients)
{
    (void)state;
    (void)task;
    (void)gradients;
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    const struct rng rng = {task->given->seed, RNG_MOMENTUM, task->replica};
    const double h = task->values[STEP];
    const float drift = (float)h, spread = (float)sqrt(2.0 * h);
    float *force = (float *)state + FORCE * task->count;
    float *noise = (float *)state + NOISE * task->count;

    report->gradients = 1.0;
    if (!isfinite(sampler_potential(task, force)))
        return STATUS_DIVERGED;
    rng_fill_normal(rng, task->draws->trajectories++, noise, task->count);
    for (size_t p = 0; p < task->count; p++)
        task->params[p] += spread * noise[p] - drift * force[p];
    return STATUS_OK;
}

static void changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    (void)what;
    init(state, task, gradients);
}

static void diagnose(const void *state, const struct task *task, struct diagnostics *out)
{
    (void)state;
    *out = DIAGNOSTICS_NONE;
    out->step_size = task->values[STEP];
}

const struct learner_ops learner_langevin = {
    .name = "langevin",
    .title = "Langevin, unadjusted",
    .eps = EPS_HALF_GIBBS,
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .supports = supports,
    .gradients_per_step = gradients_per_step,
    .state_size = state_size,
    .kept = kept,
    .init = init,
    .step = step,
    .changed = changed,
    .diagnose = diagnose,
};
