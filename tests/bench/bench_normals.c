/* Normals per second on one thread, beside GSL's ziggurat on its Mersenne twister, in turn. */
#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/bench.h"
#include "plateau/memory.h"
#include "plateau/rng.h"

enum { ROW = 128, ROWS = 8192 };

int main(void)
{
    double ours[BENCH_REPEATS], theirs[BENCH_REPEATS];
    float *x = memory_need(ROW, sizeof *x);
    gsl_rng *twister = gsl_rng_alloc(gsl_rng_mt19937);

    for (size_t i = 0; i < BENCH_REPEATS; i++) {
        double start = bench_thread_seconds();
        for (uint64_t r = 0; r < ROWS; r++)
            rng_fill_normal((struct rng){1, RNG_TEST, 0}, r, x, ROW);
        ours[i] = 1e-6 * ROW * ROWS / (bench_thread_seconds() - start);

        start = bench_thread_seconds();
        for (size_t r = 0; r < ROWS; r++)
            for (size_t j = 0; j < ROW; j++)
                x[j] = (float)gsl_ran_gaussian_ziggurat(twister, 1.0);
        theirs[i] = 1e-6 * ROW * ROWS / (bench_thread_seconds() - start);
    }
    const double own = bench_median(ours, BENCH_REPEATS);
    const double gsl = bench_median(theirs, BENCH_REPEATS);
    printf("normals in rows of %d: %.0f million/s, GSL's ziggurat %.0f; ratio %.2f (2 required, 4 "
           "excellent)\n",
           (int)ROW, own, gsl, own / gsl);
    gsl_rng_free(twister);
    free(x);
    return 0;
}
