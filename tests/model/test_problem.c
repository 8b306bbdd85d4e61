#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "plateau/problem.h"
#include "plateau/rng.h"
#include "tiles.h"

/* A copy of n rows, each with its label behind it, so that a prefix is the first rows. */
static float *copy_rows(const struct problem *problem, size_t n)
{
    const struct batch rows = given_rows(&problem->given);
    const size_t d = problem->config.d;
    float *copy = malloc(n * (d + 1) * sizeof *copy);

    cr_assert_leq(n, rows.n);
    for (size_t mu = 0; mu < n; mu++) {
        memcpy(copy + mu * (d + 1), rows.x + mu * d, d * sizeof *copy);
        copy[mu * (d + 1) + d] = rows.y[mu];
    }
    return copy;
}

static void expect_rows(const struct problem *problem, const float *copy, size_t n)
{
    float *now = copy_rows(problem, n);

    cr_expect(memcmp(now, copy, n * (problem->config.d + 1) * sizeof *copy) == 0);
    free(now);
}

Test(problem, raising_alpha_appends_and_lowering_it_hides_the_same_rows)
{
    const struct config config = build_config("d=17", "alpha=2.385", "noise=0.1", "test=100", NULL);
    struct team *team = team_create(2, NULL);
    struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);
    const size_t n = problem->given.data.n;
    float *before = copy_rows(problem, n);

    cr_assert_eq(n, 689); /* round(2.385 * 289) */
    cr_assert_eq(problem_change(problem, 7.1, 0.1, NULL), STATUS_OK);
    cr_expect_eq(problem->given.data.n, 2052);
    expect_rows(problem, before, n);
    float *more = copy_rows(problem, problem->given.data.n);
    cr_assert_eq(problem_change(problem, 0.3, 0.1, NULL), STATUS_OK);
    expect_rows(problem, before, problem->given.data.n);
    cr_assert_eq(problem_change(problem, 7.1, 0.1, NULL), STATUS_OK);
    expect_rows(problem, more, problem->given.data.n);
    free(before);
    problem_destroy(problem);

    struct config at_once = config;
    at_once.alpha = 7.1;
    problem = problem_create(&at_once, team, tiles_tested(), NULL);
    expect_rows(problem, more, problem->given.data.n); /* nothing is left of the way there */
    free(more);
    problem_destroy(problem);
    team_destroy(team);
}

Test(problem, another_noise_rescales_the_same_xi)
{
    const struct config config = build_config("d=11", "alpha=3", "noise=0", "test=100", NULL);
    struct team *team = team_create(1, NULL);
    struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);
    const size_t n = problem->given.data.n, d = 11;
    float *clean = copy_rows(problem, n);

    cr_assert_eq(problem_change(problem, 3, 0.04, NULL), STATUS_OK);
    float *low = copy_rows(problem, n);
    cr_assert_eq(problem_change(problem, 3, 1.44, NULL), STATUS_OK);
    float *high = copy_rows(problem, n);
    for (size_t mu = 0; mu < n; mu++) {
        const size_t at = mu * (d + 1) + d;
        cr_expect_float_eq(high[at] - clean[at], 6.0f * (low[at] - clean[at]), 1e-5);
    }
    free(clean), free(low), free(high);
    problem_destroy(problem);
    team_destroy(team);
}

Test(problem, data_are_the_same_bits_for_any_team)
{
    const struct config config = build_config("d=23", "alpha=4", "noise=0.01", "test=700", NULL);
    float *first = NULL;

    for (size_t threads = 1; threads <= 3; threads++) {
        struct team *team = team_create(threads, NULL);
        struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);
        if (threads == 1)
            first = copy_rows(problem, problem->given.data.n);
        expect_rows(problem, first, problem->given.data.n);
        problem_destroy(problem);
        team_destroy(team);
    }
    free(first);
}

