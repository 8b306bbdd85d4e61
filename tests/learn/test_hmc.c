/* The order and reversibility of HMC's integrator, its decisions and its adaptation. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"
#include "learn/sampler.h"
#include "plateau/rng.h"

/* Root mean square of H(end) - H(start) over trajectories of one length in time. */
static double energy_error(const char *step, const char *leapfrog)
{
    const struct config config =
        build_config("d=20", "alpha=2", "noise=0.1", "activation=tanh", "init=teacher", "test=10",
                     "algorithm=hmc", "adapt=0", step, leapfrog, NULL);
    struct replica r = replica_open(&config, 1);
    double sum = 0.0;

    for (int s = 0; s < 60; s++) {
        struct diagnostics told;
        cr_assert_eq(replica_step(&r), STATUS_OK);
        r.ops->diagnose(r.state, &r.task, &told);
        sum += told.energy_error * told.energy_error / 60.0;
    }
    replica_close(&r);
    return sqrt(sum);
}

Test(hmc, has_an_energy_error_of_second_order_in_the_step)
{
    const double coarse = energy_error("step=0.02", "leapfrog=10");
    const double fine = energy_error("step=0.01", "leapfrog=20");

    /* A factor 4 for leapfrog; Euler steps would give 2. 60 trajectories leave some 15 %. */
    cr_expect_gt(coarse / fine, 2.8, "%g and %g", coarse, fine);
    cr_expect_lt(coarse / fine, 5.6, "%g and %g", coarse, fine);
}

Test(hmc, adapts_its_step_to_the_target_by_one_percent)
{
    const struct config config =
        build_config("d=10", "alpha=2", "noise=0.1", "init=teacher", "test=10", "algorithm=hmc",
                     "step=0.001", "adapt=3", NULL);
    struct replica r = replica_open(&config, 1);
    struct diagnostics told;

    for (int s = 0; s < 10; s++)
        replica_step(&r);
    r.ops->diagnose(r.state, &r.task, &told);
    cr_expect_float_eq(told.step_size, 0.001 * 1.01 * 1.01 * 1.01, 1e-12);
    cr_expect_float_eq(r.gradients, 101.0, 0.0); /* one at the start, then 10 a trajectory */
    replica_close(&r);
}

/* d = 9, k = 5, of both fates: some trajectories are accepted and some are not. */
#define SMALL                                                                                      \
    "d=9", "gamma=0.55", "alpha=2.385", "noise=0.1", "activation=tanh", "test=10",                 \
        "algorithm=hmc", "leapfrog=7"

enum { SMALL_COUNT = 45 };

static double kinetic(const float momentum[SMALL_COUNT])
{
    double sum = 0.0;

    for (size_t p = 0; p < SMALL_COUNT; p++)
        sum += (double)momentum[p] * (double)momentum[p];
    return sum / 2.0;
}

static struct diagnostics told_by(const struct replica *r)
{
    struct diagnostics told;

    r->ops->diagnose(r->state, &r->task, &told);
    return told;
}

static double acceptance(const struct diagnostics *told)
{
    return isfinite(told->energy_error) ? fmin(1.0, exp(-told->energy_error)) : 0.0;
}

/* E-BFMI in two passes over what the trajectories begin with: windows are 0..7, 8..16, 17..34. */
Test(hmc, tells_how_freely_energies_are_explored)
{
    enum { STEPS = 40, FIRST = 17, END = 35 };
    const struct config config = build_config(SMALL, NULL);
    struct replica r = replica_open(&config, 1);
    float momentum[SMALL_COUNT], force[SMALL_COUNT];
    double energy[STEPS], mean = 0.0, jumps = 0.0, spread = 0.0;

    for (int s = 0; s < STEPS; s++) {
        rng_fill_normal((struct rng){config.seed, RNG_MOMENTUM, 0}, (uint64_t)s, momentum,
                        SMALL_COUNT);
        energy[s] = sampler_potential(&r.task, force) + kinetic(momentum);
        mean += s >= FIRST && s < END ? energy[s] / (END - FIRST) : 0.0;
        cr_expect_eq(isnan(told_by(&r).bfmi), s < 8, "%d", s);
        cr_assert_eq(replica_step(&r), STATUS_OK);
    }
    for (int s = FIRST; s < END; s++) {
        spread += (energy[s] - mean) * (energy[s] - mean);
        jumps += s > FIRST ? (energy[s] - energy[s - 1]) * (energy[s] - energy[s - 1]) : 0.0;
    }
    cr_expect_float_eq(told_by(&r).bfmi, jumps / spread, 1e-9 * jumps / spread, "%g, %g",
                       told_by(&r).bfmi, jumps / spread);
    replica_close(&r);
}

