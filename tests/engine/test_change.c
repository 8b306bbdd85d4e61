#include <criterion/criterion.h>
#include <math.h>

#include "rig.h"

/* The two measurements around a change: same step, old and new revision. */
struct jump {
    struct measurement before, after;
};

static struct jump change(struct rig *rig, const char *key, const char *value)
{
    struct jump jump = {.before = *rig_last(rig)};
    const uint32_t revision = rig_set(rig, key, value);

    jump.after = *rig_wait_revision(rig, revision);
    if (rig->samples > 1 && rig->sample[rig->samples - 2].step == jump.after.step)
        jump.before = rig->sample[rig->samples - 2];
    cr_assert_eq(jump.before.step, jump.after.step);
    cr_assert_lt(jump.before.revision, jump.after.revision);
    return jump;
}

static bool takes(const struct learner_ops *ops, const struct config *config)
{
    return !ops->supports || ops->supports(config, NULL);
}

static const struct event *last_event(const struct rig *rig)
{
    return &rig->event[rig->events - 1];
}

static void assert_refused(struct rig *rig, const char *key, const char *value, const char *word)
{
    const uint32_t in_force = engine_snapshot(rig->engine)->revision;
    const uint32_t revision = rig_set(rig, key, value);
    const struct event *event = rig_wait(rig, EVENT_REFUSED);

    cr_assert_eq(event->revision, revision);
    cr_assert(strstr(event->text, word), "%s", event->text);
    cr_assert_eq(engine_snapshot(rig->engine)->revision, in_force);
    cr_assert_eq(engine_snapshot(rig->engine)->state, RUN_PAUSED);
}

Test(change, alpha_there_and_back_gives_the_same_data)
{
    struct rig *rig = rig_paused(TINY({"seed", "5"}));
    const struct jump up = change(rig, "alpha", "7.25");
    const struct event raised = *last_event(rig);
    const struct jump back = change(rig, "alpha", "5");

    cr_assert_eq(raised.kind, EVENT_ALPHA);
    cr_assert(strstr(raised.text, "n 720 -> 1044"), "%s", raised.text);
    cr_assert_eq(up.after.alpha, 7.25);
    cr_assert_eq(back.after.alpha, 5.0);
    cr_assert_neq(up.before.value[SERIES_TRAIN], up.after.value[SERIES_TRAIN]);
    cr_assert_eq(up.before.value[SERIES_EPS], up.after.value[SERIES_EPS]);
    cr_assert_eq(up.before.value[SERIES_TRAIN], back.after.value[SERIES_TRAIN]);
    rig_destroy(rig);
}

Test(change, alpha_up_shows_the_data_of_a_run_that_began_there)
{
    struct rig *small = rig_paused_at_start(TINY({"alpha", "2"}));
    const struct jump up = change(small, "alpha", "6");
    struct rig *large = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(large, TINY({"alpha", "6"}), (struct limits){.steps = 0});
    rig_finish(large);
    cr_assert_eq(up.after.step, 0);
    cr_assert_eq(up.after.value[SERIES_TRAIN], large->sample[0].value[SERIES_TRAIN]);
    rig_destroy(small);
    rig_destroy(large);
}

Test(change, every_learner_survives_data_that_grows_and_shrinks)
{
    for (size_t l = 0; learner_at(l); l++) {
        /* A learner of a matrix takes no odd activation. */
        struct config config = TINY({"algorithm", learner_at(l)->name}, {"activation", "relu"});
        if (!takes(learner_at(l), &config))
            config.weights = WEIGHTS_RADEMACHER;
        struct rig *rig = rig_paused(config);
        const char *const alphas[] = {"15", "0.5", "31", "5"};

        for (size_t i = 0; i < 4; i++) {
            change(rig, "alpha", alphas[i]);
            for (int steps = 0; steps < 3; steps++) {
                const size_t seen = rig->samples;

                rig_post(rig, COMMAND_ONE);
                while (rig->samples == seen)
                    rig_take(rig);
                cr_assert(isfinite(rig_last(rig)->value[SERIES_TRAIN]), "%s at alpha %s",
                          learner_at(l)->name, alphas[i]);
            }
        }
        rig_destroy(rig);
    }
}

