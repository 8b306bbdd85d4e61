#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

static struct program_end outcome;

static json_t *solve(const char *line)
{
    json_error_t error;

    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 0, "%s: status %d: %s", line, outcome.status, outcome.err);
    json_t *object = json_loads(outcome.out, 0, &error);
    cr_assert(object, "%s: %s", line, error.text);
    return object;
}

static double real_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    cr_assert(json_is_number(value), "%s is not a number", key);
    return json_number_value(value);
}

static json_t *entry(const json_t *object, size_t i)
{
    json_t *row = json_array_get(json_object_get(object, "curve"), i);

    cr_assert(row, "no row %zu", i);
    return row;
}

static void expect_branch(const json_t *row, const char *name)
{
    cr_expect_str_eq(json_string_value(json_object_get(row, "branch")), name);
}

/* l1_relu_ones_g0.5_D0.1.csv, l1_tanh2_4point_g0.5_D0.1.csv */
Test(theory_command, prints_each_branch_and_the_transitions_as_json)
{
    json_t *object = solve("theory groups -s noise=0.1 --alpha 3:3.5:0.5 --json");
    const json_t *steps = json_object_get(json_object_get(object, "transitions"), "steps");

    cr_expect_str_eq(json_string_value(json_object_get(object, "preset")), "groups");
    cr_expect(json_is_null(json_object_get(object, "d")));
    cr_assert_eq(json_array_size(json_object_get(object, "curve")), 6);
    expect_branch(entry(object, 0), "universal");
    expect_branch(entry(object, 1), "specialised");
    cr_expect(json_is_null(json_object_get(entry(object, 1), "eps")));
    cr_expect(json_is_null(json_object_get(entry(object, 1), "converged")));
    cr_expect_eq(json_array_size(json_object_get(entry(object, 1), "q")), 0);
    expect_branch(entry(object, 2), "partial:1");
    cr_expect_float_eq(real_at(entry(object, 2), "eps"), 0.0271849645292, 1e-9);
    expect_branch(entry(object, 4), "specialised");
    cr_expect_float_eq(real_at(entry(object, 4), "eps"), 0.0211986576109, 1e-9);
    cr_expect(json_is_true(json_object_get(entry(object, 4), "converged")));
    cr_expect_eq(json_array_size(json_object_get(entry(object, 4), "q")), 2);
    cr_assert_eq(json_array_size(steps), 2);
    cr_expect_float_eq(real_at(json_array_get(steps, 0), "equilibrium"), 0.789677917, 1e-6);
    json_decref(object);
}

Test(theory_command, two_layers_have_overlaps_of_their_own)
{
    json_t *object = solve("theory first-light -s noise=0.1 -s gamma=0.5,0.5 "
                           "-s activation=tanh2,tanh2 --alpha 3 --branch specialised --json");
    const json_t *row = entry(object, 0);

    cr_expect_eq(json_array_size(json_object_get(row, "q1")), 160);
    cr_expect_eq(json_array_size(json_object_get(row, "q2")), 1);
    cr_expect_eq(json_array_size(json_object_get(row, "q21")), 1);
    cr_expect_float_eq(real_at(row, "eps"), 0.040007868054, 1e-7);
    cr_expect(json_is_null(json_object_get(row, "r2")));
    json_decref(object);
}

Test(theory_command, csv_has_one_row_per_alpha_and_branch)
{
    program_run_line(&outcome, "theory relu-ones --alpha 1:2:0.5 --csv --branch equilibrium");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect_eq(strncmp(outcome.out,
                         "alpha,branch,eps,r2,q,free_entropy,converged,residual\n"
                         "1,specialised,0.04004931",
                         76),
                 0, "%s", outcome.out);
    size_t lines = 0;
    for (const char *at = outcome.out; (at = strchr(at, '\n')); at++)
        lines++;
    cr_expect_eq(lines, 4);
}

