/* Metropolis against all 64 states of a small network, and against a plain sweep in float64. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"
#include "plateau/rng.h"

enum { BITS = 6, STATES = 1 << BITS, BATCHES = 40, SWEEPS = 1500 };

/* sum r^2 / (2 Delta) in float64, from the definition of the network. */
static double potential(const struct problem *problem, const double w[])
{
    const struct network *network = &problem->given.student;
    const size_t d = network->d, k = network->k[0];
    const struct batch rows = given_rows(&problem->given);
    double sum = 0.0;

    for (size_t mu = 0; mu < rows.n; mu++) {
        double f = 0.0;
        for (size_t i = 0; i < k; i++) {
            double z = 0.0;
            for (size_t j = 0; j < d; j++)
                z += w[i * d + j] * (double)rows.x[mu * d + j] / sqrt((double)d);
            f += (double)network->readout[i] * activation_value(network->activation, z) /
                 sqrt((double)k);
        }
        sum += pow(f - (double)rows.y[mu], 2.0);
    }
    return sum / (2.0 * problem->given.data.noise);
}

static void exact_law(const struct problem *problem, double law[STATES])
{
    double total = 0.0;

    for (int s = 0; s < STATES; s++) {
        double w[BITS];
        for (int b = 0; b < BITS; b++)
            w[b] = s >> b & 1 ? 1.0 : -1.0;
        law[s] = exp(-potential(problem, w));
        total += law[s];
    }
    for (int s = 0; s < STATES; s++)
        law[s] /= total;
}

static int state_of(const struct replica *r)
{
    int state = 0;

    for (int b = 0; b < BITS; b++) {
        cr_assert_eq(fabsf(r->task.params[b]), 1.0f);
        state |= (r->task.params[b] > 0.0f) << b;
    }
    return state;
}

/*
 * Batches are longer than the autocorrelation time: Student t, 39 degrees, |t| > 4.5 with
 * probability 6e-5; at most 64 states: 0.4 % over seeds. What is seen too seldom for that (less
 * than once in a batch) is taken together.
 */
static void expect_law(double seen[STATES][BATCHES], const double law[STATES])
{
    double rest[BATCHES] = {0}, rest_law = 0.0;
    int tested = 0;

    for (int s = 0; s <= STATES; s++) {
        const double *batch = s < STATES ? seen[s] : rest;
        const double exact = s < STATES ? law[s] : rest_law;
        double mean = 0.0, square = 0.0;
        if (s < STATES && exact * SWEEPS < 5.0) {
            rest_law += exact;
            for (int b = 0; b < BATCHES; b++)
                rest[b] += batch[b];
            continue;
        }
        for (int b = 0; b < BATCHES; b++)
            mean += batch[b] / BATCHES;
        for (int b = 0; b < BATCHES; b++)
            square += pow(batch[b] - mean, 2.0);
        const double error = sqrt(square / (BATCHES - 1) / BATCHES);
        cr_expect_lt(fabs(mean - exact), 4.5 * error, "state %d: %g +- %g, exact %g", s, mean,
                     error, exact);
        cr_expect_lt(error, 0.02, "state %d: no power", s);
        tested += exact > 5.0 * error;
    }
    cr_expect_gt(tested, 10, "no power: %d states", tested);
}