Test(change, noise_moves_the_labels_and_not_the_teacher)
{
    struct rig *rig = rig_paused(TINY({"init", "teacher"}, {"lr", "1e-6"}));
    const struct jump jump = change(rig, "noise", "0.04");

    cr_assert_eq(last_event(rig)->kind, EVENT_PARAM);
    cr_assert_str_eq(last_event(rig)->text, "noise 0.01 -> 0.04");
    /* Close to the teacher the residual is the noise: the same xi, twice as large. */
    cr_assert_float_eq(jump.after.value[SERIES_TRAIN] / jump.before.value[SERIES_TRAIN], 4.0, 0.2);
    cr_assert_eq(jump.after.value[SERIES_EPS], jump.before.value[SERIES_EPS]);
    rig_destroy(rig);
}

Test(change, learner_parameters_are_told_and_restart_the_averages)
{
    struct rig *rig = rig_paused(TINY({"algorithm", "adam"}));
    const struct jump jump = change(rig, "lr", "0.03");

    cr_assert_eq(last_event(rig)->kind, EVENT_PARAM);
    cr_assert_str_eq(last_event(rig)->text, "lr 0.01 -> 0.03");
    cr_assert_eq(last_event(rig)->revision, jump.after.revision);
    cr_assert_eq(jump.before.value[SERIES_EPS], jump.after.value[SERIES_EPS]);
    cr_assert_eq(jump.before.value[SERIES_TRAIN], jump.after.value[SERIES_TRAIN]);
    cr_assert(isnan(jump.after.value[SERIES_EPS_MEAN]));
    rig_destroy(rig);
}

Test(change, switching_the_algorithm_keeps_weights_and_counters)
{
    struct rig *rig = rig_paused(TINY({"algorithm", "adam"}));
    const struct jump to_sgd = change(rig, "algorithm", "sgd");

    cr_assert_eq(last_event(rig)->kind, EVENT_ALGORITHM);
    cr_assert_str_eq(last_event(rig)->text, "adam -> sgd (moments dropped)");
    cr_assert_eq(to_sgd.before.value[SERIES_EPS], to_sgd.after.value[SERIES_EPS]);
    cr_assert_eq(to_sgd.before.value[SERIES_Q], to_sgd.after.value[SERIES_Q]);
    cr_assert_eq(to_sgd.before.gradients, to_sgd.after.gradients);
    const struct jump to_hmc = change(rig, "algorithm", "hmc");
    cr_assert_str_eq(last_event(rig)->text,
                     "sgd -> hmc (moments dropped); eps is half-Gibbs from here");
    cr_assert_eq(to_hmc.before.value[SERIES_EPS_GIBBS], to_hmc.after.value[SERIES_EPS_GIBBS]);
    cr_assert_float_eq(to_hmc.after.value[SERIES_EPS], 0.5 * to_hmc.before.value[SERIES_EPS],
                       1e-12);
    rig_destroy(rig);
}

/* One step of a, then b: weights stay, or become what b says, and both go on. */
static void switch_over(struct rig *rig, const struct learner_ops *a, const struct learner_ops *b)
{
    if (strcmp(rig_last(rig)->learner, a->name) != 0)
        change(rig, "algorithm", a->name);
    const size_t seen = rig->samples;
    rig_post(rig, COMMAND_ONE);
    while (rig->samples == seen)
        rig_take(rig);
    const struct jump jump = change(rig, "algorithm", b->name);
    const double *before = jump.before.value, *after = jump.after.value;

    cr_assert(isfinite(after[SERIES_TRAIN]), "%s -> %s", a->name, b->name);
    cr_assert_str_eq(jump.after.learner, b->name);
    if (a->holds || b->holds)
        return; /* what is measured is of another kind */
    if (!b->takes_over || strcmp(a->name, b->name) == 0) {
        cr_assert_eq(before[SERIES_EPS_GIBBS], after[SERIES_EPS_GIBBS], "%s -> %s", a->name,
                     b->name);
        cr_assert_eq(before[SERIES_TRAIN], after[SERIES_TRAIN], "%s -> %s", a->name, b->name);
    } else {
        cr_assert(strstr(last_event(rig)->text, b->takes_over), "%s", last_event(rig)->text);
    }
}

