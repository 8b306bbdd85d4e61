/* The fold over one replica, fed with invented measurements. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plateau/course.h"

/* Universal and specialised errors; a plateau may lie up to .2 * 1.25 (twice that for a point
 * estimate) before leaving it is an escape. */
static const double universal = 0.2, specialised = 0.002;

static struct levels two_levels(void)
{
    struct levels levels = levels_none();

    levels.has_theory = true;
    levels.universal = universal;
    levels.specialised = levels.optimal = specialised;
    levels.branches = 2;
    levels.branch[0] = (struct level){"universal", {.exists = true, .eps = universal}};
    levels.branch[1] = (struct level){
        "specialised", {.exists = true, .eps = specialised, .group = {0.9}, .layers.q = {0.9}}};
    levels.best = levels.deepest = 1;
    return levels;
}

static struct measurement row(double gradients, double eps)
{
    struct measurement out = {.step = (uint64_t)(4.0 * gradients),
                              .gradients = gradients,
                              .alpha = 2.385,
                              .learner = "adam",
                              .eps_kind = EPS_POINT,
                              .mean_square = 1.0};

    for (size_t i = 0; i < SERIES_COUNT; i++)
        out.value[i] = (double)NAN;
    out.value[SERIES_TRAIN] = 0.9 * eps;
    out.value[SERIES_EPS] = eps;
    out.value[SERIES_Q] = eps > 0.1 ? 0.1 : 0.9;
    return out;
}

/* Down to a flat stretch at `level` until t = 200, and out of it. */
static double curve(double t, double level)
{
    return level * (1.0 + exp(-t)) * (t > 200.0 ? exp((200.0 - t) / 50.0) : 1.0);
}

struct course_trial {
    struct course *course;
    struct levels levels;
    struct verdicts verdicts;
    unsigned news; /* all of them */
};

static struct course_trial begin(enum until until)
{
    const struct subject subject = {.until = until, .replicas = 1};
    struct course_trial trial = {.course = course_create(&subject, NULL), .levels = two_levels()};

    cr_assert_not_null(trial.course);
    verdicts_init(&trial.verdicts);
    return trial;
}

static unsigned take(struct course_trial *trial, const struct measurement *measurement)
{
    const unsigned news = course_take(trial->course, measurement, &trial->levels, &trial->verdicts);

    trial->news |= news;
    return news;
}

static void follow(struct course_trial *trial, double level, double from, double to)
{
    for (double t = from; t < to; t += 0.25) {
        const struct measurement next = row(t, curve(t, level));
        take(trial, &next);
    }
}

static const struct findings *found(const struct course_trial *trial)
{
    return &trial->verdicts.found[0];
}

Test(course, names_a_plateau_and_sees_the_way_out)
{
    struct course_trial trial = begin(UNTIL_ESCAPE);

    follow(&trial, 0.21, 0.0, 150.0);
    cr_expect_eq(trial.news, NEWS_PLATEAU);
    cr_assert_eq(found(&trial)->plateaus, 1);
    cr_expect_str_eq(found(&trial)->naming[0].branch, "universal");
    cr_expect(found(&trial)->naming[0].is_near);
    cr_expect_float_eq(found(&trial)->naming[0].excess,
                       found(&trial)->plateau[0].level / universal - 1.0, 1e-12);
    cr_expect_not(verdicts_reached(&trial.verdicts));
    follow(&trial, 0.21, 150.0, 900.0);
    cr_expect_eq(trial.news, NEWS_PLATEAU | NEWS_LEFT | NEWS_ESCAPE | NEWS_PASSAGE);
    cr_expect(verdicts_reached(&trial.verdicts));
    /* .8 of the level at 200 + 50 ln 1.25; the middle is .02 at 200 + 50 ln 10.5. */
    cr_expect_eq(found(&trial)->escape.gradients, 211.25);
    cr_expect_float_eq(found(&trial)->passage.level, 0.02, 1e-15);
    cr_expect_eq(found(&trial)->passage.gradients, 317.75);
    course_destroy(trial.course);
}

/* A point estimate's ceiling is .5, a sample's .25. */
Test(course, from_above_the_theory_there_is_no_escape)
{
    for (int sampler = 0; sampler < 2; sampler++) {
        struct course_trial trial = begin(UNTIL_NONE);

        for (double t = 0.0; t < 300.0; t += 0.25) {
            struct measurement next = row(t, curve(t, 0.4));
            next.eps_kind = sampler ? EPS_HALF_GIBBS : EPS_POINT;
            take(&trial, &next);
        }
        cr_expect(trial.news & NEWS_LEFT);
        cr_expect_eq(found(&trial)->escape.found, !sampler);
        course_destroy(trial.course);
    }
}

/* Without theory nothing has a name, a ceiling or a middle. */
Test(course, without_theory_still_finds_plateaus)
{
    struct course_trial trial = begin(UNTIL_NONE);

    trial.levels = levels_none();
    follow(&trial, 0.9, 0.0, 900.0);
    cr_expect_eq(trial.news, NEWS_PLATEAU | NEWS_LEFT | NEWS_ESCAPE);
    cr_expect_str_empty(found(&trial)->naming[0].branch);
    cr_expect(isnan(found(&trial)->passage.level));
    course_destroy(trial.course);
}

/* Two courses with the same measurements give the same verdicts, whatever others do in between. */
Test(course, depends_on_its_measurements_alone)
{
    struct course_trial one = begin(UNTIL_NONE), two = begin(UNTIL_NONE), other = begin(UNTIL_NONE);

    for (double t = 0.0; t < 400.0; t += 0.25) {
        const struct measurement next = row(t, curve(t, 0.21)), noise = row(t, 3.0 / (1.0 + t));
        const unsigned news = take(&one, &next);

        take(&other, &noise);
        cr_assert_eq(take(&two, &next), news);
    }
    cr_expect_eq(found(&one)->plateau[0].level, found(&two)->plateau[0].level);
    cr_expect_eq(found(&one)->escape.step, found(&two)->escape.step);
    course_destroy(one.course);
    course_destroy(two.course);
    course_destroy(other.course);
}

