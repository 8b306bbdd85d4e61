#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "build.h"
#include "csv.h"
#include "plateau/theory.h"

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%s", err.text);
    return theory;
}

static double mean_q1(const struct theory_point *point)
{
    double q = 0.0;

    for (size_t i = 0; i < point->nodes; i++)
        q += point->weight[i] * point->q1[i];
    return q;
}

static size_t branch_of(const char *name)
{
    return strcmp(name, "sp") == 0 ? 1 : strcmp(name, "first") == 0 ? 2 : 3;
}

Test(two_layer, branches_are_the_golden_ones, .timeout = 60)
{
    static struct theory_point point;
    const struct config config =
        build_config("activation=tanh2,tanh2", "gamma=0.5,0.5", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    struct csv *csv = csv_open("theory/l2_tanh2_ones.csv");
    double worst = 0.0;

    for (size_t row = 0; row < csv_rows(csv); row++) {
        const double alpha = csv_number(csv, row, "alpha"), eps = csv_number(csv, row, "eps");
        /* Another rule over s: as far apart as theirs are at two sizes. */
        const double nodes = csv_number(csv, row, "dNodes");
        point = (struct theory_point){0};
        theory_solve(theory, alpha, branch_of(csv_text(csv, row, "branch")), &point, NULL, NULL);
        cr_expect(point.converged, "residual %g", point.residual);
        const double error = fabs(point.eps - eps);
        worst = fmax(worst, fmax(error - 1.02 * nodes, 0.0) / eps);
        cr_expect_leq(error, 1.02 * nodes + 1e-6 * eps, "%s at alpha %g: %.10g, not %.10g",
                      csv_text(csv, row, "branch"), alpha, point.eps, eps);
        if (nodes > 1e-12)
            continue;
        cr_expect_float_eq(mean_q1(&point), csv_number(csv, row, "meanQ1"), 1e-6);
        cr_expect_float_eq(point.q[0], csv_number(csv, row, "meanQ2"), 1e-6);
        cr_expect_float_eq(point.q21[0], csv_number(csv, row, "meanQ21"), 1e-6);
        cr_expect_float_eq(point.free_entropy, csv_number(csv, row, "f"), 1e-7);
    }
    printf("l2_tanh2_ones: largest relative error of eps beyond dNodes %.1e\n", worst);
    csv_close(csv);
    theory_destroy(theory);
}

/* Without linear parts the theory of any depth holds too: deep_thresholds.csv at L = 2. */
Test(two_layer, without_linear_parts_it_is_the_theory_of_any_depth, .timeout = 60)
{
    const struct config config = build_config("activation=tanh2c", "gamma=1,1", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    struct theory_transitions found;
    struct csv *csv = csv_open("theory/deep_thresholds.csv");

    cr_assert_eq(theory_transitions(theory, &found, NULL, NULL), STATUS_OK);
    cr_expect_float_eq(found.spinodal, csv_number(csv, 1, "alpha_sp"), 1e-7);
    cr_expect_float_eq(found.equilibrium, csv_number(csv, 1, "alpha_eq"), 1e-7);
    cr_expect(isnan(found.algorithmic));
    csv_close(csv);
    theory_destroy(theory);
}

/* Warm or cold, the same solution. */
Test(two_layer, a_warm_start_ends_where_a_cold_one_does, .timeout = 60)
{
    static struct theory_point warm, cold;
    const struct config config =
        build_config("activation=tanh2,erf", "gamma=0.7,1.6", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    for (double alpha = 9.0; alpha < 12.0; alpha += 0.7) {
        cold = (struct theory_point){0};
        cr_assert_eq(theory_solve(theory, alpha, 1, &warm, NULL, NULL), STATUS_OK);
        cr_assert_eq(theory_solve(theory, alpha, 1, &cold, NULL, NULL), STATUS_OK);
        cr_expect_float_eq(warm.eps, cold.eps, 1e-8 * cold.eps, "alpha %g", alpha);
        cr_expect_float_eq(warm.q21[0], cold.q21[0], 1e-8);
    }
    theory_destroy(theory);
}

Test(two_layer, settings_without_a_theory_are_refused_with_the_reason)
{
    static const struct {
        const char *activation, *weights, *word;
    } refused[] = {
        {"activation=tanh2,relu", "weights=gaussian", "odd"},
        {"activation=tanh,tanh2", "weights=gaussian", "variance"},
        {"activation=tanh2,tanh2", "weights=rademacher", "gaussian"},
        {"activation=linear,tanh2", "weights=gaussian", "linear"},
    };
    struct error err;

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const struct config config =
            build_config(refused[i].activation, refused[i].weights, "gamma=0.5,0.5", NULL);
        cr_expect_null(theory_create(&config, &err));
        cr_expect(strstr(err.text, "no theory") && strstr(err.text, refused[i].word), "%s",
                  err.text);
    }
}
