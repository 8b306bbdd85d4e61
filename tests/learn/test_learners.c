/* Walks the registry: the duties of every learner, whoever wrote it. */
#include <criterion/criterion.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"
#include "plateau/engine.h"
#include "plateau/meter.h"

/* A learner of a matrix needs an activation that is not odd. */
static struct config tiny(const struct learner_ops *ops)
{
    char algorithm[48];

    snprintf(algorithm, sizeof algorithm, "algorithm=%s", ops->name);
    struct config config = build_config("d=9", "alpha=3.1", "noise=0.05",
                                        ops->predict ? "activation=h2h3" : "activation=erf",
                                        "init_scale=0.5", "test=50", algorithm, NULL);
    if (ops->supports && !ops->supports(&config, NULL))
        config.weights = WEIGHTS_RADEMACHER;
    return config;
}

/*
 * Bytes that malloc has given out; 0 where a sanitizer replaces it. The rows of data do not come
 * from malloc.
 */
static double allocated(void)
{
    const struct mallinfo2 info = mallinfo2();

    return (double)info.uordblks + (double)info.hblkhd;
}

static void measure_into(const struct replica *r, struct meter *meter, double value[SERIES_COUNT])
{
    struct quadratic quadratic;

    if (!r->ops->predict) {
        meter_measure(meter, r->task.params, false, 1.0, value);
        return;
    }
    r->ops->predict(r->state, &r->task, &quadratic);
    cr_assert_eq(meter_prepare_quadratic(meter, NULL), STATUS_OK);
    meter_measure_quadratic(meter, &quadratic, 1.0, value);
}

/*
 * d = 150 on 16 threads, which engine_memory reckons with: no learner takes more than it says, and
 * that of a matrix, the largest with one row for each squared input, nearly as much.
 */
Test(learners, take_the_memory_that_was_reckoned_with)
{
    const struct learner_ops *ops;
    const double nothing = allocated();

    for (size_t a = 0; nothing > 0.0 && (ops = learner_at(a)); a++) {
        struct config config = tiny(ops);
        config.d = 150;
        config.test = 500;
        config.alpha = 1.0;
        const double before = allocated();
        struct replica r = replica_open(&config, 16);
        struct meter *meter = meter_create(r.problem, NULL);
        if (ops->predict) {
            double value[SERIES_COUNT];
            replica_step(&r);
            measure_into(&r, meter, value);
        }
        const double rows = 4.0 * (double)r.problem->given.data.n * (150.0 + 3.0);
        const double share = (allocated() - before + rows) / engine_memory(&config);
        cr_expect(share < 1.0, "%s: %g", ops->name, share);
        cr_expect(share > (ops->predict ? 0.85 : 0.7), "%s: %g", ops->name, share);
        meter_destroy(meter);
        replica_close(&r);
    }
}

Test(learners, lower_the_loss_of_a_small_realisable_problem)
{
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        const struct config config = tiny(ops);
        struct replica r = replica_open(&config, 1);
        const double before = replica_loss(&r);
        for (int s = 0; s < 300; s++)
            cr_assert_eq(replica_step(&r), STATUS_OK, "%s", ops->name);
        cr_expect_lt(replica_loss(&r), 0.5 * before, "%s: %g to %g", ops->name, before,
                     replica_loss(&r));
        cr_expect_gt(r.gradients, 0.0);
        replica_close(&r);
    }
}

Test(learners, give_the_same_bits_for_the_same_seed_on_any_number_of_threads)
{
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        struct config config = tiny(ops);
        config.d = 40;
        config.alpha = 2.6;
        float *first = NULL;
        for (size_t threads = 1; threads <= 3; threads++) {
            struct replica r = replica_open(&config, threads);
            for (int s = 0; s < 12; s++)
                replica_step(&r);
            const size_t bytes = r.task.count * sizeof *first;
            if (!first)
                first = memcpy(malloc(bytes), r.task.params, bytes);
            cr_expect(memcmp(first, r.task.params, bytes) == 0, "%s on %zu threads", ops->name,
                      threads);
            replica_close(&r);
        }
        free(first);
    }
}

