#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "observe/errors.h"
#include "plateau/memory.h"

/* Everything that the teacher's own weights must give. */
static void knows_the_teacher(struct bench *bench)
{
    const double *value = measure(bench, 2.5);
    const size_t n = bench->problem->given.data.n, k = bench->problem->truth->teacher.k[0];
    const double delta = bench->problem->given.data.noise;

    cr_expect(value[SERIES_EPS] >= 0 && value[SERIES_EPS] < 1e-10, "%g", value[SERIES_EPS]);
    cr_expect_float_eq(value[SERIES_Q], 1, 1e-6);
    cr_expect(isnan(value[SERIES_R2]) || fabs(value[SERIES_R2] - 1) < 1e-6);
    /* Nishimori: the residuals are the noise; n of them, 5 standard errors (6e-7). */
    cr_expect_float_eq(value[SERIES_TRAIN], delta, 5 * delta * sqrt(2.0 / (double)n));
    for (size_t g = 0; g < Q_GROUPS_MAX; g++) {
        const double q = value[SERIES_Q_V1 + g];
        cr_expect(g < meter_groups(bench->meter) ? fabs(q - 1) < 1e-6 : isnan(q));
    }
    for (size_t r = 0; r < k; r++)
        cr_expect_float_eq(meter_neurons(bench->meter)[r], 1, 1e-6);
}

Test(meter, knows_the_teacher_for_every_kind_of_activation)
{
    static const char *const activations[] = {"relu", "erf",   "h2",    "h2h3",
                                              "elu",  "tanh2", "tanh2c"};
    char text[64];

    for (size_t a = 0; a < sizeof activations / sizeof activations[0]; a++) {
        snprintf(text, sizeof text, "activation=%s", activations[a]);
        struct bench bench = open_bench(build_config("d=23", "alpha=2.385", "noise=0.3", text,
                                                     "readout=4point", "init=teacher", NULL));
        knows_the_teacher(&bench);
        close_bench(&bench);
    }
}

Test(meter, knows_a_doubled_teacher_and_learned_readouts)
{
    struct bench wide =
        open_bench(build_config("d=23", "alpha=2", "noise=0.3", "activation=relu",
                                "readout=uniform", "init=teacher", "width=2", NULL));
    knows_the_teacher(&wide);
    cr_expect_eq(meter_groups(wide.meter), 4);
    close_bench(&wide);

    struct bench learned =
        open_bench(build_config("d=23", "alpha=2", "noise=0.3", "activation=h2h3",
                                "readout=rademacher", "init=teacher", "learn_readout=yes", NULL));
    knows_the_teacher(&learned);
    cr_expect_eq(meter_groups(learned.meter), 2);
    close_bench(&learned);
}

Test(meter, halves_the_error_of_a_sampler)
{
    struct bench bench =
        open_bench(build_config("d=23", "alpha=2", "activation=tanh2", "noise=0.1", NULL));
    double sampler[SERIES_COUNT];

    measure(&bench, 1);
    meter_measure(bench.meter, bench.params, true, 2, sampler);
    cr_expect_eq(bench.value[SERIES_EPS], bench.value[SERIES_EPS_GIBBS]);
    cr_expect_eq(sampler[SERIES_EPS_GIBBS], bench.value[SERIES_EPS_GIBBS]);
    cr_expect_eq(sampler[SERIES_EPS], 0.5 * bench.value[SERIES_EPS]);
    cr_expect_eq(sampler[SERIES_EPS_SE], 0.5 * bench.value[SERIES_EPS_SE]);
    cr_expect_gt(sampler[SERIES_EPS_SE], 0);
    close_bench(&bench);
}

/* Exact errors against the test set: five comparisons at 4 standard errors, 3e-4. */
Test(meter, agrees_with_its_test_set_where_it_is_exact)
{
    static const char *const activations[] = {"relu", "erf", "h2", "h3", "h2h3"};
    char text[64];

    for (size_t a = 0; a < sizeof activations / sizeof activations[0]; a++) {
        snprintf(text, sizeof text, "activation=%s", activations[a]);
        struct bench bench =
            open_bench(build_config("d=19", text, "alpha=1", "width=2", "readout=4point", NULL));
        const struct problem *problem = bench.problem;
        float *f = memory_need(problem->truth->test, sizeof(float));

        cr_expect(meter_is_exact(bench.meter));
        measure(&bench, 1);
        kernel_predict(problem->given.kernel, bench.params, problem->truth->test_x,
                       problem->truth->test, f);
        const struct estimate seen =
            errors_on_test_set(f, problem->truth->test_clean, problem->truth->test);
        cr_expect_float_eq(bench.value[SERIES_EPS], seen.mean, 4 * seen.se, "%s: %g, %g +- %g",
                           activations[a], bench.value[SERIES_EPS], seen.mean, seen.se);
        cr_expect(isnan(bench.value[SERIES_EPS_SE]));
        free(f);
        close_bench(&bench);
    }
}

