#include <criterion/criterion.h>
#include <math.h>

#include "plateau/schedule.h"

/* Runs the clock to `end` in equal steps; due [..] receives the due points. returns their number */
static size_t run(double per_decade, double every, double step, double end, double due[],
                  size_t capacity)
{
    struct schedule schedule;
    size_t count = 0;

    schedule_init(&schedule, per_decade, every);
    for (size_t i = 0; (double)i * step <= end; i++) {
        if (schedule_is_due(&schedule, (double)i * step)) {
            cr_assert_lt(count, capacity);
            due[count++] = (double)i * step;
        }
    }
    return count;
}

Test(schedule, measures_at_zero_and_after_the_first_step)
{
    double due[8000];

    cr_assert_geq(run(20, 100, 0.25, 1500, due, 8000), 2);
    cr_expect_eq(due[0], 0.0);
    cr_expect_eq(due[1], 0.25);
}

Test(schedule, spaces_logarithmically_then_linearly)
{
    double due[8000];
    const double ratio = pow(10, 1.0 / 23.0), step = 0.01;
    const size_t count = run(23, 7.3, step, 700, due, 8000);

    /* Spacing t (1 - 1/ratio) of the cell that ends at t; `every` from t = 77 on. */
    for (size_t i = 2; i < count; i++) {
        const double gap = due[i] - due[i - 1];

        cr_expect_leq(gap, 7.3 + step + 1e-9);
        if (due[i] > 1.0 && due[i] < 60.0)
            cr_expect_float_eq(due[i] / due[i - 1], ratio, 2.5 * step / due[i - 1]);
        if (due[i - 1] > 90.0)
            cr_expect_float_eq(gap, 7.3, step + 1e-9);
    }
}

Test(schedule, has_its_density_per_decade)
{
    double due[8000];
    size_t inside = 0;
    const size_t count = run(20, 1e9, 0.125, 12000, due, 8000);

    for (size_t i = 0; i < count; i++)
        inside += due[i] > 100.0 && due[i] <= 10000.0;
    cr_expect(inside >= 39 && inside <= 41, "%zu points in two decades", inside);
}

Test(schedule, takes_one_point_for_a_jump_over_several)
{
    struct schedule schedule;

    schedule_init(&schedule, 20, 100);
    cr_expect(schedule_is_due(&schedule, 0.0));
    cr_expect(schedule_is_due(&schedule, 4321.5));
    cr_expect_not(schedule_is_due(&schedule, 4321.5));
    cr_expect_not(schedule_is_due(&schedule, 4399.0));
    cr_expect(schedule_is_due(&schedule, 4400.0));
    cr_expect_not(schedule_is_due(&schedule, 4400.0));
}

Test(schedule, never_stands_still_on_its_own_grid)
{
    struct schedule schedule;
    double t = 1e-3;

    /* Every due point is itself the clock: rounding of log10 and pow must not repeat it. */
    schedule_init(&schedule, 17, 50);
    cr_assert(schedule_is_due(&schedule, t));
    for (int i = 0; i < 1000; i++) {
        cr_assert_gt(schedule.next, t);
        t = schedule.next;
        cr_assert(schedule_is_due(&schedule, t));
    }
}

Test(schedule, measures_every_step_when_asked_to)
{
    double due[200];

    cr_expect_eq(run(20, 10, 10, 1000, due, 200), 101);
}
