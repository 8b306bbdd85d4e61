/* What the screen remembers of a trajectory. */
#include "history.h"

#include <criterion/criterion.h>
#include <math.h>

static struct measurement sample_at(double t, double eps)
{
    struct measurement sample = {.step = (uint64_t)(3.0 * t), .gradients = t, .seconds = 0.7 * t};

    for (size_t s = 0; s < SERIES_COUNT; s++)
        sample.value[s] = (double)NAN;
    sample.value[SERIES_EPS] = eps;
    return sample;
}

static void fill(struct history *history, size_t count, double first, double factor)
{
    double t = first;

    for (size_t i = 0; i < count; i++, t *= factor) {
        const struct measurement sample = sample_at(t, 1.0 / t);
        history_add(history, &sample);
    }
}

Test(history, keeps_every_point_up_to_its_cap)
{
    struct history history;

    history_init(&history, 100);
    fill(&history, 100, 0.25, 1.07);
    cr_assert_eq(history.count, 100);
    cr_assert_float_eq(history.at[41].x[X_GRADIENTS], 0.25 * pow(1.07, 41), 1e-9);
    cr_assert_float_eq(history.at[41].x[X_SECONDS], 0.7 * 0.25 * pow(1.07, 41), 1e-9);
    history_fini(&history);
}

Test(history, never_holds_more_than_its_cap)
{
    struct history history;

    history_init(&history, 64);
    for (int i = 0; i < 5000; i++) {
        const struct measurement sample = sample_at(0.25 + 0.25 * i, 0.3);
        history_add(&history, &sample);
        cr_assert_leq(history.count, 64);
    }
    cr_assert_geq(history.count, 16);
    history_fini(&history);
}

Test(history, a_spike_survives_the_thinning)
{
    struct history history;
    double low, high;
    const struct axis x = {0.1, 1e4, true};

    history_init(&history, 64);
    for (int i = 1; i <= 5000; i++) {
        const struct measurement sample = sample_at(i, i == 1234 ? 17.5 : i == 1235 ? 1e-6 : 0.3);
        history_add(&history, &sample);
    }
    history_range(&history, SERIES_EPS, X_GRADIENTS, &x, true, &low, &high);
    cr_assert_float_eq(high, 17.5, 1e-5);
    cr_assert_float_eq(low, 1e-6, 1e-12);
    history_fini(&history);
}

Test(history, thinning_spares_the_early_decades)
{
    struct history history;
    size_t early = 0;

    history_init(&history, 256);
    for (int i = 0; i < 60000; i++) { /* as measured: dense early, then every gradient */
        const double t = i < 120 ? 0.25 * pow(10.0, i / 60.0) : 25.0 + (i - 120);
        const struct measurement sample = sample_at(t, 0.1);
        history_add(&history, &sample);
    }
    for (size_t i = 0; i < history.count; i++)
        early += history.at[i].x[X_GRADIENTS] < 25.0;
    cr_assert_geq(early, 40, "%zu points left in the first two of five decades", early);
    history_fini(&history);
}

Test(history, time_always_increases)
{
    struct history history;

    history_init(&history, 32);
    fill(&history, 3000, 0.25, 1.003);
    for (size_t i = 1; i < history.count; i++)
        cr_assert_gt(history.at[i].x[X_GRADIENTS], history.at[i - 1].x[X_GRADIENTS]);
    cr_assert_float_eq(history.at[history.count - 1].x[X_GRADIENTS], 0.25 * pow(1.003, 2999), 1e-6);
    history_fini(&history);
}

Test(history, survives_many_points_at_the_start)
{
    struct history history;

    history_init(&history, 8);
    for (int i = 0; i < 100; i++) { /* all at 0: changes before the first step */
        const struct measurement sample = sample_at(0.0, 1.0 + i);
        history_add(&history, &sample);
    }
    cr_assert_leq(history.count, 8);
    history_fini(&history);
}

