/*
 * Hamiltonian Monte Carlo on the posterior, U = sum r^2 / (2 Delta) + |W|^2 / 2, unit mass
 * (README.md, eq. (4), (5)). One step is one trajectory of `leapfrog` gradients; the gradient at
 * its end is kept. Positions, momenta and forces are float32, energies float64.
 */
#include "hmc.h"

#include <math.h>
#include <string.h>

#include "plateau/rng.h"

enum { STEP, LEAPFROG, TARGET_ACCEPT, ADAPT };

static const struct param_spec params[] = {
    [STEP] = {.name = "step",
              .kind = PARAM_REAL,
              .initial = "0.01",
              .min = 1e-8,
              .max = 10,
              .logarithmic = true,
              .change = PARAM_LIVE,
              .unit = "",
              .help = "leapfrog step size at the start"},
    [LEAPFROG] = {.name = "leapfrog",
                  .kind = PARAM_COUNT,
                  .initial = "10",
                  .min = 1,
                  .max = 1000,
                  .logarithmic = true,
                  .change = PARAM_LIVE,
                  .unit = "gradients",
                  .help = "leapfrog steps of a trajectory"},
    [TARGET_ACCEPT] = {.name = "target_accept",
                       .kind = PARAM_REAL,
                       .initial = "0.75",
                       .min = 0.05,
                       .max = 0.99,
                       .change = PARAM_LIVE,
                       .unit = "",
                       .help = "acceptance that the step size adapts to"},
    [ADAPT] = {.name = "adapt",
               .kind = PARAM_COUNT,
               .initial = "-1",
               .min = -1,
               .max = 1e9,
               .change = PARAM_LIVE,
               .unit = "steps",
               .help = "trajectories that adapt, 1 % each; -1 all"},
};

/* H off by more than this is a divergence of the integrator, as usual in the field. */
static const double energy_limit = 1000.0;

enum { FORCE, MOMENTUM, START_WEIGHTS, START_FORCE, VECTORS };

/* One flat block: this, then VECTORS float arrays of [task->count]. FORCE is grad U. */
struct hmc {
    double potential;      /* U at task->params */
    double step;           /* in force; adapts */
    double asked;          /* the param it came from */
    uint64_t trajectories; /* since init */
    uint64_t divergences;
    double accept_sum; /* acceptance probabilities since the last change */
    uint64_t accept_count;
    double energy_error;
};

static float *vector(struct hmc *hmc, const struct task *task, size_t i)
{
    return (float *)(void *)(hmc + 1) + i * task->count;
}

static double half_square(const float x[], size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)x[i];
    return sum / 2.0;
}

/* grad U = (1/Delta) d(sum r^2/2)/dW + W. */
double hmc_potential(const struct task *task, float *force)
{
    const struct problem *problem = task->problem;
    const struct batch rows = problem_rows(problem);
    const double sum = kernel_gradient(problem->kernel, task->params, &rows, force);
    const float scale = (float)(1.0 / problem->delta);

    for (size_t p = 0; p < task->count; p++)
        force[p] = scale * force[p] + task->params[p];
    return sum / (2.0 * problem->delta) + half_square(task->params, task->count);
}

static void refresh(struct hmc *hmc, const struct task *task, double *gradients)
{
    hmc->potential = hmc_potential(task, vector(hmc, task, FORCE));
    *gradients += 1.0;
}

static bool supports(const struct config *config, struct error *why_not)
{
    if (config->weights != WEIGHTS_GAUSSIAN) {
        error_set(why_not, STATUS_INVALID,
                  "algorithm: hmc needs weights = gaussian; it cannot sample rademacher");
        return false;
    }
    if (!(config->noise > 0.0)) {
        error_set(why_not, STATUS_INVALID,
                  "noise: 1e-4 or more would do; hmc needs noise > 0, not 0");
        return false;
    }
    return true;
}

static double gradients_per_step(const double *values, size_t n)
{
    (void)n;
    return values[LEAPFROG];
}

static size_t state_size(const struct task *task)
{
    return sizeof(struct hmc) + VECTORS * task->count * sizeof(float);
}

