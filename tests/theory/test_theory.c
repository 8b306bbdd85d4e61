#include "plateau/theory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "theory/solver.h"

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%s", err.text);
    return theory;
}

static bool always(void *context)
{
    ++*(int *)context;
    return true;
}

Test(theory, a_cancelled_solve_stops_at_once_and_claims_nothing)
{
    static struct theory_point point;
    int asked = 0;
    const struct theory_control control = {always, &asked};
    const struct config config =
        build_config("activation=tanh2", "readout=uniform", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    double q = 0.5, f;
    struct error err;

    cr_expect_eq(theory_solve(theory, 2.0, 1, &point, &control, &err), STATUS_STOPPED);
    cr_expect_not(point.converged);
    cr_expect_eq(asked, 1);
    cr_expect_eq(theory_profile(theory, 2.0, &q, &f, 1, &control, &err), STATUS_STOPPED);
    theory_destroy(theory);
}

/*
 * A solution that rests on a wrong table must not be trusted, however well it solves the equations.
 */
Test(theory, a_channel_that_is_wrong_is_not_converged)
{
    static struct theory_point point;
    static const char *const settings[][2] = {{"activation=relu", "gamma=0.5"},
                                              {"activation=tanh2", "gamma=0.5,0.5"}};

    for (size_t i = 0; i < 2; i++) {
        const struct config config =
            build_config(settings[i][0], settings[i][1], "noise=0.1", NULL);
        struct theory *theory = make(&config);
        double *channel = &theory->ops->equations(theory->state)->channel;
        cr_expect(*channel > 0.0 && *channel < 1e-10, "%g", *channel);
        point = (struct theory_point){0};
        cr_expect_eq(theory_solve(theory, 4.0, 1, &point, NULL, NULL), STATUS_OK);
        cr_expect(point.converged);
        *channel = 1e-3;
        cr_expect_eq(theory_solve(theory, 4.0, 1, &point, NULL, NULL), STATUS_OK);
        cr_expect_not(point.converged);
        theory_destroy(theory);
    }
}

Test(theory, a_branch_that_does_not_exist_says_where_it_ended)
{
    static struct theory_point point;
    const struct config config =
        build_config("activation=tanh2", "readout=4point", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    struct error err;

    cr_assert_eq(theory_branches(theory), 3);
    cr_expect_str_eq(theory_branch_name(theory, 1), "specialised");
    cr_expect_str_eq(theory_branch_name(theory, 2), "partial:1");
    cr_expect_eq(theory_solve(theory, 2.0, 1, &point, NULL, &err), STATUS_INVALID);
    cr_expect_str_eq(point.branch, "partial:1");
    cr_expect(strstr(err.text, "partial:1"), "%s", err.text);
    point = (struct theory_point){0};
    cr_expect_eq(theory_solve(theory, 0.5, 1, &point, NULL, &err), STATUS_INVALID);
    cr_expect_str_eq(point.branch, "universal");
    cr_expect_eq(theory_solve(theory, -1.0, 1, &point, NULL, &err), STATUS_INVALID);
    theory_destroy(theory);
}

/* Up and down, on every branch: those with many steps of their own have several solutions. */
static void expect_warm_is_cold(const struct config *config, const double alphas[], size_t count)
{
    static struct theory_point warm[THEORY_BRANCHES_MAX], cold;
    struct theory *theory = make(config);

    memset(warm, 0, sizeof warm);
    for (size_t b = 0; b < theory_branches(theory); b++)
        for (size_t i = 0; i < count; i++) {
            cold = (struct theory_point){0};
            cr_expect_eq(theory_solve(theory, alphas[i], b, &warm[b], NULL, NULL),
                         theory_solve(theory, alphas[i], b, &cold, NULL, NULL));
            cr_expect_float_eq(warm[b].eps, cold.eps, 1e-8 * cold.eps, "%s at %g: %g, %g",
                               cold.branch, alphas[i], warm[b].eps, cold.eps);
        }
    theory_destroy(theory);
}

Test(theory, a_warm_start_ends_where_a_cold_one_does, .timeout = 60)
{
    const double ups_and_downs[] = {9.0, 9.3, 11.0, 10.9, 3.1, 4.0, 1.2, 8.8};
    const struct config steps =
        build_config("activation=relu", "readout=4point", "noise=0.1", NULL);
    const struct config many =
        build_config("activation=tanh2", "readout=gaussian", "noise=0.1", NULL);
    const struct config layers =
        build_config("activation=tanh2,tanh2", "gamma=0.5,0.5", "noise=0.1", NULL);

    expect_warm_is_cold(&steps, ups_and_downs, 8);
    expect_warm_is_cold(&many, ups_and_downs, 8);
    expect_warm_is_cold(&layers, ups_and_downs, 8);
}

/* The valleys of the profile are the branches, and their heights the free entropies. */
Test(theory, profile_peaks_at_the_branches)
{
    static struct theory_point point;
    static const char *const settings[] = {"readout=ones", "readout=4point", "weights=rademacher"};
    const double alpha[] = {1.5, 4.0, 0.6};

    for (size_t i = 0; i < 3; i++) {
        const struct config config =
            build_config("activation=tanh2", settings[i], "noise=0.1", NULL);
        struct theory *theory = make(&config);
        double q[3], f[3];

        point = (struct theory_point){0};
        cr_assert_eq(theory_solve(theory, alpha[i], 1, &point, NULL, NULL), STATUS_OK);
        for (size_t j = 0; j < 3; j++)
            q[j] = point.mean_q + 0.004 * ((double)j - 1.0);
        cr_assert_eq(theory_profile(theory, alpha[i], q, f, 3, NULL, NULL), STATUS_OK);
        cr_expect_float_eq(f[1], point.free_entropy, 1e-9, "%s", settings[i]);
        cr_expect_gt(f[1], f[0], "%s", settings[i]);
        cr_expect_gt(f[1], f[2], "%s", settings[i]);
        theory_destroy(theory);
    }
}

/* Several |v|: no branch above the profile, and on it where it is a peak. */
static void expect_below_profile(struct theory *theory, double alpha, const char *what,
                                 size_t *compared)
{
    static struct theory_point point;

    for (size_t b = 1; b < theory_branches(theory); b++) {
        double q[3], f[3];

        point = (struct theory_point){0};
        if (theory_solve(theory, alpha, b, &point, NULL, NULL) != STATUS_OK || !point.converged)
            continue;
        const double apart = 0.05 * fmin(point.mean_q, 1.0 - point.mean_q);
        for (size_t j = 0; j < 3; j++)
            q[j] = point.mean_q + apart * ((double)j - 1.0);
        cr_assert_eq(theory_profile(theory, alpha, q, f, 3, NULL, NULL), STATUS_OK);
        cr_expect_geq(f[1], point.free_entropy - 1e-8, "%s, %s at %g: %.9f below %.9f", what,
                      point.branch, alpha, f[1], point.free_entropy);
        ++*compared;
    }
}

Test(theory, no_branch_lies_above_the_profile, .timeout = 120)
{
    static const char *const sigmas[] = {"activation=tanh2", "activation=relu"};
    static const char *const laws[] = {"readout=gaussian", "readout=uniform", "readout=4point"};
    static const double alphas[] = {0.3, 0.61, 3.0};
    size_t compared = 0;

    for (size_t i = 0; i < 12; i++) {
        const struct config config =
            build_config(sigmas[i % 2], laws[i / 2 % 3], "noise=0.003", "d=60", NULL);
        struct theory *theory = i < 6 ? make(&config) : theory_create_finite(&config, NULL);
        cr_assert(theory);
        for (size_t a = 0; a < 3; a++)
            expect_below_profile(theory, alphas[a], config.readout.text, &compared);
        theory_destroy(theory);
    }
    cr_expect_geq(compared, 30, "%zu branches", compared);
}

/* A law's profile has no more valleys than its neurons make: one here, and none of single nodes. */
Test(theory, profile_of_a_law_is_not_ragged_with_its_nodes, .timeout = 60)
{
    const struct config config =
        build_config("activation=tanh2", "readout=uniform", "noise=1e-4", NULL);
    struct theory *theory = make(&config);
    double q[45], f[45];
    bool falls = false;

    theory_profile_overlaps(theory, 5.0, q, 45);
    cr_assert_eq(theory_profile(theory, 5.0, q, f, 45, NULL, NULL), STATUS_OK);
    for (size_t i = 1; i < 45; i++) {
        cr_expect(!falls || f[i] <= f[i - 1], "it rises again at %g", q[i]);
        falls = falls || f[i] < f[i - 1];
    }
    theory_destroy(theory);
}

/* At small noise the specialised valley lies at 1 - q = 2e-5, between points of an even spacing. */
Test(theory, profile_has_points_in_every_valley)
{
    static struct theory_point point;
    const struct config config = build_config("activation=tanh2", "noise=1e-4", NULL);
    struct theory *theory = make(&config);
    double q[45], f[45], largest = -(double)INFINITY;

    cr_assert_eq(theory_solve(theory, 5.0, 1, &point, NULL, NULL), STATUS_OK);
    theory_profile_overlaps(theory, 5.0, q, 45);
    cr_assert_eq(theory_profile(theory, 5.0, q, f, 45, NULL, NULL), STATUS_OK);
    for (size_t i = 0; i < 45; i++) {
        cr_expect(q[i] > (i > 0 ? q[i - 1] : 0.0) && q[i] < 1.0);
        largest = fmax(largest, f[i]);
    }
    cr_expect_float_eq(largest, point.free_entropy, 1e-9);
    cr_expect_gt(f[42], f[41]);
    cr_expect_gt(f[42], f[43]);
    theory_profile_overlaps(theory, 0.4, q, 45); /* nothing is specialised: all even */
    cr_expect_float_eq(q[44], 45.0 / 46.0, 1e-15);
    theory_destroy(theory);
}

/* +-1 weights: 1 - q of the specialised branch rounds to 0. */
Test(theory, profile_never_asks_for_a_whole_overlap)
{
    const struct config config =
        build_config("activation=tanh2", "weights=rademacher", "noise=0.01", NULL);
    struct theory *theory = make(&config);
    double q[99], f[99];

    theory_profile_overlaps(theory, 6.0, q, 99);
    for (size_t i = 0; i < 99; i++)
        cr_expect(q[i] > (i > 0 ? q[i - 1] : 0.0) && q[i] < 1.0, "%zu: %.17g", i, q[i]);
    cr_assert_eq(theory_profile(theory, 6.0, q, f, 99, NULL, NULL), STATUS_OK);
    for (size_t i = 0; i < 99; i++)
        cr_expect(isfinite(f[i]), "f(%.17g)", q[i]);
    theory_destroy(theory);
}

Test(theory, three_layers_come_from_a_config_and_keep_one_value_for_all)
{
    static struct theory_point point;
    const struct config config =
        build_config("activation=tanh2c", "gamma=1,1,1", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    cr_expect_eq(theory_solve(theory, 6.0, 1, &point, NULL, NULL), STATUS_OK);
    cr_expect_float_eq(point.eps, 0.121318443367, 1e-10); /* deep_curves.csv */
    cr_expect_float_eq(point.layer[2], 0.990816046874, 1e-10);
    cr_expect(isnan(point.layer[3]));
    cr_expect(isnan(point.r2));
    theory_destroy(theory);
}

Test(theory, deep_settings_without_a_theory_are_refused_with_the_reason)
{
    static const struct {
        const char *activation, *readout, *weights, *word;
    } refused[] = {
        {"activation=tanh2", "readout=ones", "weights=gaussian", "mu_1"},
        {"activation=tanh2c", "readout=4point", "weights=gaussian", "4point"},
        {"activation=tanh2c", "readout=ones", "weights=rademacher", "rademacher"},
    };
    struct error err;

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const struct config config = build_config(refused[i].activation, refused[i].readout,
                                                  refused[i].weights, "gamma=1,1,1", NULL);
        cr_expect_null(theory_create(&config, &err));
        cr_expect(strstr(err.text, "no theory") && strstr(err.text, refused[i].word), "%s",
                  err.text);
    }
}

/* No set of quadrature nodes is a branch of a continuous law, but the best of all cuts is. */
Test(theory, continuous_laws_have_one_partial_branch)
{
    static struct theory_point point;
    const struct config config =
        build_config("activation=tanh2", "readout=uniform", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    cr_expect_eq(theory_branches(theory), 3);
    cr_expect_str_eq(theory_branch_name(theory, 2), "partial");
    cr_expect_eq(theory_solve(theory, 1.7, 1, &point, NULL, NULL), STATUS_OK);
    cr_expect_eq(point.groups, 120);
    cr_expect_eq(point.q[0], 0.0);
    cr_expect_gt(point.q[119], 0.9);
    theory_destroy(theory);
}