/* Mean square of f_W(x) - f_W0(x) on the test set at a start. */
static double start_error(const struct config *config, float **weights)
{
    struct team *team = team_create(1, NULL);
    struct problem *problem = problem_create(config, team, tiles_tested(), NULL);
    float *params = calloc(network_parameters(&problem->given.student), sizeof *params);
    float *f = calloc(problem->truth->test, sizeof *f);
    double sum = 0.0;

    cr_assert_eq(student_start(problem, 0, params, NULL), STATUS_OK);
    kernel_predict(problem->given.kernel, params, problem->truth->test_x, problem->truth->test, f);
    for (size_t i = 0; i < problem->truth->test; i++)
        sum += pow((double)f[i] - (double)problem->truth->test_clean[i], 2.0);
    sum /= (double)problem->truth->test;
    free(f);
    if (weights)
        *weights = params;
    else
        free(params);
    problem_destroy(problem);
    team_destroy(team);
    return sum;
}

Test(problem, a_teacher_start_has_no_error_also_when_wide_and_with_learned_readouts)
{
    const struct config plain = build_config("d=20", "alpha=1", "init=teacher", "test=300", NULL);
    const struct config wide = build_config("d=20", "alpha=1", "init=teacher", "test=300",
                                            "width=3", "readout=4point", "learn_readout=yes", NULL);

    const struct config deep =
        build_config("d=20", "alpha=1", "init=teacher", "test=300", "gamma=0.5,0.4,0.6,0.3",
                     "activation=relu,tanh2,erf,elu", NULL);
    const struct config both =
        build_config("d=20", "alpha=1", "init=teacher", "test=300", "gamma=0.5,0.4,0.6,0.3",
                     "width=2,3,1,4", "activation=relu,tanh2,erf,elu", "readout=4point", NULL);

    cr_expect_eq(start_error(&plain, NULL), 0.0);
    cr_expect_lt(start_error(&wide, NULL), 1e-11);
    cr_expect_eq(start_error(&deep, NULL), 0.0);
    cr_expect_lt(start_error(&both, NULL), 1e-11);
}

Test(problem, a_mixed_start_has_its_overlap)
{
    static const char *const law[] = {"weights=gaussian", "weights=rademacher"};

    for (size_t w = 0; w < 2; w++) {
        const struct config config =
            build_config("d=200", "alpha=0.1", "init=mix:0.65", "test=10", law[w], NULL);
        struct team *team = team_create(1, NULL);
        struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);
        const size_t count = network_parameters(&problem->given.student);
        float *params = calloc(count, sizeof *params);
        double overlap = 0.0;

        cr_assert_eq(student_start(problem, 0, params, NULL), STATUS_OK);
        for (size_t p = 0; p < count; p++)
            overlap += (double)params[p] * (double)problem->truth->params[p];
        /* 20000 terms of spread <= 1.2: 5 standard errors are .042; false alarms 6e-7. */
        cr_expect_float_eq(overlap / (double)count, 0.65, 0.042, "%s", law[w]);
        if (w == 1)
            for (size_t p = 0; p < count; p++)
                cr_assert_float_eq(fabsf(params[p]), 1.0f, 0.0f);
        free(params);
        problem_destroy(problem);
        team_destroy(team);
    }
}

Test(problem, replicas_start_apart_and_repeat_themselves)
{
    const struct config config = build_config("d=10", "init_scale=0.1", "replicas=3",
                                              "init=teacher,random", "test=10", NULL);
    struct team *team = team_create(1, NULL);
    struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);
    const size_t count = network_parameters(&problem->given.student);
    float a[50], b[50], c[50];

    cr_assert_eq(count, 50);
    cr_assert_eq(student_start(problem, 0, a, NULL), STATUS_OK);
    cr_expect(memcmp(a, problem->truth->params, sizeof a) == 0);
    cr_assert_eq(student_start(problem, 1, a, NULL), STATUS_OK);
    cr_assert_eq(student_start(problem, 2, b, NULL), STATUS_OK);
    cr_assert_eq(student_start(problem, 2, c, NULL), STATUS_OK);
    cr_expect(memcmp(a, b, sizeof a) != 0);
    cr_expect(memcmp(b, c, sizeof b) == 0);
    problem_destroy(problem);
    team_destroy(team);
}