Test(learners, go_on_after_the_data_grew_shrank_and_came_back)
{
    static const double alphas[] = {6.4, 0.7, 3.1};
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        const struct config config = tiny(ops);
        struct replica r = replica_open(&config, 1);
        for (size_t c = 0; c < 3; c++) {
            replica_change_alpha(&r, alphas[c]);
            for (int s = 0; s < 60; s++)
                cr_assert_eq(replica_step(&r), STATUS_OK, "%s", ops->name);
            cr_expect(isfinite(replica_loss(&r)), "%s", ops->name);
        }
        replica_close(&r);
    }
}

Test(learners, report_a_loss_that_left_the_numbers)
{
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        const struct config config = tiny(ops);
        if (ops->predict)
            continue; /* the learner never reads the weights */
        struct replica r = replica_open(&config, 1);
        r.task.params[3] = NAN;
        r.ops->init(r.state, &r.task, &r.gradients);
        cr_expect_eq(replica_step(&r), STATUS_DIVERGED, "%s", ops->name);
        replica_close(&r);
    }
}

/*
 * A checkpoint holds the weights, the counters of the random streams and the kept bytes of the
 * state: with anything else behind them a learner continues with the same bits and the same
 * report about itself.
 */
Test(learners, continue_from_the_kept_bytes_of_their_state)
{
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        const struct config config = tiny(ops);
        struct replica whole = replica_open(&config, 1), cut = replica_open(&config, 1);
        struct diagnostics of_whole, of_cut;

        for (size_t s = 0; s < 7; s++) {
            replica_step(&whole);
            replica_step(&cut);
        }
        const size_t bytes = ops->state_size(&cut.task);
        const size_t kept = ops->kept ? ops->kept(&cut.task) : bytes;
        cr_assert(kept <= bytes, "%s: %zu of %zu", ops->name, kept, bytes);
        memset((char *)cut.state + kept, 0x5a, bytes - kept);
        ops->diagnose(whole.state, &whole.task, &of_whole);
        ops->diagnose(cut.state, &cut.task, &of_cut);
        cr_expect_arr_eq(&of_whole, &of_cut, sizeof of_whole, "%s", ops->name);
        for (size_t s = 0; s < 5; s++) {
            cr_assert_eq(replica_step(&whole), STATUS_OK, "%s", ops->name);
            cr_assert_eq(replica_step(&cut), STATUS_OK, "%s", ops->name);
        }
        cr_expect_arr_eq(whole.task.params, cut.task.params, whole.task.count * sizeof(float), "%s",
                         ops->name);
        ops->diagnose(whole.state, &whole.task, &of_whole);
        ops->diagnose(cut.state, &cut.task, &of_cut);
        cr_expect_arr_eq(&of_whole, &of_cut, sizeof of_whole, "%s", ops->name);
        replica_close(&whole);
        replica_close(&cut);
    }
}

Test(learners, tell_the_gradients_of_a_step_beforehand)
{
    static const char *const batches[] = {"7", "n/3", "1000000"};
    const struct param_schema *schema = learner_schema();
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        for (size_t b = 0; b < sizeof batches / sizeof batches[0]; b++) {
            struct config config = tiny(ops);
            const struct setting setting = {"batch", batches[b]};
            config_apply(&config, schema, &setting, 1,
                         NULL); /* refused where the learner lacks the parameter */
            struct replica r = replica_open(&config, 1);
            const double told = ops->gradients_per_step(r.task.values, r.problem->given.data.n);
            const double before = r.gradients;
            cr_assert_eq(replica_step(&r), STATUS_OK, "%s", ops->name);
            cr_expect_eq(isnan(told), ops->most_gradients != NULL, "%s", ops->name);
            if (isnan(told)) /* found out on the way */
                cr_expect(r.gradients - before >= 1.0 &&
                              r.gradients - before <= ops->most_gradients(r.task.values),
                          "%s", ops->name);
            else
                cr_expect_float_eq(r.gradients - before, told, 1e-12, "%s, %s", ops->name,
                                   batches[b]);
            replica_close(&r);
        }
    }
}

