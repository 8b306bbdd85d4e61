/* A run that is refused a block of memory says so, and never that it diverged. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdatomic.h>

#include "core/memory_refusal.h"
#include "rig.h"

/* Blocks still to be given; counted down by whichever thread asks. */
static atomic_long left;

static bool refuse(void)
{
    return atomic_fetch_sub(&left, 1) == 0;
}

static void expect_refusals(struct config config)
{
    size_t refusals = 0;
    bool done = false;

    for (long given = 0; !done; given++) {
        struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);
        struct limits limits = {.steps = 3};
        struct error err = {STATUS_OK, ""};

        atomic_store(&left, given);
        memory_set_refusal(refuse);
        if (engine_start(rig->engine, &config, &limits, false, &err) == 0) {
            cr_expect_eq(err.code, STATUS_NO_MEMORY, "block %ld: %s", given, err.text);
            refusals++;
        } else {
            const struct snapshot *end = rig_finish(rig);

            done = atomic_load(&left) >= 0;
            cr_expect_eq(end->state, done ? RUN_DONE : RUN_FAILED, "block %ld", given);
            cr_expect_eq(end->failure, done ? STATUS_OK : STATUS_NO_MEMORY, "block %ld: %s", given,
                         rig->events ? rig->event[rig->events - 1].text : "");
            refusals += !done;
        }
        memory_set_refusal(NULL);
        rig_destroy(rig);
    }
    cr_expect_gt(refusals, 30);
    cr_log_info("%zu blocks refused", refusals);
}

Test(refusal, of_any_block_of_a_sampler_is_told_as_such)
{
    expect_refusals(TINY({"algorithm", "hmc"}, {"replicas", "2"}));
}

Test(refusal, of_any_block_of_a_learner_of_a_matrix_is_told_as_such)
{
    expect_refusals(TINY({"algorithm", "gamp-rie"}, {"activation", "relu"}, {"noise", "0.1"}));
}

Test(refusal, of_any_block_of_two_layers_is_told_as_such)
{
    expect_refusals(TINY({"gamma", "0.25,0.25"}, {"algorithm", "adam"}));
}

/* Takes messages until the change is in force or refused; the reason when it was refused. */
static const char *answer_to(struct rig *rig, uint32_t revision)
{
    for (;;) {
        const struct message message = rig_take(rig);

        cr_assert_neq(message.kind, MESSAGE_END, "the run ended before revision %u", revision);
        if (message.kind == MESSAGE_EVENT && message.event.revision == revision &&
            message.event.kind == EVENT_REFUSED)
            return rig->event[rig->events - 1].text;
        if (message.kind == MESSAGE_MEASUREMENT && message.measurement.revision == revision)
            return NULL;
    }
}

/* Each block of a change is refused in turn: the run then goes on as it was. */
static void expect_refused_changes(struct config config, const char *key, const char *value)
{
    struct rig *rig = rig_paused(config);
    size_t refusals = 0;
    const char *why;

    for (long given = 0; given < 100; given++) {
        atomic_store(&left, given);
        memory_set_refusal(refuse);
        why = answer_to(rig, rig_set(rig, key, value));
        memory_set_refusal(NULL);
        if (!why)
            break;
        cr_expect(strstr(why, "memory"), "%s=%s, block %ld: %s", key, value, given, why);
        refusals++;
    }
    cr_expect_null(why, "%s=%s is refused for ever", key, value);
    cr_expect_gt(refusals, 0, "%s=%s asked for no memory", key, value);
    rig_post(rig, COMMAND_ONE);
    const size_t samples = rig->samples;
    while (rig->samples == samples)
        rig_take(rig);
    cr_expect(isfinite(rig_last(rig)->value[SERIES_TRAIN]));
    rig_destroy(rig);
}

Test(refusal, of_any_block_of_a_change_leaves_the_run_going)
{
    expect_refused_changes(TINY({"algorithm", "adam"}), "alpha", "9");
    expect_refused_changes(TINY({"algorithm", "sgd"}, {"batch", "7"}), "alpha", "9");
    expect_refused_changes(TINY({"algorithm", "adam"}, {"replicas", "2"}), "algorithm", "hmc");
    expect_refused_changes(TINY({"algorithm", "adam"}, {"activation", "relu"}, {"noise", "0.1"}),
                           "algorithm", "gamp-rie");
}
