/* A run without its worker: the effect of a change on the parts that rows do not show. */
#include <criterion/criterion.h>

#include "engine/run.h"
#include "rig.h"

/* A run that nobody listens to. Owned by: the test. */
struct run_stand {
    struct bus bus;
    struct team *team;
    struct run *run;
};

static struct run_stand *stand_create(struct config config)
{
    struct run_stand *stand = calloc(1, sizeof *stand);
    struct error err;

    stand->team = team_create(1, &err);
    stand->run =
        run_create(&config, stand->team, tiles_tested(), &stand->bus, 1, 0, UNTIL_NONE, &err);
    cr_assert_not_null(stand->run, "%s", err.text);
    run_begin(stand->run);
    return stand;
}

static void stand_destroy(struct run_stand *stand)
{
    run_destroy(stand->run);
    team_destroy(stand->team);
    free(stand);
}

static void set(struct run_stand *stand, const char *key, const char *value)
{
    struct command command = {.kind = COMMAND_SET, .revision = stand->run->revision + 1};
    struct error err;

    snprintf(command.key, sizeof command.key, "%s", key);
    snprintf(command.value, sizeof command.value, "%s", value);
    cr_assert_eq(run_change(stand->run, &command, &err), STATUS_OK, "%s", err.text);
}

Test(run, draws_no_number_twice_over_switches_of_the_algorithm)
{
    struct run_stand *stand = stand_create(TINY({"algorithm", "hmc"}, {"replicas", "2"}));
    const struct draws *draws = &stand->run->replica[1].draws;

    for (uint64_t round = 1; round <= 3; round++) {
        run_step(stand->run);
        cr_expect_eq(draws->trajectories, round);
        cr_expect_eq(draws->epochs, round - 1);
        set(stand, "algorithm", "adam");
        run_step(stand->run);
        cr_expect_eq(draws->trajectories, round);
        cr_expect_eq(draws->epochs, round);
        set(stand, "algorithm", "hmc");
    }
    stand_destroy(stand);
}

/* A flat stretch after `gradients`, as if measured; what the judge then knows. */
static const struct findings *feed(struct run *run, size_t index, double gradients, size_t count)
{
    struct run_replica *replica = &run->replica[index];

    for (int t = 1; t < 40; t++) {
        struct measurement flat = replica->last;

        flat.step = (uint64_t)t;
        flat.gradients = gradients + t;
        flat.value[SERIES_EPS] = 0.2385;
        flat.value[SERIES_Q] = 0.1;
        course_take(replica->course, &flat, &run->levels, &run->verdicts);
    }
    cr_assert_eq(run->verdicts.found[index].plateaus, count);
    return &run->verdicts.found[index];
}

Test(run, every_change_restarts_the_detector_of_every_replica)
{
    static const struct setting change[] = {
        {"alpha", "6"}, {"noise", "0.3"}, {"lr", "0.02"}, {"algorithm", "sgd"}};

    for (size_t c = 0; c < 4; c++) {
        struct run_stand *stand = stand_create(TINY({"replicas", "2"}));
        struct run_replica *replica = stand->run->replica;
        for (size_t i = 0; i < 2; i++) {
            cr_expect(feed(stand->run, i, 0.0, 1)->plateau[0].open);
            replica[i].gradients = 40.0 + (double)i;
        }
        set(stand, change[c].key, change[c].value);
        for (size_t i = 0; i < 2; i++) {
            const struct plateau *plateau = feed(stand->run, i, replica[i].gradients, 2)->plateau;
            cr_expect_not(plateau[0].open, "%s", change[c].key);
            cr_expect_eq(plateau[0].start_gradients, 6.0);
            cr_expect_eq(plateau[1].start_gradients, replica[i].gradients + 6.0, "%s",
                         change[c].key);
        }
        stand_destroy(stand);
    }
}
