#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

#define PASSAGE "--lower .882798 --upper .946654 --fraction .318006"

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

TestSuite(detect_command, .init = create, .fini = destroy);

static void write_file(const char *text)
{
    FILE *out = fopen(file, "w");

    fputs(text, out);
    fclose(out);
}

/* Runs `detect FILE` with these options. */
static void run(const char *options)
{
    char line[400];

    snprintf(line, sizeof line, "detect %s %s", file, options);
    program_run_line(&outcome, line);
}

static json_t *parse(void)
{
    json_error_t error;

    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_assert_str_empty(outcome.err);
    cr_assert_eq(strchr(outcome.out, '\n') + 1, outcome.out + strlen(outcome.out));
    json_t *object = json_loads(outcome.out, 0, &error);
    cr_assert(object, "%s: %s", error.text, outcome.out);
    cr_assert_eq(json_object_size(object), 1);
    return object;
}

static json_t *column(const json_t *object, size_t i)
{
    return json_array_get(json_object_get(object, "columns"), i);
}

static json_t *plateau(const json_t *object, size_t i, size_t j)
{
    return json_array_get(json_object_get(column(object, i), "plateaus"), j);
}

static double real(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    cr_assert(json_is_number(value), "%s", key);
    return json_number_value(value);
}

/* Returns the escape of a column; -1: none. */
static double escape(const json_t *object, size_t i)
{
    const json_t *found = json_object_get(column(object, i), "escape");

    return json_is_null(found) ? -1.0 : real(found, "step");
}

/* Computed by another program: the first row in which each of three columns is above the level. */
static void passages_by_awk(const char *name, double step[3])
{
    char command[400];

    snprintf(command, sizeof command,
             "awk -F, '/^step/ { for (i = 1; i <= NF; i++) column[$i] = i }"
             " /^[0-9]/ { for (r = 0; r < 3; r++)"
             " if (!p[r] && $column[\"r2_\" r] > 0.903105) p[r] = $column[\"step\"] }"
             " END { print p[0], p[1], p[2] }' " PLATEAU_GOLDEN "/trajectories/%s",
             name);
    FILE *pipe = popen(command, "r");
    cr_assert(pipe);
    char line[100] = "", *at = line;
    cr_assert(fgets(line, sizeof line, pipe));
    pclose(pipe);
    for (size_t i = 0; i < 3; i++) {
        step[i] = strtod(at, &at);
        cr_assert_gt(step[i], 0.0);
    }
}

static json_t *detect_published(const char *name, const char *options)
{
    char line[300];

    snprintf(line, sizeof line,
             "detect " PLATEAU_GOLDEN "/trajectories/%s --column r2_0,r2_1,r2_2 --json %s", name,
             options);
    program_run_line(&outcome, line);
    return parse();
}

static void check_published(const char *name)
{
    double step[3];
    json_t *by_level = detect_published(name, "--level 0.903105");
    json_t *by_fraction = detect_published(name, PASSAGE);

    passages_by_awk(name, step);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(escape(by_level, i), step[i], "%s %zu: %g", name, i, escape(by_level, i));
        cr_expect_eq(escape(by_fraction, i), step[i]);

        /* Near the lower level, and alone: what follows is a floor, or not flat. */
        const json_t *first = plateau(by_fraction, i, 0);
        cr_assert(first, "%s %zu: no plateau", name, i);
        cr_expect_null(plateau(by_fraction, i, 1));
        cr_expect_float_eq(real(first, "level"), 0.882798, 0.2 * (0.946654 - 0.882798));
        /* Every window is flat; the whole may be at the limit. */
        cr_expect_lt(real(first, "drift_per_decade") - real(first, "drift_se"),
                     0.35 * (0.946654 - 0.882798));
        cr_expect(json_is_false(json_object_get(first, "open")));
        cr_expect_lt(real(first, "start"), 150.0);
        cr_expect_leq(real(first, "end"), 1.5 * step[i]);
    }
    json_decref(by_level);
    json_decref(by_fraction);
}

Test(detect_command, has_the_passages_of_the_published_trajectories)
{
    check_published("hmc_h2h3_ones_d180.csv");
    check_published("hmc_h2h3_ones_d240.csv");
}

