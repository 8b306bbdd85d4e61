/*
 * Time that the plateau detector takes for a measurement, on a plateau that never ends: its worst
 * case.
 */
#include <math.h>
#include <stdio.h>

#include "app/bench.h"
#include "detectors.h"

enum { POINTS = 200000, ROUNDS = 20 };

/* Times measurements at every gradient, or so many in a decade; each round is a new run. */
static double one_point(double per_decade, size_t points, size_t rounds)
{
    const double start = bench_thread_seconds();

    for (size_t r = 0; r < rounds; r++) {
        struct detector *detector = detector_create();

        for (size_t i = 1; i <= points; i++) {
            const double t = per_decade > 0.0 ? pow(10.0, (double)i / per_decade) : (double)i;
            const double error = 0.162 * (1.0 + 0.02 * sin(0.37 * (double)i * (double)i));
            detector_add(detector, i, t, error, 0.2);
        }
        detector_destroy(detector);
    }
    return 1e6 * (bench_thread_seconds() - start) / (double)(points * rounds);
}

int main(void)
{
    double dense[BENCH_REPEATS], sparse[BENCH_REPEATS];

    for (size_t i = 0; i < BENCH_REPEATS; i++) {
        dense[i] = one_point(0.0, POINTS, 1);
        sparse[i] = one_point(50.0, 500, ROUNDS); /* ten decades as presets measure them */
    }
    printf("plateau detector: %.3f us a measurement at every gradient, %.3f us at 50 a decade, the "
           "curve included (1 allowed)\n",
           bench_median(dense, BENCH_REPEATS), bench_median(sparse, BENCH_REPEATS));
    return 0;
}
