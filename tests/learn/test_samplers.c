/*
 * Samplers against laws known in closed form: the Gaussian posterior of a linear network, the
 * stationary law of unadjusted Langevin on it, and the trajectories of nuts walked through by the
 * recursion that its paper has.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"
#include "learn/sampler.h"
#include "plateau/rng.h"

/* d = 3, k = 2: six weights, of which three combinations are seen by the data. */
enum { D = 3, K = 2, P = D * K, BATCHES = 40 };

struct gaussian {
    double mean[P], precision[P][P], covariance[P][P];
};

/* Inverse of a positive matrix by Gauss-Jordan; its pivots need no search. */
static void invert(double m[P][P], double out[P][P])
{
    double a[P][2 * P] = {{0}};

    for (int i = 0; i < P; i++) {
        memcpy(a[i], m[i], sizeof m[i]);
        a[i][P + i] = 1.0;
    }
    for (int i = 0; i < P; i++) {
        const double pivot = a[i][i];
        for (int c = 0; c < 2 * P; c++)
            a[i][c] /= pivot;
        for (int r = 0; r < P; r++) {
            const double factor = r == i ? 0.0 : a[r][i];
            for (int c = 0; c < 2 * P; c++)
                a[r][c] -= factor * a[i][c];
        }
    }
    for (int i = 0; i < P; i++)
        memcpy(out[i], a[i] + P, sizeof out[i]);
}

/* f = c . W, c_ij = v_i x_j / sqrt(k d): precision I + C^T C / Delta, mean cov C^T y / Delta. */
static struct gaussian exact_posterior(const struct problem *problem)
{
    const struct batch rows = given_rows(&problem->given);
    double right[P] = {0}, c[P];
    struct gaussian out = {{0}, {{0}}, {{0}}};

    for (size_t mu = 0; mu < rows.n; mu++) {
        for (size_t p = 0; p < P; p++)
            c[p] = (double)problem->student_readout[p / D] * (double)rows.x[mu * D + p % D] /
                   sqrt(D * K);
        for (size_t p = 0; p < P; p++) {
            right[p] += c[p] * (double)rows.y[mu] / problem->given.data.noise;
            for (size_t q = 0; q < P; q++)
                out.precision[p][q] += c[p] * c[q] / problem->given.data.noise;
        }
    }
    for (size_t p = 0; p < P; p++)
        out.precision[p][p] += 1.0;
    invert(out.precision, out.covariance);
    for (size_t p = 0; p < P; p++)
        for (size_t q = 0; q < P; q++)
            out.mean[p] += out.covariance[p][q] * right[q];
    return out;
}

/* Batch means of first and second moments about the exact mean. */
struct moments {
    double mean[P][BATCHES], square[P][P][BATCHES];
};

static void collect(struct replica *r, const struct gaussian *exact, int steps,
                    struct moments *moments)
{
    for (int s = 0; s < BATCHES * steps; s++) {
        double off[P];
        cr_assert_eq(replica_step(r), STATUS_OK);
        for (size_t p = 0; p < P; p++)
            off[p] = (double)r->task.params[p] - exact->mean[p];
        for (size_t p = 0; p < P; p++) {
            moments->mean[p][s / steps] += off[p] / steps;
            for (size_t q = 0; q <= p; q++)
                moments->square[p][q][s / steps] += off[p] * off[q] / steps;
        }
    }
}

/* How many standard errors the mean of batch means is off, and that error. */
static double misfit(const double batch[BATCHES], double exact, double *error)
{
    double mean = 0.0, square = 0.0;

    for (int b = 0; b < BATCHES; b++)
        mean += batch[b] / BATCHES;
    for (int b = 0; b < BATCHES; b++)
        square += (batch[b] - mean) * (batch[b] - mean);
    *error = sqrt(square / (BATCHES - 1) / BATCHES);
    return (mean - exact) / *error;
}

/*
 * Every mean and covariance within 4 standard errors. Batches are longer than the autocorrelation
 * time, so their means are nearly independent: Student t, 39 degrees, |t| > 4 with probability
 * 2.7e-4; 27 numbers: 0.7 % over seeds, for each sampler.
 */
static void expect_moments(const struct moments *moments, const struct gaussian *law)
{
    double error;

    for (int p = 0; p < P; p++) {
        const double t = misfit(moments->mean[p], 0.0, &error);
        cr_expect_lt(fabs(t), 4.0, "mean %d: %g errors of %g", p, t, error);
        cr_expect_lt(error, 0.12, "mean %d +- %g: no power", p, error);
        for (int q = 0; q <= p; q++) {
            const double u = misfit(moments->square[p][q], law->covariance[p][q], &error);
            cr_expect_lt(fabs(u), 4.0, "covariance %d %d: %g errors of %g", p, q, u, error);
            cr_expect_lt(error, 0.12, "covariance %d %d +- %g: no power", p, q, error);
        }
    }
}

