#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plateau/engine.h"
#include "plateau/learner.h"
#include "plateau/numbers.h"
#include "plateau/tile.h"
#include "program.h"
#include "tiles.h"

static struct program_end outcome;

static size_t lines(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* Field `index` of line `line` of a CSV, both from 0. */
static const char *field_at(const char *csv, size_t line, size_t index)
{
    static char out[64];

    while (line-- > 0)
        csv = strchr(csv, '\n') + 1;
    while (index-- > 0)
        csv += strcspn(csv, ",\n") + 1;
    snprintf(out, sizeof out, "%.*s", (int)strcspn(csv, ",\n"), csv);
    return out;
}

static size_t columns_of(const char *csv)
{
    size_t count = 1;

    for (; *csv && *csv != '\n'; csv++)
        count += *csv == ',';
    return count;
}

/* Returns the place of a column in the header; columns_of(csv) when the header lacks it. */
static size_t find_column(const char *csv, const char *column)
{
    size_t index = 0;

    while (index < columns_of(csv) && strcmp(field_at(csv, 0, index), column) != 0)
        index++;
    return index;
}

/* Returns the field of a column in line `line`; the header is line 0. */
static const char *field(const char *csv, size_t line, const char *column)
{
    const size_t index = find_column(csv, column);

    cr_assert_lt(index, columns_of(csv), "the header lacks %s", column);
    return field_at(csv, line, index);
}

static bool has_column(const char *csv, const char *column)
{
    return find_column(csv, column) < columns_of(csv);
}

/* What is not in the table of observables. */
static const char *const about_a_row[] = {"step",      "gradients", "seconds", "alpha",
                                          "algorithm", "replica",   "branch"};

/* Every column of such a network once, and nothing else. */
static void assert_header(const char *line, size_t layers, size_t groups)
{
    size_t expected = sizeof about_a_row / sizeof about_a_row[0], commas = 0;

    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    for (size_t i = 0; i < expected; i++)
        cr_expect(has_column(outcome.out, about_a_row[i]), "%s: %s", line, about_a_row[i]);
    for (enum series s = 0; s < SERIES_COUNT; s++) {
        const bool exists = series_exists(s, layers, groups);

        expected += exists;
        cr_expect_eq(has_column(outcome.out, series_column(s)), exists, "%s: %s", line,
                     series_column(s));
    }
    cr_assert_eq(columns_of(outcome.out), expected, "%.400s", outcome.out);
    for (const char *c = outcome.out; *c; c++)
        commas += *c == ',';
    cr_assert_eq(commas, (expected - 1) * lines(outcome.out), "rows of other lengths");
}

Test(headless, header_has_the_columns_of_the_network)
{
    assert_header("run first-light -s d=12 -s test=9 --steps 3", 1, 1);
    assert_header("run first-light -s d=16 -s test=9 --steps 3 -s readout=4point", 1, 2);
    assert_header("run relu-ones -s d=16 -s readout=4point --steps 3", 1, 4);
}

Test(headless, header_has_the_columns_of_the_layers)
{
    assert_header("run first-light -s d=12 -s test=9 --steps 3 -s gamma=0.5,0.5", 2, 1);
    assert_header("run first-light -s d=12 -s test=9 --steps 3 -s gamma=0.5,0.5,0.7 "
                  "-s readout=4point -s activation=erf,relu,tanh",
                  3, 2);
    assert_header("run first-light -s d=12 -s test=9 --steps 3 -s activation=tanh,tanh,tanh,tanh",
                  4, 1);
}

Test(headless, rows_are_numbers_or_empty)
{
    program_run_line(&outcome, "run first-light -s d=12 -s test=9 --steps 8 -s alpha=2.385");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    const size_t last = lines(outcome.out) - 1;
    cr_assert_str_eq(field(outcome.out, 1, "step"), "0");
    cr_assert_str_eq(field(outcome.out, 1, "gradients"), "0");
    cr_assert_str_eq(field(outcome.out, last, "step"), "8");
    cr_assert_str_eq(field(outcome.out, last, "alpha"), "2.385");
    cr_assert_str_eq(field(outcome.out, last, "algorithm"), "adam");
    cr_assert_str_eq(field(outcome.out, last, "replica"), "0");
    cr_assert_gt(strtod(field(outcome.out, last, "train"), NULL), 0.0);
    /* uni of an odd activation is g(1), tests/golden/hermite.csv. */
    cr_assert_float_eq(strtod(field(outcome.out, last, "uni"), NULL), 0.162332847894, 1e-8);
    cr_assert_lt(strtod(field(outcome.out, last, "spe"), NULL), 1e-4);
    cr_assert_str_eq(field(outcome.out, last, "branch"), "universal");
    cr_assert_not_null(strstr(outcome.err, "done: 8 steps"), "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.err, "n = 343"), "%s", outcome.err);
}

Test(headless, is_what_the_program_does_without_a_terminal)
{
    program_run_line(&outcome, "first-light -s d=12 -s test=9 --steps 3 --quiet --no-store");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_assert_eq(strncmp(outcome.out, "step,gradients,", 15), 0);
    cr_assert_str_empty(outcome.err);
}

/* All but the seconds. */
static void assert_same_rows(const char *one, const char *other, const char *what)
{
    const size_t seconds = find_column(one, "seconds");

    cr_assert_gt(lines(one), 2, "%s", what);
    cr_assert_eq(lines(one), lines(other), "%s", what);
    for (size_t line = 1; line < lines(one); line++)
        for (size_t i = 0; i < columns_of(one); i++) {
            char expected[64];

            snprintf(expected, sizeof expected, "%s", field_at(one, line, i));
            if (i != seconds)
                cr_assert_str_eq(field_at(other, line, i), expected, "%s", what);
        }
}

Test(headless, no_preset_depends_on_the_number_of_threads)
{
    enum { PRESETS_MAX = 64 };
    static struct program_end one;
    static char names[PRESETS_MAX][PRESET_NAME_MAX];
    const size_t count = preset_names(names, PRESETS_MAX);

    cr_assert(count > 3 && count < PRESETS_MAX);
    for (size_t i = 0; i < count; i++) {
        char line[160];
        /* Adam, with mini-batches of 2000 rows: 5 chunks. At d = 20 they are one. */
        const int d = strcmp(names[i], "first-light") == 0 ? 40 : 20;

        snprintf(line, sizeof line, "run %s -s d=%d -s test=500 --steps 5 --threads 1", names[i],
                 d);
        program_run_line(&one, line);
        line[strlen(line) - 1] = '2';
        program_run_line(&outcome, line);
        assert_same_rows(one.out, outcome.out, names[i]);
    }
}

/* Every kernel of this processor gives the bits of scalar; the others agree to rounding. */
Test(headless, does_not_depend_on_the_kernel)
{
    static struct program_end scalar;
    const struct tile_ops *tiles;

    program_run_line(&scalar, "run first-light -s d=12 -s test=99 --steps 5 --kernel scalar");
    for (size_t i = 0; (tiles = tile_at(i)); i++) {
        char line[160];

        if (!simd_is_here(tiles->simd))
            continue;
        snprintf(line, sizeof line, "run first-light -s d=12 -s test=99 --steps 5 --kernel %s",
                 tiles->name);
        program_run_line(&outcome, line);
        if (tiles->simd == SIMD_AVX512 || tiles->simd == SIMD_AVX2)
            assert_same_rows(scalar.out, outcome.out, tiles->name);
        const double expected = strtod(field(scalar.out, 2, "train"), NULL);
        cr_expect_float_eq(strtod(field(outcome.out, 2, "train"), NULL) / expected, 1.0, 1e-6, "%s",
                           tiles->name);
    }
}

/* The keys of src/app/README.md, in order, and nothing else. */
static void assert_keys(json_t *object, const char *const keys[])
{
    const char *key;
    json_t *value;
    size_t i = 0;

    json_object_foreach(object, key, value)
    {
        cr_assert_not_null(keys[i], "%s is one too many", key);
        cr_assert_str_eq(key, keys[i]);
        i++;
    }
    cr_assert_null(keys[i]);
}

#define KEYS(object, ...) assert_keys(object, (const char *const[]){__VA_ARGS__, NULL})

static json_t *summary(const char *line, int status)
{
    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, status, "%s: %d %s", line, outcome.status, outcome.err);
    cr_assert_eq(lines(outcome.out), 1, "%s", outcome.out);
    json_t *object = json_loads(outcome.out, 0, NULL);
    cr_assert_not_null(object, "%s", outcome.out);
    return object;
}

static double real(json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

Test(headless, summary_has_the_keys_of_the_interface)
{
    json_t *object = summary("run relu-ones -s d=16 --steps 4 -s replicas=2 -s test=50 --json", 0);
    json_t *replicas = json_object_get(object, "replicas");

    KEYS(object, "preset", "seed", "d", "k", "n", "alpha", "algorithm", "steps", "gradients",
         "seconds", "rows", "eps", "eps_gibbs", "eps_mean", "train", "overlaps", "theory", "branch",
         "plateaus", "escape", "passage", "floor", "found", "found_at", "against_theory",
         "rhat_eps", "rhat_q", "ess_eps", "ess_q", "nishimori", "ess_eps_per_gradient",
         "ess_q_per_gradient", "twins", "status", "replicas", "numbers", "kernel", "blas");
    cr_assert(json_is_null(json_object_get(object, "twins")));
    KEYS(json_object_get(object, "nishimori"), "verdict", "ess", "residual", "distance", "overlap");
    KEYS(json_object_get(json_object_get(object, "nishimori"), "residual"), "mean", "se");
    KEYS(json_object_get(object, "overlaps"), "q", "r2", "q_v1", "q_null");
    KEYS(json_object_get(object, "theory"), "universal", "specialised", "optimal");
    cr_assert(json_is_null(json_object_get(object, "escape")));
    /* relu at alpha 3: the branches are within 5 % of each other (.0232, .0228). */
    cr_assert(json_is_null(json_object_get(object, "branch")));
    cr_assert_float_eq(real(json_object_get(object, "theory"), "universal"), 0.0232, 5e-5);
    cr_assert_str_eq(json_string_value(json_object_get(object, "status")), "done");
    cr_assert_str_eq(json_string_value(json_object_get(object, "preset")), "relu-ones");
    cr_assert_eq(json_integer_value(json_object_get(object, "numbers")), NUMBERS_VERSION);
    cr_assert_not_null(tile_find(json_string_value(json_object_get(object, "kernel")), NULL));
    cr_assert_gt(json_string_length(json_object_get(object, "blas")), 0);
    cr_assert_eq(json_integer_value(json_array_get(json_object_get(object, "k"), 0)), 8);
    cr_assert_eq(json_integer_value(json_object_get(object, "n")), 768);
    cr_assert_eq(json_array_size(replicas), 2);
    KEYS(json_array_get(replicas, 1), "replica", "steps", "gradients", "eps", "eps_gibbs",
         "eps_mean", "train", "overlaps", "plateaus", "escape", "passage", "floor", "found",
         "against_theory");
    KEYS(json_object_get(object, "against_theory"), "nearest", "optimal");
    KEYS(json_array_get(json_object_get(object, "found"), 0), "neurons", "found", "first", "half",
         "all");
    cr_assert_eq(json_array_size(json_object_get(object, "found_at")), 8);
    cr_assert_eq(real(json_array_get(replicas, 0), "eps"), real(object, "eps"));
    cr_assert_neq(real(json_array_get(replicas, 1), "eps"), real(object, "eps"));
    json_decref(object);
}

/* Both kinds of learner go down from a random start in every depth. */
Test(headless, learns_at_every_depth)
{
    static const char *const gamma[] = {"0.5,0.25", "0.5,0.25,0.75", "0.5,0.25,0.75,0.5"};
    static const char *const learner[] = {"-s algorithm=adam -s batch=n/4 -s lr=0.03",
                                          "-s algorithm=hmc -s step=0.003 -s leapfrog=5"};
    char line[256];

    for (size_t l = 0; l < 6; l++) {
        snprintf(line, sizeof line,
                 "run first-light -s d=12 -s gamma=%s %s -s noise=0.1 -s init_scale=1 -s test=300 "
                 "--steps 60 --json --csv=-",
                 gamma[l / 2], learner[l % 2]);
        program_run_line(&outcome, line);
        cr_assert_eq(outcome.status, 0, "%s: %s", line, outcome.err);
        const char *json = strrchr(outcome.out, '{');
        while (json > outcome.out && json[-1] != '\n')
            json--;
        json_t *object = json_loads(json, 0, NULL);
        cr_assert_not_null(object, "%s", json);
        cr_expect_eq(json_array_size(json_object_get(object, "k")), l / 2 + 2);
        cr_expect_eq(json_integer_value(json_array_get(json_object_get(object, "k"), 1)), 3);
        const double before = strtod(field(outcome.out, 1, "train"), NULL),
                     after = real(object, "train");
        cr_expect_lt(after, 0.8 * before, "%s: %g, %g", line, before, after);
        json_decref(object);
    }
}

Test(headless, summary_of_layers_has_their_overlaps)
{
    json_t *two =
        summary("run first-light -s d=12 --steps 3 -s gamma=0.5,0.5 -s test=50 --json", 0);
    json_t *three =
        summary("run first-light -s d=12 --steps 3 -s gamma=0.5,0.5,0.25 -s test=50 --json", 0);

    KEYS(json_object_get(two, "overlaps"), "q", "r2", "q_v1", "q1", "q2", "q21", "q_null");
    KEYS(json_object_get(three, "overlaps"), "q", "r2", "q_v1", "q1", "q2", "q3", "q_null");
    cr_expect(json_is_null(json_object_get(json_object_get(two, "overlaps"), "r2")));
    /* 1 - mu_1^4 of tanh2; three such layers have no theory. */
    cr_expect_float_eq(real(json_object_get(two, "theory"), "universal"), 0.298314, 1e-5);
    cr_expect(json_is_null(json_object_get(json_object_get(three, "theory"), "universal")));
    json_decref(two);
    json_decref(three);
}

Test(headless, summary_reads_back_exactly)
{
    const struct setting settings[] = {{"d", "14"}, {"test", "90"}, {"steps", "7"}};
    struct engine *engine = engine_create(1, NULL);
    struct subscriber *subscriber = engine_subscribe(engine, SUBSCRIBE_WAIT, -1);
    struct config config;
    struct message message;
    struct error err;

    engine_set_tiles(engine, tiles_tested());
    config_init(&config, learner_schema());
    cr_assert_eq(config_load(&config, learner_schema(), "first-light", &err), STATUS_OK);
    cr_assert_eq(config_apply(&config, learner_schema(), settings, 3, &err), STATUS_OK);
    engine_start(engine, &config, &(struct limits){.steps = 0}, false, &err);
    while (subscriber_take(subscriber, &message, 10000) && message.kind != MESSAGE_END)
        continue;
    const struct measurement *last = &engine_snapshot(engine)->last[0];
    json_t *object = summary("run first-light -s d=14 -s test=90 -s steps=7 --json", 0);

    cr_assert_eq(real(object, "eps"), last->value[SERIES_EPS]);
    cr_assert_eq(real(object, "train"), last->value[SERIES_TRAIN]);
    cr_assert_eq(real(json_object_get(object, "overlaps"), "q"), last->value[SERIES_Q]);
    json_decref(object);
    engine_destroy(engine);
}

Test(headless, summary_follows_the_rows_of_a_file)
{
    char name[] = "/tmp/plateau-test-XXXXXX";
    char line[200];
    struct stat info;

    close(mkstemp(name));
    unlink(name);
    snprintf(line, sizeof line, "run first-light -s d=12 -s test=9 --steps 5 --json --csv %s",
             name);
    json_t *object = summary(line, 0);
    cr_assert_eq(json_integer_value(json_object_get(object, "rows")), 6);
    json_decref(object);
    cr_assert_eq(stat(name, &info), 0);
    cr_assert_gt(info.st_size, 200);

    /* The second time the file exists. */
    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 2);
    cr_assert_not_null(strstr(outcome.err, name), "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.err, "--force"), "%s", outcome.err);
    strcat(line, " --force");
    json_decref(summary(line, 0));
    unlink(name);
}

Test(headless, tells_how_a_run_ended)
{
    json_t *missed = summary("run first-light -s d=12 --steps 20 --until escape --json", 3);
    json_t *limit = summary("run first-light -s d=12 --gradients 2 --json", 0);
    json_t *diverged = summary("run relu-ones -s d=12 -s algorithm=gd -s init=random -s lr=90 "
                               "--json",
                               4);
    json_t *reached = summary("run relu-ones -s d=12 --until specialised --json", 0);

    cr_assert_str_eq(json_string_value(json_object_get(missed, "status")), "limit");
    cr_assert_str_eq(json_string_value(json_object_get(limit, "status")), "limit");
    cr_assert_str_eq(json_string_value(json_object_get(diverged, "status")), "diverged");
    cr_assert_str_eq(json_string_value(json_object_get(reached, "status")), "done");
    json_decref(missed);
    json_decref(limit);
    json_decref(diverged);
    /*
     * tanh bounds train: the weights show the divergence, at the first step, and nothing counts as
     * found.
     */
    diverged = summary("run samplers -s d=12 -s step=0.5 --json", 4);
    cr_assert_str_eq(json_string_value(json_object_get(diverged, "status")), "diverged");
    cr_assert_eq(real(diverged, "steps"), 1.0);
    json_decref(diverged);
    json_decref(reached);
}

Test(headless, finds_plateau_and_escape)
{
    json_t *object = summary(
        "run first-light -s d=24 -s alpha=8 -s lr=0.03 -s test=50 --until escape --json", 0);
    json_t *plateau = json_array_get(json_object_get(object, "plateaus"), 0);
    json_t *escape = json_object_get(object, "escape");

    KEYS(plateau, "start", "end", "level", "branch", "gradients", "decades", "level_se",
         "drift_per_decade", "drift_se", "confidence", "excess", "sigmas", "nishimori");
    KEYS(escape, "step", "gradients");
    cr_assert_lt(real(plateau, "start"), real(plateau, "end"));
    cr_assert_lt(real(plateau, "end"), real(escape, "step"));
    cr_assert_leq(real(escape, "step"), real(object, "steps"));
    /* n = 4608 is four batches: its length in gradients is a quarter of that in steps. */
    cr_assert_eq(real(plateau, "gradients"), (real(plateau, "end") - real(plateau, "start")) / 4.0);
    cr_assert_eq(real(escape, "gradients"), real(escape, "step") / 4.0);
    cr_assert_not_null(strstr(outcome.err, "plateau found at"), "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.err, "escape reached"), "%s", outcome.err);
    json_decref(object);
}

/* At the teacher from the first step on: no plateau, no escape, a floor that lasts. */
Test(headless, has_the_floor_apart_from_the_plateaus)
{
    json_t *object = summary(
        "run first-light -s d=24 -s init=teacher -s lr=1e-3 -s test=50 --steps 2000 --json", 0);
    json_t *last = json_object_get(object, "floor");

    cr_assert_eq(json_array_size(json_object_get(object, "plateaus")), 0);
    KEYS(last, "start", "end", "level", "gradients", "decades", "level_se", "drift_per_decade",
         "drift_se", "confidence");
    cr_expect(json_is_null(json_object_get(last, "end")));
    cr_expect_lt(real(last, "level"), 1e-3);
    json_decref(object);
}

/* Weights that do not move: flat from the first step to the end. */
static void assert_open_plateau(const char *line, double gibbs)
{
    json_t *object = summary(line, 0);
    json_t *plateau = json_array_get(json_object_get(object, "plateaus"), 0);

    cr_assert_eq(json_array_size(json_object_get(object, "plateaus")), 1);
    cr_assert(json_is_null(json_object_get(plateau, "end")));
    cr_assert_gt(real(plateau, "gradients"), 5.0);
    cr_assert_lt(real(plateau, "gradients"), real(object, "gradients") - 5.0);
    cr_assert_float_eq(real(plateau, "level") / real(object, "eps"), 1.0, 1e-3);
    cr_assert_float_eq(real(object, "eps_gibbs") / real(object, "eps"), gibbs, 1e-12);
    cr_assert_float_eq(real(json_array_get(json_object_get(object, "replicas"), 0), "eps_gibbs"),
                       real(object, "eps_gibbs"), 0.0);
    json_decref(object);
}

Test(headless, an_open_plateau_has_no_end_and_the_level_of_eps)
{
    assert_open_plateau("run first-light -s d=12 -s test=9 -s lr=1e-6 --until plateau --json", 1.0);
    assert_open_plateau("run hmc-escape -s d=12 -s test=50 -s step=1e-8 -s leapfrog=1 -s adapt=0 "
                        "--until plateau --json",
                        2.0);
}

/* The field of a column in the last row, against the summary, which has every digit. */
static void assert_nine_digits(const char *csv, const char *column, double exact)
{
    const double written = strtod(field(csv, lines(csv) - 1, column), NULL);

    cr_assert_float_eq(written / exact, 1.0, 5e-9, "column %s: %.17g, not %.17g", column, written,
                       exact);
}

/* Eight digits would be this close to a number with a chance of one in ten. */
Test(headless, rows_have_nine_digits)
{
    static char csv[OUTCOME_BYTES];
    char name[] = "/tmp/plateau-test-XXXXXX", line[300];
    const int fd = mkstemp(name);

    snprintf(line, sizeof line,
             "run first-light -s d=12 -s alpha=2.38547213 -s batch=7 --steps 9 --json --csv %s "
             "--force",
             name);
    json_t *object = summary(line, 0);
    const ssize_t size = pread(fd, csv, sizeof csv - 1, 0);
    close(fd);
    unlink(name);
    cr_assert_gt(size, 0);
    cr_assert_str_eq(field(csv, 1, "alpha"), "2.38547213");
    assert_nine_digits(csv, "gradients", real(object, "gradients"));
    assert_nine_digits(csv, "train", real(object, "train"));
    assert_nine_digits(csv, "eps", real(object, "eps"));
    assert_nine_digits(csv, "eps_mean", real(object, "eps_mean"));
    assert_nine_digits(csv, "q", real(json_object_get(object, "overlaps"), "q"));
    json_decref(object);
}

Test(headless, convergence_is_a_goal_of_all)
{
    json_decref(summary("run first-light -s d=12 --steps 5 --until converged --json", 3));
    json_decref(summary("run first-light -s d=12 -s algorithm=sgd --steps 5 --until converged "
                        "--json",
                        3));
    json_decref(summary("run hmc-escape -s d=12 --steps 5 --until converged --json", 3));
    json_t *mixed = summary("run relu-ones -s d=6 -s noise=0.5 -s step=0.1 -s measure_every=10 "
                            "-s replicas=2 -s init=teacher,random --steps 20000 --until converged "
                            "--json",
                            0);
    json_t *twins = json_object_get(mixed, "twins");
    cr_expect_lt(real(mixed, "rhat_eps"), 1.01);
    cr_expect_lt(real(mixed, "rhat_q"), 1.01);
    cr_expect_gt(real(mixed, "ess_eps"), 200.0);
    cr_expect_gt(real(mixed, "ess_q"), 200.0);
    /* Half the gradients of each of two replicas, but for a point at each end of the window. */
    cr_expect_float_eq(real(mixed, "ess_eps_per_gradient") * real(mixed, "gradients") /
                           real(mixed, "ess_eps"),
                       1.0, 0.05);
    KEYS(twins, "replica", "excess", "excess_se", "sigmas", "verdict");
    cr_expect_str_eq(json_string_value(json_object_get(twins, "verdict")), "equal");
    cr_expect_lt(fabs(real(twins, "sigmas")), 3.0);
    json_decref(mixed);
}

Test(headless, says_that_an_optimiser_ignores_a_binary_prior)
{
    static const char ignored[] = "prior of the weights is ignored: adam";

    program_run_line(&outcome, "run first-light -s d=12 --steps 2 -s weights=rademacher");
    cr_assert_eq(outcome.status, 0);
    cr_assert_not_null(strstr(outcome.err, ignored), "%s", outcome.err);
    program_run_line(&outcome, "run first-light -s d=12 --steps 2");
    cr_assert_null(strstr(outcome.err, ignored), "%s", outcome.err);
}

Test(headless, a_learner_that_does_not_take_the_problem_is_refused)
{
    program_run_line(&outcome, "run hmc-escape -s weights=rademacher --quiet");
    cr_assert_eq(outcome.status, 2);
    cr_assert_not_null(strstr(outcome.err, "plateau: "), "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.err, "rademacher"), "%s", outcome.err);
}

Test(headless, a_full_disk_is_an_error)
{
    const char *const rows[] = {"run", "first-light", "-s", "d=12", "--steps", "9", NULL};
    const char *const json[] = {"run", "first-light", "-s", "d=12", "--steps", "9", "--json", NULL};
    const char *const help[] = {"--help", NULL};

    program_run(&outcome, rows, "/dev/full");
    cr_assert_eq(outcome.status, 1);
    cr_assert_not_null(strstr(outcome.err, "stdout: No space left"), "%s", outcome.err);
    program_run(&outcome, json, "/dev/full");
    cr_assert_eq(outcome.status, 1);
    program_run(&outcome, help, "/dev/full");
    cr_assert_eq(outcome.status, 1);
    program_run_line(&outcome, "run first-light -s d=12 --steps 9 --csv /dev/full");
    cr_assert_eq(outcome.status, 1);
    cr_assert_not_null(strstr(outcome.err, "/dev/full: No space left"), "%s", outcome.err);
    program_run_line(&outcome, "run first-light -s d=12 --csv /nowhere/rows.csv");
    cr_assert_eq(outcome.status, 2);
    cr_assert_not_null(strstr(outcome.err, "/nowhere/rows.csv: No such file"), "%s", outcome.err);
}

static const char *const endless[] = {"run",     "relu-ones", "-s", "d=12", "-s",
                                      "test=50", "--threads", "1",  NULL};

/* Reads so many bytes, so that the run is well under way. */
static void read_some(int out, size_t bytes)
{
    char buffer[512];

    while (bytes > 0) {
        const ssize_t size = read(out, buffer, bytes < sizeof buffer ? bytes : sizeof buffer);

        cr_assert_gt(size, 0);
        bytes -= (size_t)size;
    }
}

Test(headless, a_reader_that_leaves_ends_it_quietly)
{
    int out;
    const pid_t pid = program_start(endless, &out);

    read_some(out, 700);
    close(out);
    cr_assert_eq(program_wait(pid), 128 + SIGPIPE);
}

static void assert_ends_with(int signal)
{
    static char rest[1 << 20];
    size_t size = 0;
    ssize_t got;
    int out;
    const pid_t pid = program_start(endless, &out);

    read_some(out, 700);
    kill(pid, signal);
    while ((got = read(out, rest + size, sizeof rest - 1 - size)) > 0)
        size += (size_t)got;
    close(out);
    cr_assert_eq(program_wait(pid), 128 + signal);
    cr_assert_eq(rest[size - 1], '\n', "the last row is not whole");
}

Test(headless, signals_end_it_after_a_whole_row)
{
    assert_ends_with(SIGTERM);
    assert_ends_with(SIGINT);
    assert_ends_with(SIGHUP);
}

/* JSON takes UTF-8 alone: a preset that is called otherwise lost the summary after the run. */
Test(headless, names_a_preset_in_latin_1_in_utf8)
{
    static const char path[] = "/tmp/plateau-test-caf\xe9.ini";
    FILE *preset = fopen(path, "w");
    json_error_t error;

    fputs("[teacher]\nd = 10\n[data]\nalpha = 2\n[run]\nsteps = 20\n", preset);
    fclose(preset);
    program_run(&outcome, (const char *[]){"run", path, "--threads", "1", "--json", NULL}, NULL);
    unlink(path);
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    json_t *object = json_loads(outcome.out, 0, &error);
    cr_assert(object, "%s: %s", error.text, outcome.out);
    cr_expect_str_eq(json_string_value(json_object_get(object, "preset")),
                     "plateau-test-caf\xc3\xa9");
    cr_expect_null(strchr(outcome.err, '\xe9'));
    json_decref(object);
}
