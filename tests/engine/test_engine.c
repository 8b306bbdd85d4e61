#include <criterion/criterion.h>
#include <math.h>

#include "rig.h"

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* All of a row but the seconds. */
static bool same_row(const struct measurement *a, const struct measurement *b)
{
    return a->revision == b->revision && a->replica == b->replica && a->step == b->step &&
           a->gradients == b->gradients && a->alpha == b->alpha &&
           strcmp(a->learner, b->learner) == 0 && memcmp(a->value, b->value, sizeof a->value) == 0;
}

static void assert_same_rows(const struct rig *a, const struct rig *b)
{
    cr_assert_eq(a->samples, b->samples);
    for (size_t i = 0; i < a->samples; i++)
        cr_assert(same_row(&a->sample[i], &b->sample[i]), "row %zu differs", i);
}

static struct rig *run_to_end(size_t threads, struct config config)
{
    struct rig *rig = rig_create(threads, SUBSCRIBE_WAIT);

    rig_start(rig, config, (struct limits){.steps = 0});
    rig_finish(rig);
    return rig;
}

Test(engine, makes_the_presets_own_steps)
{
    struct rig *rig = run_to_end(1, TINY({"steps", "37"}));
    const struct snapshot *snapshot = engine_snapshot(rig->engine);

    cr_assert_eq(snapshot->state, RUN_DONE);
    cr_assert_eq(snapshot->step, 37);
    cr_assert_float_eq(snapshot->gradients, 37.0 / 4.0, 1e-9);
    cr_assert(engine_is_over(rig->engine));
    cr_assert_eq(rig->sample[0].step, 0);
    cr_assert_eq(rig->sample[0].gradients, 0.0);
    cr_assert_eq(rig_last(rig)->step, 37);
    for (size_t i = 1; i < rig->samples; i++)
        cr_assert_lt(rig->sample[i - 1].step, rig->sample[i].step);
    rig_destroy(rig);
}

Test(engine, tells_start_and_end)
{
    struct rig *rig = run_to_end(1, TINY({"steps", "5"}));

    cr_assert_eq(rig->events, 2);
    cr_assert_eq(rig->event[0].kind, EVENT_STARTED);
    cr_assert_eq(rig->event[1].kind, EVENT_DONE);
    cr_assert_eq(rig->event[1].step, 5);
    cr_assert_gt(rig->event[1].wall.tv_sec, 1000000000);
    rig_destroy(rig);
}

Test(engine, gives_the_same_bits_for_any_number_of_threads)
{
    const struct config config = TINY({"alpha", "30"}, {"replicas", "2"});
    struct rig *one = run_to_end(1, config);

    for (size_t threads = 2; threads <= 3; threads++) {
        struct rig *more = run_to_end(threads, config);

        assert_same_rows(one, more);
        rig_destroy(more);
    }
    rig_destroy(one);
}

Test(engine, gives_the_same_rows_watched_or_not)
{
    const struct config config = TINY({"pace", "400"});
    struct rig *alone = run_to_end(1, config), *watched = rig_create(1, SUBSCRIBE_COUNT);
    struct limits limits = {.steps = config.steps};
    const double start = now();

    cr_assert_gt(engine_start(watched->engine, &config, &limits, true, NULL), 0);
    while (!watched->ended) {
        rig_take(watched);
        engine_snapshot(watched->engine);
    }
    /* 40 steps at 400 a second, of which the pace may catch up 50 ms. */
    cr_assert_geq(now() - start, 40.0 / 400.0 - 0.06);
    assert_same_rows(alone, watched);
    cr_assert_eq(subscriber_lost(watched->subscriber), 0);
    rig_destroy(alone);
    rig_destroy(watched);
}

Test(engine, ignores_the_pace_headless)
{
    const double start = now();
    struct rig *rig = run_to_end(1, TINY({"pace", "0.1"}));

    cr_assert_lt(now() - start, 10.0);
    rig_destroy(rig);
}

