#include <criterion/criterion.h>
#include <math.h>

#include "plateau/locks.h"

enum { NEURONS = 5 };

static const double bound[NEURONS] = {0.4, 0.4, 0.5, 0.5, (double)NAN};

static struct moment at(double gradients)
{
    return (struct moment){gradients, (uint64_t)(2.0 * gradients)};
}

Test(locks, keep_when_every_neuron_passed_its_bound_for_good)
{
    static const double course[][NEURONS] = {
        {0.1, -0.2, 0.0, 0.45, 0.9}, /* above the other group's bound is not above its own */
        {0.41, 0.0, (double)NAN, 0.45, 0.9},
        {0.2, 0.5, 0.6, 0.45, 0.9}, /* one falls back: it was not found after all */
        {0.9, 0.9, 0.9, 0.51, 0.9},
    };
    static const size_t found[] = {0, 1, 2, 4};
    struct locks *locks = locks_create(NEURONS);

    for (size_t i = 0; i < sizeof course / sizeof *course; i++) {
        locks_see(locks, course[i], bound, at((double)i + 0.5));
        cr_expect_eq(locks_summary(locks).locked, found[i]);
    }
    const struct lock_on summary = locks_summary(locks);
    cr_expect_eq(summary.neurons, NEURONS);
    cr_expect_eq(summary.locked, 4);
    cr_expect_eq(summary.first.gradients, 2.5);
    cr_expect_eq(summary.first.step, 5);
    cr_expect_eq(summary.half.gradients, 3.5, "three of five");
    cr_expect(isnan(summary.all.gradients), "the last has nothing to pass");
    const double expected[NEURONS] = {3.5, 2.5, 2.5, 3.5, (double)NAN};
    for (size_t i = 0; i < NEURONS; i++)
        cr_expect(locks_at(locks, i) == expected[i] ||
                  (isnan(locks_at(locks, i)) && isnan(expected[i])));
    locks_destroy(locks);
}

Test(locks, of_a_student_that_starts_at_the_teacher_are_there_from_the_start)
{
    const double one[NEURONS] = {1, 1, 1, 1, 1}, low[NEURONS] = {0.3, 0.3, 0.3, 0.3, 0.3};
    struct locks *locks = locks_create(NEURONS);

    locks_see(locks, one, low, at(0.0));
    locks_see(locks, one, low, at(1.0));
    cr_expect_eq(locks_summary(locks).locked, NEURONS);
    cr_expect_eq(locks_summary(locks).judged, NEURONS);
    cr_expect_eq(locks_summary(locks).first.gradients, 0.0);
    cr_expect_eq(locks_summary(locks).all.gradients, 0.0);
    locks_destroy(locks);
}

Test(locks, wait_while_there_is_no_theory)
{
    const double one[NEURONS] = {1, 1, 1, 1, 1},
                 none[NEURONS] = {(double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN};
    struct locks *locks = locks_create(NEURONS);

    locks_see(locks, one, none, at(3.0));
    cr_expect_eq(locks_summary(locks).locked, 0);
    cr_expect_eq(locks_summary(locks).judged, 0);
    cr_expect(isnan(locks_summary(locks).first.gradients));
    locks_destroy(locks);
}