/* Every layer is its own rows of the streams, and the first layer those of a network of one. */
Test(problem, layers_draw_rows_of_their_own)
{
    const struct config one = build_config("d=12", "alpha=0.1", "test=10", "seed=41", NULL);
    const struct config three = build_config("d=12", "alpha=0.1", "test=10", "seed=41",
                                             "gamma=0.5,1,0.25", "replicas=2", NULL);
    struct team *team = team_create(1, NULL);
    struct problem *shallow = problem_create(&one, team, tiles_tested(), NULL);
    struct problem *deep = problem_create(&three, team, tiles_tested(), NULL);
    const struct network *student = &deep->given.student;
    float w[2][6 * 12 + 12 * 6 + 3 * 12], start[6 * 12], row[12];

    cr_assert_eq(network_parameters(student), sizeof w[0] / sizeof w[0][0]);
    cr_assert_eq(network_layer(student, 2), 6 * 12 + 12 * 6);
    cr_expect(memcmp(deep->truth->params, shallow->truth->params, sizeof start) == 0);
    cr_assert_eq(student_start(shallow, 1, start, NULL), STATUS_OK);
    for (size_t r = 0; r < 2; r++)
        cr_assert_eq(student_start(deep, r, w[r], NULL), STATUS_OK);
    cr_expect(memcmp(w[1], start, sizeof start) == 0);
    for (size_t l = 0; l < 3; l++) {
        const size_t inputs = network_inputs(student, l), at = network_layer(student, l);
        for (size_t i = 0; i < student->k[l]; i++) {
            rng_fill_normal((struct rng){41, RNG_TEACHER, 0}, ((uint64_t)l << 48) + i, row, inputs);
            cr_expect_arr_eq(deep->truth->params + at + i * inputs, row, inputs * sizeof *row);
            rng_fill_normal((struct rng){41, RNG_STUDENT, 1}, ((uint64_t)l << 48) + i, row, inputs);
            cr_expect_arr_eq(w[1] + at + i * inputs, row, inputs * sizeof *row);
        }
    }
    cr_expect(memcmp(w[0], w[1], sizeof w[0]) != 0);
    problem_destroy(shallow);
    problem_destroy(deep);
    team_destroy(team);
}

Test(problem, scales_and_signs_reach_every_layer)
{
    const struct config signs =
        build_config("d=20", "alpha=0.1", "test=10", "gamma=0.5,0.4,0.3,0.2", "init_scale=0.3",
                     "weights=rademacher", NULL);
    struct team *team = team_create(1, NULL);
    struct problem *problem = problem_create(&signs, team, tiles_tested(), NULL);
    float w[10 * 20 + 8 * 10 + 6 * 8 + 4 * 6];

    cr_assert_eq(network_parameters(&problem->given.student), sizeof w / sizeof *w);
    cr_assert_eq(student_start(problem, 0, w, NULL), STATUS_OK);
    for (size_t p = 0; p < sizeof w / sizeof *w; p++) {
        cr_expect_eq(fabsf(w[p]), 0.3F);
        cr_expect_eq(fabsf(problem->truth->params[p]), 1.0F);
    }
    problem_destroy(problem);
    team_destroy(team);
}

/* Row i of x against row i of a stream. */
static void expect_stream(const float *x, size_t rows, size_t d, struct rng rng)
{
    float row[32];

    cr_assert_leq(d, 32);
    for (size_t i = 0; i < rows; i++) {
        rng_fill_normal(rng, i, row, d);
        cr_assert(memcmp(x + i * d, row, d * sizeof *row) == 0, "row %zu of stream %d", i,
                  (int)rng.stream);
    }
}

Test(problem, data_and_test_set_come_from_streams_of_their_own)
{
    const struct config config = build_config("d=13", "alpha=2.385", "test=311", "seed=19", NULL);
    struct team *team = team_create(1, NULL);
    struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);

    cr_assert_eq(problem->truth->test, 311);
    expect_stream(given_rows(&problem->given).x, problem->given.data.n, 13,
                  (struct rng){19, RNG_INPUT, 0});
    expect_stream(problem->truth->test_x, problem->truth->test, 13, (struct rng){19, RNG_TEST, 0});
    problem_destroy(problem);
    team_destroy(team);
}