Test(engine, measures_every_replica_and_the_first_is_that_of_a_single_run)
{
    struct rig *one = run_to_end(1, TINY({"replicas", "1"}));
    struct rig *three = run_to_end(1, TINY({"replicas", "3"}, {"init", "random,random,teacher"}));

    cr_assert_eq(three->samples, 3 * one->samples);
    for (size_t i = 0; i < one->samples; i++) {
        const struct measurement *row = &three->sample[3 * i];

        cr_assert(same_row(&one->sample[i], &row[0]), "row %zu differs", i);
        cr_assert_eq(row[1].replica, 1);
        cr_assert_eq(row[2].replica, 2);
        cr_assert_neq(row[0].value[SERIES_EPS], row[1].value[SERIES_EPS]);
        cr_assert_eq(row[0].step, row[2].step);
    }
    cr_assert_float_eq(three->sample[2].value[SERIES_Q], 1.0, 1e-5);
    rig_destroy(one);
    rig_destroy(three);
}

Test(engine, a_samplers_first_row_is_at_zero_gradients)
{
    struct rig *rig = run_to_end(1, TINY({"algorithm", "hmc"}, {"leapfrog", "3"}, {"steps", "4"}));

    cr_assert_eq(rig->sample[0].gradients, 0.0);
    cr_assert_eq(rig->sample[1].step, 1);
    cr_assert_eq(rig->sample[1].gradients, 4.0); /* one at the start, three of the trajectory */
    cr_assert_float_eq(rig_last(rig)->gradients - rig->sample[1].gradients, 9.0, 1e-9);
    for (size_t i = 0; i < rig->samples; i++)
        cr_assert_float_eq(2.0 * rig->sample[i].value[SERIES_EPS],
                           rig->sample[i].value[SERIES_EPS_GIBBS], 1e-12);
    rig_destroy(rig);
}

static enum run_state end_of(struct config config, struct limits limits, uint64_t *step)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    rig_start(rig, config, limits);
    const struct snapshot *snapshot = rig_finish(rig);
    const enum run_state state = snapshot->state;
    *step = snapshot->step;
    cr_assert_eq(rig_last(rig)->step, snapshot->step);
    rig_destroy(rig);
    return state;
}

Test(engine, stops_at_its_limits)
{
    const struct config endless = TINY({"steps", "0"});
    uint64_t step = 0;

    cr_assert_eq(end_of(endless, (struct limits){.steps = 23}, &step), RUN_DONE);
    cr_assert_eq(step, 23);
    cr_assert_eq(end_of(endless, (struct limits){.gradients = 2.6}, &step), RUN_LIMIT);
    cr_assert_eq(step, 11);
    cr_assert_eq(end_of(endless, (struct limits){.seconds = 0.02}, &step), RUN_LIMIT);
    cr_assert_eq(end_of(TINY({"steps", "9"}), (struct limits){.gradients = 1e6}, &step), RUN_DONE);
    cr_assert_eq(step, 9);
}

Test(engine, knows_whether_its_goal_was_reached)
{
    uint64_t step = 99;

    cr_assert_eq(
        end_of(TINY({"init", "teacher"}), (struct limits){.until = UNTIL_SPECIALISED}, &step),
        RUN_DONE);
    cr_assert_eq(step, 0);
    cr_assert_eq(end_of(TINY({"steps", "17"}), (struct limits){.until = UNTIL_ESCAPE}, &step),
                 RUN_LIMIT);
    cr_assert_eq(step, 17);
}

Test(engine, ends_when_the_error_explodes)
{
    struct rig *rig = run_to_end(
        1, TINY({"algorithm", "gd"}, {"activation", "relu"}, {"lr", "90"}, {"steps", "0"}));

    cr_assert_eq(engine_snapshot(rig->engine)->state, RUN_DIVERGED);
    cr_assert_eq(rig->event[rig->events - 1].kind, EVENT_DIVERGED);
    cr_assert_eq(rig_last(rig)->step, engine_snapshot(rig->engine)->step);
    cr_assert_not(rig_last(rig)->value[SERIES_TRAIN] < 1e6);
    rig_destroy(rig);
}

