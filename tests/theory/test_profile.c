/*
 * Properties of the free entropy at a fixed overall overlap at every setting: it passes through the
 * branches and never below one, its peaks are branches, and it has no jumps.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "plateau/theory.h"
#include "theory/prior.h"
#include "theory/solver.h"

enum { POINTS = 72 };

struct profile_case {
    const char *sigma, *readout, *gamma, *noise;
    double alpha;
    size_t peaks; /* at least so many inside (0, 1) */
};

/* The branches that exist with 0 < Q < 1, and the profile on its own overlaps. */
struct survey {
    const struct profile_case *of;
    size_t branches;
    char name[THEORY_BRANCHES_MAX][16];
    double at[THEORY_BRANCHES_MAX], height[THEORY_BRANCHES_MAX];
    double q[POINTS], f[POINTS];
};

static void make_survey(const struct profile_case *setting, struct survey *survey)
{
    static struct theory_point point;
    const struct config config =
        build_config(setting->sigma, setting->readout, setting->gamma, setting->noise, NULL);
    struct error err;
    struct theory *theory = theory_create(&config, &err);

    cr_assert(theory, "%s", err.text);
    *survey = (struct survey){.of = setting};
    for (size_t b = 1; b < theory_branches(theory); b++) {
        point = (struct theory_point){0};
        if (theory_solve(theory, setting->alpha, b, &point, NULL, NULL) != STATUS_OK ||
            !point.converged)
            continue;
        memcpy(survey->name[survey->branches], point.branch, sizeof point.branch);
        survey->at[survey->branches] = point.mean_q;
        survey->height[survey->branches++] = point.free_entropy;
    }
    theory_profile_overlaps(theory, setting->alpha, survey->q, POINTS);
    cr_assert_eq(theory_profile(theory, setting->alpha, survey->q, survey->f, POINTS, NULL, NULL),
                 STATUS_OK);
    theory_destroy(theory);
}

/* A branch that has a point of the profile to itself. */
static void expect_branches_below(const struct survey *survey)
{
    size_t met = 0;

    for (size_t b = 0; b < survey->branches; b++)
        for (size_t i = 0; i < POINTS; i++) {
            if (survey->q[i] != survey->at[b])
                continue;
            cr_expect_geq(survey->f[i], survey->height[b] - 1e-8, "%s %s at %g: %s, %.9f < %.9f",
                          survey->of->sigma, survey->of->readout, survey->of->alpha,
                          survey->name[b], survey->f[i], survey->height[b]);
            met++;
        }
    cr_expect_geq(met, survey->of->peaks, "%s %s at %g: %zu met", survey->of->sigma,
                  survey->of->readout, survey->of->alpha, met);
}

/*
 * How far a peak may be from the branch that it is. Cuts between loud and quiet neurons move by
 * whole quadrature nodes, of up to 0.026 in Q; at the top of f that is some 1e-5.
 */
static const double node = 0.026, node_height = 3e-5;

static bool is_branch(const struct survey *survey, size_t i)
{
    for (size_t b = 0; b < survey->branches; b++)
        if (fabs(survey->q[i] - survey->at[b]) <= node &&
            fabs(survey->f[i] - survey->height[b]) <= node_height)
            return true;
    return false;
}

/* Each top is a rise of more than `rise` after the last bottom, and a fall of as much after it. */
static void expect_peaks_are_branches(const struct survey *survey)
{
    static const double rise = 1e-6;
    const double *f = survey->f;
    size_t top = 0, bottom = 0, peaks = 0;
    bool up = true;

    for (size_t i = 1; i < POINTS; i++) {
        if (up && f[i] > f[top])
            top = i;
        if (!up && f[i] < f[bottom])
            bottom = i;
        if (up && f[i] < f[top] - rise) {
            cr_expect(top == 0 || is_branch(survey, top), "%s %s at %g: a peak %.9f at %.6f",
                      survey->of->sigma, survey->of->readout, survey->of->alpha, f[top],
                      survey->q[top]);
            peaks += top > 0;
            up = false;
            bottom = i;
        } else if (!up && f[i] > f[bottom] + rise) {
            up = true;
            top = i;
        }
    }
    cr_expect_geq(peaks, survey->of->peaks, "%s %s at %g: %zu peaks", survey->of->sigma,
                  survey->of->readout, survey->of->alpha, peaks);
}

static double slope(const struct survey *survey, size_t from, size_t to)
{
    return fabs((survey->f[to] - survey->f[from]) / (survey->q[to] - survey->q[from]));
}

/* A jump is much steeper than what is left and right of it, by two points, which is a node. */
static void expect_no_jump(const struct survey *survey)
{
    static const double many = 4.0, flat = 0.1;

    for (size_t i = 3; i + 2 < POINTS; i++) {
        const double beside = fmax(slope(survey, i - 3, i - 1), slope(survey, i, i + 2));
        cr_expect_leq(slope(survey, i - 1, i), many * beside + flat,
                      "%s %s at %g: from %.6f to %.6f", survey->of->sigma, survey->of->readout,
                      survey->of->alpha, survey->q[i - 1], survey->q[i]);
    }
}