/* The step is the step of a row, and the text has the same. */
Test(detect_command, tells_people_of_plateau_escape_and_floor)
{
    program_run_line(&outcome, "detect " PLATEAU_GOLDEN
                               "/trajectories/hmc_h2h3_ones_d180.csv --column r2_1 " PASSAGE);
    cr_assert_eq(outcome.status, 0);
    cr_expect(strstr(outcome.out, "r2_1, step 0 to 4000\n  P1      step "), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "\n  escape  step 522, the first above 0.903105\n"), "%s",
              outcome.out);
    cr_expect(strstr(outcome.out, "\n  floor   step 3"), "%s", outcome.out);
    cr_expect(strstr(outcome.out, " +- ") && strstr(outcome.out, "confidence"));
}

/* Keys, in this order, and nothing else. */
static void expect_keys(json_t *object, const char *keys)
{
    char found[200] = "";
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        strcat(found, key);
        strcat(found, " ");
    }
    cr_expect_str_eq(found, keys);
}

#define STRETCH                                                                                    \
    "start end level drift_per_decade open decades level_se drift_se confidence doubtful "

Test(detect_command, prints_the_agreed_object)
{
    json_t *object = detect_published("hmc_h2h3_ones_d180.csv", PASSAGE);

    expect_keys(object, "columns ");
    expect_keys(column(object, 0), "name plateaus escape floor creeping stopped clock values ");
    expect_keys(json_object_get(column(object, 0), "clock"), "name first last origin decades ");
    expect_keys(json_object_get(column(object, 0), "values"),
                "used not_positive empty not_finite replaced no_clock headers_again unfinished ");
    expect_keys(plateau(object, 0, 0), STRETCH);
    expect_keys(json_object_get(column(object, 0), "escape"), "step ");
    json_t *floor = json_object_get(column(object, 0), "floor");
    expect_keys(floor, STRETCH);
    cr_expect(json_is_true(json_object_get(floor, "open")));
    cr_expect_gt(real(floor, "start"), escape(object, 0));
    cr_expect_gt(real(floor, "level"), 0.882798 + 0.8 * (0.946654 - 0.882798));
    cr_expect_str_eq(json_string_value(json_object_get(column(object, 1), "name")), "r2_1");
    cr_expect(json_is_integer(json_object_get(plateau(object, 0, 0), "start")));
    json_decref(object);
}

/* Two replicas, one flat at .2 until t = 200, the other never; four steps are a gradient. */
static void write_rows(bool changes)
{
    FILE *out = fopen(file, "w");

    fputs("step,gradients,seconds,alpha,algorithm,replica,train,eps,q\n", out);
    for (int i = 0; i < 4000; i++) {
        const double t = 0.25 * i;
        const double flat = 0.2 + exp(-t), falls = t > 200 ? exp((200 - t) / 50) : 1.0;

        fprintf(out, "%d,%.9g,0.1,%s,adam,0,,%.9g,0.1\n", i, t, changes && t > 60 ? "3" : "2.5",
                flat * falls);
        fprintf(out, "%d,%.9g,0.1,2.5,adam,1,,%.9g,0.1\n", i, t, pow(1 + t, -0.5));
    }
    fclose(out);
}

Test(detect_command, reads_the_rows_of_run_replica_by_replica)
{
    write_rows(false);
    run("--json");
    json_t *object = parse();
    cr_assert_eq(json_array_size(json_object_get(object, "columns")), 2);
    cr_expect_str_eq(json_string_value(json_object_get(column(object, 0), "name")), "eps[0]");
    cr_expect_str_eq(json_string_value(json_object_get(column(object, 1), "name")), "eps[1]");
    cr_expect_eq(json_array_size(json_object_get(column(object, 0), "plateaus")), 1);
    cr_expect_eq(json_array_size(json_object_get(column(object, 1), "plateaus")), 0);
    /* In steps: .8 of the level at t = 200 + 50 ln(1/.8) = 211.16, the first row 845. */
    cr_expect_eq(escape(object, 0), 845.0);
    cr_expect_eq(escape(object, 1), -1.0);
    cr_expect(real(plateau(object, 0, 0), "end") > 750 && real(plateau(object, 0, 0), "end") < 845);
    cr_expect_float_eq(real(plateau(object, 0, 0), "level"), 0.2, 1e-3);
    json_decref(object);
}

/* A chain that accepts nothing at first is flat, but not on a plateau; live runs know that, too. */
Test(detect_command, leaves_out_a_chain_that_stands_still)
{
    for (int stuck = 0; stuck < 2; stuck++) {
        FILE *out = fopen(file, "w");

        fputs("step,gradients,replica,eps,accept,step_size\n", out);
        for (int i = 0; i < 200; i++)
            fprintf(out, "%d,%d,0,%.9g,%g,0.01\n", i, 10 * i,
                    i < 12 ? 0.34 : 0.34 * pow(i / 12.0, -1), stuck && i < 12 ? 1e-9 : 0.5);
        fclose(out);
        run("--json");
        json_t *object = parse();
        cr_expect_eq(json_array_size(json_object_get(column(object, 0), "plateaus")),
                     stuck ? 0U : 1U);
        json_decref(object);
    }
}

