#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/mmse.h"
#include "program.h"

static struct program_end outcome;

static void run(const char *line)
{
    program_run_line(&outcome, line);
    cr_assert_eq(outcome.status, 0, "%s: %s", line, outcome.err);
    cr_assert_str_empty(outcome.err);
}

/* Exit status 2, nothing on stdout, and a message with these words. */
static void expect_refused(const char *line, const char *first, const char *second)
{
    program_run_line(&outcome, line);
    cr_expect_eq(outcome.status, 2, "%s: status %d", line, outcome.status);
    cr_expect_str_empty(outcome.out, "%s", line);
    cr_expect(strstr(outcome.err, first) && strstr(outcome.err, second), "%s: %s", line,
              outcome.err);
}

Test(mmse_command, prints_rows_of_the_solver)
{
    struct readout_law law;
    double value[4][4]; /* snr, mmse, dmmse, iota */

    run("mmse --readout 4point --gamma 0.6 --snr 0,0.25,2.385,1e9");
    cr_assert_eq(strncmp(outcome.out, "snr,mmse,dmmse,iota\n", 20), 0, "%s", outcome.out);
    char *at = outcome.out + 20;
    for (size_t i = 0; i < 16; i++) {
        value[i / 4][i % 4] = strtod(at, &at);
        cr_assert_eq(*at++, i % 4 == 3 ? '\n' : ',');
    }
    cr_assert_str_empty(at);
    cr_assert_eq(readout_law_parse(&law, "4point", NULL), STATUS_OK);
    cr_expect(value[0][0] == 0.0 && value[0][1] == 1.0 && value[0][2] == -1.0 &&
              value[0][3] == 0.0);

    struct mmse *table = mmse_create_symmetric(&law, 0.6, NULL);
    for (size_t i = 1; i < 4; i++) {
        const double x = value[i][0], iota = 0.25 * mmse_integral(table, x);
        struct mmse_point point;

        cr_assert_eq(mmse_symmetric(&law, 0.6, x, &point, NULL), STATUS_OK);
        cr_expect_float_eq(value[i][1] / point.mmse, 1.0, 1e-14);
        cr_expect_float_eq(value[i][2] / point.slope, 1.0, 1e-14);
        cr_expect_float_eq(value[i][3] / iota, 1.0, 1e-14);
    }
    mmse_destroy(table);
}

/* iota' = mmse / 2, here between points a thousandth apart. */
Test(mmse_command, prints_an_object_for_a_range)
{
    json_error_t error;

    run("mmse --kind rectangular --gamma 0.4,1.25 --snr 2:2.002:3 --json");
    cr_assert_eq(strchr(outcome.out, '\n') + 1, outcome.out + strlen(outcome.out));
    json_t *object = json_loads(outcome.out, 0, &error);
    cr_assert(object, "%s", error.text);

    const char *kind;
    double gamma[2], snr[3], mmse[3], slope[3], iota[3];
    json_t *readout;
    cr_assert_eq(json_unpack_ex(object, &error, JSON_STRICT,
                                "{s:s, s:[FF], s:o, s:[FFF], s:[FFF], s:[FFF], s:[FFF]}", "kind",
                                &kind, "gamma", &gamma[0], &gamma[1], "readout", &readout, "snr",
                                &snr[0], &snr[1], &snr[2], "mmse", &mmse[0], &mmse[1], &mmse[2],
                                "dmmse", &slope[0], &slope[1], &slope[2], "iota", &iota[0],
                                &iota[1], &iota[2]),
                 0, "%s", error.text);
    cr_expect_str_eq(kind, "rectangular");
    cr_expect(gamma[0] == 0.4 && gamma[1] == 1.25 && json_is_null(readout));
    cr_expect(snr[0] == 2.0 && fabs(snr[1] - sqrt(2.0 * 2.002)) < 1e-14 &&
              fabs(snr[2] - 2.002) < 1e-14);
    cr_expect_float_eq((mmse[2] - mmse[0]) / (snr[2] - snr[0]) / slope[1], 1.0, 1e-6);
    cr_expect_float_eq((iota[2] - iota[0]) / (snr[2] - snr[0]) / mmse[1], 0.5, 1e-6);
    json_decref(object);
}

Test(mmse_command, has_defaults)
{
    size_t lines = 0;

    run("mmse");
    for (const char *at = outcome.out; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    cr_expect_eq(lines, 42);
    run("mmse --kind symmetric --json");
    cr_expect(strstr(outcome.out, "\"readout\":\"ones\""));
    cr_expect(strstr(outcome.out, "\"gamma\":[0.5]"));
}

Test(mmse_command, refuses_what_it_does_not_take)
{
    expect_refused("mmse --kind square", "'square'", "symmetric or rectangular");
    expect_refused("mmse --kind rectangular --readout ones", "--readout", "rectangular");
    expect_refused("mmse --kind rectangular --gamma 0.5", "--gamma", "two numbers");
    expect_refused("mmse --gamma 0.5,0.5", "--gamma", "one number");
    expect_refused("mmse --gamma 0.5,", "'0.5,'", "one number");
    expect_refused("mmse --gamma nan", "'nan'", "one number");
    expect_refused("mmse --gamma 0", "gamma: 0", "0.001");
    expect_refused("mmse --kind rectangular --gamma 0.5,-2", "gamma2: -2", "0.001");
    expect_refused("mmse --readout some", "some", "4point");
    expect_refused("mmse --snr 1:10", "'1:10'", "A:B:COUNT");
    expect_refused("mmse --snr 0:10:3", "'0:10:3'", "A:B:COUNT");
    expect_refused("mmse --snr 1:10:1", "'1:10:1'", "A:B:COUNT");
    expect_refused("mmse --snr 1:10:10001", "10001", "A:B:COUNT");
    expect_refused("mmse --snr 1:10:5x", "'1:10:5x'", "A:B:COUNT");
    expect_refused("mmse --snr 1,,2", "'1,,2'", "A,B,...");
    expect_refused("mmse --snr 1,-2", "snr: -2", "0");
    expect_refused("mmse --snr 1e13", "snr: 1e+13", "1e+12");
    expect_refused("mmse first-light", "first-light", "mmse");
    expect_refused("mmse --steps 3", "--steps", "mmse");
    expect_refused("run --snr 1", "--snr", "run");
}
