/* Quadratic predictors: exact errors against large test sets, r2 against that of weights. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "build.h"
#include "plateau/linalg.h"
#include "plateau/memory.h"
#include "plateau/meter.h"
#include "plateau/quadrature.h"
#include "tiles.h"

struct form_bench {
    struct team *team;
    struct problem *problem;
    struct meter *meter;
    double *linear, *matrix;
    struct quadratic quadratic;
    double value[SERIES_COUNT];
};

static struct form_bench open_bench(struct config config)
{
    struct form_bench bench = {0};
    struct error err;

    linalg_init();
    bench.team = team_create(2, &err);
    bench.problem = problem_create(&config, bench.team, NULL, &err);
    cr_assert_not_null(bench.problem, "%s", err.text);
    bench.meter = meter_create(bench.problem, &err);
    cr_assert_eq(meter_prepare_quadratic(bench.meter, &err), STATUS_OK, "%s", err.text);
    bench.linear = memory_need(config.d, sizeof(double));
    bench.matrix = memory_need(config.d * config.d, sizeof(double));
    bench.quadratic = (struct quadratic){config.d, 0, 0, 1, bench.linear, bench.matrix};
    return bench;
}

static void close_bench(struct form_bench *bench)
{
    free(bench->linear);
    free(bench->matrix);
    meter_destroy(bench->meter);
    problem_destroy(bench->problem);
    team_destroy(bench->team);
}

/* S += factor W^T diag(v) W / sqrt(k d), w += factor W^T v / sqrt k. */
static void add_network(struct form_bench *bench, const struct network *network, const float *w,
                        double factor)
{
    const size_t d = network->d, k = network->k[0];
    const double root = sqrt((double)k);

    for (size_t n = 0; n < k; n++) {
        for (size_t i = 0; i < d; i++) {
            const double part = factor * (double)network->readout[n] * (double)w[n * d + i] / root;

            bench->linear[i] += part;
            for (size_t j = 0; j < d; j++)
                bench->matrix[i * d + j] += part * (double)w[n * d + j] / sqrt((double)d);
        }
    }
}

static void know_the_orders(struct form_bench *bench)
{
    const struct network *teacher = &bench->problem->truth->teacher;
    double c[3], sum = 0.0;

    quadrature_hermite(&teacher->activation[0], c, 3);
    for (size_t i = 0; i < teacher->k[0]; i++)
        sum += (double)teacher->readout[i];
    bench->quadratic.constant = c[0] * sum / sqrt((double)teacher->k[0]);
    bench->quadratic.slope = c[1];
    bench->quadratic.curvature = sqrt(2.0) * c[2];
}

/*
 * A part of the teacher, a part of another network, and a constant that is off: the error exact and
 * on 60000 rows. Four comparisons at 4 standard errors, 3e-4.
 */
Test(form, error_is_that_of_a_large_test_set)
{
    static const char *const activations[] = {"relu", "1.3*relu", "h2", "hermite:0.2,0.7,1.1,0.4"};
    char text[64];

    for (size_t a = 0; a < sizeof activations / sizeof activations[0]; a++) {
        snprintf(text, sizeof text, "activation=%s", activations[a]);
        struct form_bench bench = open_bench(build_config(
            "d=17", "alpha=1", "gamma=0.6", "test=60000", "readout=4point", text, NULL));
        const struct problem *problem = bench.problem;
        float *w = memory_need(network_parameters(&problem->given.student), sizeof(float));
        float *scratch = memory_need(quadratic_scratch(bench.team, 17), sizeof(float));
        float *f = memory_need(problem->truth->test, sizeof(float));
        double sum = 0.0, squares = 0.0;

        cr_assert_eq(student_start(problem, 0, w, NULL), STATUS_OK);
        know_the_orders(&bench);
        bench.quadratic.constant += 0.173;
        add_network(&bench, &problem->truth->teacher, problem->truth->params, 0.8);
        add_network(&bench, &problem->given.student, w, 0.3);
        meter_measure_quadratic(bench.meter, &bench.quadratic, 1, bench.value);
        quadratic_predict(&bench.quadratic, tiles_tested(), bench.team, problem->truth->test_x,
                          problem->truth->test, scratch, f);
        for (size_t i = 0; i < problem->truth->test; i++) {
            const double r = (double)f[i] - (double)problem->truth->test_clean[i];
            sum += r * r;
            squares += r * r * r * r;
        }
        const double n = (double)problem->truth->test, mean = sum / n;
        const double se = sqrt((squares / n - mean * mean) / n);

        cr_expect_float_eq(bench.value[SERIES_EPS], mean, 4 * se, "%s: %g, %g +- %g",
                           activations[a], bench.value[SERIES_EPS], mean, se);
        cr_expect(isnan(bench.value[SERIES_EPS_SE]));
        free(f);
        free(scratch);
        free(w);
        close_bench(&bench);
    }
}