Test(metropolis, visits_every_state_of_a_small_network_as_often_as_the_posterior_says)
{
    const struct config config = build_config(
        "d=3", "gamma=0.67", "alpha=2.6", "noise=1.7", "activation=relu", "readout=4point",
        "weights=rademacher", "algorithm=metropolis", "test=10", "seed=4", NULL);
    struct replica r = replica_open(&config, 1);
    double law[STATES], seen[STATES][BATCHES] = {{0}};

    cr_assert_eq(r.task.count, BITS);
    exact_law(r.problem, law);
    for (int s = 0; s < 100; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    for (int s = 0; s < BATCHES * SWEEPS; s++) {
        cr_assert_eq(replica_step(&r), STATUS_OK);
        seen[state_of(&r)][s / SWEEPS] += 1.0 / SWEEPS;
    }
    expect_law(seen, law);
    replica_close(&r);
}

enum { LARGE = 12 * 2 };

/* Sweep t at float64, each change of U from the whole of U; returns the flips made. */
static int plain_sweep(const struct replica *r, uint64_t t, double w[LARGE], double *accept)
{
    const struct rng rng = {r->problem->config.seed, RNG_FLIP, r->task.replica};
    const size_t d = r->problem->given.student.d, k = r->problem->given.student.k[0];
    double before = potential(r->problem, w);
    uint32_t block = 0;
    int flips = 0;

    for (size_t j = 0; j < d; j++)
        for (size_t i = 0; i < k; i++) {
            w[i * d + j] *= -1.0;
            const double after = potential(r->problem, w), chance = fmin(1.0, exp(before - after));
            *accept += chance;
            if (rng_uniform_at(rng, t, block++) < chance) {
                before = after;
                flips++;
            } else {
                w[i * d + j] *= -1.0;
            }
        }
    return flips;
}

/* n = 8644 rows are three slices, the last no multiple of the lanes. */
Test(metropolis, makes_the_flips_of_a_plain_sweep)
{
    const struct config config = build_config(
        "d=12", "gamma=0.17", "alpha=60.03", "noise=90", "activation=tanh2", "readout=4point",
        "weights=rademacher", "algorithm=metropolis", "test=10", "seed=9", NULL);
    struct replica r = replica_open(&config, 2);
    struct diagnostics told;
    double w[LARGE], accept = 0.0;
    int flips = 0;

    cr_assert_eq(r.task.count, LARGE);
    r.task.replica = 2;
    for (size_t p = 0; p < LARGE; p++)
        w[p] = (double)r.task.params[p];
    for (uint64_t t = 0; t < 6; t++) {
        flips += plain_sweep(&r, t, w, &accept);
        cr_assert_eq(replica_step(&r), STATUS_OK);
        for (size_t p = 0; p < LARGE; p++)
            cr_assert_eq((double)r.task.params[p], w[p], "sweep %d, weight %zu", (int)t, p);
    }
    r.ops->diagnose(r.state, &r.task, &told);
    cr_expect_float_eq(told.accept, accept / (6 * LARGE), 1e-5);
    cr_expect(flips > 20 && flips < 5 * LARGE, "no power: %d flips", flips);
    cr_expect_float_eq(r.gradients, 6.0, 1e-12);
    replica_close(&r);
}

static size_t products;

static void count_product(size_t m, size_t n, size_t l, const float *a, size_t lda,
                          const float *packed, float *c, size_t ldc)
{
    products++;
    tile_best()->multiply(m, n, l, a, lda, packed, c, ldc);
}

/* n = 521 rows: two whole blocks and a rest. */
Test(metropolis, computes_with_the_tiles_of_the_gradient)
{
    const struct config config = build_config("d=12", "gamma=0.34", "alpha=3.615", "noise=0.7",
                                              "weights=rademacher", "algorithm=metropolis", NULL);
    struct replica r = replica_open(&config, 1);
    struct tile_ops counting = *tile_best();

    counting.multiply = count_product;
    problem_destroy(r.problem);
    r.problem = problem_create(&config, r.team, &counting, NULL);
    r.task.given = &r.problem->given;
    cr_assert_eq(r.problem->given.data.n, 521);
    products = 0;
    cr_assert_eq(replica_step(&r), STATUS_OK);
    cr_expect_eq(products, 3);
    replica_close(&r);
}

/* As in a gradient: the same bits in all that fuse, and so the same flips. */
Test(metropolis, flips_alike_with_every_kernel_that_fuses)
{
    const struct config config =
        build_config("d=13", "gamma=0.34", "alpha=3.615", "noise=0.7", "activation=tanh",
                     "weights=rademacher", "algorithm=metropolis", NULL);
    struct diagnostics told, expected = DIAGNOSTICS_NONE;
    const struct tile_ops *tiles;

    for (size_t i = 0; (tiles = tile_at(i)); i++) {
        if (!simd_is_here(tiles->simd) || tiles->simd == SIMD_PLAIN || tiles->simd == SIMD_BEST)
            continue;
        struct replica r = replica_open(&config, 1);
        problem_destroy(r.problem);
        r.problem = problem_create(&config, r.team, tiles, NULL);
        r.task.given = &r.problem->given;
        for (size_t sweep = 0; sweep < 5; sweep++)
            cr_assert_eq(replica_step(&r), STATUS_OK);
        r.ops->diagnose(r.state, &r.task, &told);
        if (isnan(expected.accept))
            expected = told;
        cr_expect_eq(told.accept, expected.accept, "%s: %a, not %a", tiles->name, told.accept,
                     expected.accept);
        replica_close(&r);
    }
    cr_expect(expected.accept > 0.0 && expected.accept < 1.0);
}

Test(metropolis, takes_the_signs_of_real_weights_and_keeps_signs)
{
    const struct config config = build_config("d=10", "weights=rademacher", "init_scale=0.1",
                                              "algorithm=metropolis", "test=10", "noise=0.1", NULL);
    struct replica r = replica_open(&config, 1);

    for (size_t p = 0; p < r.task.count; p++)
        cr_expect_eq(fabsf(r.task.params[p]), 1.0f);
    r.task.params[4] = -0.03f;
    r.task.params[5] = 2.7f;
    r.task.params[6] = -1.0f;
    r.ops->init(r.state, &r.task, &r.gradients);
    cr_expect_eq(r.task.params[4], -1.0f);
    cr_expect_eq(r.task.params[5], 1.0f);
    cr_expect_eq(r.task.params[6], -1.0f);
    replica_close(&r);
}

Test(metropolis, refuses_what_has_no_signs_to_flip_with_what_would_do)
{
    static const char *const setting[] = {"weights=gaussian", "learn_readout=yes", "noise=0",
                                          "gamma=0.5,0.4"};
    static const char *const named[][2] = {
        {"gaussian", "hmc"}, {"learn_readout", "adam"}, {"noise", "1e-4"}, {"gamma", "one"}};
    const struct learner_ops *metropolis = NULL;
    struct error err;

    for (size_t a = 0; (metropolis = learner_at(a)); a++)
        if (strcmp(metropolis->name, "metropolis") == 0)
            break;
    cr_assert_not_null(metropolis);
    for (size_t s = 0; s < 4; s++) {
        const struct config config =
            build_config("d=10", "test=10", "noise=0.1", "weights=rademacher", setting[s], NULL);
        cr_expect_not(metropolis->supports(&config, &err), "%s", setting[s]);
        cr_expect(strstr(err.text, named[s][0]) && strstr(err.text, named[s][1]), "%s", err.text);
    }
}
