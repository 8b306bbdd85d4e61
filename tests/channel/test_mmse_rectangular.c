#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "channel_laws.h"

/* Square, tall, flat, rank-deficient, and hard edges at 0 (gamma2 = 1, gamma1 = gamma2 = 1). */
static const double shapes[][2] = {
    {0.5, 0.5}, {0.07, 0.9}, {0.4, 1.25},  {1.0, 1.0},    {0.3, 1.0},  {2.385, 1.0},
    {1.0, 0.2}, {5.0, 0.05}, {0.05, 0.05}, {50.0, 0.999}, {0.6, 20.0}, {12.0, 3.0},
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

Test(mmse_rectangular, is_whole_and_falls_everywhere)
{
    for (size_t i = 0; i < SHAPES; i++) {
        struct mmse_point last = {.mmse = 1.0};

        for (double x = 1.1e-6; x < 1e7; x *= 3.7) {
            const struct mmse_point point = rectangular_point(shapes[i][0], shapes[i][1], x);

            cr_assert(point.residual < 1e-10, "%g %g %g: %g", shapes[i][0], shapes[i][1], x,
                      point.residual);
            cr_assert_float_eq(point.m + point.mmse, 1.0, 2 * DBL_EPSILON);
            cr_assert(point.mmse > 0.0 && point.m > last.m && point.slope < 0.0, "%g %g %g",
                      shapes[i][0], shapes[i][1], x);
            cr_assert(point.mmse < last.mmse, "%g %g %g", shapes[i][0], shapes[i][1], x);
            last = point;
        }
    }
}

/* Fourth-order central differences of m or mmse, whichever has digits there. */
static double difference(const double shape[2], double x)
{
    static const double weight[] = {1.0 / 12.0, -8.0 / 12.0, 8.0 / 12.0, -1.0 / 12.0};
    static const double step[] = {-2.0, -1.0, 1.0, 2.0};
    const double h = 1e-3 * x;
    double sum = 0.0;

    for (int i = 0; i < 4; i++) {
        const struct mmse_point point = rectangular_point(shape[0], shape[1], x + step[i] * h);
        sum += weight[i] * (x < 1.0 ? -point.m : point.mmse);
    }
    return sum / h;
}

Test(mmse_rectangular, slope_is_the_derivative)
{
    double worst = 0.0;

    for (size_t i = 0; i < SHAPES; i++) {
        for (double x = 1.3e-5; x < 2e5; x *= 11.0) {
            const double slope = rectangular_point(shapes[i][0], shapes[i][1], x).slope;
            const double error = fabs(difference(shapes[i], x) / slope - 1.0);

            cr_expect(error < 1e-7, "%g %g %g: %g", shapes[i][0], shapes[i][1], x, error);
            worst = fmax(worst, error);
        }
    }
    cr_log_info("slope against differences: largest relative error %.1e", worst);
}

/* m = x - x^2 + O(x^3). */
Test(mmse_rectangular, begins_as_its_series)
{
    for (size_t i = 0; i < SHAPES; i++) {
        for (double x = 1e-7; x < 2e-4; x *= 10.0) {
            const struct mmse_point point = rectangular_point(shapes[i][0], shapes[i][1], x);
            /* The next coefficient is 1 plus terms like (1 + gamma2) / gamma1 and 1 / gamma1^2. */
            const double gamma1 = shapes[i][0] / fmax(1.0, shapes[i][1]);
            const double rest = 2.0 + 5.0 / (gamma1 * gamma1);

            cr_expect_float_eq(point.m / x, 1.0 - x, rest * x * x + 1e-12, "%g %g %g", shapes[i][0],
                               shapes[i][1], x);
            cr_expect_float_eq(point.slope, -1.0 + 2.0 * x, 3.0 * rest * x * x + 1e-12, "%g %g %g",
                               shapes[i][0], shapes[i][1], x);
        }
        const struct mmse_point start = rectangular_point(shapes[i][0], shapes[i][1], 0.0);
        cr_expect(start.mmse == 1.0 && start.m == 0.0 && start.slope == -1.0);
    }
}

/* x mmse -> the dimension of rank-k1 matrices over k2 d. */
Test(mmse_rectangular, ends_as_the_dimension_of_low_rank_matrices)
{
    for (size_t i = 0; i < SHAPES; i++) {
        const double g1 = shapes[i][0], g2 = shapes[i][1];
        const double end = g1 < fmin(1.0, g2) ? (g1 * (1.0 + g2) - g1 * g1) / g2 : 1.0;

        for (double x = 1e8; x < 2e12; x *= 1e2) {
            const struct mmse_point point = rectangular_point(g1, g2, x);

            cr_expect_float_eq(x * point.mmse, end, 20.0 / sqrt(x), "%g %g %g", g1, g2, x);
            cr_expect_float_eq(-x * x * point.slope, end, 20.0 / sqrt(x), "%g %g %g", g1, g2, x);
        }
    }
}

Test(mmse_rectangular, is_the_same_transposed)
{
    for (size_t i = 0; i < SHAPES; i++) {
        const double g1 = shapes[i][0], g2 = shapes[i][1];

        for (double x = 0.02; x < 1e4; x *= 9.0) {
            const struct mmse_point point = rectangular_point(g1, g2, x);
            const struct mmse_point other = rectangular_point(g1 / g2, 1.0 / g2, x);

            cr_expect_float_eq(point.m, other.m, 1e-13);
            cr_expect_float_eq(point.slope, other.slope, 1e-11 * fabs(point.slope));
        }
    }
}

/* Where gamma2 passes 1 the transposed problem takes over, and a hard edge at 0 comes and goes. */
Test(mmse_rectangular, is_smooth_across_square_shapes)
{
    for (double x = 0.02; x < 1e4; x *= 9.0) {
        for (double h = 1e-4; h > 1e-9; h *= 0.01) {
            const double flat = rectangular_point(0.8, 1.0 - h, x).m;
            const double square = rectangular_point(0.8, 1.0, x).m;
            const double tall = rectangular_point(0.8, 1.0 + h, x).m;
            const double less = rectangular_point(1.0 - h, 0.6, x).m;
            const double even = rectangular_point(1.0, 0.6, x).m;
            const double more = rectangular_point(1.0 + h, 0.6, x).m;

            cr_expect_float_eq(flat + tall, 2.0 * square, 10.0 * h * h + 1e-10, "%g %g", x, h);
            cr_expect_float_eq(less + more, 2.0 * even, 10.0 * h * h + 1e-10, "%g %g", x, h);
        }
    }
}

/* S tends to independent normal entries both when gamma1 grows and when it has few rows. */
Test(mmse_rectangular, becomes_scalar_when_the_product_is_forgotten)
{
    for (double x = 0.03; x < 1e3; x *= 7.0) {
        const double limit = x / (1.0 + x);

        for (double g2 = 0.3; g2 < 4.0; g2 *= 3.0) {
            const double far = rectangular_point(2e3, g2, x).m - limit;
            const double farther = rectangular_point(2e4, g2, x).m - limit;

            cr_expect_lt(fabs(far), 2.0 * g2 / 2e3, "%g %g", g2, x);
            cr_expect_lt(fabs(farther), 0.11 * fabs(far) + 1e-13, "%g %g", g2, x);
        }
        cr_expect_lt(fabs(rectangular_point(0.5, 2e-3, x).m - limit), 0.01, "%g", x);
    }
}

Test(mmse_rectangular, refuses_what_it_cannot_solve)
{
    static const double bad_gamma[] = {0.0, -1.0, 9e-4, 1.1e6, (double)NAN, (double)INFINITY};
    static const double bad_x[] = {-1e-9, 1e-101, 1.1e12, (double)NAN, (double)INFINITY};
    struct mmse_point point;
    struct error err;

    for (size_t i = 0; i < 6; i++) {
        cr_expect_eq(mmse_rectangular(bad_gamma[i], 1.0, 1.0, &point, &err), STATUS_INVALID);
        cr_expect(strstr(err.text, "gamma1"), "%s", err.text);
        cr_expect_eq(mmse_rectangular(1.0, bad_gamma[i], 1.0, &point, &err), STATUS_INVALID);
        cr_expect(strstr(err.text, "gamma2"), "%s", err.text);
        cr_expect_null(mmse_create_rectangular(bad_gamma[i], 1.0, &err));
    }
    for (size_t i = 0; i < 5; i++) {
        cr_expect_eq(mmse_rectangular(1.0, 1.0, bad_x[i], &point, &err), STATUS_INVALID);
        cr_expect(strstr(err.text, "snr"), "%s", err.text);
    }
}
