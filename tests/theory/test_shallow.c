#include <criterion/criterion.h>
#include <math.h>

#include "build.h"
#include "plateau/theory.h"
#include "theory/nonlinear.h"

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

    cr_assert_eq(theory_transitions(theory, &found, NULL, NULL), STATUS_OK);
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

/* Its solutions with Q > 0 are artefacts of the ansatz. */
Test(shallow, pure_second_order_has_the_universal_branch_only)
{
    const struct config config = build_config("activation=h2", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    cr_expect_eq(theory_branches(theory), 1);
    cr_expect_str_eq(theory_branch_name(theory, 0), "universal");
    theory_destroy(theory);
}