Test(detect_command, begins_anew_when_alpha_changes)
{
    write_rows(true);
    run("--json");
    json_t *object = parse();
    cr_assert_eq(json_array_size(json_object_get(column(object, 0), "plateaus")), 2);
    cr_expect_leq(real(plateau(object, 0, 0), "end"), 240.0);
    /* Not within the first five gradients after it. */
    cr_expect_gt(real(plateau(object, 0, 1), "start"), 260.0);
    cr_expect_eq(escape(object, 0), 845.0);
    json_decref(object);
}

Test(detect_command, takes_any_clock_and_column)
{
    write_rows(false);
    run("--column eps,q --step-column seconds --json");
    json_t *object = parse();
    cr_assert_eq(json_array_size(json_object_get(object, "columns")), 4);
    cr_expect_str_eq(json_string_value(json_object_get(column(object, 2), "name")), "q[0]");
    cr_expect_null(plateau(object, 0, 0)); /* .1 s is too early for anything */
    json_decref(object);

    run("--step-column gradients --json");
    object = parse();
    cr_expect_eq(escape(object, 0), 211.25);
    json_decref(object);
}

/* The same verdicts as in the run that made the rows. */
Test(detect_command, finds_what_the_run_itself_found)
{
    json_error_t error;
    char line[300];

    snprintf(line, sizeof line,
             "run first-light -s d=24 -s alpha=8 -s lr=0.03 -s test=50 --until escape --json "
             "--quiet --force --csv %s",
             file);
    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    json_t *live = json_loads(outcome.out, 0, &error);
    cr_assert(live, "%s", error.text);
    const json_t *first = json_array_get(json_object_get(live, "plateaus"), 0);
    cr_assert(first);

    run("--json");
    json_t *object = parse();
    cr_expect_str_eq(json_string_value(json_object_get(column(object, 0), "name")), "eps");
    cr_expect_eq(real(plateau(object, 0, 0), "start"), real(first, "start"));
    cr_expect_eq(real(plateau(object, 0, 0), "end"), real(first, "end"));
    cr_expect_float_eq(real(plateau(object, 0, 0), "level") / real(first, "level"), 1.0, 1e-8);
    cr_expect_eq(escape(object, 0), real(json_object_get(live, "escape"), "step"));
    json_decref(object);
    json_decref(live);
}

Test(detect_command, reads_what_others_write)
{
    FILE *out = fopen(file, "w");

    fputs("\xEF\xBB\xBF# a comment is no header\r\n\r\n\"epoch\";\"test loss\"\r\n", out);
    for (int i = 0; i < 300; i++)
        fprintf(out, "%d; %s\r\n", i, i % 7 == 3 ? "nan" : i % 7 == 4 ? "" : "\"2.385\"");
    fclose(out);
    char command[300];
    snprintf(command, sizeof command,
             PLATEAU_BINARY " detect - --column='test loss' --step-column epoch <%s", file);
    FILE *pipe = popen(command, "r");
    const size_t size = fread(outcome.out, 1, sizeof outcome.out - 1, pipe);
    outcome.out[size] = '\0';
    cr_expect_eq(pclose(pipe), 0);
    /* The clock counts, whichever rows have a value: 6 is the first epoch above 5. */
    cr_expect(strstr(outcome.out, "test loss, epoch 0 to 299\n  P1      epoch 6 to "), "%s",
              outcome.out);
    cr_expect(strstr(outcome.out, " and on, "), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "level 2.385 +- "), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "  escape  none downwards\n"), "%s", outcome.out);
}

Test(detect_command, takes_the_side_of_the_start_for_the_way)
{
    write_file("step,x\n0,9\n1,7\n2,4\n3,8\n");
    run("--column x --level 5.5 --json");
    json_t *falls = parse();
    cr_expect_eq(escape(falls, 0), 2.0);
    run("--column x --level 5.5 --rising --json");
    json_t *rises = parse();
    cr_expect_eq(escape(rises, 0), 3.0);
    run("--column x --level 3 --json");
    json_t *never = parse();
    cr_expect_eq(escape(never, 0), -1.0);
    run("--column x --level 3 --rising");
    cr_expect(strstr(outcome.out, "escape  none: above 3 from the start"), "%s", outcome.out);
    run("--column x --level 3 --falling");
    cr_expect(strstr(outcome.out, "escape  none: never below 3"), "%s", outcome.out);
    json_decref(falls);
    json_decref(rises);
    json_decref(never);
}

