/* The rows of a run, judged again by `plateau detect`: what the run's own summary says. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/rows.h"
#include "program.h"
#include "rig.h"

static struct program_end outcome;
static char folder[64], file[96];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/plateau-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/rows.csv", folder);
}

static void remove_folder(void)
{
    unlink(file);
    rmdir(folder);
}

TestSuite(detect_run, .init = make_folder, .fini = remove_folder);

/* Returns the object that a command prints. */
static json_t *object_of(const char *line)
{
    json_error_t error;

    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 0, "%s: %s", line, outcome.err);
    json_t *object = json_loads(outcome.out, 0, &error);
    cr_assert_not_null(object, "%s", error.text);
    return object;
}

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

/* Rows have nine digits. */
static void expect_close(const json_t *ran, const json_t *read, const char *key)
{
    const double a = number(ran, key), b = number(read, key);

    cr_expect(fabs(a - b) <= 1e-6 * fabs(a), "%s: %.12g and %.12g", key, a, b);
}

/* A plateau or a floor: the same steps, and the same numbers. */
static void expect_same_stretch(const json_t *ran, const json_t *read)
{
    const json_t *end = json_object_get(ran, "end");

    cr_expect_eq(number(ran, "start"), number(read, "start"));
    cr_expect_eq(json_is_null(end), json_is_true(json_object_get(read, "open")));
    if (!json_is_null(end))
        cr_expect_eq(number(ran, "end"), number(read, "end"));
    expect_close(ran, read, "level");
    expect_close(ran, read, "decades");
}

/* The step of an event, or that it did not happen. */
static void expect_same_step(const json_t *ran, const json_t *read, const char *key)
{
    const json_t *a = json_object_get(ran, key), *b = json_object_get(read, key);

    cr_assert_not_null(b, "%s", key);
    cr_expect_eq(json_is_null(a), json_is_null(b), "%s", key);
    cr_expect_eq(number(a, "step"), number(b, "step"), "%s", key);
}

static void expect_same_verdicts(const json_t *ran, const json_t *read)
{
    const json_t *mine = json_object_get(ran, "plateaus"),
                 *theirs = json_object_get(read, "plateaus");
    const json_t *floor = json_object_get(ran, "floor"), *again = json_object_get(read, "floor");

    cr_assert_eq(json_array_size(mine), json_array_size(theirs));
    for (size_t i = 0; i < json_array_size(mine); i++)
        expect_same_stretch(json_array_get(mine, i), json_array_get(theirs, i));
    expect_same_step(ran, read, "escape");
    expect_same_step(ran, read, "passage");
    cr_assert_eq(json_is_null(floor), json_is_null(again));
    if (!json_is_null(floor))
        expect_same_stretch(floor, again);
}

/* The sums over a set of runs. */
struct agreement_tally {
    size_t plateaus, escapes, passages, floors;
};

static void count(const json_t *replica, struct agreement_tally *tally)
{
    tally->plateaus += json_array_size(json_object_get(replica, "plateaus"));
    tally->escapes += !json_is_null(json_object_get(replica, "escape"));
    tally->passages += !json_is_null(json_object_get(replica, "passage"));
    tally->floors += !json_is_null(json_object_get(replica, "floor"));
}

static void compare(const char *run, struct agreement_tally *tally)
{
    char line[400];

    snprintf(line, sizeof line, "run %s --quiet --json --force --csv %s", run, file);
    json_t *ran = object_of(line);
    snprintf(line, sizeof line, "detect %s --json", file);
    json_t *read = object_of(line);
    const json_t *replicas = json_object_get(ran, "replicas");
    const json_t *columns = json_object_get(read, "columns");

    cr_assert_eq(json_array_size(replicas), json_array_size(columns), "%s", run);
    for (size_t r = 0; r < json_array_size(replicas); r++) {
        expect_same_verdicts(json_array_get(replicas, r), json_array_get(columns, r));
        count(json_array_get(replicas, r), tally);
    }
    json_decref(ran);
    json_decref(read);
}

