/*
 * Transitions against the existence of the solution at fixed alpha: plain iteration from the
 * informative point, the map of the equations of state and nothing else, and bisection on alpha.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "plateau/theory.h"
#include "theory/deep.h"
#include "theory/fixed_point.h"
#include "theory/shallow.h"
#include "theory/solver.h"

#define UNEQUAL "readout=atoms:-0.5@0.8,2@0.2", "weights=rademacher"

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%s", err.text);
    return theory;
}

static struct theory_transitions transitions(struct theory *theory)
{
    struct theory_transitions found;

    cr_assert_eq(theory_find_transitions(theory, &found, NULL, NULL), STATUS_OK);
    return found;
}

/* Iterates theory->p, which holds the start. */
static void iterate_plainly(struct theory *theory, double alpha)
{
    enum { STEPS_MAX = 200000 };
    const struct equations *equations = theory->ops->equations(theory->state);
    const double mixing = theory->ops->mixing;
    double left = 1.0;

    for (size_t n = 0; n < STEPS_MAX && left > 1e-9; n++) {
        const double rate = equations_rate(equations, alpha, theory->p);
        equations->hats(equations->state, rate, theory->p, theory->hat);
        equations_next(equations, theory->p, theory->hat, 0.0, theory->hat);
        left = 0.0;
        for (size_t i = 0; i < equations->count; i++) {
            const double step = theory->hat[i] - theory->p[i];
            left = fmax(left, fabs(step) / (theory->p[i] + 1e-12));
            theory->p[i] += (1.0 - mixing) * step;
        }
    }
}

/* The overlap of the `on`-th largest |v|, from where the `on` largest are specialised. */
static double overlap_of_group(struct theory *theory, double alpha, size_t on)
{
    const struct shallow *shallow = theory->state;

    shallow_start_on(shallow, on, theory->p);
    iterate_plainly(theory, alpha);
    return 1.0 - theory->p[shallow->groups.count - on];
}

/* Q2 averaged over all weights of the second layer, from the specialised start. */
static double overlap_of_second(struct theory *theory, double alpha, size_t on)
{
    const struct equations *equations = theory->ops->equations(theory->state);
    double sum = 0.0, all = 0.0;

    (void)on;
    theory->ops->start(theory->state, 1, theory->p);
    iterate_plainly(theory, alpha);
    for (size_t i = THEORY_NODES_MAX; i < equations->weights; i++) {
        sum += equations->size[i] * (1.0 - theory->p[i]);
        all += equations->size[i];
    }
    return sum / all;
}