/* Exit status 2, nothing on stdout, and a message with these words. */
static void expect_refused(const char *options, const char *first, const char *second)
{
    run(options);
    cr_expect_eq(outcome.status, 2, "%s: status %d", options, outcome.status);
    cr_expect_str_empty(outcome.out, "%s", options);
    cr_expect(strstr(outcome.err, first) && strstr(outcome.err, second), "%s: %s", options,
              outcome.err);
}

/* A passage can be searched all the same, and between levels everything. */
Test(detect_command, says_why_it_finds_no_plateau_below_zero)
{
    FILE *out = fopen(file, "w");

    fputs("step,x\n", out);
    for (int i = 0; i < 300; i++)
        fprintf(out, "%d,%g\n", i, i < 150 ? -3.0 : -1.0);
    fclose(out);
    run("--column x --level -2");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.out, "no plateau: no value above 0; give --lower and --upper"), "%s",
              outcome.out);
    cr_expect(strstr(outcome.out, "escape  step 150, the first above -2"), "%s", outcome.out);
    run("--column x --lower -3.2 --upper -1");
    cr_expect(strstr(outcome.out, "  P1      step 6 to "), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "  floor   step 15"), "%s", outcome.out);
    cr_expect_not(strstr(outcome.out, "no value above 0"));
}

Test(detect_command, refuses_options_that_do_not_go_together)
{
    write_file("step,x,gradient\n0,9,1\n");
    expect_refused("--column y", "no column 'y'", "step, x, gradient");
    expect_refused("--column x,gradients", "'gradients'", "did you mean gradient?");
    expect_refused("", "no column 'eps'", "--column takes one of");
    expect_refused("--column x --step-column t", "no column 't'", "--step-column");
    expect_refused("--column x --lower 1", "--lower", "lacks --upper");
    expect_refused("--column x --upper 1", "--upper", "lacks --lower");
    expect_refused("--column x --lower 2 --upper 2", "--lower: 2", "below --upper 2");
    expect_refused("--column x --fraction .5", "--fraction", "lacks --lower");
    expect_refused("--column x --lower 1 --upper 2 --fraction 1", "--fraction: 1", "0 and 1");
    expect_refused("--column x --lower 1 --upper 2 --fraction .5 --level 1.5", "--level", "both");
    expect_refused("--column x --level inf", "'inf'", "a number");
    expect_refused("--column x --level 1x", "'1x'", "a number");
    expect_refused("--column x --rising --falling", "--falling", "both");
    expect_refused("--origin x", "--origin: 'x'", "or first");
    expect_refused("--follow --json", "--follow", "without --json");
    expect_refused("--steps 3", "--steps", "detect");
    program_run_line(&outcome, "detect");
    cr_expect(outcome.status == 2 && strstr(outcome.err, "lacks its file"), "%s", outcome.err);
    program_run_line(&outcome, "detect /nonexistent/file.csv");
    cr_expect(outcome.status == 2 && strstr(outcome.err, "/nonexistent/file.csv: "), "%s",
              outcome.err);
    program_run_line(&outcome, "run --column eps");
    cr_expect(outcome.status == 2 && strstr(outcome.err, "--column"), "%s", outcome.err);
}

Test(detect_command, refuses_a_file_by_line_column_and_value)
{
    char where[60];

    snprintf(where, sizeof where, "%s:4: ", file);
    write_file("step,x\n0,9\n# four\n1,high\n");
    expect_refused("--column x", where, "x: 'high' is not valid; it takes a number");
    write_file("step,x\n7,9\n9,9\n10\n");
    expect_refused("--column x", where, "fewer fields; the header has 2");
    write_file("step,x\n7,9\n9,9\n10,3,4\n");
    expect_refused("--column x", where, "more fields; the header has 2");
    write_file("");
    expect_refused("--column x", file, "empty");
    write_file("step,x\n");
    expect_refused("--column x", file, "x: no number in 0 rows");
    write_file("step,x\n1,\n2,nan\n");
    expect_refused("--column x", file, "x: no number in 2 rows");
    write_file("step,y,x\n1,2,-3\n2,2,0\n");
    expect_refused("--column y,x", file,
                   "x: no value above 0, so no ratios to judge by; give "
                   "--lower and --upper");
    program_run_line(&outcome, "detect /tmp --column x");
    cr_expect(outcome.status != 0 && strstr(outcome.err, "/tmp: "), "%s", outcome.err);
}
