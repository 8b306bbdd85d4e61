#include <criterion/criterion.h>
#include <math.h>

#include "observe/average.h"

enum { ROWS = 3 };

static const float clean[ROWS] = {0.3F, -1.1F, 2.385F};

/* A prediction that changes with the clock, in a way the test can repeat. */
static void predict(double t, float f[ROWS])
{
    for (size_t i = 0; i < ROWS; i++)
        f[i] = (float)(0.4 * (double)i + sin(0.37 * t + (double)i));
}

/* Adds times[0..count) after a restart at `from`. */
static void feed(struct average *average, double from, const double times[], size_t count)
{
    float f[ROWS];

    average_restart(average, from);
    for (size_t m = 0; m < count; m++) {
        predict(times[m], f);
        average_add(average, f, times[m]);
    }
}

/* The definition: measurements whose span reaches past the middle of the window, all told. */
static double plain_error(double from, const double times[], size_t count)
{
    const double middle = 0.5 * (from + times[count - 1]);
    double sum[ROWS] = {0}, weight = 0.0, squares = 0.0;
    float f[ROWS];

    for (size_t m = 0; m < count; m++) {
        const double span = times[m] - (m ? times[m - 1] : from);
        if (times[m] <= middle)
            continue;
        predict(times[m], f);
        weight += span;
        for (size_t i = 0; i < ROWS; i++)
            sum[i] += span * (double)f[i];
    }
    for (size_t i = 0; i < ROWS; i++) {
        const double r = sum[i] / weight - (double)clean[i];
        squares += r * r;
    }
    return squares / ROWS;
}

Test(average, weighs_measurements_by_the_gradients_between_them)
{
    const double times[] = {20.5, 21, 23, 27, 33.5, 34, 41, 55};
    struct average average;

    cr_assert_eq(average_init(&average, ROWS, NULL), STATUS_OK);
    for (size_t count = 5; count <= 8; count++) {
        feed(&average, 20.0, times, count);
        cr_expect_float_eq(average_error(&average, clean), plain_error(20.0, times, count), 1e-12,
                           "%zu measurements", count);
    }
    average_fini(&average);
}

Test(average, is_not_available_before_two_measurements)
{
    const double once[] = {7.5}, far[] = {8, 90};
    struct average average;

    cr_assert_eq(average_init(&average, ROWS, NULL), STATUS_OK);
    cr_expect(isnan(average_error(&average, clean)));
    feed(&average, 7.0, once, 1);
    cr_expect(isnan(average_error(&average, clean)));
    feed(&average, 7.0, far, 2); /* the first has left the window */
    cr_expect(isnan(average_error(&average, clean)));
    average_fini(&average);
}

Test(average, gives_no_weight_to_a_measurement_at_the_same_clock)
{
    const double once[] = {3, 4, 5, 6}, twice[] = {3, 4, 4, 5, 6, 6};
    struct average average;

    cr_assert_eq(average_init(&average, ROWS, NULL), STATUS_OK);
    feed(&average, 0.0, once, 4);
    const double expected = average_error(&average, clean);
    feed(&average, 0.0, twice, 6);
    cr_expect_float_eq(average_error(&average, clean), expected, 1e-14);
    average_fini(&average);
}

Test(average, forgets_at_a_restart)
{
    const double times[] = {101, 103, 106, 110};
    struct average average;
    float f[ROWS] = {1e6F, 1e6F, 1e6F};

    cr_assert_eq(average_init(&average, ROWS, NULL), STATUS_OK);
    for (int t = 1; t < 100; t++)
        average_add(&average, f, t);
    feed(&average, 100.0, times, 4);
    cr_expect_float_eq(average_error(&average, clean), plain_error(100.0, times, 4), 1e-12);
    average_fini(&average);
}

/* However many measurements: contiguous, at most 16, and the window begins near its middle. */
Test(average, keeps_the_second_half_of_a_long_window)
{
    struct average average;
    float f[ROWS];

    cr_assert_eq(average_init(&average, ROWS, NULL), STATUS_OK);
    average_restart(&average, 30.0);
    for (int m = 1; m <= 3000; m++) {
        const double t = 30.0 + (m < 200 ? pow(1.03, m) : pow(1.03, 199) + 4.0 * (m - 199));

        predict(t, f);
        average_add(&average, f, t);
        const double middle = 0.5 * (30.0 + t), window = t - 30.0;
        const struct average_block *block = average.block;

        cr_assert_leq(average.blocks, AVERAGE_BLOCKS);
        cr_assert_eq(block[average.blocks - 1].end, t);
        cr_assert_gt(block[0].end, middle);
        cr_assert(m < 30 || middle - block[0].start < 0.13 * window, "at %g: %g", t,
                  block[0].start);
        for (size_t i = 1; i < average.blocks; i++)
            cr_assert_eq(block[i].start, block[i - 1].end);
    }
    average_fini(&average);
}

Test(average, of_independent_noise_falls_as_one_over_the_measurements)
{
    struct average average;
    float f[ROWS];
    double expected = 0.0;

    /* An alternating error averages out: what is left is at most one term of the sum. */
    cr_assert_eq(average_init(&average, ROWS, NULL), STATUS_OK);
    for (int m = 1; m <= 4000; m++) {
        for (size_t i = 0; i < ROWS; i++)
            f[i] = clean[i] + (m % 2 ? 0.5F : -0.5F);
        average_add(&average, f, 2.5 * m);
    }
    expected = 0.5 / 1800.0;
    cr_expect_leq(average_error(&average, clean), expected * expected);
    average_fini(&average);
}

Test(average, refuses_a_test_set_that_does_not_fit)
{
    struct average average;
    struct error err;

    cr_expect_eq(average_init(&average, (size_t)1 << 58, &err), STATUS_NO_MEMORY);
    cr_expect_eq(err.code, STATUS_NO_MEMORY);
    cr_expect_null(average.memory);
}
