/*
 * The theory's solvers on one thread: median of 7 each, tables warm. Bounds: a point of one layer
 * (both branches) 5 ms, a curve of 100 alphas 1 s, two layers 200 ms, deep 5 ms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "build.h"
#include "plateau/theory.h"

enum { REPEATS = 7 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

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
    const double start = now();
    struct theory *theory = theory_create(&config, &err);

    if (!theory) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        exit(1);
    }
    const double made = now() - start;
    for (size_t i = 0; i < REPEATS; i++) {
        const double before = now();
        solve(theory, 2, first, count);
        taken[i] = now() - before;
    }
    qsort(taken, REPEATS, sizeof taken[0], compare);
    printf("%-44s set-up %8.1f ms, solve %9.3f ms\n", name, 1e3 * made, 1e3 * taken[REPEATS / 2]);
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
