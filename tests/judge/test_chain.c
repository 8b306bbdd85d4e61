#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "judge/chain.h"
#include "plateau/memory.h"
#include "plateau/rng.h"

enum { TRIALS = 60 };

/* Values at clocks 1, 2, .. of x_t = phi x_(t-1) + sqrt(1 - phi^2) z_t, unit variance throughout,
 * plus a mean. */
static void fill(struct chain *chain, uint32_t stream, size_t count, double phi, double mean)
{
    float *z = memory_need(count, sizeof *z);
    double x = 0.0;

    rng_fill_normal((struct rng){731, RNG_TEST, stream}, 0, z, count);
    chain_restart(chain, 0.0);
    for (size_t t = 0; t < count; t++) {
        x = t == 0 ? (double)z[t] : phi * x + sqrt(1.0 - phi * phi) * (double)z[t];
        chain_add(chain, (double)(t + 1), mean + x);
    }
    free(z);
}

Test(chain, keeps_the_second_half)
{
    struct chain *chain = memory_need(1, sizeof *chain);
    const double *window;

    chain_restart(chain, 3.0);
    cr_assert_eq(chain_window(chain, &window), 0);
    for (size_t t = 1; t <= 40; t++)
        chain_add(chain, 3.0 + 2.5 * (double)t, (double)t);
    cr_assert_eq(chain_window(chain, &window), 20);
    cr_assert_eq(window[0], 21.0);
    cr_assert_eq(window[19], 40.0);
    chain_restart(chain, 200.0);
    cr_assert_eq(chain_window(chain, &window), 0);
    free(chain);
}

/* However long the run: as many points as fit, evenly spaced, none of the first half. */
Test(chain, thins_evenly)
{
    struct chain *chain = memory_need(1, sizeof *chain);
    const double *window;

    chain_restart(chain, 0.0);
    for (size_t t = 1; t <= 77777; t++) {
        const double now = (double)t;

        chain_add(chain, now, now);
        if (t % 997 != 0)
            continue;
        const size_t count = chain_window(chain, &window);
        const double stride = (double)chain->stride;

        cr_assert_geq((double)count, (now / 2.0) / stride - 1.0);
        cr_assert(t < (size_t)2 * CHAIN_POINTS || count >= CHAIN_POINTS / 4 - 1, "%zu: %zu", t,
                  count);
        for (size_t i = 1; i < count; i++)
            cr_assert_eq(window[i] - window[i - 1], stride);
        cr_assert_gt(window[0], now / 2.0);
        cr_assert_leq(window[0], now / 2.0 + stride);
        cr_assert_gt(window[count - 1], now - stride);
    }
    free(chain);
}

/*
 * The parts 1 2 3 4 and 5 7 6 9 by hand: means 5/2 and 27/4, mean autocovariances 55/32, -17/128,
 * 3/64, -99/128 at lags 0..3, W = 4/3 of the first, V = 3/4 W + 289/32 = 43/4; no pair is negative.
 */
Test(chain, follows_its_formulas_on_a_few_numbers)
{
    static const double value[] = {1, 2, 3, 4, 5, 7, 6, 9};
    static const double covariance[] = {-17.0 / 128.0, 3.0 / 64.0, -99.0 / 128.0};
    struct chain *chain = memory_need(1, sizeof *chain);
    const double w = 55.0 / 24.0, v = 0.75 * w + 289.0 / 32.0;
    double sum = 1.0;

    for (size_t t = 0; t < 3; t++)
        sum += 1.0 - (w - covariance[t]) / v;
    chain_restart(chain, 0.0);
    for (size_t t = 1; t <= 16; t++)
        chain_add(chain, (double)t, t <= 8 ? -1000.0 : value[t - 9]);
    const struct mixing found = chain_mixing(chain, 1);
    cr_assert_eq(found.points, 8);
    cr_assert_float_eq(found.mean, 37.0 / 8.0, 1e-12);
    cr_assert_float_eq(found.variance, v, 1e-12);
    cr_assert_float_eq(found.rhat, sqrt(v / w), 1e-12);
    cr_assert_float_eq(found.ess, 8.0 / (2.0 * sum - 1.0), 1e-12);
    cr_assert_float_eq(found.se, sqrt(v / found.ess), 1e-12);
    cr_assert_float_eq(found.clock, 8.0, 1e-12);
    const struct autocorrelation memory = chain_autocorrelation(chain, 1, 1);
    for (size_t t = 1; t <= 3; t++)
        cr_assert_float_eq(memory.rho[t], 1.0 - (w - covariance[t - 1]) / v, 1e-12);
    cr_assert(memory.rho[0] == 1.0 && isnan(memory.rho[4]) && memory.clock == 1.0);
    free(chain);
}

