/*
 * The kernel against its goals. Goals are ratios of times measured in turn in one run: gradients
 * with gamma 1/2 and tanh2 over bare multiply-adds and over sgemm, two threads over one, and what a
 * learner adds to its gradients. The goals hold for a machine with nothing else to do; a line whose
 * repeats spread by more than a quarter is void. Use the sgemm of OpenBLAS's Haswell kernels:
 * OPENBLAS_CORETYPE=Haswell.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/bench.h"
#include "plateau/linalg.h"
#include "plateau/team.h"

enum { AVX512, AVX2, REFERENCE, ONE, TWO, WAYS };

static const double void_spread = 0.25;

/* A required and an excellent value. */
struct bench_goal {
    double required, excellent;
};

struct bench_row {
    struct bench_case which;
    struct bench_goal peak, sgemm, avx2_sgemm; /* of AVX-512, of AVX-512, of AVX2 */
};

static const struct bench_row rows[] = {
    {{60, 3.0, 1, "tanh2"}, {0.55, 0.70}, {1.2, 1.5}, {0.60, 0.75}},
    {{100, 3.0, 1, "tanh2"}, {0.55, 0.70}, {1.2, 1.5}, {0.60, 0.75}},
    {{150, 3.0, 1, "tanh2"}, {0.65, 0.78}, {1.4, 1.7}, {0.70, 0.85}},
    {{200, 3.0, 1, "tanh2"}, {0.65, 0.78}, {1.4, 1.7}, {0.70, 0.85}},
    {{400, 1.0, 1, "tanh2"}, {0.80, 0.90}, {1.4, 1.7}, {0.70, 0.85}},
    {{60, 3.0, 1, "relu"}, {0.55, 0.70}, {1.2, 1.5}, {0.60, 0.75}},
    {{150, 3.0, 1, "relu"}, {0.65, 0.78}, {1.4, 1.7}, {0.70, 0.85}},
    {{100, 3.0, 2, "tanh2"}, {0.55, 0.70}, {1.2, 1.5}, {0.60, 0.75}},
};

static const char *verdict(double ratio, struct bench_goal goal, bool less)
{
    const double sign = less ? -1.0 : 1.0;

    return sign * ratio >= sign * goal.excellent  ? "excellent"
           : sign * ratio >= sign * goal.required ? "met"
                                                  : "missed";
}

static void print_ratio(const char *what, double ratio, struct bench_goal goal, bool less,
                        double spread)
{
    printf("    %-34s %6.2f   %.2f, %.2f   %s", what, ratio, goal.required, goal.excellent,
           verdict(ratio, goal, less));
    if (spread > void_spread)
        printf(", void: spread %.0f %%", 100.0 * spread);
    printf("\n");
}

static void report_gradient(const struct bench_row *row)
{
    const struct tile_ops *wanted[WAYS] = {tile_find("avx512", NULL), tile_find("avx2", NULL),
                                           tile_find("reference", NULL), tile_best(), tile_best()};
    struct bench_way way[WAYS] = {{0}}, *got[WAYS] = {NULL};
    size_t ways = 0;

    for (size_t i = 0; i < WAYS; i++)
        if (wanted[i]) {
            got[i] = &way[ways++];
            *got[i] = (struct bench_way){
                .tiles = wanted[i], .threads = i == TWO ? 2 : 1, .wall = i == ONE};
        }
    const double sgemm = bench_gradient(&row->which, way, ways);
    printf("d=%zu, %zu layer%s, %s, n=%zu: sgemm %.0f GF/s;", row->which.d, row->which.layers,
           row->which.layers > 1 ? "s" : "", row->which.activation, bench_rows(&row->which),
           sgemm / 1e9);
    for (size_t i = 0; i < ways; i++)
        printf(" %s %.0f (%zu%s)%s", way[i].tiles->name, way[i].rate / 1e9, way[i].threads,
               way[i].wall ? " by the clock" : "", i + 1 < ways ? "," : "\n");
    /* Where AVX-512 works in halves, its peak is that of AVX2, and so are the goals. */
    const bool halved = got[AVX512] && got[AVX2] && got[AVX512]->peak < 1.3 * got[AVX2]->peak;
    if (got[AVX512]) {
        print_ratio("avx512 / multiply-adds", got[AVX512]->rate / got[AVX512]->peak, row->peak,
                    false, got[AVX512]->spread);
        print_ratio(halved ? "avx512 / sgemm (goals of avx2)" : "avx512 / sgemm",
                    got[AVX512]->rate / sgemm, halved ? row->avx2_sgemm : row->sgemm, false,
                    got[AVX512]->spread);
    }
    if (got[AVX2])
        print_ratio("avx2 / sgemm", got[AVX2]->rate / sgemm, row->avx2_sgemm, false,
                    got[AVX2]->spread);
    print_ratio("two threads / one", got[TWO]->rate / got[ONE]->rate, (struct bench_goal){1.7, 1.9},
                false, fmax(got[ONE]->spread, got[TWO]->spread));
}

/* Reports which share of their time steps spend beside their gradients. */
static void report_learner(const char *algorithm, size_t d)
{
    const struct bench_steps took = bench_learner(algorithm, d, 3.0);
    char what[64];

    snprintf(what, sizeof what, "%s, d=%zu: own share of steps", algorithm, d);
    print_ratio(what, took.own, (struct bench_goal){0.05, 0.02}, true, took.spread);
}

int main(void)
{
    static const char *const algorithms[] = {"hmc",  "nuts",     "mala", "langevin",
                                             "adam", "momentum", "gd"};
    const char *commit = getenv("PLATEAU_COMMIT");
    char processor[96];

    linalg_init();
    bench_processor(processor, sizeof processor);
    printf("commit %s; %s, %zu processors; %s\n", commit ? commit : "unknown", processor,
           team_processors(), linalg_version());
    printf("GF/s (threads); medians of %d in turn; ratio, then what is required, excellent\n",
           BENCH_REPEATS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        report_gradient(&rows[i]);
    printf("learners, kernel %s\n", tile_best()->name);
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        for (size_t d = 100; d <= 150; d += 50)
            report_learner(algorithms[i], d);
    return 0;
}
