/*
 * The theory's solvers on one thread beside the machine's own sgemm, which is measured between
 * them: medians of 7, tables warm. Goals on a machine of today: 300 points of mmse 50 ms (ones),
 * 120 ms (4point), 1 s (gaussian); a point of one layer, both branches, 5 ms, 100 alphas 1 s; a
 * point of two layers 200 ms at 1e-4 of eps; a deep point 5 ms.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/bench.h"
#include "build.h"
#include "csv.h"
#include "plateau/clock.h"
#include "plateau/linalg.h"
#include "plateau/memory.h"
#include "plateau/mmse.h"
#include "plateau/rng.h"
#include "plateau/theory.h"

enum { REPEATS = 7, SGEMM_SIZE = 512, TABLE_POINTS = 300 };

/* A matrix and room for its product with itself. */
struct sgemm {
    float *a, *c;
};

static double sgemm_rate(const struct sgemm *sgemm)
{
    const double start = clock_seconds(), size = SGEMM_SIZE;

    linalg_product_nt(SGEMM_SIZE, SGEMM_SIZE, SGEMM_SIZE, 1.0f, sgemm->a, SGEMM_SIZE, sgemm->a,
                      SGEMM_SIZE, sgemm->c, SGEMM_SIZE);
    return 2e-9 * size * size * size / (clock_seconds() - start);
}

/* Prints one line: medians of the time that work takes and of the sgemm rate around it. */
static void report(const struct sgemm *sgemm, const char *name, void (*work)(void *), void *context,
                   double goal)
{
    double taken[REPEATS], rate[REPEATS];

    for (size_t i = 0; i < REPEATS; i++) {
        rate[i] = sgemm_rate(sgemm);
        const double before = clock_seconds();
        work(context);
        taken[i] = clock_seconds() - before;
    }
    const double median = 1e3 * bench_median(taken, REPEATS);
    printf("%-48s %9.3f ms of %6.0f  sgemm %6.1f GF/s%s\n", name, median, goal,
           bench_median(rate, REPEATS), median > goal ? "  MISSED" : "");
}

/* ---- the channel ---- */

static void mmse_points(void *context)
{
    struct mmse_point point;

    for (size_t i = 0; i < TABLE_POINTS; i++)
        if (mmse_symmetric(context, 0.5, pow(10.0, -4.0 + 8.0 * (double)i / (TABLE_POINTS - 1)),
                           &point, NULL) != STATUS_OK)
            abort();
}

static void bench_mmse(const struct sgemm *sgemm, const char *readout, double goal)
{
    char name[64];
    struct readout_law law;

    if (readout_law_parse(&law, readout, NULL) != STATUS_OK)
        abort();
    snprintf(name, sizeof name, "mmse, %s: 300 points in [1e-4, 1e4]", readout);
    report(sgemm, name, mmse_points, &law, goal);
}

/* ---- points and curves ---- */

/* Cold solves of branches first..last at count alphas; eps of the last branch. */
struct job {
    struct theory *theory;
    double alpha, eps;
    size_t first, last, count;
};

static void solve(void *context)
{
    static struct theory_point point;
    struct job *job = context;

    for (size_t i = 0; i < job->count; i++)
        for (size_t b = job->first; b <= job->last; b++) {
            point = (struct theory_point){0};
            theory_solve(job->theory, job->alpha + 0.07 * (double)i, b, &point, NULL, NULL);
            job->eps = point.eps;
        }
}

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    if (!theory) {
        fprintf(stderr, "bench_theory: %s\n", err.text);
        exit(1);
    }
    return theory;
}

/* Times the universal and the specialised branch. */
static void bench_point(const struct sgemm *sgemm, const char *name, struct config config,
                        double alpha, size_t count, double goal)
{
    struct job job = {make(&config), alpha, 0.0, 0, 1, count};

    report(sgemm, name, solve, &job, goal);
    theory_destroy(job.theory);
}

/*
 * Times a branch by itself; prints how far its eps is from the golden value, and the error of that
 * value.
 */
static void bench_two_layers(const struct sgemm *sgemm)
{
    static const char *const branches[] = {"sp", "first"};
    const struct config config =
        build_config("activation=tanh2", "gamma=0.5,0.5", "noise=0.1", NULL);
    struct job job = {.theory = make(&config), .alpha = 3.0, .count = 1};
    struct csv *csv = csv_open("theory/l2_tanh2_ones.csv");

    for (size_t row = 0; row < csv_rows(csv); row++)
        for (size_t b = 0; b < 2; b++) {
            char name[64];
            if (csv_number(csv, row, "alpha") != job.alpha ||
                strcmp(csv_text(csv, row, "branch"), branches[b]) != 0)
                continue;
            const double eps = csv_number(csv, row, "eps");
            job.first = job.last = b + 1;
            solve(&job);
            snprintf(name, sizeof name, "two layers, tanh2, %s: eps to %.0e (file %.0e)",
                     branches[b], fabs(job.eps / eps - 1.0), csv_number(csv, row, "dNodes") / eps);
            report(sgemm, name, solve, &job, 200.0);
        }
    csv_close(csv);
    theory_destroy(job.theory);
}

int main(void)
{
    const size_t entries = (size_t)SGEMM_SIZE * SGEMM_SIZE;
    struct sgemm sgemm = {memory_need(entries, sizeof(float)), memory_need(entries, sizeof(float))};
    const char *commit = getenv("PLATEAU_COMMIT");
    char processor[96];
    const struct config relu = build_config("activation=relu", "noise=0.1", NULL);

    linalg_init();
    rng_fill_normal((struct rng){1, RNG_TEST, 0}, 9, sgemm.a, entries);
    bench_processor(processor, sizeof processor);
    printf("theory, one thread; commit %s; %s; %s\n", commit ? commit : "unknown", processor,
           linalg_version());
    bench_mmse(&sgemm, "ones", 50.0);
    bench_mmse(&sgemm, "4point", 120.0);
    bench_mmse(&sgemm, "gaussian", 1000.0);
    bench_point(&sgemm, "one layer, relu, ones: a point", relu, 2.385, 1, 5.0);
    bench_point(&sgemm, "one layer, relu, ones: 100 alphas", relu, 0.3, 100, 1000.0);
    bench_point(&sgemm, "one layer, relu, ones, +-1 weights: a point",
                build_config("activation=relu", "noise=0.1", "weights=rademacher", NULL), 2.385, 1,
                5.0);
    bench_point(&sgemm, "one layer, tanh2, 4point: a point",
                build_config("activation=tanh2", "readout=4point", "noise=0.1", NULL), 3.9, 1, 5.0);
    bench_point(&sgemm, "one layer, relu, 4point: a point",
                build_config("activation=relu", "readout=4point", "noise=0.1", NULL), 3.9, 1, 5.0);
    bench_two_layers(&sgemm);
    bench_point(&sgemm, "three layers, tanh2c: a point",
                build_config("activation=tanh2c", "gamma=1,1,1", "noise=0.1", NULL), 6.0, 1, 5.0);
    free(sgemm.a);
    free(sgemm.c);
    return 0;
}