/* Slowly, so that the rows show where: by less than a factor 100 a step. */
Test(engine, calls_a_million_times_the_start_an_explosion)
{
    struct rig *rig =
        run_to_end(1, TINY({"algorithm", "gd"}, {"activation", "linear"}, {"lr", "2"},
                           {"steps", "0"}, {"measure", "500"}, {"measure_every", "1"}));
    const double first = rig->sample[0].value[SERIES_TRAIN];

    cr_assert_gt(first, 0.5);
    cr_assert_eq(engine_snapshot(rig->engine)->state, RUN_DIVERGED);
    cr_assert_gt(rig_last(rig)->value[SERIES_TRAIN], 1e6 * fmax(1.0, first));
    cr_assert_lt(rig_last(rig)->value[SERIES_TRAIN], 1e8 * fmax(1.0, first));
    for (size_t i = 0; i + 1 < rig->samples; i++)
        cr_assert_leq(rig->sample[i].value[SERIES_TRAIN], 1e6 * fmax(1.0, first));
    rig_destroy(rig);
}

/* A plateau of weights that do not move; one unit of noise between train and eps. */
Test(engine, looks_for_plateaus_in_eps)
{
    struct rig *optimiser =
        run_to_end(1, TINY({"algorithm", "gd"}, {"lr", "1e-6"}, {"noise", "1"}, {"steps", "30"}));
    struct rig *sampler = run_to_end(1, TINY({"algorithm", "hmc"}, {"step", "1e-8"}, {"noise", "1"},
                                             {"leapfrog", "1"}, {"adapt", "0"}, {"steps", "30"}));
    struct rig *const both[] = {optimiser, sampler};

    for (size_t i = 0; i < 2; i++) {
        const struct snapshot *snapshot = engine_snapshot(both[i]->engine);
        const double *value = rig_last(both[i])->value;

        cr_assert_eq(snapshot->verdicts.found[0].plateaus, 1);
        cr_expect_float_eq(snapshot->verdicts.found[0].plateau[0].level / value[SERIES_EPS], 1.0,
                           0.01);
        cr_expect_gt(fabs(value[SERIES_TRAIN] / value[SERIES_EPS] - 1.0), 0.3, "no power");
        rig_destroy(both[i]);
    }
}

static size_t count_events(const struct rig *rig, enum event_kind kind)
{
    size_t count = 0;

    for (size_t e = 0; e < rig->events; e++)
        count += rig->event[e].kind == kind;
    return count;
}

/* Both accept almost nothing: one could take another step, the other's law is frozen. */
Test(engine, warns_of_a_standstill_that_a_smaller_step_would_end)
{
    struct rig *wild = run_to_end(1, TINY({"algorithm", "hmc"}, {"step", "8"}, {"noise", "1e-3"},
                                          {"adapt", "0"}, {"init", "teacher"}));
    struct rig *frozen =
        run_to_end(1, TINY({"algorithm", "metropolis"}, {"weights", "rademacher"},
                           {"noise", "1e-3"}, {"init", "mix:0.5"}, {"steps", "200"}));

    cr_expect_lt(rig_last(wild)->value[SERIES_ACCEPT], 1e-3, "no power");
    cr_expect_eq(count_events(wild, EVENT_WARNING), 1);
    cr_expect_eq(count_events(wild, EVENT_PLATEAU), 0);
    cr_expect_lt(rig_last(frozen)->value[SERIES_ACCEPT], 1e-3, "no power");
    cr_expect_eq(count_events(frozen, EVENT_WARNING), 0);
    cr_expect_eq(count_events(frozen, EVENT_PLATEAU), 1);
    rig_destroy(wild);
    rig_destroy(frozen);
}

Test(engine, says_why_a_set_up_failed)
{
    struct rig *rig = run_to_end(1, TINY({"algorithm", "hmc"}, {"weights", "rademacher"}));
    const struct snapshot *snapshot = engine_snapshot(rig->engine);

    cr_assert_eq(snapshot->state, RUN_FAILED);
    cr_assert_eq(snapshot->failure, STATUS_INVALID);
    cr_assert_eq(rig->events, 1);
    cr_assert_eq(rig->event[0].kind, EVENT_REFUSED);
    cr_assert(strstr(rig->event[0].text, "rademacher"), "%s", rig->event[0].text);
    cr_assert_eq(rig->samples, 0);
    rig_destroy(rig);
}