Test(chain, says_nothing_of_too_few_points)
{
    struct chain *chain = memory_need(2, sizeof *chain);

    fill(&chain[0], 0, 100, 0.5, 0.0);
    fill(&chain[1], 1, 14, 0.5, 0.0);
    const struct mixing found = chain_mixing(chain, 2);
    cr_assert_eq(found.points, 7);
    cr_assert(isnan(found.rhat) && isnan(found.ess) && isnan(found.mean) && isnan(found.se));
    fill(&chain[1], 1, 17, 0.5, 0.0);
    cr_assert_eq(chain_mixing(chain, 2).points, 8);
    free(chain);
}

/*
 * AR(1) has tau = (1 + phi) / (1 - phi): 1, 3, 9, 19 and, anticorrelated, 1/3. Four windows of 800:
 * the mean ESS of 60 trials within 12 % (its own standard error is 1 to 3 %; Geyer's rule biases
 * tau upwards by some of its noise). The mean's square over se^2 has mean 1 in 60 trials within
 * .18, so 4 of those leave a false alarm below 1e-3; a frozen tau = 1 would be off by factors of 3
 * to 19.
 */
Test(chain, knows_the_correlation_time_of_an_autoregression)
{
    static const double phi[] = {0.0, 0.5, 0.8, 0.9, -0.5};
    struct chain *chain = memory_need(4, sizeof *chain);

    for (size_t f = 0; f < sizeof phi / sizeof phi[0]; f++) {
        const double tau = (1.0 + phi[f]) / (1.0 - phi[f]);
        double ess = 0.0, square = 0.0;

        for (uint32_t trial = 0; trial < TRIALS; trial++) {
            for (uint32_t c = 0; c < 4; c++)
                fill(&chain[c], 4 * trial + c, 1000, phi[f], 3.7);
            const struct mixing found = chain_mixing(chain, 4);
            const double z = (found.mean - 3.7) / found.se;

            cr_assert_eq(found.points, 500);
            ess += found.ess / TRIALS;
            square += z * z / TRIALS;
        }
        cr_expect_float_eq(ess / (4 * 500 / tau), 1.0, 0.12, "phi %g: ESS %g of %g", phi[f], ess,
                           2000.0 / tau);
        cr_expect_float_eq(square, 1.0, 0.72, "phi %g: %g", phi[f], square);
    }
    free(chain);
}

/*
 * At lag t the estimate has mean phi^t (1 - t / n), n = 250: sums over n - t products are divided
 * by n, and what the parts' means take away W and the covariances both lack. 60 trials of four
 * windows; every lag within four standard errors of the trials' scatter. 75 lags, most of them
 * nearly the same number: false alarms below 2 %; lags off by one are missed by 10 errors at phi =
 * .8.
 */
Test(chain, knows_the_autocorrelation_of_an_autoregression)
{
    static const double phi[] = {0.0, 0.5, 0.8, 0.9, -0.5};
    struct chain *chain = memory_need(4, sizeof *chain);

    for (size_t f = 0; f < sizeof phi / sizeof phi[0]; f++) {
        double sum[CHAIN_LAGS] = {0}, squares[CHAIN_LAGS] = {0};

        for (uint32_t trial = 0; trial < TRIALS; trial++) {
            for (uint32_t c = 0; c < 4; c++)
                fill(&chain[c], 4 * trial + c, 1000, phi[f], 3.7);
            const struct autocorrelation found = chain_autocorrelation(chain, 4, 1);

            cr_assert(found.step == 1 && fabs(found.clock - 1.0) < 1e-12);
            for (size_t t = 1; t < CHAIN_LAGS; t++) {
                const double off = found.rho[t] - pow(phi[f], (double)t) * (1.0 - (double)t / 250);
                sum[t] += off;
                squares[t] += off * off;
            }
        }
        for (size_t t = 1; t < CHAIN_LAGS; t++) {
            const double mean = sum[t] / TRIALS;
            const double se = sqrt((squares[t] / TRIALS - mean * mean) / (TRIALS - 1));

            cr_expect(fabs(mean) < 4.0 * se, "phi %g, lag %zu: off by %g +- %g", phi[f], t, mean,
                      se);
        }
    }
    free(chain);
}

/* sum over all pairs of points of one part that are `lag` apart, pair by pair. */
static double plain_covariance(const double x[], size_t n, size_t lag)
{
    double mean = 0.0, sum = 0.0;

    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            sum += j - i == lag ? (x[i] - mean) * (x[j] - mean) : 0.0;
    return sum / (double)n;
}

