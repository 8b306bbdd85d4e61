#include "plateau/course.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "finder.h"
#include "goal.h"
#include "plateau.h"
#include "plateau/memory.h"
#include "plateau/passage.h"

/* The course warns of a chain that stands still for so many steps. */
enum { PATIENCE = 20 };

struct course {
    bool has_any; /* false before the first measurement */
    uint32_t changes;
    uint64_t changed; /* step of the last change */
    double alpha;
    char learner[SHORT_NAME_BYTES];
    bool has_warned; /* since the last change */
    struct bounds bounds;
    struct detector detector;
    struct naming naming[PLATEAUS_MAX]; /* of the detector's plateaus */
    double flat_until;                  /* gradients at the end of the last plateau, so far */
    struct passage passage;             /* of the middle between the theory's branches */
    struct goal goal;
    struct finder finder;
    struct moment at[]; /* the finder's */
};

struct course *course_create(const struct subject *subject, struct error *err)
{
    const size_t moments = finder_moments(subject);
    struct course *course =
        memory_zeroed(1, sizeof(struct course) + moments * sizeof(struct moment));

    if (!course) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room to judge the course of a replica");
        return NULL;
    }
    detector_init(&course->detector);
    goal_init(&course->goal, subject->until);
    if (subject->layers > 0)
        finder_init(&course->finder, subject, course->at);
    course->passage = passage_of((double)NAN, false);
    return course;
}

void course_destroy(struct course *course)
{
    free(course);
}

void course_set_rule(struct course *course, const struct detector_rule *rule)
{
    detector_set_rule(&course->detector, rule);
}

/* Returns whether data or noise have changed: then the levels of the theory have changed, too. */
static bool has_other_data(const struct course *course, const struct measurement *measurement,
                           const struct levels *levels)
{
    const double middle = levels_middle(levels), before = course->passage.level;

    return measurement->alpha != course->alpha ||
           (middle != before && !(isnan(middle) && isnan(before)));
}

/* Another kind of error differs by a factor: that is not a passage. */
static void restart_passage(struct course *course, const struct measurement *measurement,
                            const struct levels *levels)
{
    const bool other_learner = strcmp(measurement->learner, course->learner) != 0;

    if (!course->has_any || has_other_data(course, measurement, levels))
        course->passage = passage_of(levels_middle(levels), false);
    else if (other_learner && !course->passage.found)
        course->passage = passage_of(course->passage.level, false);
}

static void restart(struct course *course, const struct measurement *measurement,
                    const struct levels *levels)
{
    restart_passage(course, measurement, levels);
    if (course->has_any) {
        detector_restart(&course->detector, measurement->gradients);
        goal_restart(&course->goal, measurement->gradients);
        course->changed = measurement->step;
        course->has_warned = false;
        course->bounds.known = false;
    }
    course->has_any = true;
    course->changes = measurement->changes;
    course->alpha = measurement->alpha;
    memcpy(course->learner, measurement->learner, sizeof course->learner);
}

/* Returns `news` the first time since the last change that something is wrong. */
static unsigned warn(struct course *course, bool is_amiss, unsigned news)
{
    if (!is_amiss || course->has_warned)
        return 0;
    course->has_warned = true;
    return news;
}

/*
 * Names the last plateau, by the theory in force while it lasts; a closed plateau keeps its name.
 */
static void name_plateau(struct course *course, const struct measurement *measurement,
                         const struct levels *levels, const struct verdicts *verdicts,
                         unsigned news)
{
    const size_t count = course->detector.plateaus;

    if (count == 0)
        return;
    const struct plateau *last = &course->detector.plateau[count - 1];
    if (!last->open && !(news & NEWS_LEFT))
        return;
    struct naming *naming = &course->naming[count - 1];
    const enum nishimori_verdict before = naming->nishimori;
    *naming = levels_name(levels, last->level, last->level_se);
    naming->nishimori = before;
    /* Takes the time while it was flat: later points are on the way out. */
    if (measurement->eps_kind == EPS_HALF_GIBBS && last->end_gradients > course->flat_until)
        naming->nishimori = verdicts->health.nishimori.verdict;
    course->flat_until = last->end_gradients;
}