Test(engine, shows_set_up_before_anything_else)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    cr_assert_null(engine_snapshot(rig->engine));
    cr_assert(engine_is_over(rig->engine));
    const uint32_t run = rig_start(rig, TINY({"seed", "3"}), (struct limits){.steps = 0});
    const struct snapshot *snapshot = engine_snapshot(rig->engine);
    cr_assert_not_null(snapshot);
    cr_assert_eq(snapshot->run, run);
    cr_assert_eq(snapshot->config.seed, 3);
    cr_assert_eq(snapshot->n, 720);
    rig_finish(rig);
    rig_destroy(rig);
}

/* The last layer is the wider one here, in student and teacher. */
Test(engine, map_in_the_snapshot_is_that_of_the_last_layer)
{
    struct rig *rig = run_to_end(1, TINY({"gamma", "0.25,0.75"}, {"d", "16"}, {"init", "teacher"},
                                         {"width", "2"}, {"steps", "1"}));
    const struct snapshot *snapshot = engine_snapshot(rig->engine);

    cr_assert(snapshot->map_rows == 24 && snapshot->map_columns == 12, "%zu x %zu",
              snapshot->map_rows, snapshot->map_columns);
    for (size_t i = 0; i < 12; i++)
        cr_assert_float_eq((double)snapshot->map[i * 12 + i], (double)snapshot->neuron[i], 1e-6);
    rig_destroy(rig);
}

Test(engine, snapshot_holds_what_the_screen_needs)
{
    struct rig *rig = run_to_end(
        1, TINY({"readout", "4point"}, {"d", "16"}, {"init", "teacher"}, {"steps", "3"}));
    const struct snapshot *snapshot = engine_snapshot(rig->engine);

    cr_assert_eq(snapshot->groups, 2);
    cr_assert_float_eq(snapshot->group_readout[0], 1.0 / sqrt(5.0), 1e-6);
    cr_assert_float_eq(snapshot->group_readout[1], 3.0 / sqrt(5.0), 1e-6);
    cr_assert_eq(snapshot->neurons, 8);
    cr_assert(snapshot->map_rows == 8 && snapshot->map_columns == 8);
    for (size_t i = 0; i < snapshot->neurons; i++) {
        cr_assert_float_eq((double)snapshot->neuron[i], 1.0, 0.05);
        cr_assert_eq(snapshot->map[i * 8 + i], snapshot->neuron[i]);
        cr_assert_lt(snapshot->map[i * 8 + (i + 3) % 8], 0.95F);
    }
    /* n = 5 x 256 rows of 16 inputs and two labels, 50 test rows of 16 inputs and one. */
    cr_assert_float_eq(snapshot->memory, 4.0 * (1280.0 * 18.0 + 50.0 * 17.0), 0.5);
    cr_assert_eq(snapshot->last[0].step, 3);
    cr_assert(isnan(snapshot->last[1].value[SERIES_EPS]));
    rig_destroy(rig);
}

Test(engine, pauses_and_goes_on)
{
    struct rig *rig = rig_paused(TINY({"measure", "500"}));
    struct message message;
    const uint64_t step = rig->event[rig->events - 1].step;

    cr_assert_eq(engine_snapshot(rig->engine)->state, RUN_PAUSED);
    cr_assert_not(subscriber_take(rig->subscriber, &message, 120), "a paused run spoke");
    cr_assert_eq(engine_snapshot(rig->engine)->step, step);
    rig_post(rig, COMMAND_RESUME);
    cr_assert_eq(rig_wait(rig, EVENT_RESUMED)->step, step);
    while (rig_take(rig).kind != MESSAGE_MEASUREMENT)
        continue;
    cr_assert_gt(rig_last(rig)->step, step);
    rig_post(rig, COMMAND_STOP);
    cr_assert_eq(rig_finish(rig)->state, RUN_INTERRUPTED);
    rig_destroy(rig);
}

Test(engine, seconds_leave_pauses_out)
{
    struct rig *rig = rig_paused(TINY({"measure", "500"}));
    struct message message;
    const double paused_at = rig->event[rig->events - 1].seconds;

    cr_assert_not(subscriber_take(rig->subscriber, &message, 600));
    rig_post(rig, COMMAND_STOP);
    cr_assert_lt(rig_finish(rig)->seconds, paused_at + 0.4);
    rig_destroy(rig);
}

