/* The map between numbers and dots, ticks, labels, and following data. */
#include "plateau/axis.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 20000 };

/* Uniform in [0, 1), the same in every run. */
static double draw(uint64_t *state)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static struct axis random_axis(uint64_t *state)
{
    const bool logarithmic = draw(state) < 0.5;
    const double low = logarithmic ? pow(10.0, -8.0 + 12.0 * draw(state))
                                   : (draw(state) - 0.5) * pow(10.0, -4.0 + 8.0 * draw(state));
    const double high = logarithmic ? low * pow(10.0, 0.05 + 9.0 * draw(state))
                                    : low + fabs(low) * (0.01 + 5.0 * draw(state)) + 1e-7;

    return (struct axis){low, high, logarithmic};
}

Test(axis, fractions_are_zero_and_one_at_the_ends)
{
    const struct axis linear = {-2.385, 7.1, false};
    const struct axis decades = {3e-3, 3e1, true};

    cr_assert_eq(axis_fraction(&linear, -2.385), 0.0);
    cr_assert_eq(axis_fraction(&linear, 7.1), 1.0);
    cr_assert_float_eq(axis_fraction(&linear, 0.0), 2.385 / 9.485, 1e-15);
    cr_assert_eq(axis_fraction(&decades, 3e-3), 0.0);
    cr_assert_eq(axis_fraction(&decades, 3e1), 1.0);
    cr_assert_float_eq(axis_fraction(&decades, 3e-1), 0.5, 1e-15);
    cr_assert_gt(axis_fraction(&decades, 1e5), 1.0);
    cr_assert_lt(axis_fraction(&decades, 1e-5), 0.0);
}

Test(axis, a_value_without_a_place_is_nan)
{
    const struct axis decades = {3e-3, 3e1, true};
    const struct axis linear = {-1.0, 7.0, false};

    cr_assert(isnan(axis_fraction(&decades, 0.0)));
    cr_assert(isnan(axis_fraction(&decades, -2.0)));
    cr_assert(isnan(axis_fraction(&decades, (double)NAN)));
    cr_assert(isnan(axis_fraction(&linear, (double)NAN)));
}

Test(axis, value_inverts_fraction)
{
    uint64_t state = 1;

    for (int i = 0; i < ROUNDS; i++) {
        const struct axis axis = random_axis(&state);
        const double fraction = 1.4 * draw(&state) - 0.2;
        const double back = axis_fraction(&axis, axis_value(&axis, fraction));

        cr_assert(fabs(back - fraction) < 1e-9, "%g became %g on [%g, %g]", fraction, back,
                  axis.min, axis.max);
    }
}

/* The digit in front of a number's power of ten; 0 when it has more than one. */
static int only_digit(double value)
{
    char text[32];

    snprintf(text, sizeof text, "%.9e", fabs(value));
    return strncmp(text + 1, ".000000000", 10) == 0 ? text[0] - '0' : 0;
}

Test(axis, ticks_are_inside_increasing_and_few)
{
    uint64_t state = 2;

    for (int i = 0; i < ROUNDS; i++) {
        const struct axis axis = random_axis(&state);
        const size_t most = (size_t)(draw(&state) * 20.0);
        double tick[AXIS_TICKS_MAX + 1];

        tick[AXIS_TICKS_MAX] = 12.5;
        const size_t count = axis_ticks(&axis, most, tick);
        cr_assert(count <= most && count <= AXIS_TICKS_MAX);
        cr_assert_eq(tick[AXIS_TICKS_MAX], 12.5);
        for (size_t k = 0; k < count; k++) {
            const double fraction = axis_fraction(&axis, tick[k]);

            cr_assert(fraction > -1e-6 && fraction < 1.0 + 1e-6, "%g is outside [%g, %g]", tick[k],
                      axis.min, axis.max);
            cr_assert(k == 0 || tick[k] > tick[k - 1]);
        }
        /* Two digits, where 6 cells can show two. */
        if (most >= 6) {
            cr_assert_geq(count, axis.min >= 0.01 ? 2 : 1, "[%g, %g] has %zu of %zu ticks",
                          axis.min, axis.max, count, most);
        }
    }
}

