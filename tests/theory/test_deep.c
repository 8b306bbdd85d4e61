#include "theory/deep.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "csv.h"
#include "theory/solver.h"

enum { LAYERS = 8 };

static void *make(size_t layers, double noise)
{
    struct activation sigma[LAYERS];
    double gamma[LAYERS];
    struct error err;

    for (size_t l = 0; l < layers; l++) {
        cr_assert_eq(activation_parse(&sigma[l], "tanh2c", NULL), STATUS_OK);
        gamma[l] = 1.0;
    }
    void *state = deep_create(layers, gamma, sigma, noise, &err);
    cr_assert(state, "%s", err.text);
    return state;
}

static struct theory_transitions transitions(void *state)
{
    struct theory_transitions found;

    cr_assert_eq(solver_deep.transitions(state, NULL, &found, NULL), STATUS_OK);
    return found;
}

static void expect_relative(double found, double given, double tolerance, const char *what)
{
    cr_expect_float_eq(found, given, tolerance * fabs(given), "%s: %.12g, not %.12g", what, found,
                       given);
}

/* deep_thresholds.csv's published spinodals: 500 undamped steps from q = 1, success if K > 1e-3. */
static bool survives_500_steps(const struct equations *equations, double alpha)
{
    double p[LAYERS], hat[LAYERS];

    for (size_t l = 0; l < equations->count; l++)
        p[l] = 1e-300;
    for (size_t step = 0; step < 500; step++) {
        equations->hats(equations->state, equations_rate(equations, alpha, p), p, hat);
        equations_next(equations, p, hat, 0.0, p);
    }
    return 1.0 - equations->error(equations->state, 0.0, p) > 1e-3;
}

Test(deep, published_spinodals_are_low_because_500_steps_count_as_for_ever)
{
    struct csv *csv = csv_open("theory/deep_thresholds.csv");

    for (size_t row = 0; row < csv_rows(csv); row++) {
        void *state = make((size_t)csv_number(csv, row, "L"), 0.1);
        const double published = csv_number(csv, row, "published_alpha_sp_500steps");
        double low = 0.9 * published, high = 1.1 * published;

        for (size_t i = 0; i < 40; i++) {
            const double middle = 0.5 * (low + high);
            if (survives_500_steps(solver_deep.equations(state), middle))
                high = middle;
            else
                low = middle;
        }
        expect_relative(high, published, 2e-5, "capped iteration");
        cr_expect_gt(transitions(state).spinodal, published * 1.0002);
        solver_deep.destroy(state);
    }
    csv_close(csv);
}

Test(deep, spinodal_and_equilibrium_grow_with_depth_beyond_the_table)
{
    double spinodal = 0.0, equilibrium = 0.0;

    for (size_t layers = 1; layers <= LAYERS; layers++) {
        void *state = make(layers, 0.1);
        const struct theory_transitions found = transitions(state);
        cr_expect_gt(found.spinodal, spinodal + 1.0);
        cr_expect_gt(found.equilibrium, equilibrium + 1.0);
        cr_expect_lt(found.spinodal, found.equilibrium);
        spinodal = found.spinodal;
        equilibrium = found.equilibrium;
        solver_deep.destroy(state);
    }
}

/* At the fold alpha is stationary: alpha just below has no solution, just above has one. */
Test(deep, five_layers_have_a_solution_above_the_spinodal_only)
{
    void *state = make(5, 0.037);
    const double spinodal = transitions(state).spinodal;
    double p[LAYERS];
    bool found = true;

    cr_assert(solver_deep.direct(state, spinodal * (1.0 - 1e-9), 1, p, &found));
    cr_expect_not(found);
    cr_assert(solver_deep.direct(state, spinodal * (1.0 + 1e-9), 1, p, &found));
    cr_expect(found);
    solver_deep.destroy(state);
}

Test(deep, activations_that_do_not_fit_are_refused_with_the_reason)
{
    struct activation sigma[2];
    const double gamma[2] = {0.7, 1.3};
    struct error err;

    cr_assert_eq(activation_parse(&sigma[0], "tanh2c", NULL), STATUS_OK);
    cr_assert_eq(activation_parse(&sigma[1], "tanh2", NULL), STATUS_OK);
    cr_expect_null(deep_create(2, gamma, sigma, 0.1, &err));
    cr_expect(strstr(err.text, "tanh2") && strstr(err.text, "mu_1"), "%s", err.text);
    cr_assert_eq(activation_parse(&sigma[0], "1.1*tanh2c", NULL), STATUS_OK);
    cr_assert_eq(activation_parse(&sigma[1], "h3", NULL), STATUS_OK);
    cr_expect_null(deep_create(2, gamma, sigma, 0.1, &err));
    cr_expect(strstr(err.text, "variance 1.21"), "%s", err.text);
}
