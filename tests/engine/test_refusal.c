/* A run that is refused a block of memory says so, and never that it diverged. */
#include <criterion/criterion.h>
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