Test(axis, linear_ticks_step_by_1_2_or_5)
{
    uint64_t state = 3;

    for (int i = 0; i < ROUNDS; i++) {
        struct axis axis = random_axis(&state);
        double tick[AXIS_TICKS_MAX];

        axis.logarithmic = false;
        const size_t count = axis_ticks(&axis, 8, tick);
        for (size_t k = 1; k < count; k++) {
            const int digit = only_digit(tick[k] - tick[k - 1]);

            cr_assert(digit == 1 || digit == 2 || digit == 5, "a step of %.12g",
                      tick[k] - tick[k - 1]);
            cr_assert(fabs(remainder(tick[k], tick[k] - tick[k - 1])) <
                      1e-6 * (axis.max - axis.min));
        }
    }
}

static void check_ticks(struct axis axis, size_t most, const double expected[], size_t n)
{
    double tick[AXIS_TICKS_MAX];

    cr_assert_eq(axis_ticks(&axis, most, tick), n);
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(tick[i], expected[i], "tick %zu is %.17g", i, tick[i]);
}

Test(axis, decades_are_halved_when_fewer_than_three_are_seen)
{
    check_ticks((struct axis){7e-3, 0.31, true}, 9, (double[]){1e-2, 3e-2, 1e-1, 3e-1}, 4);
    check_ticks((struct axis){1e-2, 10.0, true}, 9, (double[]){1e-2, 1e-1, 1e0, 1e1}, 4);
    check_ticks((struct axis){7e-3, 0.31, true}, 3, (double[]){1e-2, 1e-1}, 2);
    check_ticks((struct axis){1.0, 1e8, true}, 5, (double[]){1e0, 1e2, 1e4, 1e6, 1e8}, 5);
    check_ticks((struct axis){1.0, 1e8, true}, 4, (double[]){1e0, 1e3, 1e6}, 3);
}

Test(axis, less_than_half_a_decade_has_steps)
{
    check_ticks((struct axis){0.021, 0.027, true}, 4, (double[]){0.022, 0.024, 0.026}, 3);
}

Test(axis, an_axis_without_a_length_has_no_ticks)
{
    static const struct axis broken[] = {{1.0, 1.0, false},    {2.0, 1.0, true},
                                         {0.0, 1.0, true},     {-1e308, 1e308, false},
                                         {0.0, 5e-324, false}, {1e17, 1e17 + 64.0, false}};
    double tick[AXIS_TICKS_MAX];

    for (size_t i = 0; i + 1 < sizeof broken / sizeof broken[0]; i++)
        cr_assert_eq(axis_ticks(&broken[i], 5, tick), 0, "axis %zu", i);
    cr_assert_leq(axis_ticks(&broken[5], 5, tick), 5);
    const struct axis undefined = {(double)NAN, 1.0, false};
    cr_assert_eq(axis_ticks(&undefined, 5, tick), 0);
    const struct axis fine = {0.0, 1.0, false};
    cr_assert_eq(axis_ticks(&fine, 0, tick), 0);
}

/* An axis whose neighbours differ in the third digit. */
static const struct axis three_digits = {1.0, 2.0, false};

static void check_label(double value, const char *expected)
{
    char label[16];

    axis_tick_label(&three_digits, value, label, sizeof label);
    cr_assert_str_eq(label, expected, "%g is \"%s\", not \"%s\"", value, label, expected);
}

Test(axis, labels_are_short)
{
    check_label(0.0, "0");
    check_label(1e-3, "1e-3");
    check_label(0.05, ".05");
    check_label(0.01, ".01");
    check_label(0.0625, ".0625");
    check_label(0.03125, ".0312");
    check_label(1.25, "1.25");
    check_label(3.0, "3");
    check_label(-0.5, "-.5");
    check_label(100.0, "100");
    check_label(1000.0, "1e3");
    check_label(1500.0, "1500");
    check_label(67500.0, "67500");
    check_label(123456.0, "1.23e5");
    check_label(2.5e-4, "2.5e-4");
    check_label(-2.385e-4, "-2e-4");
    check_label(4.1e12, "4.1e12");
    check_label((double)NAN, "--");
    check_label((double)INFINITY, "inf");
}