Test(history, tells_other_clocks_between_points)
{
    struct history history;

    history_init(&history, 0);
    cr_assert(isnan(history_clock(&history, 2.0, X_SECONDS)));
    fill(&history, 10, 1.0, 2.0);
    cr_assert_float_eq(history_clock(&history, 3.0, X_SECONDS), 2.1, 1e-12);
    cr_assert_float_eq(history_clock(&history, 6.0, X_STEPS), 18.0, 1e-12);
    cr_assert_float_eq(history_clock(&history, 0.1, X_SECONDS), 0.7, 1e-12);
    cr_assert_float_eq(history_clock(&history, 9e9, X_STEPS), 1536.0, 1e-12);
    cr_assert_float_eq(history_clock(&history, 5.5, X_GRADIENTS), 5.5, 0.0);
    history_fini(&history);
}

/* A log axis over seconds is to begin with the first step. */
Test(history, the_seconds_begin_with_the_first_step)
{
    const struct measurement start = {.step = 0, .gradients = 0.0, .seconds = 1.25e-5};
    const struct measurement next = {.step = 1, .gradients = 1.0, .seconds = 0.375};
    struct history history;

    history_init(&history, 0);
    history_add(&history, &start);
    history_add(&history, &next);
    cr_assert_eq(history.at[0].x[X_SECONDS], 0.0);
    cr_assert_eq(history.at[1].x[X_SECONDS], 0.375);
    history_fini(&history);
}

Test(history, a_trace_has_an_entry_for_each_column_with_a_point)
{
    const struct axis x = {1.0, 1000.0, true};
    struct history history;
    struct trace trace;

    history_init(&history, 0);
    fill(&history, 2000, 1.0, 1.0035); /* 1 to 1080 */
    history_trace(&history, SERIES_EPS, X_GRADIENTS, &x, true, 50, &trace);
    cr_assert_eq(trace.count, 50);
    for (size_t i = 0; i < trace.count; i++) {
        cr_assert_leq(trace.x[i], 1000.0);
        cr_assert_leq(trace.low[i], trace.middle[i]);
        cr_assert_leq(trace.middle[i], trace.high[i]);
        cr_assert_float_eq(trace.middle[i] * trace.middle[i], trace.low[i] * trace.high[i], 1e-6);
    }
    history_fini(&history);
}

Test(history, what_is_not_available_is_a_gap)
{
    const struct axis x = {1.0, 1000.0, true};
    struct history history;
    struct trace trace;
    double low, high;

    history_init(&history, 0);
    fill(&history, 20, 1.0, 1.3);
    history_trace(&history, SERIES_UNI, X_GRADIENTS, &x, true, 50, &trace);
    cr_assert_geq(trace.count, 15);
    for (size_t i = 0; i < trace.count; i++)
        cr_assert(isnan(trace.middle[i]));
    history_range(&history, SERIES_UNI, X_GRADIENTS, &x, false, &low, &high);
    cr_assert(isnan(low) && isnan(high));
    history_fini(&history);
}

Test(history, the_range_leaves_out_what_an_axis_cannot_show)
{
    const struct axis x = {2.0, 1000.0, true};
    struct history history;
    double low, high;
    const double eps[] = {99.0, 0.3, 0.0, -0.2, (double)INFINITY, 0.7};

    history_init(&history, 0);
    for (int i = 0; i < 6; i++) { /* the first stands left of the axis */
        const struct measurement sample = sample_at(1.0 + i, eps[i]);
        history_add(&history, &sample);
    }
    history_range(&history, SERIES_EPS, X_GRADIENTS, &x, true, &low, &high);
    cr_assert_float_eq(low, 0.3, 1e-6);
    cr_assert_float_eq(high, 0.7, 1e-6);
    history_range(&history, SERIES_EPS, X_GRADIENTS, &x, false, &low, &high);
    cr_assert_float_eq(low, -0.2, 1e-6);
    history_fini(&history);
}

Test(history, a_copy_goes_its_own_way)
{
    struct history from, to;

    history_init(&from, 0);
    history_init(&to, 0);
    fill(&from, 300, 1.0, 1.01);
    history_copy(&to, &from);
    fill(&from, 50, 100.0, 1.01);
    cr_assert_eq(to.count, 300);
    cr_assert_eq(from.count, 350);
    history_clear(&from);
    history_copy(&to, &from);
    cr_assert_eq(to.count, 0);
    history_fini(&from);
    history_fini(&to);
}