/* groups' two steps are those of l1_sequential.csv; a row of a step has no alpha_lin. */
Test(theory_command, csv_of_the_transitions_has_a_row_per_step)
{
    double value[3] = {0.0}; /* |v|, spinodal, equilibrium */

    program_run_line(&outcome, "theory groups -s noise=0.1 --transitions --csv");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.err, "--csv: holds the transitions"), "%s", outcome.err);
    cr_assert_eq(strncmp(outcome.out, "v,spinodal,equilibrium,algorithmic\n,", 36), 0, "%s",
                 outcome.out);
    char *at = strchr(strchr(outcome.out, '\n') + 1, '\n') + 1;
    for (size_t i = 0; i < 3; i++) {
        value[i] = strtod(at, &at);
        cr_assert_eq(*at++, ',', "%s", outcome.out);
    }
    cr_expect_eq(*at, '\n', "%s", outcome.out);
    cr_expect_float_eq(value[0], 3.0 / sqrt(5.0), 1e-9);
    cr_expect_lt(value[1], value[2]);
    cr_expect_float_eq(value[2], 0.789677917, 1e-6);
    program_run_line(&outcome, "theory groups -s noise=0.1 --transitions --csv --quiet");
    cr_expect_str_empty(outcome.err);
}

Test(theory_command, csv_of_the_profile_says_that_the_branches_are_elsewhere)
{
    program_run_line(&outcome, "theory first-light --alpha 2 --profile --csv");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect_eq(strncmp(outcome.out, "q,free_entropy\n", 15), 0, "%s", outcome.out);
    cr_expect(strstr(outcome.err, "without --profile, or --json"), "%s", outcome.err);
}

Test(theory_command, an_existing_file_is_not_written_over)
{
    char path[] = "/tmp/plateau-theory-XXXXXX", line[128];
    const int fd = mkstemp(path);

    cr_assert(fd >= 0);
    close(fd);
    snprintf(line, sizeof line, "theory relu-ones --csv %s", path);
    program_run_line(&outcome, line);
    cr_expect_eq(outcome.status, 2);
    cr_expect(strstr(outcome.err, "--force"), "%s", outcome.err);
    snprintf(line, sizeof line, "theory relu-ones --force --csv %s", path);
    program_run_line(&outcome, line);
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
    unlink(path);
}

Test(theory_command, the_profile_has_two_valleys_between_the_spinodal_and_infinity)
{
    json_t *object = solve("theory first-light -s noise=0.1 --alpha 1.5 --profile --json");
    const json_t *profile = json_object_get(object, "profile");
    const size_t count = json_array_size(profile);
    size_t turns = 0;

    cr_assert_eq(count, 99);
    for (size_t i = 1; i + 1 < count; i++) {
        const double here = real_at(json_array_get(profile, i), "free_entropy");
        const double before = real_at(json_array_get(profile, i - 1), "free_entropy");
        const double after = real_at(json_array_get(profile, i + 1), "free_entropy");
        turns += (here - before) * (after - here) < 0.0;
    }
    cr_expect_eq(turns, 2); /* the barrier, and the specialised valley; q = 0 is an end */
    const json_t *valleys = json_object_get(object, "valleys");
    const json_t *barrier = json_array_get(json_object_get(object, "barriers"), 0);
    cr_assert_eq(json_array_size(valleys), 2);
    expect_branch(json_array_get(valleys, 0), "universal");
    expect_branch(json_array_get(valleys, 1), "specialised");
    cr_expect_float_eq(real_at(barrier, "from_left") +
                           real_at(json_array_get(valleys, 0), "height"),
                       real_at(barrier, "height"), 1e-12);
    json_decref(object);
}