/* elu has no kernel: the same through the test set, with its standard error. */
Test(form, error_without_a_kernel_is_that_of_the_test_set)
{
    struct form_bench bench = open_bench(
        build_config("d=17", "alpha=1", "test=3000", "activation=elu", "noise=0.3", NULL));

    know_the_orders(&bench);
    add_network(&bench, &bench.problem->truth->teacher, bench.problem->truth->params, 1);
    meter_measure_quadratic(bench.meter, &bench.quadratic, 1, bench.value);
    cr_expect_gt(bench.value[SERIES_EPS], 0);
    cr_expect_lt(bench.value[SERIES_EPS], 0.1);
    cr_expect_gt(bench.value[SERIES_EPS_SE], 0);
    cr_expect_lt(bench.value[SERIES_EPS_SE], bench.value[SERIES_EPS]);
    cr_expect_float_eq(bench.value[SERIES_R2], 1, 1e-6);
    close_bench(&bench);
}

/* A teacher that is a quadratic form is known exactly, whatever the norms of its rows. */
Test(form, knows_a_quadratic_teacher)
{
    struct form_bench bench =
        open_bench(build_config("d=19", "alpha=6", "test=500", "noise=0.3",
                                "activation=hermite:0.3,0.7,1.1", "readout=4point", NULL));
    const struct problem *problem = bench.problem;
    const size_t k = problem->truth->teacher.k[0];
    double trace = 0.0;

    know_the_orders(&bench);
    add_network(&bench, &problem->truth->teacher, problem->truth->params, 1);
    /* He_2 has the mean a - 1 on a row of norm a: v (a - 1) mu_2 / 2 adds to the constant. */
    for (size_t i = 0; i < 19; i++)
        trace += bench.matrix[i * 19 + i] / sqrt(19.0);
    for (size_t i = 0; i < k; i++)
        trace -= (double)problem->truth->readout[i] / sqrt((double)k);
    bench.quadratic.constant += 1.1 / 2 * trace;
    meter_measure_quadratic(bench.meter, &bench.quadratic, 1, bench.value);
    cr_expect_lt(bench.value[SERIES_EPS], 1e-11);
    cr_expect_float_eq(bench.value[SERIES_R2], 1, 1e-11);
    /* The residuals are the noise; n = 2166, 5 standard errors (6e-7). */
    cr_expect_float_eq(bench.value[SERIES_TRAIN], 0.3, 5 * 0.3 * sqrt(2.0 / 2166));
    close_bench(&bench);
}

Test(form, r2_is_that_of_the_weights_the_matrix_was_made_of)
{
    struct form_bench bench = open_bench(build_config(
        "d=23", "alpha=1", "test=100", "readout=4point", "activation=relu", "gamma=0.4", NULL));
    const struct problem *problem = bench.problem;
    float *w = memory_need(network_parameters(&problem->given.student), sizeof(float));

    cr_assert_eq(student_start(problem, 0, w, NULL), STATUS_OK);
    meter_measure(bench.meter, w, false, 1, bench.value);
    const double r2 = bench.value[SERIES_R2];

    add_network(&bench, &problem->given.student, w, 1);
    meter_measure_quadratic(bench.meter, &bench.quadratic, 2, bench.value);
    cr_expect_float_eq(bench.value[SERIES_R2], r2, 1e-7);
    cr_expect_gt(fabs(1 - r2), 0.3);
    free(w);
    close_bench(&bench);
}

Test(form, has_no_neurons_to_tell_of)
{
    struct form_bench bench =
        open_bench(build_config("d=12", "alpha=2", "test=90", "activation=relu", NULL));

    meter_measure_quadratic(bench.meter, &bench.quadratic, 1, bench.value);
    cr_expect(isfinite(bench.value[SERIES_EPS]) && isfinite(bench.value[SERIES_TRAIN]));
    cr_expect(isnan(bench.value[SERIES_Q]) && isnan(bench.value[SERIES_Q_V1]));
    cr_expect(isnan(bench.value[SERIES_EPS_GIBBS]));
    cr_expect(isnan(meter_neurons(bench.meter)[0]));
    cr_expect_eq(meter_specialised(bench.meter), 0);
    close_bench(&bench);
}

/* The same prediction twice: its mean is itself. Test rows fewer than data rows and not a divisor.
 */
Test(form, mean_of_a_standing_prediction_is_its_error)
{
    struct form_bench bench =
        open_bench(build_config("d=12", "alpha=3", "test=197", "activation=elu", NULL));

    know_the_orders(&bench);
    add_network(&bench, &bench.problem->truth->teacher, bench.problem->truth->params, 0.9);
    meter_measure_quadratic(bench.meter, &bench.quadratic, 1, bench.value);
    cr_expect(isnan(bench.value[SERIES_EPS_MEAN]));
    for (int t = 2; t < 6; t++)
        meter_measure_quadratic(bench.meter, &bench.quadratic, t, bench.value);
    cr_expect_float_eq(bench.value[SERIES_EPS_MEAN], bench.value[SERIES_EPS], 1e-9);
    close_bench(&bench);
}