/* f_W straight from eq. (1), in float64. */
static double plain_error(const struct bench *bench)
{
    const struct problem *problem = bench->problem;
    const struct network *student = &problem->given.student;
    double sum = 0.0;

    for (size_t m = 0; m < problem->truth->test; m++) {
        double f = 0.0;
        for (size_t i = 0; i < student->k[0]; i++) {
            double z = 0.0;
            for (size_t j = 0; j < student->d; j++) {
                z += (double)bench->params[i * student->d + j] *
                     (double)problem->truth->test_x[m * student->d + j];
            }
            f += (double)student->readout[i] *
                 activation_value(&student->activation[0], z / sqrt((double)student->d));
        }
        const double r = f / sqrt((double)student->k[0]) - (double)problem->truth->test_clean[m];
        sum += r * r;
    }
    return sum / (double)problem->truth->test;
}

Test(meter, takes_the_test_set_where_there_is_no_closed_form)
{
    struct bench bench = open_bench(build_config("d=19", "activation=elu", "alpha=1", NULL));

    cr_expect_not(meter_is_exact(bench.meter));
    measure(&bench, 1);
    /* Predictions are float32: 1e-6 each. */
    cr_expect_float_eq(bench.value[SERIES_EPS], plain_error(&bench), 1e-5);
    close_bench(&bench);
}

Test(meter, has_r2_only_with_a_quadratic_part)
{
    static const char *const with[] = {"activation=relu", "activation=h2h3", "activation=elu"};
    static const char *const without[] = {"activation=erf", "activation=tanh2", "activation=h3",
                                          "activation=hermite:0.4,1,0,0.3"};

    for (size_t a = 0; a < sizeof with / sizeof with[0]; a++) {
        struct bench bench = open_bench(build_config("d=11", "alpha=1", with[a], NULL));
        cr_expect(isfinite(measure(&bench, 1)[SERIES_R2]));
        close_bench(&bench);
    }
    for (size_t a = 0; a < sizeof without / sizeof without[0]; a++) {
        struct bench bench = open_bench(build_config("d=11", "alpha=1", without[a], NULL));
        cr_expect(isnan(measure(&bench, 1)[SERIES_R2]));
        close_bench(&bench);
    }
}

Test(meter, averages_predictions_over_its_window)
{
    struct bench bench = open_bench(build_config("d=11", "alpha=1", "activation=relu", NULL));
    const size_t count = network_parameters(&bench.problem->given.student);

    cr_expect(isnan(measure(&bench, 0)[SERIES_EPS_MEAN]));
    cr_expect(isnan(measure(&bench, 10)[SERIES_EPS_MEAN]));
    const double still = measure(&bench, 15)[SERIES_EPS_MEAN];
    cr_expect_float_eq(still, plain_error(&bench), 1e-4 * still); /* of one prediction: its own */
    meter_restart(bench.meter, 15);
    cr_expect(isnan(measure(&bench, 16)[SERIES_EPS_MEAN]));
    for (size_t i = 0; i < count; i++)
        bench.params[i] *= 0.5F;
    measure(&bench, 18);
    const double anew = measure(&bench, 19)[SERIES_EPS_MEAN];
    cr_expect_float_eq(anew, plain_error(&bench), 1e-4 * anew);
    cr_expect_gt(fabs(anew - still), 0.01 * still);
    close_bench(&bench);
}

Test(meter, reports_overlaps_in_order_of_the_readouts)
{
    struct bench bench = open_bench(
        build_config("d=24", "alpha=1", "activation=relu", "readout=4point", "init=mix:0.6", NULL));
    const float *neurons = meter_neurons(bench.meter);
    double sum = 0, group[4] = {0};

    measure(&bench, 1);
    cr_assert_eq(meter_groups(bench.meter), 4);
    cr_expect_float_eq(meter_group(bench.meter, 0).readout, sqrt(0.2), 1e-6);
    cr_expect_float_eq(meter_group(bench.meter, 1).readout, sqrt(0.2), 1e-6);
    cr_expect_float_eq(meter_group(bench.meter, 3).readout, sqrt(1.8), 1e-6);
    cr_expect_float_eq(meter_group(bench.meter, 1).to, 0.5, 1e-12); /* of both signs */
    cr_expect_float_eq(meter_group(bench.meter, 2).from, 0.5, 1e-12);
    cr_expect(meter_group(bench.meter, 3).one_size);
    for (size_t r = 0; r < 12; r++) {
        sum += (double)neurons[r] / 12;
        group[r / 3] += (double)neurons[r] / 3;
    }
    cr_expect_float_eq(bench.value[SERIES_Q], sum, 1e-6);
    cr_expect_float_eq(sum, 0.6, 0.2);
    for (size_t g = 0; g < 4; g++)
        cr_expect_float_eq(bench.value[SERIES_Q_V1 + g], group[g], 1e-6);
    close_bench(&bench);
}