/* relu: mu_2^2 / 2 + g(1) = 1/4 - 1/(2 pi); the universal branch of l1_relu_ones_g0.5_D0.1.csv. */
Test(theory_command, evolution_goes_from_knowing_nothing_to_the_universal_branch)
{
    json_t *object =
        solve("theory relu-ones --alpha 2 --branch universal --evolution --profile --json");
    const json_t *list = json_object_get(object, "evolution");
    const size_t count = json_array_size(list);

    cr_assert_gt(count, 5);
    cr_expect_eq(json_integer_value(json_object_get(json_array_get(list, 3), "iteration")), 3);
    cr_expect_eq(real_at(json_array_get(list, 0), "x"), 0.0);
    cr_expect_eq(real_at(json_array_get(list, 0), "mmse"), 1.0);
    cr_expect_float_eq(real_at(json_array_get(list, 0), "eps"), 0.25 - 0.5 / M_PI, 1e-12);
    cr_expect_float_eq(real_at(json_array_get(list, count - 1), "eps"),
                       real_at(entry(object, 0), "eps"), 1e-9);
    cr_expect_eq(json_array_size(json_object_get(object, "profile")), 99);
    json_decref(object);
    object = solve("theory relu-ones --json");
    cr_expect_null(json_object_get(object, "evolution"));
    json_decref(object);
}

Test(theory_command, evolution_is_a_table_and_csv_too)
{
    program_run_line(&outcome, "theory relu-ones --alpha 2 --evolution --csv");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect_eq(strncmp(outcome.out, "iteration,x,mmse,eps\n0,0,1,0.0908450569081\n1,", 45), 0,
                 "%s", outcome.out);
    program_run_line(&outcome, "theory relu-ones --alpha 2 --evolution");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.out, "eps of GAMP-RIE\n0          0              1 "), "%s",
              outcome.out);
}

Test(theory_command, finite_takes_the_readouts_of_the_network)
{
    json_t *object = solve("theory relu-ones -s readout=uniform -s d=14 --alpha 2 --finite --json");
    const json_t *q = json_object_get(entry(object, 1), "q");

    cr_expect_eq(json_integer_value(json_object_get(object, "d")), 14);
    cr_expect_str_eq(json_string_value(json_object_get(object, "readout")), "uniform");
    cr_assert_eq(json_array_size(q), 4); /* k = 7: 0 and three pairs, v^2 = 1/4, 1, 9/4 times 4/7 */
    cr_expect_float_eq(real_at(json_array_get(q, 3), "p"), 2.0 / 7.0, 1e-12);
    cr_expect_float_eq(real_at(json_array_get(q, 3), "v"), 1.5, 1e-12);
    json_decref(object);
    program_run_line(&outcome, "theory relu-ones -s readout=uniform -s d=14 --finite");
    cr_expect(strstr(outcome.out, "k = 7 readouts at d = 14"), "%s", outcome.out);
}

Test(theory_command, people_get_a_table)
{
    program_run_line(&outcome, "theory first-light -s noise=0.1 --alpha 1 --transitions");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.out, "does not exist"), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "spinodal     1.284017"), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "algorithmic  none (does not exist)"), "%s", outcome.out);
    cr_expect(!strstr(outcome.out, "|v| ="), "one size: %s", outcome.out);
    program_run_line(&outcome, "theory groups -s noise=0.3 --transitions");
    cr_expect(strstr(outcome.out, "  |v| = 1.34164  from 1.36303"), "%s", outcome.out);
    cr_expect(strstr(outcome.out, "  |v| = 0.447214 from 9.06495"), "%s", outcome.out);
    program_run_line(&outcome, "theory groups -s activation=relu -s noise=0 --transitions");
    cr_expect(strstr(outcome.out, "not computed") || strstr(outcome.out, "not found"), "%s",
              outcome.out);
    program_run_line(&outcome, "theory hardness-ones --transitions");
    cr_expect(strstr(outcome.out, "spinodal     none (continuous at algorithmic 0.2553)"), "%s",
              outcome.out);
    program_run_line(&outcome, "theory first-light -s noise=0 -s activation=h2 --alpha 3");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.out, " inf") && !strstr(outcome.out, "nan"), "%s", outcome.out);
}

