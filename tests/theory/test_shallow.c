#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "evolve.h"
#include "plateau/theory.h"
#include "theory/fixed_point.h"
#include "theory/nonlinear.h"
#include "theory/solver.h"

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%s", err.text);
    return theory;
}

static struct theory_transitions transitions(const struct config *config)
{
    struct theory *theory = make(config);
    struct theory_transitions found;

    cr_assert_eq(theory_find_transitions(theory, &found, NULL, NULL), STATUS_OK);
    theory_destroy(theory);
    return found;
}

static void expect_transition(double found, double given, const char *what)
{
    if (isfinite(given))
        cr_expect_float_eq(found, given, 1e-6 * given, "%s: %.10g, not %.10g", what, found, given);
    else
        cr_expect(isnan(found), "%s: %.10g, not none", what, found);
}

/*
 * Without mu_2 the groups only share the rate: gamma phi^-1(Q) = v^2 r g'(Q) for each. So alpha is
 * a function of the second group's Q alone, and its fold needs neither iteration nor continuation.
 */
static double rate_of(const struct nonlinear *nonlinear, double v, double p)
{
    return 0.5 * (1.0 - p) / p / (v * v * nonlinear_slope(nonlinear, p));
}

static double alpha_of_second(const struct nonlinear *nonlinear, double p)
{
    const double small = 1.0 / sqrt(5.0), large = 3.0 / sqrt(5.0);
    const double rate = rate_of(nonlinear, small, p);
    double low = 1e-12, high = 0.1; /* P of the first group, on its upper branch */

    for (size_t i = 0; i < 200; i++) {
        const double middle = sqrt(low * high);
        if (rate_of(nonlinear, large, middle) > rate)
            low = middle;
        else
            high = middle;
    }
    return rate * (0.1 + 0.1 * nonlinear_gap(nonlinear, p) + 0.9 * nonlinear_gap(nonlinear, low));
}

Test(shallow, readouts_specialise_one_size_after_the_other)
{
    const struct config config =
        build_config("activation=tanh2", "readout=4point", "noise=0.1", NULL);
    const struct theory_transitions found = transitions(&config);
    struct nonlinear nonlinear;
    double fold = (double)INFINITY;

    cr_assert_eq(nonlinear_init(&nonlinear, &config.activation.at[0], NULL), STATUS_OK);
    for (double p = 0.2; p < 0.5; p += 1e-5)
        fold = fmin(fold, alpha_of_second(&nonlinear, p));
    cr_assert_eq(found.steps, 2);
    cr_expect_float_eq(found.step[0].v, 3.0 / sqrt(5.0), 1e-12);
    cr_expect_float_eq(found.step[1].spinodal, fold, 1e-8, "%.10g, not %.10g",
                       found.step[1].spinodal, fold);
    cr_expect_eq(found.spinodal, found.step[1].spinodal);
    nonlinear_fini(&nonlinear);
}

/* An atom of no weight makes one |v| two, and the explicit curve gives way to iteration. */
Test(shallow, continuation_finds_what_the_explicit_curve_finds)
{
    static struct theory_point direct, iterated;
    const char *const settings[] = {"activation=tanh2", "activation=relu"};

    for (size_t i = 0; i < 2; i++) {
        const char *weights = i == 0 ? "weights=gaussian" : "weights=rademacher";
        const struct config one = build_config(settings[i], weights, "noise=0.1", NULL);
        struct config two = one;
        two.readout.atoms = 2;
        two.readout.value[0] = 0.0;
        two.readout.value[1] = 1.0;
        two.readout.probability[0] = 1e-12;
        two.readout.probability[1] = 1.0 - 1e-12;
        const struct theory_transitions a = transitions(&one), b = transitions(&two);
        expect_transition(b.spinodal, a.spinodal, "spinodal");
        expect_transition(b.equilibrium, a.equilibrium, "equilibrium");
        struct theory *curve = make(&one), *iteration = make(&two);
        direct = iterated = (struct theory_point){0};
        cr_expect_eq(theory_solve(curve, 2.385, 1, &direct, NULL, NULL), STATUS_OK);
        cr_expect_eq(theory_solve(iteration, 2.385, 1, &iterated, NULL, NULL), STATUS_OK);
        cr_expect_float_eq(iterated.eps, direct.eps, 1e-9);
        cr_expect_float_eq(iterated.q[1], direct.q[0], 1e-9);
        cr_expect_eq(iterated.q[0], 0.0);
        theory_destroy(curve);
        theory_destroy(iteration);
    }
}

