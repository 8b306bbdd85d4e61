#include <criterion/criterion.h>
#include <math.h>
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

/* Without linear parts the theory of any depth holds too: deep_thresholds.csv at L = 2. */
Test(two_layer, without_linear_parts_it_is_the_theory_of_any_depth, .timeout = 60)
{
    const struct config config = build_config("activation=tanh2c", "gamma=1,1", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    struct theory_transitions found;
    struct csv *csv = csv_open("theory/deep_thresholds.csv");

    cr_assert_eq(theory_find_transitions(theory, &found, NULL, NULL), STATUS_OK);
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

/* The largest f of the branches at alpha, and in *first, *best those of both cuts of the first. */
static double largest_of(struct theory *theory, double alpha, double *first, double *best)
{
    static struct theory_point point;
    double largest = -(double)INFINITY;

    *first = *best = (double)NAN;
    for (size_t b = 0; b < theory_branches(theory); b++) {
        point = (struct theory_point){0};
        if (theory_solve(theory, alpha, b, &point, NULL, NULL) != STATUS_OK)
            continue;
        cr_expect(point.converged, "%s at %g: %g", point.branch, alpha, point.residual);
        cr_expect_str_eq(point.branch, theory_branch_name(theory, b));
        largest = fmax(largest, point.free_entropy);
        *first = b == 2 ? point.free_entropy : *first;
        *best = b == 4 ? point.free_entropy : *best;
    }
    return largest;
}

/* Of nothing at all, of the first layer alone and of both: the profile has no higher point. */
Test(two_layer, the_best_branch_is_the_top_of_the_profile, .timeout = 120)
{
    static const char *const settings[][2] = {{"activation=tanh2", "gamma=0.5,0.5"},
                                              {"activation=tanh2,erf", "gamma=0.5,0.5"},
                                              {"activation=tanh2", "gamma=1.5,0.4"}};
    static const double alphas[] = {1.3, 2.11, 2.51, 5.3, 9.7};
    enum { POINTS = 24 };
    double q[POINTS], f[POINTS], first, best;
    size_t better = 0;

    for (size_t s = 0; s < 3; s++) {
        const struct config config =
            build_config(settings[s][0], settings[s][1], "readout=ones", "noise=0.1", NULL);
        struct theory *theory = make(&config);
        for (size_t a = 0; a < 5; a++) {
            const double largest = largest_of(theory, alphas[a], &first, &best);
            theory_profile_overlaps(theory, alphas[a], q, POINTS);
            cr_assert_eq(theory_profile(theory, alphas[a], q, f, POINTS, NULL, NULL), STATUS_OK);
            for (size_t i = 0; i < POINTS; i++)
                cr_expect_leq(f[i], largest + 2e-5, "%s %s at %g: %.9f > %.9f at %g",
                              settings[s][0], settings[s][1], alphas[a], f[i], largest, q[i]);
            cr_expect(isnan(best) || best > first, "%.9f, %.9f", best, first);
            better += best > first;
        }
        theory_destroy(theory);
    }
    cr_expect_geq(better, 5, "%zu", better);
}

/* Next to the spinodal three solutions have both layers; the cut in the middle is one. */
Test(two_layer, partial_is_the_solution_between_first_and_specialised)
{
    static struct theory_point specialised, partial;
    const struct config config =
        build_config("activation=tanh2", "gamma=0.5,0.5", "readout=ones", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    cr_assert_eq(theory_solve(theory, 2.15, 1, &specialised, NULL, NULL), STATUS_OK);
    cr_assert_eq(theory_solve(theory, 2.15, 5, &partial, NULL, NULL), STATUS_OK);
    cr_expect_str_eq(partial.branch, "partial");
    cr_expect(partial.converged);
    cr_expect_lt(partial.mean_q, specialised.mean_q - 0.2);
    cr_expect_gt(partial.q[0], 0.4);
    cr_expect_eq(theory_solve(theory, 5.3, 5, &partial, NULL, NULL), STATUS_INVALID);
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