static unsigned detect(struct course *course, const struct measurement *measurement,
                       const struct levels *levels, const struct verdicts *verdicts)
{
    const double *value = measurement->value;

    detector_set_ceiling(&course->detector,
                         levels_ceiling(levels, measurement->eps_kind == EPS_POINT));
    if (detector_is_stuck(value[SERIES_ACCEPT], value[SERIES_STEP_SIZE]))
        return warn(course, measurement->step - course->changed >= PATIENCE, NEWS_STANDSTILL);
    const unsigned news = detector_add(&course->detector, measurement->step, measurement->gradients,
                                       value[SERIES_EPS], value[SERIES_Q]);
    name_plateau(course, measurement, levels, verdicts, news);
    return news;
}

/* Watches for halfway from the universal to the specialised branch, with or without a plateau. */
static unsigned watch_passage(struct course *course, const struct measurement *measurement)
{
    return isfinite(course->passage.level) &&
                   passage_add(&course->passage, measurement->step, measurement->gradients,
                               measurement->value[SERIES_EPS])
               ? NEWS_PASSAGE
               : 0;
}

/* Finds neurons; those that were there from the start were not found. */
static unsigned find_neurons(struct course *course, const struct measurement *measurement,
                             const struct levels *levels)
{
    const struct moment now = {measurement->gradients, measurement->step};

    if (!measurement->neurons || course->finder.layers == 0)
        return 0;
    const unsigned news =
        finder_see(&course->finder, course->at, measurement->neurons, levels, now);
    return measurement->step > 0 ? news * NEWS_FOUND : 0;
}

/* Optimisers converge by the goal of one replica; for samplers the jury decides. */
static void watch_goal(struct course *course, const struct measurement *measurement)
{
    if (course->goal.until == UNTIL_CONVERGED && measurement->eps_kind == EPS_HALF_GIBBS)
        return;
    goal_see(&course->goal, measurement, &course->detector, &course->passage);
}

static void fill_findings(const struct course *course, struct findings *out)
{
    const struct detector *detector = &course->detector;

    out->reached = course->goal.reached;
    out->plateaus = detector->plateaus;
    for (size_t i = 0; i < out->plateaus; i++) {
        struct naming *naming = &out->naming[i];

        out->plateau[i] = detector->plateau[i];
        *naming = course->naming[i]; /* a change closes a plateau, and measures it once more */
        naming->excess = out->plateau[i].level / naming->eps - 1.0;
        naming->sigmas = (out->plateau[i].level - naming->eps) / out->plateau[i].level_se;
    }
    out->escape = detector->escape;
    out->has_floor = detector->has_floor;
    out->floor = detector->floor;
    out->passage = course->passage;
    if (!detector_steepness(detector, &out->steepness))
        out->steepness = (struct steepness){0.0, (double)NAN, (double)NAN};
    for (size_t l = 0; l < course->finder.layers; l++)
        out->neurons[l] = course->finder.found[l];
}

unsigned course_take(struct course *course, const struct measurement *measurement,
                     const struct levels *levels, struct verdicts *verdicts)
{
    struct findings *out = &verdicts->found[measurement->replica];
    const bool sampler = measurement->eps_kind == EPS_HALF_GIBBS;

    if (!course->has_any || measurement->changes != course->changes)
        restart(course, measurement, levels);
    out->breach = bounds_crossed(&course->bounds, sampler, measurement->value[SERIES_TRAIN],
                                 measurement->value[SERIES_EPS], measurement->mean_square);
    if (out->breach != BREACH_NONE) {
        fill_findings(course, out);
        return NEWS_DIVERGED;
    }
    unsigned news =
        warn(course, bounds_are_strained(&course->bounds, measurement->mean_square), NEWS_STRAINED);
    news |= detect(course, measurement, levels, verdicts);
    news |= watch_passage(course, measurement);
    news |= find_neurons(course, measurement, levels);
    watch_goal(course, measurement);
    fill_findings(course, out);
    return news;
}

double course_found_at(const struct course *course, size_t l, size_t i)
{
    return l < course->finder.layers ? course->at[course->finder.first[l] + i].gradients
                                     : (double)NAN;
}
