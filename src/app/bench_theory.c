/* How long the theory takes: tables on their own, then each solver with its tables warm. */
#include "bench.h"
#include "plateau/clock.h"
#include "plateau/mmse.h"
#include "plateau/theory.h"

enum { CURVE_POINTS = 100, BRANCHES = 2 };

static double milliseconds_since(double start)
{
    return 1e3 * (clock_seconds() - start);
}

static double time_mmse_table(void)
{
    double value[BENCH_REPEATS];
    struct readout_law law;
    struct error err;

    if (readout_law_parse(&law, "ones", &err) != STATUS_OK)
        fatal("bench: %s", err.text);
    for (size_t i = 0; i < BENCH_REPEATS; i++) {
        const double start = clock_seconds();
        struct mmse *table = mmse_create_symmetric(&law, 0.5, &err);

        value[i] = milliseconds_since(start);
        if (!table)
            fatal("bench: %s", err.text);
        mmse_destroy(table);
    }
    return bench_median(value, BENCH_REPEATS);
}

/* Cold solves of both branches at `points` alphas from first on. */
static double time_solver(struct config config, double first, size_t points)
{
    double value[BENCH_REPEATS];
    struct error err;
    struct theory *theory = theory_create(&config, &err);

    if (!theory)
        fatal("bench: %s", err.text);
    for (size_t i = 0; i < BENCH_REPEATS; i++) {
        const double start = clock_seconds();

        for (size_t p = 0; p < points; p++)
            for (size_t branch = 0; branch < BRANCHES; branch++) {
                struct theory_point point = {0};

                theory_solve(theory, first + 0.07 * (double)p, branch, &point, NULL, NULL);
            }
        value[i] = milliseconds_since(start);
    }
    theory_destroy(theory);
    return bench_median(value, BENCH_REPEATS);
}

struct bench_theory bench_theory(void)
{
    const struct config shallow = bench_config("activation=relu", "noise=0.1", NULL);

    return (struct bench_theory){
        .mmse_table = time_mmse_table(),
        .shallow_point = time_solver(shallow, 2.385, 1),
        .shallow_curve = time_solver(shallow, 0.3, CURVE_POINTS),
        .two_layer_point = time_solver(
            bench_config("activation=tanh2", "gamma=0.5,0.5", "noise=0.1", NULL), 3.0, 1),
        .deep_point = time_solver(
            bench_config("activation=tanh2c", "gamma=1,1,1", "noise=0.1", NULL), 6.0, 1),
    };
}