Test(theory_command, refuses_what_has_no_theory_and_says_why)
{
    static const char *const refused[][2] = {
        {"theory first-light -s gamma=0.5,0.5 -s activation=relu", "no theory: activation relu"},
        {"theory first-light -s gamma=1,1,1", "mu_1"},
        {"theory", "name a preset"},
        {"theory no-such-preset", "no-such-preset"},
        {"theory first-light --alpha 0", "--alpha: '0'"},
        {"theory first-light --alpha 2:1:0.1", "2:1:0.1"},
        {"theory first-light --alpha 1:2", "A:B:STEP"},
        {"theory first-light --branch sideways", "universal, specialised"},
        {"theory first-light --alpha 1:2:1 --profile", "one alpha"},
        {"theory relu-ones --alpha 1:2:1 --evolution", "--evolution: takes one alpha"},
        {"theory relu-ones --evolution --profile --csv", "takes one of"},
        {"theory relu-ones --transitions --profile --csv", "--json takes all"},
        {"theory first-light --evolution", "quadratic part"},
        {"theory relu-ones --finite -s readout=uniform -s d=700", "k = 350"},
        {"theory first-light --steps 3", "--steps"},
        {"theory first-light -s alhpa=3", "alpha"},
    };

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        program_run_line(&outcome, refused[i][0]);
        cr_expect_eq(outcome.status, 2, "%s: status %d", refused[i][0], outcome.status);
        cr_expect_str_empty(outcome.out);
        cr_expect(strstr(outcome.err, refused[i][1]), "%s: %s", refused[i][0], outcome.err);
    }
}

/* The weights of h2 are known up to rotations only, those of a linear network not at all. */
Test(theory_command, activations_without_orders_above_two_are_answered_or_refused_by_name)
{
    static const char *const sigmas[] = {"h2", "linear", "0.5*h2", "hermite:0,1,1"};
    static const char *const parts[] = {"--profile", "--transitions", "--evolution"};
    char line[128];

    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++)
        for (size_t j = 0; j < sizeof parts / sizeof *parts; j++) {
            snprintf(line, sizeof line, "theory first-light -s activation=%s %s", sigmas[i],
                     parts[j]);
            program_run_line(&outcome, line);
            cr_expect(outcome.status == 0 || outcome.status == 2, "%s: status %d", line,
                      outcome.status);
            if (outcome.status == 2)
                cr_expect(strstr(outcome.err, "activation"), "%s: %s", line, outcome.err);
        }
}

/* Nearly without noise the search for transitions of two layers ends before it has found them. */
Test(theory_command, says_where_its_answers_are_not_tested)
{
    program_run_line(&outcome, "theory two-layer-tanh2 -s noise=1e-12 --alpha 2 --transitions");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.err, "noise 1e-12") && strstr(outcome.err, "0.0001"), "%s",
              outcome.err);
    cr_expect(strstr(outcome.out, "not found: there may be one"), "%s", outcome.out);
    program_run_line(&outcome, "theory relu-ones -s gamma=60 --alpha 2");
    cr_expect_eq(outcome.status, 0, "%s", outcome.err);
    cr_expect(strstr(outcome.err, "gamma 60"), "%s", outcome.err);
    program_run_line(&outcome, "theory relu-ones --alpha 2");
    cr_expect_str_eq(outcome.err, "");
}

/* A factor of 1e150 gave an error of 3e298, and one of 1e160 an error of 0. */
Test(theory_command, an_activation_beyond_all_numbers_is_refused)
{
    static const char *const factors[] = {"1e160", "1e150", "1e30", "1e-160"};
    char line[128];

    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        snprintf(line, sizeof line, "theory first-light -s activation=%s*tanh", factors[i]);
        program_run_line(&outcome, line);
        cr_expect_eq(outcome.status, 2, "%s: %d", line, outcome.status);
        cr_expect(strstr(outcome.err, "variance"), "%s", outcome.err);
    }
}