/* 3 digits where they fit into 6 cells ("7.95e2" does, "7.95e-4" does not), else 2. */
Test(axis, labels_are_within_their_digits_of_the_value)
{
    uint64_t state = 4;

    for (int i = 0; i < ROUNDS; i++) {
        const double value = pow(10.0, -9.0 + 18.0 * draw(&state));
        char label[16];

        axis_tick_label(&three_digits, value, label, sizeof label);
        cr_assert_leq(strlen(label), 6);
        cr_assert(fabs(strtod(label, NULL) / value - 1.0) <= (value < 1e-3 ? 0.05 : 0.005) + 1e-12,
                  "%.9g is \"%s\"", value, label);
    }
}

Test(axis, tick_labels_say_the_tick_and_differ)
{
    uint64_t state = 5;

    for (int i = 0; i < ROUNDS; i++) {
        struct axis axis = random_axis(&state);
        double tick[AXIS_TICKS_MAX];
        char label[16];

        axis.min = fabs(axis.min);
        axis.max = axis.min * (axis.logarithmic ? 3.2 : 2.0) + axis.max * axis.max;
        const size_t count = axis_ticks(&axis, 6, tick);
        for (size_t k = 0; k < count; k++) {
            axis_tick_label(&axis, tick[k], label, sizeof label);
            cr_assert_leq(strlen(label), 6, "%s", label);
            cr_assert(fabs(strtod(label, NULL) - tick[k]) < 1e-9 * axis.max,
                      "%.9g is \"%s\" on [%.9g, %.9g]", tick[k], label, axis.min, axis.max);
        }
    }
}

static void check_labels_differ(const struct axis *axis)
{
    double tick[AXIS_TICKS_MAX];
    char label[AXIS_TICKS_MAX][16];
    const size_t count = axis_ticks(axis, 8, tick);

    cr_assert_geq(count, 2, "[%.9g, %.9g]", axis->min, axis->max);
    for (size_t k = 0; k < count; k++) {
        axis_tick_label(axis, tick[k], label[k], sizeof label[k]);
        for (size_t j = 0; j < k; j++)
            cr_assert_str_neq(label[j], label[k], "[%.9g, %.9g]", axis->min, axis->max);
    }
}

/* From data of one point, or that hardly differ, to data over many decades. */
Test(axis, an_axis_that_follows_data_never_has_two_equal_labels)
{
    uint64_t state = 7;

    for (int i = 0; i < ROUNDS; i++) {
        struct axis axis = {(double)INFINITY, (double)-INFINITY, true};
        const double low = pow(10.0, -12.0 + 24.0 * draw(&state));
        const double high = low * (i % 3 ? pow(10.0, 9.0 * pow(draw(&state), 4.0)) : 1.0);

        axis_follow(&axis, low, high);
        check_labels_differ(&axis);
        axis = (struct axis){(double)INFINITY, (double)-INFINITY, false};
        axis_follow(&axis, 0.0, high);
        check_labels_differ(&axis);
    }
}

Test(axis, less_than_half_a_decade_has_labels_that_differ)
{
    uint64_t state = 8;

    for (int i = 0; i < ROUNDS; i++) {
        const double low = pow(10.0, -2.0 + 9.0 * draw(&state));
        const double width = 1.07 + draw(&state);

        check_labels_differ(&(struct axis){low, low * width, true});
    }
}