/* Finds where the solution that exists at `high` ends, to `width` relative in alpha. */
static double end_of(struct theory *theory, double low, double high, size_t on, double width,
                     double (*overlap)(struct theory *theory, double alpha, size_t on))
{
    const double above = overlap(theory, high, on), below = overlap(theory, low, on);

    cr_assert_gt(above, below + 0.1, "nothing ends between %g and %g", low, high);
    while (high > low * (1.0 + width)) {
        const double middle = sqrt(low * high);
        if (overlap(theory, middle, on) > 0.5 * (above + below))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* At these noises alpha has its minimum next to that of r, where a way down in r sees no rise. */
Test(transition, spinodals_of_both_sizes_are_where_their_solutions_end, .timeout = 60)
{
    static const struct {
        const char *activation, *noise;
    } settings[] = {
        {"activation=tanh2", "noise=0.3"}, {"activation=tanh2", "noise=1"},
        {"activation=tanh2", "noise=5"},   {"activation=erf", "noise=0.1"},
        {"activation=erf", "noise=1"},
    };

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        const struct config config = build_config(settings[i].activation, "readout=4point",
                                                  settings[i].noise, "gamma=0.5", NULL);
        struct theory *theory = make(&config);
        const struct theory_transitions found = transitions(theory);
        cr_assert_eq(found.steps, 2, "%s %s", settings[i].activation, settings[i].noise);
        for (size_t on = 1; on <= 2; on++) {
            const double at = found.step[on - 1].spinodal;
            const double end = end_of(theory, 0.8 * at, 1.2 * at, on, 1e-6, overlap_of_group);
            cr_expect_float_eq(at, end, 2e-6 * end, "%s %s: %.9g, not %.9g", settings[i].activation,
                               settings[i].noise, at, end);
        }
        cr_expect_eq(found.spinodal, found.step[1].spinodal);
        cr_expect_gt(found.equilibrium, found.spinodal);
        theory_destroy(theory);
    }
}

/* Beyond alpha_lin the small ones are learned from the large ones' start, too, and fall first. */
Test(transition, steps_are_named_after_the_size_that_falls, .timeout = 60)
{
    const struct config config =
        build_config("activation=relu", UNEQUAL, "gamma=0.7", "noise=0.03", NULL);
    struct theory *theory = make(&config);
    const struct theory_transitions found = transitions(theory);
    const double large = end_of(theory, 0.2, 0.3, 1, 1e-6, overlap_of_group);
    const double small = end_of(theory, 2.0, 3.0, 2, 1e-6, overlap_of_group);

    cr_assert_eq(found.steps, 2);
    cr_expect_float_eq(found.step[0].v, 2.0, 1e-9);
    cr_expect_float_eq(found.step[0].spinodal, large, 2e-6 * large);
    cr_expect_float_eq(found.step[1].v, 0.5, 1e-9);
    cr_expect_float_eq(found.step[1].spinodal, small, 2e-6 * small);
    theory_destroy(theory);
}

/* The largest fall of the large ones' overlap in steps of a factor down, and the alpha above it. */
static double largest_fall(struct theory *theory, double high, double low, double factor,
                           double *at)
{
    double largest = 0.0, before = overlap_of_group(theory, high, 1);

    *at = high;
    for (double alpha = high; alpha > low; alpha *= factor) {
        const double here = overlap_of_group(theory, alpha * factor, 1);
        if (before - here > largest) {
            largest = before - here;
            *at = alpha;
        }
        before = here;
    }
    return largest;
}

/* Steeply, by 0.03 in a thousandth of alpha, but the finer the steps, the less. */
Test(transition, what_falls_continuously_is_no_step, .timeout = 60)
{
    const struct config config =
        build_config("activation=h2h3", UNEQUAL, "gamma=0.478", "noise=0.173", NULL);
    struct theory *theory = make(&config);
    const struct theory_transitions found = transitions(theory);
    const double small = end_of(theory, 0.6, 1.0, 2, 1e-6, overlap_of_group);
    const double coarse = 0.999, fine = 1.0 - 1e-5;
    double at, fall = largest_fall(theory, 0.3, 0.05, coarse, &at);

    cr_expect_gt(fall, 0.02);
    cr_assert_eq(found.steps, 1);
    cr_expect_float_eq(found.step[0].v, 0.5, 1e-9);
    cr_expect_float_eq(found.step[0].spinodal, small, 2e-6 * small);
    fall = largest_fall(theory, at, coarse * at, fine, &at);
    cr_expect_lt(fall, 0.005, "the large ones fall by %g at %g", fall, at);
    theory_destroy(theory);
}

/* Without linear parts the curve of the theory of any depth is explicit. */
Test(transition, two_layers_have_theirs_at_large_noise_too, .timeout = 120)
{
    const struct config odd =
        build_config("activation=tanh2", "gamma=0.5,0.5", "noise=1", "readout=ones", NULL);
    const struct config pure = build_config("activation=tanh2c", "gamma=1,1", "noise=5", NULL);
    const struct activation sigma[] = {pure.activation.at[0], pure.activation.at[0]};
    const double gamma[] = {1.0, 1.0};
    struct theory *theory = make(&odd);
    struct theory_transitions explicit, found = transitions(theory);
    struct error err;

    const double end = end_of(theory, 7.8, 8.0, 0, 1e-5, overlap_of_second);
    cr_expect_float_eq(found.spinodal, end, 2e-5 * end, "%.9g, not %.9g", found.spinodal, end);
    cr_expect_gt(found.equilibrium, found.spinodal);
    theory_destroy(theory);
    theory = make(&pure);
    found = transitions(theory);
    void *state = deep_create(2, gamma, sigma, 5.0, &err);
    cr_assert(state, "%s", err.text);
    cr_assert_eq(solver_deep.transitions(state, NULL, &explicit, NULL), STATUS_OK);
    cr_expect_float_eq(found.spinodal, explicit.spinodal, 1e-7 * explicit.spinodal,
                       "%.10g, not %.10g", found.spinodal, explicit.spinodal);
    cr_expect_float_eq(found.equilibrium, explicit.equilibrium, 1e-7 * explicit.equilibrium);
    solver_deep.destroy(state);
    theory_destroy(theory);
}

/* The strong field on the large ones was taken for the pace of the small ones, and overtook it. */
Test(transition, no_solution_next_to_its_fold_is_jumped_over)
{
    static struct theory_point point;
    const struct config config =
        build_config("activation=h2h3", "readout=4point", "weights=rademacher", "gamma=1.762",
                     "noise=1.152", NULL);
    struct theory *theory = make(&config);

    for (double alpha = 23.6225; alpha < 23.64; alpha += 0.0025) {
        const double plain = overlap_of_group(theory, alpha, 2);
        point = (struct theory_point){0};
        cr_expect_eq(theory_solve(theory, alpha, 1, &point, NULL, NULL), STATUS_OK, "%g", alpha);
        cr_expect_float_eq(point.q[0], plain, 1e-5, "alpha %g: %g, not %g", alpha, point.q[0],
                           plain);
    }
    theory_destroy(theory);
}

/* The small ones have grown a little: the solution is neither specialised nor are they at 0. */
Test(transition, partial_may_have_the_others_weakly_on)
{
    static struct theory_point point[5];
    const struct config config =
        build_config("activation=elu", "readout=atoms:0.7@0.7,1.479864859@0.3",
                     "weights=rademacher", "gamma=0.649", "noise=0.0308", NULL);
    struct theory *theory = make(&config);
    bool exists[5];

    cr_assert_eq(theory_branches(theory), 4);
    for (size_t b = 0; b < 4; b++)
        exists[b] = theory_solve(theory, 2.58, b, &point[b], NULL, NULL) == STATUS_OK;
    cr_assert(exists[1] && exists[2]);
    cr_expect_str_eq(point[2].branch, "partial:1");
    cr_expect_float_eq(point[2].q[1], overlap_of_group(theory, 2.58, 1), 1e-8);
    cr_expect_float_eq(point[2].q[0], 1.0 - theory->p[0], 1e-7);
    cr_expect(point[2].q[0] > 0.01 && point[2].q[0] < 0.05, "%g", point[2].q[0]);
    cr_expect_gt(point[1].q[0], 0.8);
    cr_expect_gt(point[2].free_entropy, point[1].free_entropy);
    cr_expect_not(exists[3], "weak is the same one");
    cr_expect_str_eq(point[3].branch, "partial:1");
    theory_destroy(theory);
}

/* Cancelled after so many questions. */
static bool is_over(void *context)
{
    size_t *left = context;

    return *left == 0 || --*left == 0;
}

Test(transition, stops_when_told_to)
{
    const struct config config =
        build_config("activation=tanh2", "readout=4point", "noise=1", NULL);
    struct theory *theory = make(&config);

    for (size_t after = 1; after < 5000; after = after * 3 + 1) {
        struct theory_transitions found;
        size_t left = after;
        const struct theory_control control = {is_over, &left};
        cr_expect_eq(theory_find_transitions(theory, &found, &control, NULL), STATUS_STOPPED,
                     "after %zu questions", after);
    }
    theory_destroy(theory);
}

Test(transition, without_noise_nothing_is_called_continuous)
{
    const struct config config = build_config("activation=relu", UNEQUAL, "noise=0", NULL);
    struct theory *theory = make(&config);
    const struct theory_transitions found = transitions(theory);

    cr_expect(isfinite(found.spinodal) || found.spinodal_why == THEORY_NOT_COMPUTED);
    cr_expect(isfinite(found.equilibrium) || found.equilibrium_why == THEORY_NOT_COMPUTED);
    theory_destroy(theory);
}
