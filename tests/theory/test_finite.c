#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "plateau/problem.h"
#include "plateau/theory.h"

static double solve(struct theory *theory, double alpha, size_t branch, struct theory_point *point)
{
    cr_assert(theory);
    *point = (struct theory_point){0};
    cr_assert_eq(theory_solve(theory, alpha, branch, point, NULL, NULL), STATUS_OK);
    cr_assert(point->converged);
    return point->eps;
}

/* eps of the finite network over that of the law, minus 1; point: of the network. */
static double excess(const struct config *config, double alpha, size_t branch,
                     struct theory_point *point)
{
    struct error err = {.text = ""};
    struct theory *law = theory_create(config, &err);
    struct theory *finite = theory_create_finite(config, &err);

    cr_assert(finite, "%s", err.text);
    const double eps = solve(law, alpha, branch, point);
    const double ratio = solve(finite, alpha, branch, point) / eps;
    theory_destroy(law);
    theory_destroy(finite);
    return ratio - 1.0;
}

Test(finite, readouts_that_represent_their_law_change_nothing)
{
    static struct theory_point point;
    static const char *const settings[][4] = {
        {"readout=ones", "d=14", "activation=relu", "gamma=0.5"},
        {"readout=ones", "d=20", "activation=h2h3", "gamma=0.7"},
        {"readout=4point", "d=24", "activation=relu", "gamma=0.5"},
        {"readout=4point", "d=40", "activation=tanh2", "gamma=0.3"},
        {"readout=rademacher", "d=26", "activation=h2h3", "gamma=0.384615384615385"}};

    for (size_t i = 0; i < 5; i++) {
        const struct config config = build_config(settings[i][0], settings[i][1], settings[i][2],
                                                  settings[i][3], "noise=0.1", NULL);
        for (size_t branch = 0; branch < 2; branch++)
            cr_expect_float_eq(excess(&config, 9.3, branch, &point), 0.0, 1e-9, "%s %s",
                               settings[i][0], settings[i][1]);
    }
}

/* An odd k has one more +1 than -1: E v = 1/k, to which even orders are not blind. */
Test(finite, an_odd_number_of_signs_has_a_mean)
{
    static struct theory_point point;
    const struct config odd =
        build_config("readout=rademacher", "d=22", "activation=relu", "noise=0.1", NULL);
    const struct config atoms = build_config("readout=atoms:-1@0.454545454545,1@0.545454545455",
                                             "activation=relu", "noise=0.1", NULL);
    struct theory *law = theory_create(&atoms, NULL);
    struct theory *finite = theory_create_finite(&odd, NULL);

    cr_expect_float_eq(solve(finite, 2.385, 0, &point), solve(law, 2.385, 0, &point), 1e-11);
    cr_expect_gt(fabs(excess(&odd, 2.385, 0, &point)), 1e-6);
    theory_destroy(law);
    theory_destroy(finite);
}