Test(hmc, comes_back_when_the_momenta_are_turned_round)
{
    const struct config config = build_config(SMALL, NULL);
    struct replica r = replica_open(&config, 1);
    float start[SMALL_COUNT], drawn[SMALL_COUNT], momentum[SMALL_COUNT], force[SMALL_COUNT];
    double moved = 0.0;

    cr_assert_eq(r.task.count, SMALL_COUNT);
    memcpy(start, r.task.params, sizeof start);
    rng_fill_normal((struct rng){5, RNG_MOMENTUM, 0}, 0, drawn, SMALL_COUNT);
    memcpy(momentum, drawn, sizeof momentum);
    const double before = sampler_potential(&r.task, force);
    sampler_leapfrog(&r.task, 0.02, 23, NULL, momentum, force);
    for (size_t p = 0; p < SMALL_COUNT; p++) {
        moved += fabs((double)r.task.params[p] - (double)start[p]) / SMALL_COUNT;
        momentum[p] = -momentum[p];
    }
    const double after = sampler_leapfrog(&r.task, 0.02, 23, NULL, momentum, force);

    cr_expect_gt(moved, 0.2, "%g", moved);
    /* 46 roundings of at most 1.2e-7 in weights below 4, and as many in momenta. */
    for (size_t p = 0; p < SMALL_COUNT; p++) {
        cr_expect_float_eq(r.task.params[p], start[p], 1e-5, "%g",
                           (double)(r.task.params[p] - start[p]));
        cr_expect_float_eq(momentum[p], -drawn[p], 1e-5, "%g", (double)(momentum[p] + drawn[p]));
    }
    cr_expect_float_eq(after / before, 1.0, 1e-5);
    replica_close(&r);
}

/* One step by hand, with the numbers of trajectory t; returns whether it was accepted. */
static bool expect_trajectory(struct replica *r, uint64_t t, double step)
{
    const uint64_t seed = r->problem->config.seed;
    const uint32_t replica = r->task.replica;
    float from[SMALL_COUNT], to[SMALL_COUNT], momentum[SMALL_COUNT], force[SMALL_COUNT];

    memcpy(from, r->task.params, sizeof from);
    rng_fill_normal((struct rng){seed, RNG_MOMENTUM, replica}, t, momentum, SMALL_COUNT);
    const double before = sampler_potential(&r->task, force) + kinetic(momentum);
    const double end = sampler_leapfrog(&r->task, step, 7, NULL, momentum, force);
    const double error = end + kinetic(momentum) - before;
    const double chance = rng_uniform((struct rng){seed, RNG_ACCEPT, replica}, t);
    const bool accepted = chance < exp(-error);

    memcpy(to, r->task.params, sizeof to);
    memcpy(r->task.params, from, sizeof from);
    cr_assert_eq(replica_step(r), STATUS_OK);
    cr_assert_float_eq(told_by(r).energy_error, error, 1e-9);
    cr_assert(memcmp(r->task.params, accepted ? to : from, sizeof from) == 0, "trajectory %d",
              (int)t);
    return accepted;
}

/* The second start does what a switch to another learner and back does. */
Test(hmc, takes_the_numbers_of_its_replica_once_each)
{
    const struct config config = build_config(SMALL, "step=0.15", "adapt=0", "init=teacher", NULL);
    struct replica r = replica_open(&config, 1);
    int accepted = 0;

    r.task.replica = 3;
    for (uint64_t t = 0; t < 40; t++) {
        if (t == 20) {
            memset(r.state, 0, r.ops->state_size(&r.task));
            r.ops->init(r.state, &r.task, &r.gradients);
        }
        accepted += expect_trajectory(&r, t, 0.15);
    }
    cr_expect(accepted > 8 && accepted < 32, "no power: %d of 40 accepted", accepted);
    replica_close(&r);
}

/* The next step is that of a learner that begins here, on these data, at this point of its draws.
 */