static void check(const struct profile_case settings[], size_t count)
{
    static struct survey survey;

    for (size_t s = 0; s < count; s++) {
        make_survey(&settings[s], &survey);
        for (size_t i = 0; i < POINTS; i++)
            cr_expect(isfinite(survey.f[i]) && (i == 0 || survey.q[i] > survey.q[i - 1]));
        expect_branches_below(&survey);
        expect_peaks_are_branches(&survey);
        expect_no_jump(&survey);
    }
}

Test(profile, of_one_layer, .timeout = 120)
{
    static const struct profile_case settings[] = {
        {"activation=tanh2", "readout=4point", "gamma=0.5", "noise=0.1", 0.77, 1},
        {"activation=tanh2", "readout=4point", "gamma=0.5", "noise=0.1", 3.6, 2},
        {"activation=relu", "readout=4point", "gamma=0.5", "noise=0.1", 3.1, 1},
        {"activation=h2h3", "readout=atoms:-0.5@0.8,2@0.2", "gamma=0.366", "noise=0.123", 1.5, 1},
        {"activation=tanh2", "readout=gaussian", "gamma=0.5", "noise=0.1", 1.5, 1},
        {"activation=relu", "readout=uniform", "gamma=0.5", "noise=0.1", 3.1, 1},
    };

    check(settings, sizeof settings / sizeof settings[0]);
}

/* With and without a first layer that is learned alone, at and off the transitions. */
Test(profile, of_two_layers, .timeout = 240)
{
    static const struct profile_case settings[] = {
        {"activation=tanh2", "readout=ones", "gamma=0.5,0.5", "noise=0.1", 1.0, 1},
        {"activation=tanh2", "readout=ones", "gamma=0.5,0.5", "noise=0.1", 2.15, 3},
        {"activation=tanh2", "readout=ones", "gamma=0.5,0.5", "noise=0.1", 3.0, 1},
        {"activation=tanh2", "readout=ones", "gamma=0.5,0.5", "noise=0.1", 8.0, 1},
        {"activation=tanh2,erf", "readout=rademacher", "gamma=0.5,0.5", "noise=0.1", 2.5, 2},
        {"activation=h3,erf", "readout=ones", "gamma=0.5,0.5", "noise=0.1", 3.0, 3},
        {"activation=tanh2", "readout=ones", "gamma=1.5,0.4", "noise=0.1", 3.7, 1},
        {"activation=tanh2", "readout=4point", "gamma=0.5,0.5", "noise=0.1", 3.0, 1},
    };

    check(settings, sizeof settings / sizeof settings[0]);
}

/* ---- against the free entropy of overlaps that are simply given ---- */

/* Each conjugate is the one that its overlap has, whatever field would hold it. */
static double entropy_of(const struct theory *theory, double alpha, const double p[])
{
    const struct equations *equations = theory->ops->equations(theory->state);
    double hat[2];

    for (size_t i = 0; i < equations->count; i++)
        hat[i] = prior_inverse(equations->prior, p[i]);
    return equations_free_entropy(equations, alpha, equations_rate(equations, alpha, p), p, hat);
}

/* The largest over the shares that two sizes of equal weight can have in the overlap q. */
static double best_of_two(const struct theory *theory, double alpha, double q)
{
    enum { CELLS = 4000 };
    double best = -(double)INFINITY;

    for (size_t i = 0; i < CELLS; i++) {
        const double one = (double)i / CELLS, other = 2.0 * q - one;
        if (other >= 0.0 && other < 1.0)
            best = fmax(best, entropy_of(theory, alpha, (double[]){1.0 - one, 1.0 - other}));
    }
    return best;
}

static struct theory *make(const char *sigma, const char *readout, const char *weights)
{
    const struct config config = build_config(sigma, readout, weights, "noise=0.1", NULL);
    struct theory *theory = theory_create(&config, NULL);

    cr_assert(theory);
    return theory;
}

Test(profile, of_one_size_is_the_free_entropy_at_that_overlap)
{
    static const char *const weights[] = {"weights=gaussian", "weights=rademacher"};
    const double q[] = {0.031, 0.17, 0.385, 0.62, 0.853, 0.967};
    double f[6];

    for (size_t w = 0; w < 2; w++) {
        struct theory *theory = make("activation=relu", "readout=ones", weights[w]);
        cr_assert_eq(theory_profile(theory, 2.385, q, f, 6, NULL, NULL), STATUS_OK);
        for (size_t i = 0; i < 6; i++)
            cr_expect_float_eq(f[i], entropy_of(theory, 2.385, (double[]){1.0 - q[i]}), 1e-9,
                               "%s, %g: %.12f", weights[w], q[i], f[i]);
        theory_destroy(theory);
    }
}

/* The scan is good to the square of a cell; at these overlaps it meets those with a size at 0. */
Test(profile, of_two_sizes_is_the_largest_at_that_overlap)
{
    const double q[] = {0.081, 0.27, 0.385, 0.52, 0.66, 0.853};
    double f[6];
    struct theory *theory = make("activation=relu", "readout=4point", "weights=gaussian");

    cr_assert_eq(theory_profile(theory, 3.385, q, f, 6, NULL, NULL), STATUS_OK);
    for (size_t i = 0; i < 6; i++) {
        const double best = best_of_two(theory, 3.385, q[i]);
        cr_expect_float_eq(f[i], best, 5e-7, "%g: %.9f, %.9f", q[i], f[i], best);
    }
    theory_destroy(theory);
}
