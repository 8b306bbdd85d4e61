#include "judge/noise.h"

#include <criterion/criterion.h>
#include <math.h>

#include "deviates.h"

/* A curve with unequal distances, a spike now and then, and so much noise. */
static double measured(double noise, double slope, uint64_t seed)
{
    struct noise found = {.points = 0};
    struct deviates random = deviates_of(seed);
    double x = 0.0;

    for (size_t i = 0; i < 2 * (size_t)NOISE_POINTS; i++) {
        x += between(&random, 0.005, 0.03);
        noise_add(&found, x, slope * x + noise * gauss(&random) + (i % 31 == 7 ? 3.0 : 0.0));
    }
    noise_measure(&found);
    return found.deviation;
}

/* The standard error of the median of 256 values is 8 %, some of them being of the same points. */
Test(noise, is_measured_on_a_slope_and_beside_spikes)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        cr_expect_float_eq(measured(0.2, 0.0, seed) / 0.2, 1.05, 0.35);
        cr_expect_float_eq(measured(0.2, -40.0, seed) / 0.2, 1.05, 0.35);
        cr_expect_lt(measured(0.0, -40.0, seed), 1e-12);
    }
}

Test(noise, is_not_known_from_few_points)
{
    struct noise found = {.points = 0};

    for (size_t i = 0; i < 6; i++) {
        noise_add(&found, (double)i, i % 2 ? 1.0 : -1.0);
        noise_measure(&found);
        cr_expect_eq(found.deviation, 0.0);
    }
    noise_add(&found, 6.0, -1.0);
    noise_measure(&found);
    cr_expect_gt(found.deviation, 1.0);
}

Test(noise, takes_points_at_one_time)
{
    struct noise found = {.points = 0};

    for (size_t i = 0; i < 40; i++)
        noise_add(&found, 1.0, i % 2 ? 0.1 : -0.1);
    noise_measure(&found);
    cr_expect(isfinite(found.deviation));
}