static struct replica open_linear(const char *algorithm, const char *step, const char *adapt)
{
    const struct config config =
        build_config("d=3", "gamma=0.67", "alpha=1.9", "noise=0.3", "activation=linear",
                     "readout=4point", "test=10", "seed=11", algorithm, step, adapt, NULL);
    struct replica r = replica_open(&config, 1);

    cr_assert_eq(r.task.count, P);
    return r;
}

static void expect_exact(const char *algorithm, const char *step, const char *adapt, int warm_up,
                         int steps)
{
    struct replica r = open_linear(algorithm, step, adapt);
    const struct gaussian exact = exact_posterior(r.problem);
    struct moments moments = {{{0}}, {{{0}}}};

    for (int s = 0; s < warm_up; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    collect(&r, &exact, steps, &moments);
    expect_moments(&moments, &exact);
    replica_close(&r);
}

Test(samplers, hmc_samples_the_exact_posterior_of_a_linear_network)
{
    expect_exact("algorithm=hmc", "step=0.12", "adapt=0", 500, 500);
}

Test(samplers, mala_samples_the_exact_posterior_of_a_linear_network)
{
    expect_exact("algorithm=mala", "step=0.05", "adapt=500", 1000, 2500);
}

Test(samplers, nuts_samples_the_exact_posterior_of_a_linear_network)
{
    expect_exact("algorithm=nuts", "step=0.1", "adapt=300", 500, 500);
}

Test(samplers, nuts_with_a_diagonal_mass_samples_it_too)
{
    struct replica r = open_linear("algorithm=nuts", "step=0.1", "adapt=300");
    const struct gaussian exact = exact_posterior(r.problem);
    struct moments moments = {{{0}}, {{{0}}}};

    replica_change_param(&r, "mass", "diagonal");
    for (int s = 0; s < 500; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    collect(&r, &exact, 500, &moments);
    expect_moments(&moments, &exact);
    replica_close(&r);
}

/* W' - m = (I - h H)(W - m) + sqrt(2 h) xi has the stationary covariance (I - h H / 2)^-1 H^-1. */
static struct gaussian stationary(struct gaussian law, double h)
{
    double inverse[P][P];

    for (int p = 0; p < P; p++)
        for (int q = 0; q < P; q++) {
            inverse[p][q] = law.precision[p][q];
            for (int s = 0; s < P; s++)
                inverse[p][q] -= 0.5 * h * law.precision[p][s] * law.precision[s][q];
        }
    invert(inverse, law.covariance);
    return law;
}

Test(samplers, langevin_has_its_own_stationary_law_and_not_the_posterior)
{
    struct replica r = open_linear("algorithm=langevin", "step=0.04", "seed=11");
    const struct gaussian exact = exact_posterior(r.problem);
    const struct gaussian biased = stationary(exact, 0.04);
    struct moments moments = {{{0}}, {{{0}}}};
    double error, worst = 0.0;

    for (int s = 0; s < 1000; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    collect(&r, &exact, 4000, &moments);
    expect_moments(&moments, &biased);
    for (int p = 0; p < P; p++)
        worst = fmax(worst, fabs(misfit(moments.square[p][p], exact.covariance[p][p], &error)));
    cr_expect_gt(worst, 8.0, "no power: the posterior is within %g errors", worst);
    replica_close(&r);
}

/* W' = W - h grad U + sqrt(2 h) xi with the numbers of step t, kept or not: as langevin and mala
 * are written down. */
Test(samplers, langevin_and_mala_make_the_move_that_is_written_down)
{
    static const char *const algorithms[] = {"algorithm=langevin", "algorithm=mala"};
    const double h = 0.03;

    for (size_t a = 0; a < 2; a++) {
        struct replica r = open_linear(algorithms[a], "step=0.03", "seed=5");
        int moved = 0;
        for (uint64_t t = 0; t < 30; t++) {
            float force[P], xi[P], from[P];
            bool same = true;
            sampler_potential(&r.task, force);
            rng_fill_normal((struct rng){5, RNG_MOMENTUM, 0}, t, xi, P);
            memcpy(from, r.task.params, sizeof from);
            cr_assert_eq(replica_step(&r), STATUS_OK);
            for (size_t p = 0; p < P; p++)
                same = same && r.task.params[p] == from[p];
            moved += !same;
            for (size_t p = 0; p < P && !same; p++)
                cr_expect_float_eq(
                    r.task.params[p],
                    (double)from[p] - h * (double)force[p] + sqrt(2.0 * h) * (double)xi[p], 2e-6);
            if (a == 1)
                replica_change_param(&r, "step", t % 2 ? "0.03" : "0.0300001"); /* undo adapt */
        }
        cr_expect(a == 0 ? moved == 30 : moved > 5 && moved < 30, "%d", moved);
        replica_close(&r);
    }
}

/* ---- nuts by recursion --------------------------------------------------------------------- */

enum { TRAJECTORIES = 150 };

struct phase_point {
    float w[P], p[P], force[P];
};

/* A stretch of the trajectory between two points, first in time or not. */
struct doubling_stretch {
    struct phase_point begin, end;
    double sum[P];
    bool valid;
};

struct walk {
    const struct replica *r;
    double start; /* H */
    double h;
    size_t states;
};

static bool turned(const struct doubling_stretch *s)
{
    double at_begin = 0.0, at_end = 0.0;

    for (size_t i = 0; i < P; i++) {
        at_begin += s->sum[i] * (double)s->begin.p[i];
        at_end += s->sum[i] * (double)s->end.p[i];
    }
    return at_begin <= 0.0 || at_end <= 0.0;
}

static struct doubling_stretch one_state(struct walk *walk, struct phase_point at)
{
    struct task task = walk->r->task;
    struct doubling_stretch s = {.valid = true};

    task.params = at.w;
    const double potential = sampler_leapfrog(&task, walk->h, 1, NULL, at.p, at.force);
    walk->states++;
    s.begin = at;
    s.end = at;
    for (size_t i = 0; i < P; i++)
        s.sum[i] = (double)at.p[i];
    s.valid = fabs(potential + sampler_kinetic(at.p, P) - walk->start) < 1000.0;
    return s;
}

/* BuildTree: 2^depth states on from a point, each half and the whole tested for a turn. */
static struct doubling_stretch build_tree(struct walk *walk, struct phase_point from, int depth)
{
    if (depth == 0)
        return one_state(walk, from);
    struct doubling_stretch first = build_tree(walk, from, depth - 1);
    if (!first.valid)
        return first;
    const struct doubling_stretch second = build_tree(walk, first.end, depth - 1);
    first.end = second.end;
    for (size_t i = 0; i < P; i++)
        first.sum[i] += second.sum[i];
    first.valid = second.valid && !turned(&first);
    return first;
}

/*
 * The states of trajectory t from the point where the replica stands. The decisions of a doubling
 * are, in this order: its side, one for each state, and the one between the halves.
 */
static size_t states_of(const struct replica *r, uint64_t t, double h, int limit)
{
    const struct rng decisions = {r->problem->config.seed, RNG_TREE, r->task.replica};
    const struct rng speeds = {r->problem->config.seed, RNG_MOMENTUM, r->task.replica};
    struct walk walk = {.r = r};
    struct doubling_stretch whole = {.valid = true};
    uint32_t used = 0;

    memcpy(whole.begin.w, r->task.params, sizeof whole.begin.w);
    rng_fill_normal(speeds, t, whole.begin.p, P);
    walk.start = sampler_potential(&r->task, whole.begin.force) + sampler_kinetic(whole.begin.p, P);
    whole.end = whole.begin;
    for (size_t i = 0; i < P; i++)
        whole.sum[i] = (double)whole.begin.p[i];
    for (int depth = 0; depth < limit && whole.valid; depth++) {
        const bool forward = rng_uniform_at(decisions, t, used) < 0.5;
        walk.h = forward ? h : -h;
        const struct doubling_stretch half =
            build_tree(&walk, forward ? whole.end : whole.begin, depth);
        used += (1U << depth) + 2;
        *(forward ? &whole.end : &whole.begin) = half.end;
        for (size_t i = 0; i < P; i++)
            whole.sum[i] += half.sum[i];
        whole.valid = half.valid && !turned(&whole);
    }
    return walk.states;
}

static struct replica open_nuts(const char *step, const char *depth)
{
    const struct config config =
        build_config("d=3", "gamma=0.67", "alpha=2.385", "noise=0.1", "activation=tanh",
                     "algorithm=nuts", "adapt=0", "init=teacher", "test=10", step, depth, NULL);
    struct replica r = replica_open(&config, 1);

    cr_assert_eq(r.task.count, P);
    return r;
}

Test(samplers, nuts_walks_the_trajectories_of_the_recursion)
{
    /* Long trees that turn on their way, short ones, and ones that diverge. */
    static const char *const step[] = {"step=0.03", "step=0.2", "step=0.8"};
    static const double h[] = {0.03, 0.2, 0.8};
    size_t lengths = 0;

    for (size_t i = 0; i < 3; i++) {
        struct replica r = open_nuts(step[i], "max_depth=7");
        for (uint64_t t = 0; t < TRAJECTORIES; t++) {
            const double before = r.gradients;
            const size_t states = states_of(&r, t, h[i], 7);
            cr_assert_eq(replica_step(&r), STATUS_OK);
            cr_assert_float_eq(r.gradients - before, (double)states, 1e-9, "%s, trajectory %d",
                               step[i], (int)t);
            lengths |= (size_t)1 << (states % 64);
        }
        replica_close(&r);
    }
    cr_expect_gt(__builtin_popcountll(lengths), 8, "no power: %zx", lengths);
}

static struct diagnostics told_by(const struct replica *r)
{
    struct diagnostics told;

    r->ops->diagnose(r->state, &r->task, &told);
    return told;
}

Test(samplers, nuts_counts_divergences_and_the_doublings_it_made)
{
    struct replica wild = open_nuts("step=2", "max_depth=5");
    struct replica tame = open_nuts("step=0.001", "max_depth=5");

    cr_expect(isnan(told_by(&tame).tree_depth));
    for (int s = 0; s < 20; s++) {
        cr_assert_eq(replica_step(&wild), STATUS_OK);
        cr_assert_eq(replica_step(&tame), STATUS_OK);
    }
    cr_expect_gt(told_by(&wild).divergences, 10.0);
    cr_expect_eq(told_by(&tame).divergences, 0.0);
    cr_expect_eq(told_by(&tame).tree_depth, 5.0);
    cr_expect_float_eq(tame.gradients, 1.0 + 20.0 * 31.0, 1e-9);
    cr_expect_gt(told_by(&tame).accept, 0.99);
    replica_close(&wild);
    replica_close(&tame);
}

/* Eq. (11), by hand on what the sampler itself tells of each trajectory. */
Test(samplers, nuts_averages_its_step_and_then_fixes_it)
{
    struct replica r = open_nuts("step=0.05", "max_depth=6");
    double shift = 0.0, smooth = log(0.05), told_so_far = 0.0, step = 0.05;

    replica_change_param(&r, "adapt", "40");
    for (int m = 1; m <= 60; m++) {
        cr_assert_eq(replica_step(&r), STATUS_OK);
        const struct diagnostics told = told_by(&r);
        const double accept = told.accept * m - told_so_far;
        told_so_far += accept;
        if (m <= 40) {
            shift = (1.0 - 1.0 / (m + 10.0)) * shift + (0.8 - accept) / (m + 10.0);
            const double log_step = log(10.0 * 0.05) - sqrt(m) / 0.05 * shift;
            smooth = pow(m, -0.75) * log_step + (1.0 - pow(m, -0.75)) * smooth;
            step = m < 40 ? exp(log_step) : exp(smooth);
        }
        cr_assert_float_eq(told.step_size / step, 1.0, 1e-6, "trajectory %d: %g, %g", m,
                           told.step_size, step);
    }
    replica_change_param(&r, "step", "0.011");
    cr_expect_eq(told_by(&r).step_size, 0.011);
    replica_close(&r);
}

Test(samplers, nuts_reaches_its_target)
{
    const struct config config = build_config(
        "d=9", "gamma=0.55", "alpha=2.385", "noise=0.1", "activation=tanh", "algorithm=nuts",
        "adapt=300", "step=0.001", "target_accept=0.7", "init=teacher", "test=10", NULL);
    struct replica r = replica_open(&config, 1);

    for (int s = 0; s < 300; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    replica_change_param(&r, "max_depth", "7");
    for (int s = 0; s < 300; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    /* The smoothed step is on the careful side of the last ones. */
    cr_expect(told_by(&r).accept > 0.68 && told_by(&r).accept < 0.8, "%g", told_by(&r).accept);
    replica_close(&r);
}

Test(samplers, refuse_binary_weights_and_noiseless_data_with_what_would_do)
{
    struct config config = build_config("d=10", "test=10", "noise=0.1", NULL);
    const struct learner_ops *ops;
    struct error err;
    int seen = 0;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        if (ops->eps != EPS_HALF_GIBBS || strcmp(ops->name, "metropolis") == 0)
            continue;
        seen++;
        cr_expect(ops->supports(&config, &err), "%s", ops->name);
        config.weights = WEIGHTS_RADEMACHER;
        cr_expect_not(ops->supports(&config, &err));
        cr_expect(strstr(err.text, "metropolis") && strstr(err.text, ops->name) &&
                      strstr(err.text, "rademacher"),
                  "%s", err.text);
        config.weights = WEIGHTS_GAUSSIAN;
        config.noise = 0.0;
        cr_expect_not(ops->supports(&config, &err));
        cr_expect(strstr(err.text, "noise") && strstr(err.text, ops->name), "%s", err.text);
        config.noise = 0.1;
    }
    cr_expect_eq(seen, 4);
}