Test(engine, one_goes_to_the_next_measurement)
{
    struct rig *rig = rig_paused(TINY({"measure", "30"}));
    struct message message;

    for (int i = 0; i < 3; i++) {
        const uint64_t step = rig->samples ? rig_last(rig)->step : 0;

        rig_post(rig, COMMAND_ONE);
        while (rig_take(rig).kind != MESSAGE_MEASUREMENT)
            continue;
        cr_assert_gt(rig_last(rig)->step, step);
        while (engine_snapshot(rig->engine)->state != RUN_PAUSED ||
               engine_snapshot(rig->engine)->step < rig_last(rig)->step)
            cr_assert_not(subscriber_take(rig->subscriber, &message, 5));
        cr_assert_eq(engine_snapshot(rig->engine)->step, rig_last(rig)->step);
    }
    rig_destroy(rig);
}

Test(engine, a_new_run_ends_the_one_before)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_COUNT);
    const struct config endless = TINY({"steps", "0"});
    size_t ends = 0;

    cr_assert_eq(rig_start(rig, endless, (struct limits){.steps = 0}), 1);
    rig_take(rig);
    cr_assert_eq(rig_start(rig, TINY({"steps", "6"}), (struct limits){.steps = 0}), 2);
    while (ends < 2) {
        const struct message message = rig_take(rig);

        if (message.kind == MESSAGE_END)
            cr_assert_eq(message.run, ++ends);
        else
            cr_assert_eq(message.run, ends + 1);
    }
    cr_assert_eq(engine_snapshot(rig->engine)->run, 2);
    cr_assert_eq(engine_snapshot(rig->engine)->state, RUN_DONE);
    rig_destroy(rig);
}

/* A second reader sees how far the worker comes: as far as the first reader's queue is long. */
Test(engine, ends_although_nobody_reads_its_rows, .timeout = 60)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);
    struct subscriber *witness = engine_subscribe(rig->engine, SUBSCRIBE_COUNT, -1);
    const struct config chatty =
        TINY({"steps", "0"}, {"measure_every", "0.01"}, {"alpha", "0.2"}, {"test", "2"});
    struct message message;
    size_t seen = 0;

    rig_start(rig, chatty, (struct limits){.steps = 0});
    while (seen < 4096) {
        cr_assert(subscriber_take(witness, &message, PATIENCE), "silent after %zu", seen);
        seen++;
    }
    cr_expect_not(subscriber_take(witness, &message, 100), "the worker does not wait");
    engine_stop(rig->engine);
    cr_expect(engine_is_over(rig->engine));
    const struct snapshot *end = rig_finish(rig);
    cr_assert(end);
    cr_expect_eq(end->state, RUN_INTERRUPTED);
    while (subscriber_take(witness, &message, 0))
        seen++;
    cr_expect_eq(message.kind, MESSAGE_END);
    cr_expect_gt(seen, 4096);
    rig_destroy(rig);
}

Test(engine, refuses_commands_when_there_is_no_run)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);
    const struct command command = {.kind = COMMAND_PAUSE};
    struct error err;

    cr_assert_eq(engine_post(rig->engine, command, NULL, &err), STATUS_INVALID);
    rig_start(rig, TINY({"steps", "2"}), (struct limits){.steps = 0});
    rig_finish(rig);
    cr_assert_eq(engine_post(rig->engine, command, NULL, &err), STATUS_INVALID);
    cr_assert(strstr(err.text, "over"), "%s", err.text);
    rig_destroy(rig);
}

Test(engine, runs_the_hook_first_and_reports_a_full_queue)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);
    const struct command command = {.kind = COMMAND_RESUME};
    struct error err;
    size_t posted = 0;

    sem_init(&rig_gate, 0, 0);
    engine_set_thread_hook(rig->engine, rig_wait_at_gate);
    rig_start(rig, TINY({"steps", "2"}), (struct limits){.steps = 0});
    while (engine_post(rig->engine, command, NULL, &err) == STATUS_OK)
        posted++;
    cr_assert_eq(err.code, STATUS_FULL);
    cr_assert_geq(posted, 32);
    sem_post(&rig_gate);
    cr_assert_eq(rig_finish(rig)->state, RUN_DONE);
    rig_destroy(rig);
}

Test(engine, refuses_a_team_of_nobody)
{
    struct error err;

    cr_assert_null(engine_create(0, &err));
    cr_assert_eq(err.code, STATUS_INVALID);
}