static void init(void *state, const struct task *task, double *gradients)
{
    struct hmc *hmc = state;

    *hmc = (struct hmc){.step = task->values[STEP], .asked = task->values[STEP]};
    refresh(hmc, task, gradients);
}

static void kick(const struct task *task, float *momentum, const float *force, double step)
{
    const float h = (float)step;

    for (size_t p = 0; p < task->count; p++)
        momentum[p] -= h * force[p];
}

double hmc_integrate(const struct task *task, double step, size_t count, float *momentum,
                     float *force)
{
    const float h = (float)step;
    double end = (double)NAN;

    kick(task, momentum, force, step / 2.0);
    for (size_t l = 0; l < count; l++) {
        for (size_t p = 0; p < task->count; p++)
            task->params[p] += h * momentum[p];
        end = hmc_potential(task, force);
        kick(task, momentum, force, l + 1 < count ? step : step / 2.0);
    }
    return end;
}

/* Step size x 1.01 when this trajectory's acceptance beats the target, / 1.01 if not. */
static void adapt(struct hmc *hmc, const struct task *task, double probability)
{
    const double trajectories = task->values[ADAPT];

    if (trajectories >= 0.0 && (double)hmc->trajectories >= trajectories)
        return;
    if (probability > task->values[TARGET_ACCEPT])
        hmc->step *= 1.01;
    else
        hmc->step /= 1.01;
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct hmc *hmc = state;
    const uint32_t replica = task->replica;
    const uint64_t seed = task->problem->config.seed, t = task->draws->trajectories++;
    const size_t bytes = task->count * sizeof(float), leapfrog = (size_t)task->values[LEAPFROG];
    float *momentum = vector(hmc, task, MOMENTUM), *force = vector(hmc, task, FORCE);

    if (!isfinite(hmc->potential))
        return STATUS_DIVERGED;
    rng_fill_normal((struct rng){seed, RNG_MOMENTUM, replica}, t, momentum, task->count);
    memcpy(vector(hmc, task, START_WEIGHTS), task->params, bytes);
    memcpy(vector(hmc, task, START_FORCE), force, bytes);

    const double before = hmc->potential + half_square(momentum, task->count);
    const double end = hmc_integrate(task, hmc->step, leapfrog, momentum, force);
    const double error = end + half_square(momentum, task->count) - before;
    const double probability = isfinite(error) ? fmin(1.0, exp(-error)) : 0.0;

    if (rng_uniform((struct rng){seed, RNG_ACCEPT, replica}, t) < probability) {
        hmc->potential = end;
    } else {
        memcpy(task->params, vector(hmc, task, START_WEIGHTS), bytes);
        memcpy(force, vector(hmc, task, START_FORCE), bytes);
    }
    adapt(hmc, task, probability);
    hmc->trajectories++;
    hmc->divergences += !(fabs(error) < energy_limit);
    hmc->accept_sum += probability;
    hmc->accept_count++;
    hmc->energy_error = error;
    report->gradients = (double)leapfrog;
    return STATUS_OK;
}

static void changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    struct hmc *hmc = state;

    if (task->values[STEP] != hmc->asked) {
        hmc->asked = task->values[STEP];
        hmc->step = hmc->asked;
    }
    if (what & LEARNER_DATA)
        refresh(hmc, task, gradients);
    hmc->accept_sum = 0.0;
    hmc->accept_count = 0;
}

static void diagnose(const void *state, const struct task *task, struct diagnostics *out)
{
    const struct hmc *hmc = state;

    (void)task;
    *out = (struct diagnostics){
        .accept = hmc->accept_count ? hmc->accept_sum / (double)hmc->accept_count : (double)NAN,
        .step_size = hmc->step,
        .energy_error = hmc->accept_count ? hmc->energy_error : (double)NAN,
        .divergences = (double)hmc->divergences,
    };
}

const struct learner_ops learner_hmc = {
    .name = "hmc",
    .title = "Hamiltonian Monte Carlo",
    .samples_posterior = true,
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .supports = supports,
    .gradients_per_step = gradients_per_step,
    .state_size = state_size,
    .init = init,
    .step = step,
    .changed = changed,
    .diagnose = diagnose,
};