/* The readouts that a replica begins with, [10]. */
static void start_readouts(const struct config *config, size_t replica, float v[10])
{
    struct team *team = team_create(1, NULL);
    struct problem *problem = problem_create(config, team, tiles_tested(), NULL);
    const size_t count = network_parameters(&problem->given.student);
    float *params = calloc(count, sizeof *params);

    cr_assert_eq(count, 20 * 10 + 10);
    cr_assert_eq(student_start(problem, replica, params, NULL), STATUS_OK);
    memcpy(v, network_readout(&problem->given.student, params), 10 * sizeof *v);
    free(params);
    problem_destroy(problem);
    team_destroy(team);
}

Test(problem, learned_readouts_begin_at_the_law_or_at_normal_numbers)
{
    const struct config law = build_config("d=20", "alpha=0.1", "test=10", "learn_readout=yes",
                                           "replicas=2", "seed=23", NULL);
    const struct config gaussian =
        build_config("d=20", "alpha=0.1", "test=10", "learn_readout=yes", "replicas=2", "seed=23",
                     "readout_init=gaussian", NULL);
    const struct config informed =
        build_config("d=20", "alpha=0.1", "test=10", "learn_readout=yes", "replicas=2", "seed=23",
                     "readout_init=gaussian", "init=teacher", NULL);
    float v[10], expected[10];

    start_readouts(&law, 1, v);
    for (size_t i = 0; i < 10; i++)
        cr_expect_eq(v[i], 1.0f);
    start_readouts(&gaussian, 1, v);
    rng_fill_normal((struct rng){23, RNG_START, 1}, 0, expected, 10);
    cr_expect(memcmp(v, expected, sizeof v) == 0);
    start_readouts(&informed, 1, v);
    for (size_t i = 0; i < 10; i++)
        cr_expect_eq(v[i], 1.0f);
}

Test(problem, readouts_are_the_laws_quantiles_or_drawn_from_it)
{
    static const char *const draw[] = {"readout_draw=law", "readout_draw=random"};
    struct team *team = team_create(1, NULL);
    double expected[10];

    for (size_t random = 0; random < 2; random++) {
        const struct config config = build_config("d=20", "alpha=0.1", "test=10", "seed=29",
                                                  "readout=gaussian", draw[random], NULL);
        struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);
        cr_assert_eq(problem->truth->teacher.k[0], 10);
        if (random)
            readout_law_draw(&config.readout, (struct rng){29, RNG_READOUT, 0}, expected, 10);
        else
            readout_law_fill(&config.readout, expected, 10);
        for (size_t i = 0; i < 10; i++)
            cr_expect_eq(problem->truth->readout[i], (float)expected[i]);
        /* Quantiles are in order, ten draws are so once in 3.6e6 seeds. */
        bool sorted = true;
        for (size_t i = 1; i < 10; i++)
            sorted = sorted && problem->truth->readout[i - 1] < problem->truth->readout[i];
        cr_expect_eq(sorted, !random);
        problem_destroy(problem);
    }
    team_destroy(team);
}

Test(problem, refuses_starts_at_a_teacher_that_nobody_knows)
{
    static const char *const starts[] = {"init=teacher", "init=mix:0.3"};
    struct team *team = team_create(1, NULL);

    for (size_t i = 0; i < 2; i++) {
        const struct config config = build_config("d=10", "alpha=1", "test=10", starts[i], NULL);
        struct problem *problem = problem_create(&config, team, tiles_tested(), NULL);
        float *params = calloc(network_parameters(&problem->given.student), sizeof *params);
        struct error err = {0};

        cr_expect_eq(student_start(problem, 0, params, &err), STATUS_OK);
        problem->truth = NULL;
        cr_expect_eq(student_start(problem, 0, params, &err), STATUS_INVALID);
        cr_expect(strstr(err.text, "init: ") && strstr(err.text, i ? "mix" : "teacher") &&
                      strstr(err.text, "random would do"),
                  "%s", err.text);
        problem->config.init.at[0].kind = START_RANDOM;
        cr_expect_eq(student_start(problem, 0, params, &err), STATUS_OK);
        free(params);
        problem_destroy(problem);
    }
    team_destroy(team);
}