Test(axis, decades_are_labelled_in_one_form)
{
    const struct axis axis = {1e-2, 1e1, true};
    char label[16];

    axis_tick_label(&axis, 1.0, label, sizeof label);
    cr_assert_str_eq(label, "1e0");
    axis_tick_label(&axis, 0.03, label, sizeof label);
    cr_assert_str_eq(label, "3e-2");
    axis_tick_label(&axis, 1e-2, label, sizeof label);
    cr_assert_str_eq(label, "1e-2");
}

Test(axis, following_holds_the_data_and_rests)
{
    uint64_t state = 6;

    for (int i = 0; i < ROUNDS; i++) {
        struct axis axis = random_axis(&state);
        const struct axis data = random_axis(&state);
        double low = data.min, high = data.max;

        if (axis.logarithmic) {
            low = fabs(low) + 1e-9;
            high = low + fabs(high);
        }
        axis_follow(&axis, low, high);
        const double slack = 1e-9 * (fabs(low) + fabs(high));
        cr_assert(axis.min < axis.max);
        cr_assert(axis.min <= low + slack && axis.max >= high - slack,
                  "[%.12g, %.12g] misses [%.12g, %.12g]", axis.min, axis.max, low, high);
        if (axis.logarithmic) {
            cr_assert(axis.min > low / 10.1 && axis.max < high * 10.1,
                      "more than a decade is empty");
        }
        const struct axis before = axis;
        axis_follow(&axis, low, high);
        cr_assert(before.min == axis.min && before.max == axis.max, "it moved again");
    }
}

Test(axis, grows_by_half_decades_and_shrinks_by_more_than_one)
{
    struct axis axis = {1e-2, 1e0, true};

    axis_follow(&axis, 0.02, 1.2);
    cr_assert_eq(axis.max, 3.0);
    axis_follow(&axis, 0.02, 3.1);
    cr_assert_eq(axis.max, 10.0);
    axis_follow(&axis, 0.02, 1.01);
    cr_assert_eq(axis.max, 10.0, "it shrank with less than a decade empty");
    axis_follow(&axis, 0.02, 0.99);
    cr_assert_eq(axis.max, 1.0);
    axis_follow(&axis, 0.2, 0.99);
    cr_assert_eq(axis.min, 0.1);
    axis_follow(&axis, 0.031, 0.99);
    cr_assert_eq(axis.min, 0.03);
}

Test(axis, bounds_that_are_nan_are_ignored)
{
    struct axis axis = {1e-2, 1e0, true};

    axis_follow(&axis, (double)NAN, (double)NAN);
    axis_follow(&axis, 0.0, -1.0);
    axis_follow(&axis, (double)-INFINITY, (double)INFINITY);
    cr_assert(axis.min == 1e-2 && axis.max == 1e0);
    axis_follow(&axis, (double)NAN, 20.0);
    cr_assert(axis.min == 1e-2 && axis.max == 30.0);
    axis_follow(&axis, 0.002, (double)NAN);
    cr_assert(axis.min == 1e-3 && axis.max == 30.0);
}

Test(axis, one_value_has_an_axis_around_it)
{
    struct axis axis = {1e-2, 1e0, true};
    struct axis linear = {0.0, 1.0, false};

    axis_follow(&axis, 1e-5, 1e-5);
    cr_assert(axis.min == 1e-5 && axis.max == 3e-5);
    axis_follow(&linear, 67.5, 67.5);
    cr_assert(linear.min <= 67.5 && linear.max >= 67.5 && linear.max > linear.min);
    axis_follow(&linear, 0.0, 0.0);
    cr_assert(linear.min <= 0.0 && linear.max >= 0.0 && linear.max > linear.min);
}

Test(axis, an_empty_axis_takes_what_comes)
{
    struct axis axis = {(double)INFINITY, (double)-INFINITY, true};
    struct axis linear = {(double)INFINITY, (double)-INFINITY, false};

    axis_follow(&axis, 0.7, 0.7);
    cr_assert(axis.min == 0.3 && axis.max == 1.0);
    axis_follow(&linear, -0.12, 0.7);
    cr_assert(linear.min == -0.2 && linear.max == 0.8, "[%g, %g]", linear.min, linear.max);
}
