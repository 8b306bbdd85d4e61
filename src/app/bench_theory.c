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

/* Times cold solves of both branches at `points` alphas from first on. */
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

static struct config setting_of(const char *activation, const char *gamma)
{
    const struct setting settings[] = {
        {"activation", activation}, {"gamma", gamma}, {"noise", "0.1"}};

    return bench_config(settings, sizeof settings / sizeof settings[0]);
}

struct bench_theory bench_theory(void)
{
    return (struct bench_theory){
        .mmse_table = time_mmse_table(),
        .shallow_point = time_solver(setting_of("relu", "0.5"), 2.385, 1),
        .shallow_curve = time_solver(setting_of("relu", "0.5"), 0.3, CURVE_POINTS),
        .two_layer_point = time_solver(setting_of("tanh2", "0.5,0.5"), 3.0, 1),
        .deep_point = time_solver(setting_of("tanh2c", "1,1,1"), 6.0, 1),
    };
}
