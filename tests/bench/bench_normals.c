/*
 * Normals per second on one thread, in turn with GSL's ziggurat on its Mersenne twister, in rows as
 * long as those of X: a remainder of less than 64 costs as much as 64.
 */
#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/bench.h"
#include "plateau/memory.h"
#include "plateau/rng.h"
#include "plateau/team.h"

enum { LONGEST = 200, NORMALS = 1 << 20 };

static double own_rate(float x[], size_t row)
{
    const size_t rows = NORMALS / row;
    const double start = bench_thread_seconds();

    for (uint64_t r = 0; r < rows; r++)
        rng_fill_normal((struct rng){1, RNG_TEST, 0}, r, x, row);
    return 1e-6 * (double)(row * rows) / (bench_thread_seconds() - start);
}

static double gsl_rate(gsl_rng *twister, float x[], size_t row)
{
    const size_t rows = NORMALS / row;
    const double start = bench_thread_seconds();

    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < row; j++)
            x[j] = (float)gsl_ran_gaussian_ziggurat(twister, 1.0);
    return 1e-6 * (double)(row * rows) / (bench_thread_seconds() - start);
}

static void report(gsl_rng *twister, float x[], size_t row)
{
    double ours[BENCH_REPEATS], theirs[BENCH_REPEATS], ratio[BENCH_REPEATS];

    for (size_t i = 0; i < BENCH_REPEATS; i++) {
        ours[i] = own_rate(x, row);
        theirs[i] = gsl_rate(twister, x, row);
        ratio[i] = ours[i] / theirs[i];
    }
    const double middle = bench_median(ratio, BENCH_REPEATS);
    const double spread = ratio[BENCH_REPEATS - 1] / ratio[0] - 1.0;
    printf("normals in rows of %3zu: %.0f million/s, GSL's ziggurat %.0f; ratio %.2f (2 required, "
           "4 excellent), spread %.0f %%%s\n",
           row, bench_median(ours, BENCH_REPEATS), bench_median(theirs, BENCH_REPEATS), middle,
           100.0 * spread, spread > 0.25 ? ", void" : "");
}

int main(void)
{
    static const size_t rows[] = {60, 65, 100, 128, LONGEST};
    const char *commit = getenv("PLATEAU_COMMIT");
    float *x = memory_need(LONGEST, sizeof *x);
    gsl_rng *twister = gsl_rng_alloc(gsl_rng_mt19937);
    char processor[96];

    bench_processor(processor, sizeof processor);
    printf("commit %s; %s, %zu processors\n", commit ? commit : "unknown", processor,
           team_processors());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        report(twister, x, rows[i]);
    gsl_rng_free(twister);
    free(x);
    return 0;
}
