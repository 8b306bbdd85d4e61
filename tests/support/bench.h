/* A measured problem, for the tests of this folder. */
#ifndef PLATEAU_TESTS_OBSERVE_BENCH_H
#define PLATEAU_TESTS_OBSERVE_BENCH_H

#include <criterion/criterion.h>
#include <stdlib.h>

#include "build.h"
#include "plateau/linalg.h"
#include "plateau/memory.h"
#include "plateau/meter.h"
#include "tiles.h"

/* One problem with a meter and a student's parameters. */
struct bench {
    struct team *team;
    struct problem *problem;
    struct meter *meter;
    float *params;
    double value[SERIES_COUNT];
};

static inline struct bench open_bench(struct config config)
{
    struct bench bench = {0};
    struct error err;

    linalg_init();
    config.test = 3000;
    bench.team = team_create(1, &err);
    cr_assert_not_null(bench.team);
    bench.problem = problem_create(&config, bench.team, tiles_tested(), &err);
    cr_assert_not_null(bench.problem, "%s", err.text);
    bench.meter = meter_create(bench.problem, &err);
    cr_assert_not_null(bench.meter);
    bench.params = memory_need(network_parameters(&bench.problem->given.student), sizeof(float));
    cr_assert_eq(student_start(bench.problem, 0, bench.params, NULL), STATUS_OK);
    return bench;
}

static inline void close_bench(struct bench *bench)
{
    free(bench->params);
    meter_destroy(bench->meter);
    problem_destroy(bench->problem);
    team_destroy(bench->team);
}

static inline const double *measure(struct bench *bench, double gradients)
{
    meter_measure(bench->meter, bench->params, false, gradients, bench->value);
    return bench->value;
}

#endif
