#include "theory/deep.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "csv.h"
#include "theory/nonlinear.h"
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

/*
 * The explicit solution curve once more, plainly: every P1 = 1 - q_1 solves the equations of state
 * at one alpha. All gamma are 1. Per sample of d^2, F = -alpha ln(Delta + 1 - K)
 * + sum_l [q_l + ln(1 - q_l)].
 */
struct deep_point {
    double alpha, advantage; /* F - F(0) */
};

static struct deep_point explicit_curve(const struct nonlinear *g, size_t layers, double noise,
                                        double p1)
{
    double q = 1.0 - p1, rate = q * q / p1, sum = q + log(p1), value, slope;

    nonlinear_at(g, 1.0 - q, &value, &slope);
    for (size_t l = 1; l < layers; l++) {
        rate *= value / (q * slope);
        const double own = 2.0 * rate / (rate + sqrt(rate * rate + 4.0 * rate));
        sum += own + log(own * own / rate);
        q = own * value;
        nonlinear_at(g, 1.0 - q, &value, &slope);
    }
    const double left = noise + 1.0 - value, alpha = rate / (q * slope) * left;
    return (struct deep_point){alpha, sum - alpha * log(left / (noise + 1.0))};
}

/* Where on the curve alpha is smallest, as ln P1: a scan, then thirds of the bracket. */
static double explicit_fold(const struct nonlinear *g, size_t layers, double noise)
{
    const double step = 0.01;
    double best = 0.0, least = (double)INFINITY, low, high;

    /* At small q the curve of five layers underflows to NaN, which is never the least. */
    for (double t = log(0.6); t > log(1e-7); t -= step) {
        const double alpha = explicit_curve(g, layers, noise, exp(t)).alpha;
        if (alpha < least) {
            least = alpha;
            best = t;
        }
    }
    low = best - step;
    high = best + step;
    for (size_t i = 0; i < 100; i++) {
        const double left = low + (high - low) / 3.0, right = high - (high - low) / 3.0;
        if (explicit_curve(g, layers, noise, exp(left)).alpha <
            explicit_curve(g, layers, noise, exp(right)).alpha)
            high = right;
        else
            low = left;
    }
    return low;
}

/* Beyond the fold, towards P1 = 0, F rises through F(0) once. */
static double explicit_equilibrium(const struct nonlinear *g, size_t layers, double noise,
                                   double fold)
{
    double low = log(1e-12), high = fold;

    for (size_t i = 0; i < 100; i++) {
        const double middle = 0.5 * (low + high);
        if (explicit_curve(g, layers, noise, exp(middle)).advantage > 0.0)
            low = middle;
        else
            high = middle;
    }
    return explicit_curve(g, layers, noise, exp(low)).alpha;
}

Test(deep, transitions_are_the_minimum_and_the_crossing_of_the_explicit_curve)
{
    struct activation sigma;
    struct nonlinear g;

    cr_assert_eq(activation_parse(&sigma, "tanh2c", NULL), STATUS_OK);
    cr_assert_eq(nonlinear_init(&g, &sigma, NULL), STATUS_OK);
    for (size_t layers = 1; layers <= 5; layers++) {
        void *state = make(layers, 0.1);
        const struct theory_transitions found = transitions(state);
        const double fold = explicit_fold(&g, layers, 0.1);

        expect_relative(found.spinodal, explicit_curve(&g, layers, 0.1, exp(fold)).alpha, 1e-9,
                        "spinodal");
        expect_relative(found.equilibrium, explicit_equilibrium(&g, layers, 0.1, fold), 1e-9,
                        "equilibrium");
        solver_deep.destroy(state);
    }
    nonlinear_fini(&g);
}

/* How the published spinodals came about: undamped steps from q = 1, success if K > 1e-3. */
static bool survives(const struct equations *equations, double alpha, size_t steps)
{
    double p[LAYERS], hat[LAYERS];

    for (size_t l = 0; l < equations->count; l++)
        p[l] = 1e-300;
    for (size_t step = 0; step < steps; step++) {
        equations->hats(equations->state, equations_rate(equations, alpha, p), p, hat);
        equations_next(equations, p, hat, 0.0, p);
    }
    return 1.0 - equations->error(equations->state, 0.0, p) > 1e-3;
}

static double capped_spinodal(const struct equations *equations, double near, size_t steps)
{
    double low = 0.9 * near, high = 1.1 * near;

    for (size_t i = 0; i < 40; i++) {
        const double middle = 0.5 * (low + high);
        if (survives(equations, middle, steps))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/*
 * Just below the fold the iteration lingers where the solution was, for a time that grows as the
 * distance to the power -1/2: a cap at 500 steps takes lingering for a solution. Ten times the
 * steps leave a hundredth of the error, and what they tend to is our spinodal.
 */
Test(deep, published_spinodals_are_low_because_500_steps_count_as_for_ever)
{
    struct csv *csv = csv_open("theory/deep_thresholds.csv");

    for (size_t row = 0; row < csv_rows(csv); row++) {
        void *state = make((size_t)csv_number(csv, row, "L"), 0.1);
        const struct equations *equations = solver_deep.equations(state);
        const double published = csv_number(csv, row, "published_alpha_sp_500steps");
        const double ours = transitions(state).spinodal;
        const double capped = capped_spinodal(equations, published, 500);
        const double later = capped_spinodal(equations, published, 5000);

        expect_relative(capped, published, 1e-5, "capped iteration");
        cr_expect_gt(ours, published * 1.0002);
        cr_expect_float_eq((ours - later) / (ours - capped), 0.01, 0.001);
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