/* Two chains of 300 whose windows differ in length: the newest 128 points of each, in halves. */
Test(chain, autocorrelation_is_that_of_all_pairs_of_points)
{
    enum { HALF = 64 };
    struct chain *chain = memory_need(2, sizeof *chain);
    const double *part[4];
    double mean[4], within = 0.0, between = 0.0, middle = 0.0;

    fill(&chain[0], 0, 300, 0.7, 1.3);
    fill(&chain[1], 1, 257, 0.7, 1.1);
    for (size_t p = 0; p < 4; p++) {
        part[p] = chain[p / 2].value + chain[p / 2].count - (2 - p % 2) * HALF;
        mean[p] = 0.0;
        for (size_t i = 0; i < HALF; i++)
            mean[p] += part[p][i] / HALF;
        within += plain_covariance(part[p], HALF, 0) * HALF / (HALF - 1.0) / 4.0;
        middle += mean[p] / 4.0;
    }
    for (size_t p = 0; p < 4; p++)
        between += (mean[p] - middle) * (mean[p] - middle) / 3.0;
    const struct autocorrelation found = chain_autocorrelation(chain, 2, 5);
    for (size_t i = 1; i < CHAIN_LAGS; i++) {
        double covariance = 0.0;

        for (size_t p = 0; p < 4; p++)
            covariance += plain_covariance(part[p], HALF, 5 * i) / 4.0;
        const double all = (HALF - 1.0) / HALF * within + between;
        if (5 * i < HALF)
            cr_expect_float_eq(found.rho[i], 1.0 - (within - covariance) / all, 1e-12, "%zu", i);
        else
            cr_expect(isnan(found.rho[i]), "%zu", i);
    }
    cr_expect_eq(found.step, 5);
    free(chain);
}

/* The curve reaches from 1 to nearly 0, however slow the chain is; a drift takes all there is. */
Test(chain, lags_spread_over_four_correlation_times)
{
    struct chain *chain = memory_need(1, sizeof *chain);

    fill(chain, 3, 1000, 0.0, 0.0);
    cr_expect_eq(chain_autocorrelation(chain, 1, 0).step, 1);
    fill(chain, 3, 1000, 0.9, 0.0); /* tau 19: 76 lags in 15 steps */
    const size_t step = chain_autocorrelation(chain, 1, 0).step;
    cr_expect(step >= 3 && step <= 9, "%zu", step);
    for (size_t i = 0; i < chain->count; i++)
        chain->value[i] += (double)i;
    cr_expect_eq(chain_autocorrelation(chain, 1, 0).step, 249 / 15);
    cr_expect_gt(chain_autocorrelation(chain, 1, 0).rho[3], 0.7);
    for (size_t i = 0; i < chain->count; i++)
        chain->value[i] = 0.1;
    const struct autocorrelation frozen = chain_autocorrelation(chain, 1, 0);
    cr_expect(frozen.step == 0 && isnan(frozen.rho[0]) && isnan(frozen.rho[1]));
    fill(chain, 3, 12, 0.9, 0.0);
    cr_expect_eq(chain_autocorrelation(chain, 1, 0).step, 0);
    free(chain);
}

/* Four well mixed chains stay below 1.01 + what 4 halves of ESS 250 scatter: 60 trials, none above
 * 1.02. One of them a third of a standard deviation off is above 1.01 in all. */
Test(chain, rhat_tells_chains_that_agree_from_one_that_does_not)
{
    struct chain *chain = memory_need(4, sizeof *chain);

    for (uint32_t trial = 0; trial < TRIALS; trial++) {
        for (uint32_t c = 0; c < 4; c++)
            fill(&chain[c], 4 * trial + c, 1600, 0.3, 3.7);
        cr_expect_lt(chain_mixing(chain, 4).rhat, 1.02);
        cr_expect_gt(chain_mixing(chain, 4).rhat, 0.99);
        fill(&chain[2], 4 * trial + 2, 1600, 0.3, 4.2);
        cr_expect_gt(chain_mixing(chain, 4).rhat, 1.01);
        fill(&chain[2], 4 * trial + 2, 1600, 0.3, 13.7);
        const struct mixing apart = chain_mixing(chain, 4);
        cr_expect_gt(apart.rhat, 4.0);
        cr_expect_lt(apart.ess, 10.0);
    }
    free(chain);
}

/* A single chain that drifts disagrees with itself. */
Test(chain, a_drift_has_few_effective_points_and_a_large_rhat)
{
    struct chain *chain = memory_need(1, sizeof *chain);

    fill(chain, 5, 1000, 0.2, 0.0);
    for (size_t i = 0; i < chain->count; i++)
        chain->value[i] += 0.01 * (double)i;
    const struct mixing found = chain_mixing(chain, 1);
    cr_assert_gt(found.rhat, 1.3);
    cr_assert_lt(found.ess, 20.0);
    free(chain);
}

Test(chain, frozen_chains_are_never_mixed)
{
    struct chain *chain = memory_need(2, sizeof *chain);

    for (size_t c = 0; c < 2; c++) {
        chain_restart(&chain[c], 0.0);
        for (size_t t = 1; t <= 300; t++)
            chain_add(&chain[c], (double)t, 0.1);
    }
    struct mixing found = chain_mixing(chain, 2);
    cr_assert_eq(found.ess, 1.0);
    cr_assert(isinf(found.rhat));
    cr_assert_lt(found.se, 1e-15);
    for (size_t i = 0; i < 300; i++)
        chain[1].value[i] = 0.3;
    found = chain_mixing(chain, 2);
    cr_assert(isinf(found.rhat));
    cr_assert_float_eq(found.mean, 0.2, 1e-12);
    cr_assert_float_eq(found.se, sqrt(0.04 / 3.0), 1e-12);
    free(chain);
}
