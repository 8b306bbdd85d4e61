/*
 * The theory's solvers on one thread: median of 7 each, tables warm. Bounds: a point of one layer
 * (both branches) 5 ms, a curve of 100 alphas 1 s, two layers 200 ms, deep 5 ms.
 */
#include <stdio.h>
#include <stdlib.h>

#include "build.h"
#include "plateau/clock.h"
#include "plateau/theory.h"
#include "timing.h"

enum { REPEATS = 7 };

/* Cold solves of the first `branches` branches at count alphas from first on. */
static void solve(struct theory *theory, size_t branches, double first, size_t count)
{
    static struct theory_point point;

    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < branches; b++) {
            point = (struct theory_point){0};
            theory_solve(theory, first + 0.07 * (double)i, b, &point, NULL, NULL);
        }
}

static void measure(const char *name, struct config config, double first, size_t count)
{
    double taken[REPEATS];
    struct error err;
    const double start = clock_seconds();
    struct theory *theory = theory_create(&config, &err);

    if (!theory) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        exit(1);
    }
    const double made = clock_seconds() - start;
    for (size_t i = 0; i < REPEATS; i++) {
        const double before = clock_seconds();
        solve(theory, 2, first, count);
        taken[i] = clock_seconds() - before;
    }
    printf("%-44s set-up %8.1f ms, solve %9.3f ms\n", name, 1e3 * made,
           1e3 * timing_median(taken, REPEATS));
    theory_destroy(theory);
}

int main(void)
{
    measure("one layer, relu, ones: a point", build_config("activation=relu", "noise=0.1", NULL),
            2.385, 1);
    measure("one layer, relu, ones: 100 alphas", build_config("activation=relu", "noise=0.1", NULL),
            0.3, 100);
    measure("one layer, relu, ones, +-1 weights: a point",
            build_config("activation=relu", "noise=0.1", "weights=rademacher", NULL), 2.385, 1);
    measure("one layer, tanh2, 4point: a point",
            build_config("activation=tanh2", "readout=4point", "noise=0.1", NULL), 3.9, 1);
    measure("one layer, tanh2, uniform: a point",
            build_config("activation=tanh2", "readout=uniform", "noise=0.1", NULL), 2.385, 1);
    measure("two layers, tanh2: a point",
            build_config("activation=tanh2", "gamma=0.5,0.5", "noise=0.1", NULL), 3.0, 1);
    measure("three layers, tanh2c: a point",
            build_config("activation=tanh2c", "gamma=1,1,1", "noise=0.1", NULL), 6.0, 1);
    return 0;
}
