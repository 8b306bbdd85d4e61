#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#include "judge/trend.h"

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t *state)
{
    const double radius = sqrt(-2.0 * log(uniform(state)));

    return radius * cos(6.283185307179586 * uniform(state));
}

Test(trend, is_the_least_squares_line)
{
    const double x[] = {1, 2, 4, 5, 7}, y[] = {2.5, 2.0, 4.5, 4.0, 6.5};
    const struct trend trend = trend_fit(x, y, 5);

    /* Sums about the means 3.8 and 3.9: xx = 22.8, xy = 15.9, yy = 12.7. */
    cr_expect_float_eq(trend.mean, 3.9, 1e-12);
    cr_expect_float_eq(trend.slope, 15.9 / 22.8, 1e-12);
    cr_expect_float_eq(trend.scatter, sqrt((12.7 - 15.9 * 15.9 / 22.8) / 3.0), 1e-12);
}

/* The residuals alternate: no positive correlation, so that the textbook errors hold. */
Test(trend, has_the_textbook_errors_without_correlation)
{
    const double x[] = {0, 1, 2, 3, 4, 5, 6, 7}, y[] = {1, -1, 1, -1, 1, -1, 1, -1};
    const struct trend trend = trend_fit(x, y, 8);

    cr_expect_float_eq(trend.slope, -4.0 / 42.0, 1e-12);
    cr_expect_float_eq(trend.scatter, sqrt((8.0 - 16.0 / 42.0) / 6.0), 1e-12);
    cr_expect_float_eq(trend.slope_se, trend.scatter / sqrt(42.0), 1e-12);
    cr_expect_float_eq(trend.mean_se, trend.scatter / sqrt(8.0), 1e-12);
}

/* The spread of 4000 estimated slopes and means against their own mean square error. */
static void check_errors(double rho, size_t n, double least, double most)
{
    double x[60], y[60], slope = 0.0, mean = 0.0, slope_var = 0.0, mean_var = 0.0;
    uint64_t state = 12345;

    for (int sample = 0; sample < 4000; sample++) {
        double noise = normal(&state);

        for (size_t i = 0; i < n; i++) {
            x[i] = (double)i;
            y[i] = 3.0 + 0.7 * x[i] + noise;
            noise = rho * noise + sqrt(1.0 - rho * rho) * normal(&state);
        }
        const struct trend trend = trend_fit(x, y, n);
        slope += (trend.slope - 0.7) * (trend.slope - 0.7);
        slope_var += trend.slope_se * trend.slope_se;
        mean += pow(trend.mean - 3.0 - 0.35 * (double)(n - 1), 2.0);
        mean_var += trend.mean_se * trend.mean_se;
    }
    cr_expect(slope / slope_var > least && slope / slope_var < most, "slope: %g",
              slope / slope_var);
    cr_expect(mean / mean_var > least && mean / mean_var < most, "mean: %g", mean / mean_var);
}

/* White: right within the bias that leaving negative correlations alone makes (errors too large).
 * Correlated: a line takes part of slow noise for slope. 4000 samples settle it to 3 %. */
Test(trend, has_errors_that_hold_for_noise_with_memory)
{
    check_errors(0.0, 60, 0.6, 1.1);
    check_errors(0.5, 60, 0.7, 1.3);
    check_errors(0.8, 60, 0.7, 1.7);
}

Test(trend, is_not_available_from_fewer_than_three_points)
{
    const double x[] = {1.5, 2.5}, y[] = {4.0, 3.0};

    cr_expect(isnan(trend_fit(x, y, 1).slope));
    cr_expect(isnan(trend_fit(x, y, 1).mean_se));
    cr_expect_float_eq(trend_fit(x, y, 2).slope, -1.0, 1e-12);
    cr_expect_not(isfinite(trend_fit(x, y, 2).slope_se));
    cr_expect_eq(trend_confidence(&(struct trend){.slope = (double)NAN}, 0.3), 0.0);
}

Test(trend, is_confident_by_its_error)
{
    const struct trend there = {.slope = 0.1, .slope_se = 0.1};
    const struct trend at_the_edge = {.slope = -0.3, .slope_se = 0.02};
    const struct trend exact = {.slope = 0.29}, too_steep = {.slope = -0.31};

    /* Phi(2) - Phi(-4) */
    cr_expect_float_eq(trend_confidence(&there, 0.3), 0.9772181968, 1e-9);
    cr_expect_float_eq(trend_confidence(&at_the_edge, 0.3), 0.5, 1e-9);
    cr_expect_eq(trend_confidence(&exact, 0.3), 1.0);
    cr_expect_eq(trend_confidence(&too_steep, 0.3), 0.0);
}

Test(trend, has_the_middle)
{
    double odd[] = {7, 1, 5}, even[] = {4, 1, 9, 2}, one[] = {2.385};

    cr_expect_eq(trend_median(odd, 3), 5.0);
    cr_expect_eq(trend_median(even, 4), 3.0);
    cr_expect_eq(trend_median(one, 1), 2.385);
}