Test(change, every_learner_takes_over_from_every_other)
{
    static const char *const weights[] = {"gaussian", "rademacher"};
    size_t pairs = 0, expected = 0;

    for (size_t w = 0; w < 2; w++) {
        const struct config config =
            TINY({"weights", weights[w]}, {"noise", "0.1"}, {"activation", "relu"});
        struct rig *rig = rig_paused_at_start(config);
        size_t taken = 0;
        for (size_t i = 0; learner_at(i); i++)
            taken += takes(learner_at(i), &config);
        cr_expect(taken > 2, "weights %s", weights[w]);
        expected += taken * (taken - 1);
        for (size_t i = 0; learner_at(i); i++)
            for (size_t j = 0; learner_at(j); j++)
                if (i != j && takes(learner_at(i), &config) && takes(learner_at(j), &config)) {
                    switch_over(rig, learner_at(i), learner_at(j));
                    pairs++;
                }
        rig_destroy(rig);
    }
    cr_expect_eq(pairs, expected);
}

/*
 * While paused the run measures nothing after the change; the screen gets the branches all the
 * same.
 */
Test(change, another_algorithm_is_held_against_theory_at_once)
{
    struct rig *rig = rig_paused(TINY({"noise", "0.1"}));

    change(rig, "algorithm", "hmc");
    const struct snapshot *snapshot = engine_snapshot(rig->engine);
    cr_expect_eq(snapshot->state, RUN_PAUSED);
    cr_expect_str_eq(snapshot->verdicts.health.nearest[0].branch, "universal");
    rig_destroy(rig);
}

Test(change, a_learner_of_a_matrix_sets_the_weights_aside_and_gives_them_back)
{
    struct rig *rig = rig_paused(TINY({"algorithm", "adam"}, {"activation", "relu"}));
    const struct jump there = change(rig, "algorithm", "gamp-rie");
    const struct event to = *last_event(rig);
    const size_t seen = rig->samples;

    rig_post(rig, COMMAND_ONE);
    while (rig->samples == seen)
        rig_take(rig);
    cr_expect_eq(engine_snapshot(rig->engine)->neurons, 0, "a matrix has none");
    const struct jump back = change(rig, "algorithm", "sgd");
    const struct event from = *last_event(rig);

    cr_assert_str_eq(to.text, "adam -> gamp-rie (begins anew, weights set aside); eps is of the "
                              "prediction from here");
    cr_assert_str_eq(from.text,
                     "gamp-rie -> sgd (from the weights of before); eps is point from here");
    cr_assert(isfinite(there.after.value[SERIES_EPS]) && isfinite(back.before.value[SERIES_EPS]));
    cr_assert(isnan(there.after.value[SERIES_Q]) && isnan(there.after.value[SERIES_EPS_GIBBS]));
    cr_assert(isfinite(there.after.value[SERIES_R2]));
    cr_assert_neq(there.after.value[SERIES_R2], back.before.value[SERIES_R2]);
    for (size_t s = 0; s < SERIES_COUNT; s++)
        cr_assert((series_family((enum series)s) != SERIES_OF_ERROR &&
                   series_family((enum series)s) != SERIES_OF_ORDER) ||
                  back.after.value[s] == there.before.value[s] ||
                  (isnan(back.after.value[s]) && isnan(there.before.value[s])));
    rig_destroy(rig);
}

Test(change, from_a_matrix_to_a_sampler_and_back_tells_the_meaning_of_eps)
{
    struct rig *rig = rig_paused(TINY({"algorithm", "gamp-rie"}, {"activation", "relu"}));

    change(rig, "algorithm", "hmc");
    cr_assert(strstr(last_event(rig)->text, "half-Gibbs"), "%s", last_event(rig)->text);
    change(rig, "algorithm", "gamp-rie");
    cr_assert(strstr(last_event(rig)->text, "prediction"), "%s", last_event(rig)->text);
    rig_destroy(rig);
}

Test(change, a_learners_key_belongs_to_the_algorithm_in_force)
{
    struct rig *rig = rig_paused(TINY({"algorithm", "adam"}));

    assert_refused(rig, "leapfrog", "20", "leapfrog");
    change(rig, "algorithm", "hmc");
    change(rig, "leapfrog", "20");
    cr_assert_str_eq(last_event(rig)->text, "leapfrog 10 -> 20");
    rig_destroy(rig);
}