/* f of a branch by its name; NaN where it does not exist. */
static double height_of(struct theory *theory, const char *name, double alpha,
                        struct theory_point *point)
{
    for (size_t b = 0; b < theory_branches(theory); b++) {
        *point = (struct theory_point){0};
        if (strcmp(theory_branch_name(theory, b), name) == 0 &&
            theory_solve(theory, alpha, b, point, NULL, NULL) == STATUS_OK && point->converged)
            return point->free_entropy;
    }
    return (double)NAN;
}

/* Between the spinodal and the upper spinodal, 2.75989758, there are two solutions with Q > 0. */
Test(shallow, weak_lives_from_the_spinodal_to_the_upper_one)
{
    static struct theory_point weak, top;
    const double spinodal = 1.50210683, upper = 2.75989758, equilibrium = 1.75745655;
    const struct config config =
        build_config("activation=relu", "weights=rademacher", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    cr_expect(isnan(height_of(theory, "weak", spinodal * (1.0 - 1e-6), &weak)));
    cr_expect(isnan(height_of(theory, "weak", upper * (1.0 + 1e-6), &weak)));
    cr_expect(isfinite(height_of(theory, "weak", spinodal * (1.0 + 1e-6), &weak)));
    cr_expect(isfinite(height_of(theory, "weak", upper * (1.0 - 1e-6), &weak)));
    cr_expect_str_eq(weak.branch, "weak");
    cr_expect_float_eq(height_of(theory, "weak", equilibrium, &weak),
                       height_of(theory, "specialised", equilibrium, &top), 1e-8);
    cr_expect_lt(weak.mean_q, top.mean_q - 0.5);
    cr_expect_gt(height_of(theory, "weak", 1.7, &weak),
                 height_of(theory, "specialised", 1.7, &top));
    theory_destroy(theory);
}

/* At small noise, where the universal branch was taken for the optimal one; and what f(q) says. */
Test(shallow, weak_is_the_peak_of_the_profile_where_it_is_the_equilibrium)
{
    static struct theory_point point;
    const struct config config = build_config("activation=relu", "noise=1e-4", NULL);
    struct theory *theory = make(&config);
    const double weak = height_of(theory, "weak", 0.56, &point), at = point.mean_q;
    const double q[] = {at - 0.004, at, at + 0.004};
    double f[3];

    cr_assert_eq(theory_profile(theory, 0.56, q, f, 3, NULL, NULL), STATUS_OK);
    cr_expect_float_eq(f[1], weak, 1e-9);
    cr_expect(f[1] > f[0] && f[1] > f[2]);
    cr_expect_gt(weak, height_of(theory, "universal", 0.56, &point) + 5e-3);
    cr_expect_gt(weak, height_of(theory, "specialised", 0.56, &point) + 5e-3);
    cr_expect(isnan(height_of(theory, "weak", 0.545, &point)), "it is the specialised one there");
    theory_destroy(theory);
}

/* Nodes that share only the rate are on where their own f says so: the best cut, by trying all. */
Test(shallow, partial_is_the_best_cut_between_loud_and_quiet, .timeout = 60)
{
    static struct theory_point point;
    const double alpha = 0.55;
    const struct config config =
        build_config("activation=tanh2", "readout=uniform", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    const double partial = height_of(theory, "partial", alpha, &point);
    const struct equations *equations = theory->ops->equations(theory->state);
    double best = -(double)INFINITY;

    for (size_t on = 0; on < 30; on++) {
        struct fixed_point solve;
        for (size_t i = 0; i < equations->count; i++)
            theory->p[i] = i + on < equations->count ? 1.0 : 1e-9;
        fixed_point_init(&solve, equations, theory->p, theory->scratch, alpha, 0.0);
        fixed_point_run(&solve, NULL);
        equations->hats(equations->state, solve.rate, theory->p, theory->hat);
        best = fmax(best,
                    equations_free_entropy(equations, alpha, solve.rate, theory->p, theory->hat));
    }
    /* One node more or less, of 3e-3 of the neurons, changes f by 2e-6 here. */
    cr_expect_float_eq(partial, best, 2e-6);
    cr_expect_gt(partial, height_of(theory, "specialised", alpha, &point) + 5e-4);
    cr_expect_gt(partial, height_of(theory, "universal", alpha, &point) + 5e-5);
    theory_destroy(theory);
}

/*
 * The loudest neurons alone, at the rate of Q = 0: without mu_2 the fold of r(Q) and the Q at which
 * psi(h) - Q h / 2 + h g(Q) / (2 g'(Q)) turns positive.
 */
static double gain_of(const struct nonlinear *nonlinear, double p)
{
    const double h = (1.0 - p) / p, slope = nonlinear_slope(nonlinear, p);
    double g;

    nonlinear_at(nonlinear, p, &g, NULL);
    return 0.5 * h - 0.5 * log1p(h) - 0.5 * (1.0 - p) * h + 0.5 * h * g / slope;
}

Test(shallow, transitions_of_a_bounded_law_are_those_of_its_loudest, .timeout = 60)
{
    const struct config config =
        build_config("activation=tanh2", "readout=uniform", "noise=0.1", NULL);
    const struct theory_transitions found = transitions(&config);
    struct theory *theory = make(&config);
    static struct theory_point point;
    struct nonlinear nonlinear;
    double fold = (double)INFINITY, equal = (double)NAN;

    height_of(theory, "universal", 0.5, &point);
    const double v2 = point.v[point.groups - 1] * point.v[point.groups - 1];
    cr_assert_eq(nonlinear_init(&nonlinear, &config.activation.at[0], NULL), STATUS_OK);
    for (double p = 0.9; p > 0.01; p -= 1e-5) {
        const double rate = rate_of(&nonlinear, sqrt(v2), p);
        fold = fmin(fold, rate);
        if (rate > fold && isnan(equal) && gain_of(&nonlinear, p) > 0.0)
            equal = rate;
    }
    const double free = config.noise + nonlinear.top;
    /* A node is 3e-3 of the neurons at most: so much its own learning moves the rate. */
    cr_expect_float_eq(found.spinodal, fold * free, 6e-3 * found.spinodal, "%g, not %g",
                       found.spinodal, fold * free);
    cr_expect_float_eq(found.equilibrium, equal * free, 6e-3 * found.equilibrium, "%g, not %g",
                       found.equilibrium, equal * free);
    nonlinear_fini(&nonlinear);
    theory_destroy(theory);
}

/* Beyond alpha_lin too: the mean overlap of the largest solution jumps at the spinodal. */
Test(shallow, a_bounded_law_may_jump_after_it_has_grown_out_of_nothing, .timeout = 120)
{
    static struct theory_point below, above, weak;
    const struct config config = build_config("activation=relu", "readout=uniform",
                                              "weights=rademacher", "noise=0.001", NULL);
    const struct theory_transitions found = transitions(&config);
    struct theory *theory = make(&config);

    cr_assert_gt(found.spinodal, found.algorithmic);
    height_of(theory, "specialised", found.spinodal * (1.0 - 1e-3), &below);
    height_of(theory, "specialised", found.spinodal * (1.0 + 1e-3), &above);
    cr_expect_lt(below.mean_q, 0.1);
    cr_expect_gt(above.mean_q, 0.5);
    cr_expect_gt(found.equilibrium, found.spinodal);
    /* The difference of both changes sign there: found to 1e-5 of alpha, looked for at 1e-2. */
    for (int side = -1; side <= 1; side += 2) {
        const double alpha = found.equilibrium * (1.0 + 1e-2 * side);
        const double top = fmax(height_of(theory, "specialised", alpha, &above),
                                height_of(theory, "partial", alpha, &below));
        cr_expect_gt(side * (top - height_of(theory, "weak", alpha, &weak)), 1e-3);
    }
    theory_destroy(theory);
}

/* By what the map multiplies a small overlap of the largest |v|, the others the same. */
static double growth(struct theory *theory, double alpha)
{
    static const double small = 1e-6;
    const struct equations *equations = theory->ops->equations(theory->state);
    const size_t last = equations->count - 1;
    double p[2] = {1.0 - small, 1.0 - small}, hat[2];

    cr_assert_leq(equations->count, 2);
    equations->hats(equations->state, equations_rate(equations, alpha, p), p, hat);
    equations_next(equations, p, hat, 0.0, p);
    return (1.0 - p[last]) / small;
}

/* Q = 0 becomes unstable for the loudest first: at alpha_lin the map multiplies it by 1. */
Test(shallow, alpha_lin_is_where_the_largest_readout_grows)
{
    static const char *const settings[][3] = {
        {"activation=relu", "readout=4point", "gamma=0.5"},
        {"activation=h2h3", "readout=atoms:-0.5@0.8,2@0.2", "gamma=0.3658"},
        {"activation=elu", "readout=ones", "gamma=0.7"}};

    for (size_t i = 0; i < 3; i++) {
        const struct config config =
            build_config(settings[i][0], settings[i][1], settings[i][2], "noise=0.1", NULL);
        const double lin = transitions(&config).algorithmic;
        struct theory *theory = make(&config);
        cr_expect_float_eq(growth(theory, lin), 1.0, 1e-4, "%s: %g", settings[i][1],
                           growth(theory, lin));
        cr_expect_lt(growth(theory, 0.99 * lin), 0.998);
        cr_expect_gt(growth(theory, 1.01 * lin), 1.002);
        theory_destroy(theory);
    }
}

Test(shallow, an_absent_transition_says_why)
{
    const struct config grown = build_config("activation=h2h3", "noise=0.1", NULL);
    const struct config endless =
        build_config("activation=relu", "readout=gaussian", "noise=0.1", NULL);
    const struct config silent = build_config("activation=tanh2", "noise=0", NULL);
    struct theory_transitions found = transitions(&grown);

    cr_expect(isnan(found.spinodal) && isfinite(found.algorithmic));
    cr_expect_eq(found.spinodal_why, THEORY_CONTINUOUS);
    cr_expect_eq(found.equilibrium_why, THEORY_CONTINUOUS);
    found = transitions(&endless);
    cr_expect(isnan(found.spinodal) && isnan(found.algorithmic));
    cr_expect_eq(found.spinodal_why, THEORY_CONTINUOUS);
    found = transitions(&silent);
    cr_expect(isfinite(found.spinodal));
    cr_expect(isfinite(found.equilibrium) || found.equilibrium_why == THEORY_NOT_COMPUTED);
}

Test(shallow, nothing_left_to_learn_without_noise_is_endless_free_entropy)
{
    static struct theory_point point;
    static struct dynamics_trajectory evolution;
    const struct config config = build_config("activation=h2", "noise=0", NULL);
    struct error err;
    struct theory *theory = make(&config);

    cr_assert_eq(theory_solve(theory, 3.0, 0, &point, NULL, NULL), STATUS_OK);
    cr_expect(point.converged);
    cr_expect_eq(point.eps, 0.0);
    cr_expect(isinf(point.free_entropy) && point.free_entropy > 0.0);
    cr_assert_eq(evolve(theory, &config, 3.0, &evolution, &err), STATUS_OK);
    cr_expect_lt(evolution.count, 20);
    for (size_t i = 0; i < evolution.count; i++)
        cr_expect(isfinite(evolution.at[i].snr) && evolution.at[i].eps > 0.0);
    theory_destroy(theory);
}

/* With gaussian weights its solutions with Q > 0 are artefacts of the ansatz: W may rotate. */
Test(shallow, pure_second_order_has_the_universal_branch_only)
{
    const struct config config = build_config("activation=h2", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    cr_expect_eq(theory_branches(theory), 1);
    cr_expect_str_eq(theory_branch_name(theory, 0), "universal");
    theory_destroy(theory);
}

/* Weights of +-1 may not: values of an independent solver, which Monte Carlo agrees with. */
Test(shallow, second_order_alone_finds_weights_that_are_plus_and_minus_one)
{
    static struct theory_point point;
    const struct config config =
        build_config("activation=h2", "weights=rademacher", "gamma=0.5", "noise=1.25", NULL);
    struct theory *theory = make(&config);
    struct theory_transitions found;

    cr_assert_eq(theory_branches(theory), 3);
    cr_assert_eq(theory_solve(theory, 4.0, 1, &point, NULL, NULL), STATUS_OK);
    cr_expect_float_eq(point.eps, 0.00114584, 5e-9, "%.9g", point.eps);
    cr_expect_float_eq(point.mean_q, 0.99942, 5e-6, "%.9g", point.mean_q);
    cr_expect_float_eq(point.free_entropy, -1.617088, 5e-7, "%.9g", point.free_entropy);
    point = (struct theory_point){0};
    cr_assert_eq(theory_solve(theory, 4.0, 2, &point, NULL, NULL), STATUS_OK);
    cr_expect_float_eq(point.eps, 0.103512, 5e-7, "%.9g", point.eps);
    cr_assert_eq(theory_find_transitions(theory, &found, NULL, NULL), STATUS_OK);
    cr_expect_float_eq(found.equilibrium, 3.06470, 5e-6, "%.9g", found.equilibrium);
    cr_expect_float_eq(found.spinodal, 2.32, 5e-3, "%.9g", found.spinodal);
    theory_destroy(theory);
}