Test(meter, counts_neurons_of_an_overlap_of_seven_tenths_as_specialised)
{
    struct bench bench =
        open_bench(build_config("d=40", "alpha=1", "activation=relu", "init=mix:0.7", NULL));
    const float *neurons = meter_neurons(bench.meter);
    size_t count = 0, close = 0;

    measure(&bench, 1);
    for (size_t r = 0; r < 20; r++) {
        count += neurons[r] >= 0.7F;
        close += fabsf(neurons[r] - 0.7F) < 0.2F;
    }
    cr_expect_eq(meter_specialised(bench.meter), count);
    cr_expect(count > 2 && count < 18 && close > 10, "no power: %zu, %zu", count, close);
    close_bench(&bench);
}

/* The teacher with its neurons turned round by one: other readouts, and the same function. */
Test(meter, lets_learned_readouts_make_any_neuron_any_other)
{
    struct bench bench = open_bench(build_config("d=24", "alpha=1", "activation=relu",
                                                 "readout=4point", "learn_readout=yes", NULL));
    const struct truth *truth = bench.problem->truth;
    const size_t d = 24, k = 12;

    cr_assert_eq(network_parameters(&bench.problem->given.student), k * d + k);
    for (size_t i = 0; i < k; i++) {
        const size_t j = (i + 1) % k;
        for (size_t l = 0; l < d; l++)
            bench.params[i * d + l] = truth->params[j * d + l];
        bench.params[k * d + i] = truth->readout[j];
    }
    knows_the_teacher(&bench);
    close_bench(&bench);
}

Test(meter, has_a_chance_level_of_its_own_stream)
{
    struct bench one = open_bench(build_config("d=40", "alpha=1", "activation=relu", NULL));
    struct bench same = open_bench(build_config("d=40", "alpha=2", "activation=relu", NULL));
    struct bench other =
        open_bench(build_config("d=40", "alpha=1", "activation=relu", "seed=71", NULL));

    cr_expect_eq(measure(&one, 1)[SERIES_Q_NULL], measure(&same, 1)[SERIES_Q_NULL]);
    cr_expect_neq(one.value[SERIES_Q_NULL], measure(&other, 1)[SERIES_Q_NULL]);
    /* A random start is at that level; the spread of a mean over 20 neurons is about .03. */
    cr_expect_float_eq(one.value[SERIES_Q], one.value[SERIES_Q_NULL], 0.12);
    close_bench(&one);
    close_bench(&same);
    close_bench(&other);
}

Test(meter, has_nothing_to_say_of_weights_that_diverged)
{
    struct bench bench = open_bench(build_config("d=11", "alpha=1", "activation=relu", NULL));

    bench.params[7] = NAN;
    bench.value[SERIES_UNI] = 0.2385;
    measure(&bench, 1);
    for (size_t s = 0; s < SERIES_COUNT; s++)
        if (series_family((enum series)s) == SERIES_OF_ERROR ||
            series_family((enum series)s) == SERIES_OF_ORDER)
            cr_expect(isnan(bench.value[s]), "%s", series_column((enum series)s));
    cr_expect(isfinite(bench.value[SERIES_Q_NULL]));
    cr_expect(isnan(meter_neurons(bench.meter)[0]));
    cr_expect_eq(bench.value[SERIES_UNI], 0.2385);

    /* Absurdly large weights neither hang nor spoil the mean of later predictions. */
    for (size_t i = 0; i < network_parameters(&bench.problem->given.student); i++)
        bench.params[i] = 1e38F;
    measure(&bench, 2);
    cr_assert_eq(student_start(bench.problem, 0, bench.params, NULL), STATUS_OK);
    measure(&bench, 40);
    cr_expect(isfinite(measure(&bench, 50)[SERIES_EPS_MEAN]));
    close_bench(&bench);
}

Test(meter, follows_a_change_of_the_data)
{
    struct bench bench = open_bench(
        build_config("d=23", "alpha=1", "noise=0.3", "activation=erf", "init=teacher", NULL));

    const double before = measure(&bench, 1)[SERIES_TRAIN];
    cr_assert_eq(problem_change(bench.problem, 2.385, 1.2, NULL), STATUS_OK);
    meter_restart(bench.meter, 1);
    knows_the_teacher(&bench);
    cr_expect_gt(bench.value[SERIES_TRAIN], 2 * before);
    close_bench(&bench);
}
