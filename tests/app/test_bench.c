/*
 * plateau bench and its measurements: each number measures what its name says; how good it is does
 * not matter.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>

#include "app/bench.h"
#include "program.h"
#include "terminal.h"

Test(bench, counts_the_operations_of_products)
{
    const struct bench_case shallow = {14, 2.0, 1, "relu"}, deep = {14, 2.0, 3, "relu"};

    cr_expect_eq(bench_rows(&shallow), 392);
    cr_expect_eq(bench_operations(&shallow), 4.0 * 392 * 14 * 7);
    cr_expect_eq(bench_operations(&deep), 4.0 * 392 * 14 * 7 + 2.0 * 6.0 * 392 * 7 * 7);
}

Test(bench, times_every_way_of_a_gradient)
{
    const struct bench_case which = {20, 3.0, 2, "tanh2"};
    struct bench_way way[] = {{.tiles = tile_find("plain", NULL), .threads = 1},
                              {.tiles = tile_find("reference", NULL), .threads = 2}};

    cr_expect_gt(bench_gradient(&which, way, 2), 1e7);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_gt(way[i].seconds, 0.0);
        cr_expect_float_eq(way[i].rate * way[i].seconds / bench_operations(&which), 1.0, 1e-12);
        cr_expect_geq(way[i].spread, 0.0);
    }
    cr_expect_gt(way[0].peak, way[0].rate, "bare multiply-adds are slower than a gradient");
    cr_expect(isnan(way[1].peak));
}

Test(bench, a_step_takes_its_gradients_and_a_little_more)
{
    static const char *const algorithms[] = {"adam", "hmc", "gd", "nuts"};

    for (size_t i = 0; i < 4; i++) {
        const struct bench_steps took = bench_learner(algorithms[i], 40, 3.0);

        cr_expect(took.steps > 0.5 * took.gradients && took.steps < 3.0 * took.gradients,
                  "%s: %g for gradients of %g", algorithms[i], took.steps, took.gradients);
        cr_expect(took.own > -1.0 && took.own < 0.67, "%s: own share %g", algorithms[i], took.own);
        cr_expect_geq(took.spread, 0.0);
    }
}

Test(bench, the_median_is_the_middle)
{
    double value[] = {3.0, -1.5, 7.0, 2.0, 2.5};

    cr_expect_eq(bench_median(value, 5), 2.5);
    cr_expect_eq(value[0], -1.5);
    cr_expect_eq(value[4], 7.0);
}

static void assert_numbers(const json_t *object, const char *const keys[])
{
    for (size_t i = 0; keys[i]; i++)
        cr_expect_gt(json_number_value(json_object_get(object, keys[i])), 0.0, "%s", keys[i]);
}

Test(bench, prints_its_object)
{
    static const char *const gradient[] = {
        "d", "k", "n", "gflops", "share_of_sgemm", "layers", "per_second", "share_of_peak", NULL};
    static const char *const theory[] = {"mmse_table_ms",    "shallow_point_ms",
                                         "shallow_curve_ms", "two_layer_point_ms",
                                         "deep_point_ms",    NULL};
    static const char *const start[] = {"data_ms", "frame_ms", NULL}, *const no_frame[] = {
                                                                          "data_ms", NULL};
    static struct program_end outcome;

    program_run_line(&outcome, "bench --json --threads 1 --kernel auto");
    cr_assert_eq(outcome.status, 0, "%s", outcome.err);
    json_t *object = json_loads(outcome.out, 0, NULL);
    cr_assert_not_null(object, "%s", outcome.out);
    const json_t *list = json_object_get(object, "gradient");
    cr_assert_geq(json_array_size(list), 9);
    for (size_t i = 0; i < json_array_size(list); i++) {
        assert_numbers(json_array_get(list, i), gradient);
        cr_expect(json_is_string(json_object_get(json_array_get(list, i), "activation")));
        cr_expect_geq(json_number_value(json_object_get(json_array_get(list, i), "spread")), 0.0);
        /* Bare multiply-adds are faster than a gradient. */
        cr_expect_lt(json_number_value(json_object_get(json_array_get(list, i), "share_of_peak")),
                     1.1);
    }
    assert_numbers(json_object_get(object, "theory"), theory);
    assert_numbers(json_object_get(object, "start"), terminal_is_possible() ? start : no_frame);
    cr_expect_gt(json_number_value(json_object_get(object, "sgemm_gflops")), 0.0);
    cr_expect_gt(json_number_value(json_object_get(object, "peak_gflops")), 0.0);
    cr_expect_eq(json_integer_value(json_object_get(object, "threads")), 1);
    cr_expect(json_is_string(json_object_get(object, "cpu")));
    cr_expect(json_is_string(json_object_get(object, "blas")));
    json_decref(object);
}
