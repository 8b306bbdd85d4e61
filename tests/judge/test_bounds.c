#include <criterion/criterion.h>
#include <math.h>

#include "judge/bounds.h"
#include "plateau/meter.h"
#include "rig.h"

static enum breach crossed(struct bounds *bounds, bool sampler, double train, double square)
{
    return bounds_crossed(bounds, sampler, train, 0.1, square);
}

Test(bounds, know_the_mean_square)
{
    const float weight[] = {2.0F, -3.0F, 0.5F};

    cr_assert_float_eq(meter_mean_square(weight, 3), 13.25 / 3.0, 1e-12);
}

Test(bounds, hold_what_is_not_finite)
{
    struct bounds bounds = {.known = false};

    cr_assert_eq(BREACH_NONE, crossed(&bounds, false, 2.3, 1.0));
    cr_assert_neq(BREACH_NONE, crossed(&bounds, false, (double)NAN, 1.0));
    cr_assert_neq(BREACH_NONE, bounds_crossed(&bounds, false, 2.3, (double)INFINITY, 1.0));
}

Test(bounds, of_train_are_a_million_times_the_larger_of_one_and_its_start)
{
    struct bounds small = {.known = false}, large = small;

    cr_assert_eq(BREACH_NONE, crossed(&small, false, 0.1, 1.0));
    cr_assert_eq(BREACH_NONE, crossed(&small, false, 0.99e6, 1.0));
    cr_assert_neq(BREACH_NONE, crossed(&small, false, 1.01e6, 1.0));
    cr_assert_eq(BREACH_NONE, crossed(&large, false, 7.0, 1.0));
    cr_assert_eq(BREACH_NONE, crossed(&large, false, 6.9e6, 1.0));
    cr_assert_neq(BREACH_NONE, crossed(&large, false, 7.1e6, 1.0));
}

Test(bounds, of_a_samplers_weights_are_a_hundred_times_the_prior_or_their_start)
{
    struct bounds small = {.known = false}, large = small;

    cr_assert_eq(BREACH_NONE, crossed(&small, true, 2.0, 0.01));
    cr_assert_eq(BREACH_NONE, crossed(&small, true, 2.0, 99.0));
    cr_assert_neq(BREACH_NONE, crossed(&small, true, 2.0, 101.0));
    cr_assert_eq(BREACH_NONE, crossed(&large, true, 2.0, 92.5));
    cr_assert_eq(BREACH_NONE, crossed(&large, true, 2.0, 9200.0));
    cr_assert_neq(BREACH_NONE, crossed(&large, true, 2.0, 9300.0));
    /* No prior holds an optimiser's back. */
    cr_assert_eq(BREACH_NONE, crossed(&small, false, 2.0, 101.0));
}

Test(bounds, are_strained_at_ten_times)
{
    struct bounds bounds = {.known = false};

    cr_assert_eq(BREACH_NONE, crossed(&bounds, true, 2.0, 3.0));
    cr_assert_not(bounds_are_strained(&bounds, 29.0));
    cr_assert(bounds_are_strained(&bounds, 31.0));
}

static size_t count_warnings(struct config config, enum run_state *state)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);
    size_t warnings = 0;

    rig_start(rig, config, (struct limits){.steps = 0});
    rig_finish(rig);
    for (size_t i = 0; i < rig->events; i++)
        warnings += rig->event[i].kind == EVENT_WARNING;
    *state = engine_snapshot(rig->engine)->state;
    rig_destroy(rig);
    return warnings;
}

Test(bounds, warn_once_of_weights_that_grow)
{
    enum run_state state;

    cr_expect_eq(count_warnings(TINY({"algorithm", "adam"}, {"lr", "3"}), &state), 1);
    cr_expect_eq(state, RUN_DONE);
}

Test(bounds, leave_large_starts_and_fast_optimisers_in_peace)
{
    enum run_state state;

    cr_expect_eq(count_warnings(TINY({"algorithm", "adam"}, {"lr", "0.1"}), &state), 0);
    cr_expect_eq(state, RUN_DONE);
    cr_expect_eq(
        count_warnings(TINY({"algorithm", "langevin"}, {"step", "1e-5"}, {"init_scale", "10"}),
                       &state),
        0);
    cr_expect_eq(state, RUN_DONE);
}