Test(change, refuses_what_cannot_be_and_goes_on)
{
    struct rig *rig = rig_paused(TINY({"seed", "11"}));

    assert_refused(rig, "d", "13", "fixed");
    assert_refused(rig, "alpha", "-1", "alpha");
    assert_refused(rig, "alpha", "abc", "abc");
    assert_refused(rig, "alhpa", "2", "alpha");
    assert_refused(rig, "algorithm", "nonsense", "nonsense");
    const struct jump jump = change(rig, "lr", "0.02");
    cr_assert_eq(jump.after.revision, 6);
    rig_destroy(rig);
}

Test(change, refuses_an_algorithm_that_does_not_take_the_problem)
{
    struct rig *rig = rig_paused(TINY({"weights", "rademacher"}));

    assert_refused(rig, "algorithm", "hmc", "rademacher");
    cr_assert_str_eq(engine_snapshot(rig->engine)->config.algorithm, rig_last(rig)->learner);
    rig_destroy(rig);
}

Test(change, pace_is_not_an_event)
{
    struct rig *rig = rig_paused(TINY({"pace", "0"}));
    const uint32_t paced = rig_set(rig, "pace", "250");
    const uint32_t lr = rig_set(rig, "lr", "0.05");
    const size_t events = rig->events;
    const struct measurement after = *rig_wait_revision(rig, lr);

    cr_assert_eq(rig->events, events + 1);
    cr_assert_str_eq(last_event(rig)->text, "lr 0.01 -> 0.05");
    cr_assert_eq(after.revision, paced + 1);
    cr_assert_eq(engine_snapshot(rig->engine)->config.pace, 250.0);
    rig_destroy(rig);
}

Test(change, stamps_all_that_comes_after)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(rig, TINY({"steps", "0"}), (struct limits){.steps = 0});
    const uint32_t first = rig_set(rig, "alpha", "6");
    const uint32_t second = rig_set(rig, "lr", "0.002");
    rig_wait_revision(rig, second);
    rig_post(rig, COMMAND_STOP);
    const struct snapshot *snapshot = rig_finish(rig);

    cr_assert_eq(first, 1);
    cr_assert_eq(second, 2);
    cr_assert_eq(snapshot->revision, 2);
    cr_assert_eq(snapshot->n, 864);
    for (size_t i = 1; i < rig->samples; i++)
        cr_assert_leq(rig->sample[i - 1].revision, rig->sample[i].revision);
    for (size_t i = 0; i < rig->samples; i++)
        cr_assert_eq(rig->sample[i].alpha, rig->sample[i].revision >= first ? 6.0 : 5.0);
    rig_destroy(rig);
}

Test(change, the_next_run_begins_at_the_newest_revision)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_COUNT);

    rig_start(rig, TINY({"steps", "0"}), (struct limits){.steps = 0});
    rig_wait_revision(rig, rig_set(rig, "alpha", "6"));
    rig_start(rig, TINY({"steps", "3"}), (struct limits){.steps = 0});
    while (rig_take(rig).kind != MESSAGE_END)
        continue;
    rig->ended = false;
    rig_finish(rig);
    cr_assert_eq(rig_last(rig)->revision, 1);
    cr_assert_eq(rig_last(rig)->alpha, 5.0);
    rig_destroy(rig);
}

Test(change, theory_follows_alpha_in_the_row_of_the_change)
{
    /* tests/golden/theory: relu, ones, gamma 1/2, Delta .1, Gaussian weights. */
    struct rig *rig = rig_paused(TINY({"activation", "relu"}, {"noise", "0.1"}, {"alpha", "2"}));
    const struct jump up = change(rig, "alpha", "6");

    cr_expect_float_eq(up.before.value[SERIES_OPT], 0.027697, 1e-6);
    cr_expect_float_eq(up.after.value[SERIES_OPT], 0.010725, 1e-6);
    cr_expect_float_eq(up.after.value[SERIES_SPE], 0.010725, 1e-6);
    cr_expect_gt(up.after.value[SERIES_UNI], up.after.value[SERIES_SPE]);
    rig_destroy(rig);
}