static void expect_fresh_step(struct replica *r, const struct config *config)
{
    struct replica fresh = replica_open(config, 1);

    memcpy(fresh.task.params, r->task.params, SMALL_COUNT * sizeof(float));
    *fresh.draws = *r->draws;
    fresh.ops->init(fresh.state, &fresh.task, &fresh.gradients);
    cr_assert_eq(replica_step(r), STATUS_OK);
    cr_assert_eq(replica_step(&fresh), STATUS_OK);
    cr_expect_eq(told_by(r).energy_error, told_by(&fresh).energy_error);
    cr_expect(memcmp(r->task.params, fresh.task.params, SMALL_COUNT * sizeof(float)) == 0);
    replica_close(&fresh);
}

Test(hmc, takes_changed_data_into_its_next_trajectory)
{
    const struct config config = build_config(SMALL, "adapt=0", "step=0.02", NULL);
    struct config noisy = config, more;
    struct replica r = replica_open(&config, 1);

    for (int s = 0; s < 3; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    noisy.noise = 0.5;
    replica_change_noise(&r, 0.5);
    cr_expect_float_eq(r.gradients, 1.0 + 3.0 * 7.0 + 1.0, 1e-12);
    expect_fresh_step(&r, &noisy);
    more = noisy;
    more.alpha = 3.1;
    replica_change_alpha(&r, 3.1);
    cr_expect_float_eq(r.gradients, 1.0 + 4.0 * 7.0 + 2.0, 1e-12);
    expect_fresh_step(&r, &more);
    replica_close(&r);
}

Test(hmc, adapts_every_step_by_its_own_acceptance)
{
    static const char *const target[] = {"target_accept=0.3", "target_accept=0.95"};
    static const double at[] = {0.3, 0.95};

    for (size_t i = 0; i < 2; i++) {
        const struct config config =
            build_config(SMALL, "step=0.08", "init=teacher", target[i], NULL);
        struct replica r = replica_open(&config, 1);
        double step = 0.08;
        int up = 0, between = 0;
        for (int s = 0; s < 200; s++) {
            cr_assert_eq(replica_step(&r), STATUS_OK);
            const struct diagnostics told = told_by(&r);
            const double probability = acceptance(&told);
            step *= probability > at[i] ? 1.01 : 1.0 / 1.01;
            up += probability > at[i];
            between += probability > 0.3 && probability < 0.95;
            cr_assert_float_eq(told.step_size, step, 1e-12, "step %d", s);
        }
        cr_expect(up > 20 && up < 180 && between > 20, "no power: %d, %d", up, between);
        replica_close(&r);
    }
}

Test(hmc, comes_down_from_a_step_far_too_large)
{
    const struct config config = build_config(SMALL, "step=1", NULL);
    struct replica r = replica_open(&config, 1);

    cr_assert_eq(replica_step(&r), STATUS_OK);
    cr_expect_eq(told_by(&r).accept, 0.0);
    for (int s = 0; s < 700; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    /* Adapting by 1 %, it is where the median is the target: the mean is not far from that. */
    replica_change_param(&r, "leapfrog", "7");
    for (int s = 0; s < 200; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    cr_expect(told_by(&r).accept > 0.5 && told_by(&r).accept < 0.9, "%g", told_by(&r).accept);
    cr_expect_gt(told_by(&r).divergences, 10.0);
    replica_close(&r);
}

/* After a change: no average yet, the step as it was, and an average of what comes next. */
static void expect_restart(struct replica *r, double step)
{
    cr_expect(isnan(told_by(r).accept));
    cr_expect_eq(told_by(r).step_size, step);
    cr_assert_eq(replica_step(r), STATUS_OK);
    const struct diagnostics told = told_by(r);
    cr_expect_float_eq(told.accept, acceptance(&told), 1e-12);
}

Test(hmc, restarts_its_average_and_keeps_its_step_over_a_change)
{
    const struct config config = build_config(SMALL, "step=0.08", "init=teacher", NULL);
    struct replica r = replica_open(&config, 1);

    for (int s = 0; s < 15; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    cr_expect_gt(fabs(told_by(&r).step_size / 0.08 - 1.0), 0.005, "no power: the step is as asked");
    double step = told_by(&r).step_size;
    replica_change_param(&r, "leapfrog", "4");
    expect_restart(&r, step);
    step = told_by(&r).step_size;
    replica_change_param(&r, "target_accept", "0.6");
    expect_restart(&r, step);
    step = told_by(&r).step_size;
    replica_change_noise(&r, 0.3);
    expect_restart(&r, step);
    replica_change_param(&r, "step", "0.05");
    expect_restart(&r, 0.05);
    replica_close(&r);
}
