#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "detectors.h"
#include "judge/goal.h"

static const struct passage nowhere = {0};

static struct measurement point(double gradients, double eps, double q)
{
    struct measurement sample = {.step = (uint64_t)(4.0 * gradients), .gradients = gradients};

    sample.value[SERIES_EPS] = eps;
    sample.value[SERIES_Q] = q;
    sample.value[SERIES_UNI] = sample.value[SERIES_SPE] = (double)NAN;
    return sample;
}

/* Flat at .162, a fall to `floor`, then x^power: what first-light does. */
static double curve(double gradients, double floor, double power)
{
    const double fall = 0.162 * pow(gradients / 200.0, -6.0);

    if (gradients < 200.0)
        return 0.162;
    return fall > floor ? fall : floor * pow(gradients / 700.0, power);
}

struct goal_trial {
    struct goal goal;
    struct detector *detector;
    double reached; /* gradients at which it was, NaN = never */
};

static struct goal_trial run_trial(enum until until, double floor, double power, double end)
{
    struct goal_trial trial = {.detector = detector_create(), .reached = (double)NAN};

    goal_init(&trial.goal, until);
    for (double t = 1.0; t < end; t *= 1.012) {
        const struct measurement sample = point(t, curve(t, floor, power), t > 400.0 ? 0.9 : 0.1);
        detector_add(trial.detector, sample.step, t, sample.value[SERIES_EPS],
                     sample.value[SERIES_Q]);
        goal_see(&trial.goal, &sample, trial.detector, &nowhere);
        if (trial.goal.reached && isnan(trial.reached))
            trial.reached = t;
    }
    detector_destroy(trial.detector);
    return trial;
}

Test(goal, none_is_never_reached)
{
    cr_assert(isnan(run_trial(UNTIL_NONE, 1e-4, 0.0, 1e5).reached));
}

Test(goal, plateau_comes_before_escape_comes_before_specialised)
{
    const double plateau = run_trial(UNTIL_PLATEAU, 1e-4, 0.0, 1e5).reached;
    const double escape = run_trial(UNTIL_ESCAPE, 1e-4, 0.0, 1e5).reached;
    const double specialised = run_trial(UNTIL_SPECIALISED, 1e-4, 0.0, 1e5).reached;

    cr_assert_lt(plateau, 200.0);
    cr_assert_gt(escape, 200.0);
    cr_assert_lt(escape, 300.0);
    cr_assert_gt(specialised, 400.0);
    cr_assert_lt(specialised, 410.0);
}

/* A run need not stop anywhere on its way to leave the universal branch behind. */
Test(goal, escape_without_a_plateau_is_the_passage_to_the_specialised_branch)
{
    struct detector *detector = detector_create();
    const struct passage passed = {.level = 0.06, .found = true};
    const struct measurement sample = point(300.0, 0.05, 0.5);
    struct goal escape, plateau;

    goal_init(&escape, UNTIL_ESCAPE);
    goal_init(&plateau, UNTIL_PLATEAU);
    goal_see(&escape, &sample, detector, &nowhere);
    cr_expect_not(escape.reached);
    goal_see(&escape, &sample, detector, &passed);
    goal_see(&plateau, &sample, detector, &passed);
    cr_expect(escape.reached);
    cr_expect_not(plateau.reached);
    detector_destroy(detector);
}

/* u = ln(uni/eps) / ln(uni/spe) = .8 at .16 e^(-.8 ln 1600) = 4.37e-4, whatever the overlap. */
Test(goal, specialised_is_near_the_branch_of_the_theory)
{
    struct detector *detector = detector_create();
    struct measurement sample = point(10.0, 4.5e-4, 0.99);
    struct goal goal;

    sample.value[SERIES_UNI] = 0.16;
    sample.value[SERIES_SPE] = 1e-4;
    goal_init(&goal, UNTIL_SPECIALISED);
    goal_see(&goal, &sample, detector, &nowhere);
    cr_expect_not(goal.reached);
    sample.value[SERIES_EPS] = 4.2e-4;
    sample.value[SERIES_Q] = 0.6;
    goal_see(&goal, &sample, detector, &nowhere);
    cr_expect(goal.reached);
    detector_destroy(detector);
}