Test(learners, have_rows_that_fit_the_config)
{
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        cr_expect_leq(ops->param_count, LEARNER_PARAMS_MAX, "%s", ops->name);
        for (size_t p = 0; p < ops->param_count; p++)
            cr_expect_null(ops->params[p].section, "%s.%s", ops->name, ops->params[p].name);
    }
}

static void expect_same(struct replica *seeing, struct replica *blind, const char *when)
{
    const double loss = replica_loss(seeing), other = replica_loss(blind);

    cr_expect(memcmp(seeing->task.params, blind->task.params, seeing->task.count * sizeof(float)) ==
                  0,
              "%s %s", seeing->ops->name, when);
    cr_expect(isfinite(loss) && loss == other, "%s %s: %.17g, not %.17g", seeing->ops->name, when,
              other, loss);
}

/* Labels are made before the truth is taken away; with another noise they are made anew. */
Test(learners, give_the_same_bits_without_the_truth)
{
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        const struct config config = tiny(ops);
        struct replica seeing = replica_open(&config, 1), blind = replica_open_blind(&config, 1);
        for (int s = 0; s < 12; s++)
            cr_assert_eq(replica_step(&seeing), replica_step(&blind), "%s", ops->name);
        expect_same(&seeing, &blind, "after 12 steps");
        replica_change_noise(&seeing, 0.3);
        replica_change_noise(&blind, 0.3);
        for (int s = 0; s < 12; s++)
            cr_assert_eq(replica_step(&seeing), replica_step(&blind), "%s", ops->name);
        expect_same(&seeing, &blind, "after more noise");
        replica_close(&blind);
        replica_close(&seeing);
    }
}

/* The same training error of the weights, or of the matrix, and nothing else but it. */
static bool is_measured(enum series series)
{
    const enum series_family family = series_family(series);

    return family == SERIES_OF_ERROR || family == SERIES_OF_ORDER || family == SERIES_OF_CHANCE;
}

Test(learners, are_measured_without_the_truth_by_their_training_error_alone)
{
    const struct learner_ops *ops;

    for (size_t a = 0; (ops = learner_at(a)); a++) {
        const struct config config = tiny(ops);
        struct replica seeing = replica_open(&config, 1), blind = replica_open_blind(&config, 1);
        struct meter *with = meter_create(seeing.problem, NULL);
        struct meter *without = meter_create(blind.problem, NULL);
        double expected[SERIES_COUNT], value[SERIES_COUNT];

        cr_assert(with && without);
        replica_step(&seeing);
        replica_step(&blind);
        measure_into(&seeing, with, expected);
        measure_into(&blind, without, value);
        cr_expect(isfinite(value[SERIES_TRAIN]) && isfinite(expected[SERIES_EPS]), "%s", ops->name);
        cr_expect_eq(value[SERIES_TRAIN], expected[SERIES_TRAIN], "%s", ops->name);
        for (size_t s = 0; s < SERIES_COUNT; s++)
            if (s != SERIES_TRAIN && is_measured((enum series)s))
                cr_expect(isnan(value[s]), "%s: %s", ops->name, series_column((enum series)s));
        cr_expect_eq(meter_groups(without), 0);
        cr_expect_eq(meter_specialised(without), 0);
        cr_expect_eq(meter_overlaps(without).layers, 0);
        cr_expect(isnan(meter_chance(without).mean) && isnan(meter_neurons(without)[0]));
        cr_expect(isnan(meter_compare(without, without).distance));
        meter_destroy(without);
        meter_destroy(with);
        replica_close(&blind);
        replica_close(&seeing);
    }
}
