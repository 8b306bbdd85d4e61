/* Valleys and barriers of a profile. */
#include "plateau/terrain.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { POINTS = 99 };

/* f = -sum of squares to a few centres' distances: as many wells as centres. */
static double wells(double q, const double centre[], size_t count)
{
    double product = 1.0;

    for (size_t i = 0; i < count; i++)
        product *= pow(q - centre[i], 2.0);
    return -2.385 * product;
}

static struct terrain surveyed(const double centre[], size_t count)
{
    double q[POINTS], f[POINTS];
    struct terrain terrain;

    for (size_t i = 0; i < POINTS; i++) {
        q[i] = (double)(i + 1) / (POINTS + 1);
        f[i] = wells(q[i], centre, count) - 0.7;
    }
    terrain_survey(&terrain, q, f, POINTS);
    return terrain;
}

Test(terrain, finds_every_well_and_the_barrier_between)
{
    static const double centre[] = {0.1, 0.37, 0.9};

    for (size_t count = 1; count <= 3; count++) {
        const struct terrain terrain = surveyed(centre, count);
        cr_assert_eq(terrain.valleys, count, "%zu of %zu", terrain.valleys, count);
        for (size_t i = 0; i < count; i++) {
            cr_assert_float_eq(terrain.q[terrain.valley[i]], centre[i], 1e-12);
            cr_assert_float_eq(terrain.height[terrain.valley[i]], 0.0, 1e-12);
        }
        for (size_t i = 0; i + 1 < count; i++) {
            const double top = terrain.q[terrain.barrier[i]];
            cr_assert(top > centre[i] && top < centre[i + 1]);
            for (size_t j = terrain.valley[i]; j <= terrain.valley[i + 1]; j++)
                cr_assert_leq(terrain.height[j], terrain.height[terrain.barrier[i]]);
        }
    }
}

/* The solver's tolerance on a slope, and the shallowest real barrier so far. */
Test(terrain, a_dip_within_the_tolerance_is_no_barrier)
{
    const double dips[] = {3e-7, 1e-4};

    for (size_t i = 0; i < 2; i++) {
        double q[POINTS], f[POINTS];
        struct terrain terrain;

        for (size_t j = 0; j < POINTS; j++) {
            q[j] = (double)(j + 1) / (POINTS + 1);
            f[j] = 2.385 * q[j];
        }
        f[60] = f[59] - 2.385 * dips[i];
        terrain_survey(&terrain, q, f, POINTS);
        cr_expect_eq(terrain.valleys, 1 + i, "%g: %zu", dips[i], terrain.valleys);
    }
}

/* Wells beyond the profile: the slope leads to its ends. */
Test(terrain, the_ends_are_valleys_where_the_slope_leads_there)
{
    static const double centre[] = {-0.2, 1.3};
    const struct terrain terrain = surveyed(centre, 2);

    cr_assert_eq(terrain.valleys, 2);
    cr_assert_eq(terrain.valley[0], 0);
    cr_assert_eq(terrain.valley[1], POINTS - 1);
    cr_assert_float_eq(terrain.q[terrain.barrier[0]], 0.55, 1e-12);
}

Test(terrain, points_that_are_missing_are_left_out)
{
    double q[] = {0.1, 0.2, 0.3, 0.4, 0.5}, f[] = {1.0, (double)NAN, 0.5, (double)NAN, 2.0};
    struct terrain terrain;

    terrain_survey(&terrain, q, f, 5);
    cr_assert_eq(terrain.count, 3);
    cr_assert_eq(terrain.valleys, 2);
    cr_assert_float_eq(terrain.height[0], 1.0, 0.0);
    cr_assert_float_eq(terrain.height[1], 1.5, 0.0);
    cr_assert_float_eq(terrain_height(&terrain, 0.2), 1.25, 1e-12);
    cr_assert_float_eq(terrain_height(&terrain, 0.35), 1.125, 1e-12);
    cr_assert_float_eq(terrain_height(&terrain, 0.0), 1.0, 0.0);
    cr_assert_float_eq(terrain_height(&terrain, 0.7), 0.0, 0.0);
    cr_assert(isnan(terrain_height(&terrain, (double)NAN)));
}

Test(terrain, nothing_is_no_terrain)
{
    double q[] = {0.1, 0.2}, f[] = {(double)NAN, (double)NAN};
    struct terrain terrain;

    for (size_t n = 0; n <= 2; n++) {
        terrain_survey(&terrain, q, f, n);
        cr_assert(terrain.count == 0 && terrain.valleys == 0);
        cr_assert(isnan(terrain_height(&terrain, 0.3)));
        cr_assert_eq(terrain_valley_of(&terrain, 0.3), terrain.valleys);
    }
}

/* Rounding of the solver does not make a valley. */
Test(terrain, ripples_are_no_valleys)
{
    double q[POINTS], f[POINTS];
    struct terrain terrain;

    for (size_t i = 0; i < POINTS; i++) {
        q[i] = (double)(i + 1) / (POINTS + 1);
        f[i] = 3.0 * q[i] * q[i] + (i % 2 ? 1e-10 : 0.0);
        if (q[i] < 0.3)
            f[i] = 0.27 + (i % 2 ? 1e-10 : 0.0);
    }
    terrain_survey(&terrain, q, f, POINTS);
    cr_assert_eq(terrain.valleys, 1);
    cr_assert_eq(terrain.valley[0], POINTS - 1);
}

Test(terrain, a_ball_rolls_into_the_valley_on_its_side_of_the_barrier)
{
    static const double centre[] = {0.1, 0.9};
    const struct terrain terrain = surveyed(centre, 2);

    cr_assert_eq(terrain_valley_of(&terrain, 0.02), 0);
    cr_assert_eq(terrain_valley_of(&terrain, 0.48), 0);
    cr_assert_eq(terrain_valley_of(&terrain, 0.52), 1);
    cr_assert_eq(terrain_valley_of(&terrain, 0.99), 1);
    cr_assert_eq(terrain_valley_of(&terrain, (double)NAN), 2);
}

Test(terrain, more_wells_than_it_counts_do_no_harm)
{
    double q[TERRAIN_POINTS_MAX + 40], f[TERRAIN_POINTS_MAX + 40];
    struct terrain terrain;

    for (size_t i = 0; i < TERRAIN_POINTS_MAX + 40; i++) {
        q[i] = (double)i;
        f[i] = i % 2 ? 1.0 : 0.0;
    }
    terrain_survey(&terrain, q, f, TERRAIN_POINTS_MAX + 40);
    cr_assert_eq(terrain.count, TERRAIN_POINTS_MAX);
    cr_assert_eq(terrain.valleys, TERRAIN_VALLEYS_MAX);
}

Test(terrain, a_valley_is_that_of_the_nearest_branch)
{
    static const double centre[] = {0.1, 0.9};
    const struct terrain terrain = surveyed(centre, 2);
    const double q[] = {0.085, (double)NAN, 0.11, 0.5};

    cr_expect_eq(terrain_branch_of(&terrain, 0, q, 4), 2);
    cr_expect_eq(terrain_branch_of(&terrain, 1, q, 4), 4, "no branch is near");
}