/*
 * The effect of a change of lr, learner or alpha on a passage that was found, and on one that was
 * not.
 */
Test(course, begins_anew_after_a_change)
{
    struct course_trial trial = begin(UNTIL_NONE);

    follow(&trial, 0.21, 0.0, 150.0);
    struct measurement next = row(150.0, 0.21);
    next.changes = 1;
    take(&trial, &next);
    cr_expect_not(found(&trial)->plateau[0].open);
    cr_expect_eq(found(&trial)->escape.found, false);
    /* Flat from 5 gradients of the new clock on. */
    for (double t = 150.25; t < 210.0; t += 0.25) {
        next = row(t, 0.21);
        next.changes = 1;
        take(&trial, &next);
    }
    cr_assert_eq(found(&trial)->plateaus, 2);
    cr_expect_geq(found(&trial)->plateau[1].start_gradients, 155.0);
    course_destroy(trial.course);
}

Test(course, a_passage_outlives_all_changes_but_those_of_the_data)
{
    struct course_trial trial = begin(UNTIL_NONE);
    struct measurement next;

    follow(&trial, 0.21, 0.0, 400.0);
    cr_assert(found(&trial)->passage.found);
    next = row(400.0, 0.003);
    next.changes = 1;
    snprintf(next.learner, sizeof next.learner, "hmc");
    take(&trial, &next);
    cr_expect(found(&trial)->passage.found);
    next.changes = 2;
    next.alpha = 3.0;
    take(&trial, &next);
    cr_expect_not(found(&trial)->passage.found);
    course_destroy(trial.course);
}

Test(course, says_once_since_a_change_that_a_chain_stands_still)
{
    struct course_trial trial = begin(UNTIL_NONE);

    for (int i = 0; i < 60; i++) {
        struct measurement next = row(i, 0.3);
        next.step = (uint64_t)i;
        next.changes = i >= 30;
        next.eps_kind = EPS_HALF_GIBBS;
        next.value[SERIES_ACCEPT] = 0.0;
        next.value[SERIES_STEP_SIZE] = 2.5;
        cr_expect_eq(take(&trial, &next), i == 20 || i == 50 ? NEWS_STANDSTILL : 0, "%d", i);
    }
    cr_expect_eq(found(&trial)->plateaus, 0, "a chain that accepts nothing is on no plateau");
    course_destroy(trial.course);
}

Test(course, says_once_that_weights_grow_and_then_that_they_have_exploded)
{
    struct course_trial trial = begin(UNTIL_NONE);
    struct measurement next = row(0.0, 0.3);

    next.eps_kind = EPS_HALF_GIBBS;
    cr_expect_eq(take(&trial, &next), 0);
    next.mean_square = 11.0;
    cr_expect_eq(take(&trial, &next), NEWS_STRAINED);
    cr_expect_eq(take(&trial, &next), 0);
    next.mean_square = 101.0;
    cr_expect_eq(take(&trial, &next), NEWS_DIVERGED);
    cr_expect_eq(found(&trial)->breach, BREACH_WEIGHTS);
    course_destroy(trial.course);
}

/* Rows of a foreign file hold neither the training error nor the weights. */
Test(course, of_an_unknown_learner_breaks_no_bounds)
{
    struct course_trial trial = begin(UNTIL_NONE);
    struct measurement next = row(0.0, 1e9);

    next.eps_kind = EPS_UNKNOWN;
    next.mean_square = next.value[SERIES_TRAIN] = (double)NAN;
    cr_expect_eq(take(&trial, &next), 0);
    cr_expect_eq(found(&trial)->breach, BREACH_NONE);
    course_destroy(trial.course);
}

enum { NEURONS = 5 };

/* Five neurons of one group, found one after the other; chance is 0, so that the middle is .45. */
Test(course, tells_when_half_and_all_neurons_are_found)
{
    const struct subject subject = {
        .replicas = 1, .layers = 1, .neurons = {NEURONS}, .inputs = {2385}, .chance.q = {0.0}};
    struct course *course = course_create(&subject, NULL);
    const struct levels levels = two_levels();
    const size_t group[NEURONS] = {0};
    struct verdicts verdicts;
    double q[NEURONS] = {0.0};
    const struct neurons neurons = {
        .layers = 1, .count = {NEURONS}, .overlap = {q}, .group = group};

    cr_assert_not_null(course);
    verdicts_init(&verdicts);
    for (int i = 0; i < NEURONS + 1; i++) {
        struct measurement next = row(i, 0.3);
        next.neurons = &neurons;
        if (i > 0)
            q[i - 1] = 0.46;
        const unsigned news = course_take(course, &next, &levels, &verdicts);
        cr_expect_eq(news, i == 3 || i == 5 ? NEWS_FOUND : 0, "%d", i);
    }
    const struct found_neurons *lock_on = &verdicts.found[0].neurons[0];
    cr_expect_eq(lock_on->found, NEURONS);
    cr_expect_eq(lock_on->first.gradients, 1.0);
    cr_expect_eq(lock_on->half.gradients, 3.0);
    cr_expect_eq(lock_on->all.gradients, 5.0);
    for (size_t i = 0; i < NEURONS; i++)
        cr_expect_eq(course_found_at(course, 0, i), (double)(i + 1));
    cr_expect(isnan(course_found_at(course, 1, 0)));
    course_destroy(course);
}
