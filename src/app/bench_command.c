/* plateau bench: gradients, theory and start-up on this machine, for people or as JSON. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "bench.h"
#include "cli.h"
#include "exit_status.h"
#include "plateau/linalg.h"

static const struct bench_case cases[] = {
    {60, 3.0, 1, "tanh2"},  {60, 3.0, 1, "relu"},   {100, 3.0, 1, "tanh2"},
    {100, 3.0, 1, "relu"},  {150, 3.0, 1, "tanh2"}, {150, 3.0, 1, "relu"},
    {200, 3.0, 1, "tanh2"}, {200, 3.0, 1, "relu"},  {100, 3.0, 2, "tanh2"},
};

enum { CASES = sizeof cases / sizeof cases[0] };

struct report {
    char processor[96];
    size_t threads;
    const struct tile_ops *tiles;
    double sgemm; /* operations per second of one thread */
    double peak;  /* the same of bare multiply-adds; NaN for a kernel not made for speed */
    struct bench_way way[CASES];
    struct bench_theory theory;
    struct bench_start start;
};

static void measure(struct report *report)
{
    double sgemm[CASES], peak[CASES];

    bench_processor(report->processor, sizeof report->processor);
    for (size_t i = 0; i < CASES; i++) {
        report->way[i].tiles = report->tiles;
        report->way[i].threads = report->threads;
        sgemm[i] = bench_gradient(&cases[i], &report->way[i], 1);
        peak[i] = report->way[i].peak;
    }
    report->sgemm = bench_median(sgemm, CASES);
    report->peak = bench_median(peak, CASES);
    report->theory = bench_theory();
    report->start = bench_start(report->threads);
}

/* Returns the share of sgemm on as many threads. */
static double share_of_sgemm(const struct report *report, size_t i)
{
    return report->way[i].rate / (report->sgemm * (double)report->threads);
}

/* Returns the share of bare multiply-adds on as many threads. */
static double share_of_peak(const struct report *report, size_t i)
{
    return report->way[i].rate / (report->peak * (double)report->threads);
}

static void print_table(const struct report *report)
{
    const struct bench_theory *theory = &report->theory;

    printf("%s; OpenBLAS: %s\n", report->processor, linalg_version());
    printf("gradients with kernel %s on %zu threads; sgemm of 2048 %.1f GF/s on one",
           report->tiles->name, report->threads, report->sgemm / 1e9);
    if (isfinite(report->peak))
        printf(", bare multiply-adds %.1f", report->peak / 1e9);
    printf("\n\n");
    printf("   d    k      n  L  sigma     GF/s  of sgemm  of peak    per second  spread\n");
    for (size_t i = 0; i < CASES; i++)
        printf("%4zu %4zu %6zu %2zu  %-6s %7.1f %9.2f %8.2f %13.1f  %4.0f %%\n", cases[i].d,
               cases[i].d / 2, bench_rows(&cases[i]), cases[i].layers, cases[i].activation,
               report->way[i].rate / 1e9, share_of_sgemm(report, i), share_of_peak(report, i),
               1.0 / report->way[i].seconds, 100.0 * report->way[i].spread);
    printf("\ntheory: mmse table %.1f ms, point of one layer %.2f, of two %.1f, of three %.2f; "
           "curve of 100 points %.0f ms\n",
           theory->mmse_table, theory->shallow_point, theory->two_layer_point, theory->deep_point,
           theory->shallow_curve);
    printf("start: first frame %.0f ms, data of first-light %.0f ms\n", report->start.frame,
           report->start.data);
}

/* JSON has no NaN: null. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *gradients(const struct report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < CASES; i++)
        json_array_append_new(list,
                              json_pack("{s:I, s:I, s:I, s:s, s:I, s:o, s:o, s:o, s:o, s:o}", "d",
                                        (json_int_t)cases[i].d, "k", (json_int_t)(cases[i].d / 2),
                                        "n", (json_int_t)bench_rows(&cases[i]), "activation",
                                        cases[i].activation, "layers", (json_int_t)cases[i].layers,
                                        "gflops", number(report->way[i].rate / 1e9),
                                        "share_of_sgemm", number(share_of_sgemm(report, i)),
                                        "per_second", number(1.0 / report->way[i].seconds),
                                        "share_of_peak", number(share_of_peak(report, i)), "spread",
                                        number(report->way[i].spread)));
    return list;
}

static void print_object(const struct report *report)
{
    enum { DIGITS = 6 };
    const struct bench_theory *theory = &report->theory;
    json_t *times =
        json_pack("{s:o, s:o, s:o, s:o, s:o}", "mmse_table_ms", number(theory->mmse_table),
                  "shallow_point_ms", number(theory->shallow_point), "shallow_curve_ms",
                  number(theory->shallow_curve), "two_layer_point_ms",
                  number(theory->two_layer_point), "deep_point_ms", number(theory->deep_point));
    json_t *start = json_pack("{s:o, s:o}", "frame_ms", number(report->start.frame), "data_ms",
                              number(report->start.data));
    json_t *object =
        json_pack("{s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:o}", "cpu", report->processor, "blas",
                  linalg_version(), "threads", (json_int_t)report->threads, "sgemm_gflops",
                  number(report->sgemm / 1e9), "gradient", gradients(report), "theory", times,
                  "start", start, "peak_gflops", number(report->peak / 1e9));

    if (!object)
        fatal("out of memory: no room for the result");
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    printf("\n");
    json_decref(object);
}

int command_bench(struct options *options)
{
    struct report report = {.threads = options->threads, .tiles = options->tiles};

    measure(&report);
    if (options->json)
        print_object(&report);
    else
        print_table(&report);
    return EXIT_DONE;
}
