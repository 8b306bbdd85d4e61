#include "sampler.h"

#include <math.h>
#include <string.h>

#include "plateau/given.h"
#include "plateau/rng.h"

/* H off by more than this counts as a divergence of the integrator, as is usual. */
static const double energy_limit = 1000.0;

/* Fewer energies give no E-BFMI. */
static const uint64_t least_energies = 8;

enum { FORCE, MOMENTUM, START_WEIGHTS, START_FORCE, SAMPLER_VECTORS };

static float *vector(struct sampler *sampler, const struct task *task, size_t i)
{
    return (float *)(void *)(sampler + 1) + i * task->count;
}

static double square(const float x[], size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)x[i];
    return sum;
}

double sampler_kinetic(const float momentum[], size_t count)
{
    return square(momentum, count) / 2.0;
}

bool sampler_diverges(double energy_error)
{
    return !(fabs(energy_error) < energy_limit);
}

bool sampler_supports(const char *name, const struct config *config, struct error *why_not)
{
    if (config->weights != WEIGHTS_GAUSSIAN) {
        error_set(why_not, STATUS_INVALID,
                  "algorithm: metropolis samples weights = rademacher; %s moves real weights and "
                  "needs weights = gaussian",
                  name);
        return false;
    }
    if (!(config->noise > 0.0)) {
        error_set(why_not, STATUS_INVALID,
                  "noise: 1e-4 or more would do; %s needs noise > 0, not 0", name);
        return false;
    }
    return true;
}

/* Computes grad U = (1/Delta) d(sum r^2/2)/dW + W. */
double sampler_potential(const struct task *task, float *force)
{
    const struct given *given = task->given;
    const struct batch rows = given_rows(given);
    const double sum = kernel_gradient(given->kernel, task->params, &rows, force);
    const float scale = (float)(1.0 / given->data.noise);

    for (size_t p = 0; p < task->count; p++)
        force[p] = scale * force[p] + task->params[p];
    return sum / (2.0 * given->data.noise) + square(task->params, task->count) / 2.0;
}

/* Adds h scale by to `to`. */
static void move(float to[], float h, const float *scale, const float by[], size_t n)
{
    for (size_t p = 0; p < n; p++)
        to[p] += h * (scale ? scale[p] * by[p] : by[p]);
}

double sampler_leapfrog(const struct task *task, double step, size_t count, const float *scale,
                        float *momentum, float *force)
{
    const float h = (float)step, half = (float)(step / 2.0);
    double end = (double)NAN;

    move(momentum, -half, scale, force, task->count);
    for (size_t l = 0; l < count; l++) {
        move(task->params, h, scale, momentum, task->count);
        end = sampler_potential(task, force);
        move(momentum, l + 1 < count ? -h : -half, scale, force, task->count);
    }
    return end;
}

void sampler_begin(struct sampler *sampler, const struct task *task)
{
    *sampler =
        (struct sampler){.step = task->values[0], .asked = task->values[0], .bfmi = (double)NAN};
}

/*
 * Sums squares about the running mean, and from one energy to the next, in windows as long as all
 * before them together: later windows leave out the way to the chain's present region.
 */
static void count_energy(struct sampler *sampler, double energy)
{
    const double jump = sampler->energies > 0 ? energy - sampler->energy : 0.0;
    const double away = energy - sampler->mean_energy;

    sampler->energies++;
    sampler->mean_energy += away / (double)sampler->energies;
    sampler->spread += away * (energy - sampler->mean_energy);
    sampler->jumps += jump * jump;
    sampler->energy = energy;
    if (sampler->energies >= least_energies && 2 * sampler->energies > sampler->accept_count) {
        sampler->bfmi = sampler->jumps / sampler->spread;
        sampler->mean_energy = sampler->spread = sampler->jumps = 0.0;
        sampler->energies = 0;
    }
}

void sampler_count(struct sampler *sampler, double energy, double accept, double energy_error)
{
    sampler->steps++;
    sampler->divergences += sampler_diverges(energy_error);
    sampler->accept_sum += accept;
    sampler->accept_count++;
    sampler->energy_error = energy_error;
    count_energy(sampler, energy);
}

bool sampler_restart(struct sampler *sampler, const struct task *task)
{
    sampler->accept_sum = 0.0;
    sampler->accept_count = 0;
    sampler->mean_energy = sampler->spread = sampler->jumps = 0.0;
    sampler->energies = 0;
    sampler->bfmi = (double)NAN;
    if (task->values[0] == sampler->asked)
        return false;
    sampler->asked = task->values[0];
    sampler->step = sampler->asked;
    return true;
}

enum status sampler_trajectory(struct sampler *sampler, const struct task *task, double h,
                               size_t leapfrog, double *accept)
{
    const uint32_t replica = task->replica;
    const uint64_t seed = task->given->seed, t = task->draws->trajectories++;
    const size_t bytes = task->count * sizeof(float);
    float *momentum = vector(sampler, task, MOMENTUM), *force = vector(sampler, task, FORCE);

    if (!isfinite(sampler->potential))
        return STATUS_DIVERGED;
    rng_fill_normal((struct rng){seed, RNG_MOMENTUM, replica}, t, momentum, task->count);
    memcpy(vector(sampler, task, START_WEIGHTS), task->params, bytes);
    memcpy(vector(sampler, task, START_FORCE), force, bytes);

    const double before = sampler->potential + sampler_kinetic(momentum, task->count);
    const double end = sampler_leapfrog(task, h, leapfrog, NULL, momentum, force);
    const double error = end + sampler_kinetic(momentum, task->count) - before;

    *accept = isfinite(error) ? fmin(1.0, exp(-error)) : 0.0;
    if (rng_uniform((struct rng){seed, RNG_ACCEPT, replica}, t) < *accept) {
        sampler->potential = end;
    } else {
        memcpy(task->params, vector(sampler, task, START_WEIGHTS), bytes);
        memcpy(force, vector(sampler, task, START_FORCE), bytes);
    }
    sampler_count(sampler, before, *accept, error);
    return STATUS_OK;
}

void sampler_adapt(struct sampler *sampler, double accept, double target, double adapt)
{
    if (adapt >= 0.0 && (double)sampler->steps > adapt)
        return;
    if (accept > target)
        sampler->step *= 1.01;
    else
        sampler->step /= 1.01;
}

size_t sampler_size(const struct task *task)
{
    return sizeof(struct sampler) + SAMPLER_VECTORS * task->count * sizeof(float);
}

size_t sampler_kept(const struct task *task)
{
    return sizeof(struct sampler) + (FORCE + 1) * task->count * sizeof(float);
}

static void refresh(struct sampler *sampler, const struct task *task, double *gradients)
{
    sampler->potential = sampler_potential(task, vector(sampler, task, FORCE));
    *gradients += 1.0;
}

void sampler_init(void *state, const struct task *task, double *gradients)
{
    sampler_begin(state, task);
    refresh(state, task, gradients);
}

void sampler_changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    sampler_restart(state, task);
    if (what & LEARNER_DATA)
        refresh(state, task, gradients);
}

void sampler_diagnose(const void *state, const struct task *task, struct diagnostics *out)
{
    const struct sampler *sampler = state;

    (void)task;
    *out = DIAGNOSTICS_NONE;
    out->step_size = sampler->step;
    out->divergences = (double)sampler->divergences;
    if (sampler->accept_count == 0)
        return;
    out->accept = sampler->accept_sum / (double)sampler->accept_count;
    out->energy_error = sampler->energy_error;
    out->bfmi = sampler->bfmi;
}