/* Optimisers and samplers, one replica and several, one layer and two. */
Test(detect_run, says_what_the_run_said)
{
    static const char *const runs[] = {
        "first-light -s d=20 --steps 3000",    "metastable -s d=16 --steps 300",
        "hmc-escape -s d=12 --steps 600",      "flat-sgd -s d=16 --steps 3000",
        "two-layer-adam -s d=12 --steps 1500", "gradual -s d=16 --steps 1500",
        "coexistence -s d=12 --steps 300",     "nuts-escape -s d=12 --steps 100",
    };
    struct agreement_tally tally = {0};

    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        compare(runs[i], &tally);
    cr_expect(tally.plateaus >= 3 && tally.escapes >= 3 && tally.passages >= 3 && tally.floors >= 3,
              "the runs have little to say: %zu plateaus, %zu escapes, %zu passages, %zu floors",
              tally.plateaus, tally.escapes, tally.passages, tally.floors);
}

/* A tenth of a gradient in a step: ten of them are 1 in a row, and .9999999999999999 in the run. */
Test(detect_run, says_it_of_fractions_of_a_gradient)
{
    struct agreement_tally tally = {0};

    compare("flat-sgd -s d=10 -s alpha=3 -s batch=30 -s measure_every=1 --steps 3000", &tally);
    compare("first-light -s d=14 -s algorithm=sgd -s lr=0.3 -s batch=98 -s measure_every=1 "
            "--steps 2000",
            &tally);
    cr_expect_gt(tally.plateaus, 0);
}

static void read_on(struct rig *rig, size_t rows)
{
    const size_t end = rig->samples + rows;

    while (rig->samples < end)
        rig_take(rig);
}

static void write_rows(const struct rig *rig)
{
    struct rows rows;

    cr_assert_eq(rows_open(&rows, file, true, NULL), STATUS_OK);
    rows_write_header(&rows, 1, 1);
    for (size_t i = 0; i < rig->samples; i++)
        rows_write(&rows, &rig->sample[i]);
    rows_close(&rows);
}

/*
 * Noise and lr are in no column: a run measures before a change and after it, at the same step. So
 * slow a run is flat from each change on.
 */
Test(detect_run, sees_every_change_of_a_run)
{
    static const struct {
        const char *key, *value;
    } change[] = {{"noise", "0.3"}, {"lr", "2e-6"}, {"alpha", "4"}, {"algorithm", "sgd"}};
    struct rig *rig = rig_paused_at_start(
        TINY({"algorithm", "adam"}, {"lr", "1e-6"}, {"noise", "0.05"}, {"measure_every", "1"}));
    char line[200];

    rig_post(rig, COMMAND_RESUME);
    read_on(rig, 400);
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        rig_wait_revision(rig, rig_set(rig, change[i].key, change[i].value));
        read_on(rig, 400);
    }
    rig_post(rig, COMMAND_STOP);
    const struct findings *found = &rig_finish(rig)->verdicts.found[0];
    cr_assert_lt(rig->samples, SAMPLES_MAX);
    write_rows(rig);
    snprintf(line, sizeof line, "detect %s --json", file);
    json_t *read = object_of(line);
    const json_t *column = json_array_get(json_object_get(read, "columns"), 0);
    const json_t *plateaus = json_object_get(column, "plateaus");

    cr_assert_eq(json_array_size(plateaus), found->plateaus);
    cr_expect_geq(found->plateaus, 4, "%zu: no power", found->plateaus);
    for (size_t i = 0; i < found->plateaus; i++) {
        const json_t *plateau = json_array_get(plateaus, i);

        cr_expect_eq(number(plateau, "start"), (double)found->plateau[i].start);
        cr_expect_eq(number(plateau, "end"), (double)found->plateau[i].end);
        cr_expect_eq(json_is_true(json_object_get(plateau, "open")), found->plateau[i].open);
    }
    cr_expect_eq(json_is_null(json_object_get(column, "escape")), !found->escape.found);
    cr_expect_eq(json_is_null(json_object_get(column, "passage")), !found->passage.found);
    cr_expect_eq(json_is_null(json_object_get(column, "floor")), !found->has_floor);
    json_decref(read);
    rig_destroy(rig);
}