/* The network with the k it has, against a law that is told its gamma and its readouts. */
Test(finite, widths_are_whole_numbers_of_neurons)
{
    static struct theory_point point;
    static const char *const settings[][4] = {
        {"readout=ones", "gamma=0.47", "activation=relu", "d=20"},          /* 9.4 */
        {"readout=uniform", "gamma=0.33", "activation=h2h3", "d=20"},       /* 6.6 */
        {"readout=4point", "gamma=0.47", "activation=tanh2", "d=13"},       /* 6.11 */
        {"readout=ones", "gamma=0.47,0.33", "activation=tanh2,erf", "d=20"} /* and 6.6 */
    };
    double v[READOUT_ATOMS_MAX];

    for (size_t i = 0; i < 4; i++) {
        const struct config config = build_config(settings[i][0], settings[i][1], settings[i][2],
                                                  settings[i][3], "noise=0.1", NULL);
        struct config told = config;
        const size_t k = config_readouts(&config);

        cr_assert_leq(k, READOUT_ATOMS_MAX);
        problem_fill_readouts(&config, v);
        told.readout = (struct readout_law){.kind = READOUT_ATOMS, .atoms = k};
        for (size_t j = 0; j < k; j++) {
            told.readout.value[j] = v[j];
            told.readout.probability[j] = 1.0 / (double)k;
        }
        for (size_t l = 0; l < config_layers(&config); l++)
            told.gamma.at[l] = (double)config_layer_k(&config, l) / (double)config.d;
        struct theory *finite = theory_create_finite(&config, NULL);
        struct theory *law = theory_create(&told, NULL);
        for (size_t branch = 0; branch < 2; branch++)
            cr_expect_float_eq(solve(finite, 5.385, branch, &point),
                               solve(law, 5.385, branch, &point), 1e-10, "%s %s", settings[i][0],
                               settings[i][1]);
        theory_destroy(finite);
        theory_destroy(law);
        cr_expect_gt(fabs(excess(&config, 5.385, 1, &point)), 1e-3, "%s", settings[i][1]);
    }
}

Test(finite, readouts_of_a_continuous_law_tend_to_it)
{
    static struct theory_point point;
    static const char *const d[] = {"d=20", "d=60", "d=180"};

    for (size_t branch = 0; branch < 2; branch++) {
        double before = 1.0;
        for (size_t i = 0; i < 3; i++) {
            const struct config config =
                build_config("readout=uniform", d[i], "activation=relu", "noise=0.1", NULL);
            const double now = fabs(excess(&config, 2.385, branch, &point));
            cr_expect_lt(now, 0.35 * before, "%s: %g after %g", d[i], now, before);
            cr_expect_gt(now, 1e-8);
            cr_expect_eq(point.groups, config_readouts(&config) / 2);
            before = now;
        }
        cr_expect_lt(before, 1e-3);
    }
}

Test(finite, drawn_readouts_are_those_of_the_seed)
{
    static struct theory_point one, other;
    struct config config = build_config("readout=gaussian", "readout_draw=random", "d=30",
                                        "activation=relu", "noise=0.1", NULL);

    config.seed = 7;
    const double first = excess(&config, 2.385, 0, &one);
    cr_expect_eq(excess(&config, 2.385, 0, &other), first);
    cr_expect_eq(one.groups, 15);
    cr_expect_arr_eq(one.v, other.v, sizeof one.v);
    config.seed = 8;
    cr_expect_neq(excess(&config, 2.385, 0, &other), first);
    cr_expect_neq(one.v[3], other.v[3]);
}

Test(finite, two_layers_have_as_many_readouts_as_the_last_has_neurons)
{
    static struct theory_point point;
    const struct config config = build_config("readout=uniform", "d=20", "gamma=0.5,0.3",
                                              "activation=tanh2", "noise=0.1", NULL);
    struct theory *theory = theory_create_finite(&config, NULL);

    solve(theory, 2.385, 0, &point);
    cr_assert_eq(point.groups, 3); /* k = 6, v^2 = 1/25, 9/25, 25/25 but for a factor */
    cr_expect_float_eq(point.v[2], 5.0 * point.v[0], 1e-12);
    cr_expect_float_eq(point.p[0], 1.0 / 3.0, 1e-12);
    theory_destroy(theory);
}

Test(finite, refusals_say_why)
{
    const struct config many = build_config("readout=uniform", "d=520", NULL);
    const struct config none = build_config("gamma=0.05", "d=2", NULL);
    struct error err;

    cr_expect_null(theory_create_finite(&many, &err));
    cr_expect_eq(err.code, STATUS_INVALID);
    cr_expect(strstr(err.text, "k = 260 readouts have more than 128"), "%s", err.text);
    cr_expect_null(theory_create_finite(&none, &err));
    cr_expect(strstr(err.text, "no neuron"), "%s", err.text);
}