Test(goal, specialised_is_a_mean_overlap_of_seven_tenths_without_theory)
{
    struct detector *detector = detector_create();
    const struct measurement short_of_it = point(10.0, 0.1, 0.69), there = point(11.0, 0.1, 0.71);
    struct goal goal;

    goal_init(&goal, UNTIL_SPECIALISED);
    goal_see(&goal, &short_of_it, detector, &nowhere);
    cr_expect_not(goal.reached);
    goal_see(&goal, &there, detector, &nowhere);
    cr_expect(goal.reached);
    detector_destroy(detector);
}

Test(goal, converged_needs_a_flat_third_of_a_decade_after_the_escape)
{
    /* The floor 1e-4 begins near t = 685: ten block widths of .03 decade later it is settled. */
    const double reached = run_trial(UNTIL_CONVERGED, 1e-4, 0.0, 1e5).reached;

    cr_assert_gt(reached, 685.0 * pow(10.0, 0.27));
    cr_assert_lt(reached, 685.0 * pow(10.0, 0.45));
}

Test(goal, converged_waits_while_the_error_still_drifts)
{
    /* Falling only: a rise after the fall has a window whose slope is zero on the way. */
    cr_assert(isnan(run_trial(UNTIL_CONVERGED, 1e-4, -0.03, 1e5).reached));
    cr_assert_not(isnan(run_trial(UNTIL_CONVERGED, 1e-4, -0.01, 1e5).reached));
}

Test(goal, converged_is_not_reached_on_a_plateau)
{
    cr_assert(isnan(run_trial(UNTIL_CONVERGED, 1e-4, 0.0, 190.0).reached));
}

/* gamp-rie at its fixed point: 40 iterations, of which the first ten still fall. */
static bool converges_without_escape(enum eps_kind kind)
{
    struct detector *detector = detector_create();
    struct goal goal;

    goal_init(&goal, UNTIL_CONVERGED);
    for (int t = 1; t <= 40; t++) {
        struct measurement sample = point(t, t < 10 ? 0.09 * pow(t, -0.5) : 0.03, (double)NAN);
        sample.eps_kind = kind;
        goal_see(&goal, &sample, detector, &nowhere);
        cr_expect(t >= 20 || !goal.reached);
    }
    detector_destroy(detector);
    return goal.reached;
}

Test(goal, a_learner_without_neurons_converges_without_an_escape)
{
    cr_expect(converges_without_escape(EPS_PREDICTION));
    cr_expect_not(converges_without_escape(EPS_POINT));
}

Test(goal, restart_judges_convergence_anew)
{
    struct goal_trial trial = {.detector = detector_create()};
    bool done = false;

    goal_init(&trial.goal, UNTIL_CONVERGED);
    for (double t = 1.0; t < 1200.0; t *= 1.012) {
        const struct measurement sample = point(t, curve(t, 1e-4, 0.0), 0.1);
        detector_add(trial.detector, sample.step, t, sample.value[SERIES_EPS], 0.1);
        goal_see(&trial.goal, &sample, trial.detector, &nowhere);
        done = trial.goal.reached;
    }
    cr_assert_not(done);
    goal_restart(&trial.goal, 1200.0);
    /* .28 decade on the new clock is too short, .4 is enough. */
    for (double t = 1.0; t < 2.5; t *= 1.012) {
        const struct measurement sample = point(1200.0 + t, 1e-4, 0.1);
        goal_see(&trial.goal, &sample, trial.detector, &nowhere);
        if (t < 1.9)
            cr_assert_not(trial.goal.reached);
    }
    cr_assert(trial.goal.reached);
    detector_destroy(trial.detector);
}

Test(goal, names_are_those_of_the_command_line)
{
    cr_assert_str_eq(until_name(UNTIL_NONE), "");
    cr_assert_str_eq(until_name(UNTIL_ESCAPE), "escape");
    cr_assert_str_eq(until_name(UNTIL_CONVERGED), "converged");
}
