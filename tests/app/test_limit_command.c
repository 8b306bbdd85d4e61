/* Limits in 1/d of summaries that are written here, and of runs of the program. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plateau/finite_size.h"
#include "program.h"

static struct program_end outcome;
static char file[] = "/tmp/plateau-test-XXXXXX";

static void create(void)
{
    const int fd = mkstemp(file);

    cr_assert_geq(fd, 0);
    close(fd);
}

static void destroy(void)
{
    unlink(file);
}

TestSuite(limit_command, .init = create, .fini = destroy);

static void write_file(const char *text)
{
    FILE *out = fopen(file, "w");

    fputs(text, out);
    fclose(out);
}

static void run(const char *options)
{
    char line[400];

    snprintf(line, sizeof line, "limit %s %s", file, options);
    program_run_line(&outcome, line);
}

/* The part of a summary that `plateau limit` reads. */
struct summary {
    const char *preset, *branch, *verdict;
    double d, mean, se;
};

static void append(const struct summary *summary)
{
    FILE *out = fopen(file, "a");

    fprintf(out,
            "{\"preset\":\"%s\",\"algorithm\":\"hmc\",\"d\":%.0f,\"alpha\":2.385,"
            "\"against_theory\":{\"nearest\":{\"branch\":\"%s\",\"observables\":{\"eps\":{"
            "\"mean\":%.17g,\"se\":%.17g,\"theory\":0.0397,\"verdict\":\"%s\"}}}}}\n",
            summary->preset, summary->d, summary->branch, summary->mean, summary->se,
            summary->verdict);
    fclose(out);
}

static const struct summary three[] = {
    {"relu-ones", "specialised", "differs", 60.0, 0.0431, 0.0004},
    {"relu-ones", "specialised", "agrees", 100.0, 0.0419, 0.0003},
    {"relu-ones", "specialised", "agrees", 150.0, 0.0409, 0.0007},
};

static json_t *limits(size_t count)
{
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    json_t *object = json_loads(outcome.out, 0, NULL), *list = json_object_get(object, "limits");

    cr_assert_eq(json_array_size(list), count, "%s", outcome.out);
    return object;
}

static double value(json_t *object, size_t group, const char *observable, const char *key)
{
    json_t *at = json_array_get(json_object_get(object, "limits"), group);

    at = json_object_get(json_object_get(at, "observables"), observable);
    return json_number_value(json_object_get(at, key));
}

Test(limit_command, is_that_of_the_judge)
{
    double d[3];
    struct figure at[3];

    for (size_t i = 0; i < 3; i++) {
        append(&three[i]);
        d[i] = three[i].d;
        at[i] = (struct figure){three[i].mean, three[i].se};
    }
    const struct figure limit = finite_size_limit(d, at, 3);

    run("--json");
    json_t *object = limits(1);
    cr_expect(fabs(value(object, 0, "eps", "mean") / limit.mean - 1.0) < 1e-12);
    cr_expect(fabs(value(object, 0, "eps", "se") / limit.se - 1.0) < 1e-12);
    cr_expect(fabs(value(object, 0, "eps", "excess") - (limit.mean / 0.0397 - 1.0)) < 1e-12);
    cr_expect_eq(value(object, 0, "eps", "runs"), 3.0);
    json_decref(object);
    run("");
    cr_expect(strstr(outcome.out, "relu-ones, alpha = 2.385, hmc, specialised branch, d = 60 100 "
                                  "150\n"),
              "%s", outcome.out);
    cr_expect(strstr(outcome.out, "agrees"), "%s", outcome.out);
}

/* Another preset or branch is another limit; a mean that is too early belongs to none. */
Test(limit_command, takes_together_what_differs_in_d_alone)
{
    static const struct summary others[] = {
        {"binary", "specialised", "agrees", 60.0, 0.0431, 0.0004},
        {"binary", "specialised", "agrees", 90.0, 0.0422, 0.0004},
        {"relu-ones", "universal", "agrees", 140.0, 0.0419, 0.0003},
        {"relu-ones", "specialised", "too early", 140.0, 0.0719, 0.0003},
    };

    append(&three[0]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        append(&others[i]);
    append(&three[1]);
    run("--json --quiet");
    cr_expect_str_empty(outcome.err);
    json_t *object = limits(3);
    cr_expect_eq(value(object, 0, "eps", "runs"), 2.0);
    cr_expect_eq(value(object, 1, "eps", "runs"), 2.0);
    cr_expect_eq(value(object, 2, "eps", "runs"), 0.0); /* one size: the observable is missing */
    json_decref(object);
    run("");
    cr_expect(strstr(outcome.err, "d = 140 is left out"), "%s", outcome.err);
    cr_expect(strstr(outcome.out, "one size only"), "%s", outcome.out);
}

/* Exit status 2, nothing on stdout, and a message with these words. */
static void expect_refused(const char *words)
{
    run("");
    cr_expect_eq(outcome.status, 2, "status %d", outcome.status);
    cr_expect_str_empty(outcome.out);
    cr_expect(strstr(outcome.err, words), "no '%s' in: %s", words, outcome.err);
}

Test(limit_command, refuses_what_has_no_limit)
{
    expect_refused("has no summary");
    write_file("step,eps\n1,0.2\n");
    expect_refused("is not JSON");
    write_file("{\"columns\": []}\n");
    expect_refused("no summary of a run");
    write_file("");
    append(&three[0]);
    expect_refused("1 run to take");
    append(&three[0]);
    expect_refused("2 runs to take");
    program_run_line(&outcome, "limit");
    cr_expect_eq(outcome.status, 2);
    program_run_line(&outcome, "limit /nowhere/run.json");
    cr_expect_eq(outcome.status, 2);
    cr_expect(strstr(outcome.err, "/nowhere/run.json"), "%s", outcome.err);
}

/* Two short runs of the program, one object a line. */
Test(limit_command, reads_what_a_run_prints, .timeout = 120)
{
    static const char *const lines[] = {
        "run relu-ones -s d=20 -s alpha=4 --steps 1500 --json --quiet",
        "run relu-ones -s d=30 -s alpha=4 --steps 1500 --json --quiet"};
    FILE *out = fopen(file, "w");

    for (size_t i = 0; i < 2; i++) {
        program_run_line(&outcome, lines[i]);
        cr_assert_eq(outcome.status, 0, "%s", outcome.err);
        fputs(outcome.out, out);
    }
    fclose(out);
    run("--json --quiet");
    json_t *object = limits(1);
    cr_expect_eq(value(object, 0, "eps", "runs"), 2.0);
    cr_expect(isfinite(value(object, 0, "eps", "sigmas")));
    json_decref(object);
}
