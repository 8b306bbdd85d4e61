/* Trajectories through the folds of src/judge, on a clock that begins where the run began. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "detect.h"
#include "plateau/passage.h"

enum { SPACINGS = 9 };

/* A clock whose first value is so large against its last that no plateau fits between them. */
static bool has_far_origin(const struct trajectory *trajectory)
{
    const double first = trajectory->point[0].clock;
    const double last = trajectory->point[trajectory->points - 1].clock;

    return first < 0.0 || (first > 0.0 && log10(last / first) < DETECT_LEAST_DECADES);
}

/* The median of the first distances between rows; 0: the clock stands still. */
static double first_spacing(const struct trajectory *trajectory)
{
    double spacing[SPACINGS];
    size_t n = 0;

    for (size_t i = 1; i < trajectory->points && n < SPACINGS; i++) {
        const double distance = trajectory->point[i].clock - trajectory->point[i - 1].clock;
        size_t at = n;

        if (!(distance > 0.0))
            continue;
        for (; at > 0 && spacing[at - 1] > distance; at--)
            spacing[at] = spacing[at - 1];
        spacing[at] = distance;
        n++;
    }
    return n > 0 ? spacing[n / 2] : 0.0;
}

/* Rows of `plateau run` count gradients from 0. Another clock may count seconds since 1970, or
 * epochs in hundredths: then the first row is one unit behind the origin. */
static void set_clock(struct trajectory *trajectory, const struct detect_file *file)
{
    const struct detect_request *request = file->request;
    const double spacing = first_spacing(trajectory), first = trajectory->point[0].clock;

    trajectory->origin = 0.0;
    trajectory->unit = 1.0;
    if (request->has_origin)
        trajectory->origin = request->from_first ? first - spacing : request->origin;
    else if (!file->is_ours && spacing > 0.0 && has_far_origin(trajectory))
        trajectory->origin = first - spacing;
    if (!file->is_ours && spacing > 0.0 && spacing < 1.0)
        trajectory->unit = spacing;
}

static double to_gradients(const struct trajectory *trajectory, double clock)
{
    return (clock - trajectory->origin) / trajectory->unit;
}

double detect_clock(const struct trajectory *trajectory, double gradients)
{
    size_t low = 0, high = trajectory->points;

    if (high == 0)
        return gradients;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (to_gradients(trajectory, trajectory->point[middle].clock) < gradients)
            low = middle + 1;
        else
            high = middle;
    }
    return trajectory->point[low < trajectory->points ? low : low - 1].clock;
}

double detect_span(const struct trajectory *trajectory)
{
    double first = 0.0;

    for (size_t i = 0; i < trajectory->points && !(first > 0.0); i++)
        first = to_gradients(trajectory, trajectory->point[i].clock);
    return first > 0.0
               ? log10(to_gradients(trajectory, trajectory->point[trajectory->points - 1].clock) /
                       first)
               : 0.0;
}

/* The request says which way the curve goes; or its beginning does: below the level it has to rise.
 */
static enum status begin(struct trajectory *trajectory, const struct detect_request *request,
                         struct error *err)
{
    const struct subject subject = {.replicas = 1};
    const bool has_levels = isfinite(request->lower);
    const double middle =
        isfinite(request->level) ? request->level : 0.5 * (request->lower + request->upper);
    const bool rising = request->way == DETECT_EITHER
                            ? trajectory->point[0].value < middle /* NaN: falls */
                            : request->way == DETECT_RISING;

    course_destroy(trajectory->course);
    trajectory->course = course_create(&subject, err);
    if (!trajectory->course)
        return err->code;
    trajectory->judged = 0;
    trajectory->rule = (struct detector_rule){rising, request->lower, request->upper};
    if (!has_levels)
        trajectory->rule.lower = trajectory->rule.upper = (double)NAN;
    course_set_rule(trajectory->course, &trajectory->rule);
    trajectory->passage = passage_of(request->level, rising);
    return STATUS_OK;
}

/* What rows say of the theory: three errors, and not on which branches. */
static struct levels levels_of(const double value[SERIES_COUNT])
{
    struct levels levels = levels_none();

    levels.universal = value[SERIES_UNI];
    levels.specialised = value[SERIES_SPE];
    levels.optimal = value[SERIES_OPT];
    return levels;
}

/* What is beside a value in rows of `plateau run`. The theory and the training error belong to the
 * column eps; of any other nothing but the overlap and the chain's state is known. */
static void fill(const struct detect_file *file, const struct trajectory *trajectory, size_t i,
                 struct measurement *out, struct levels *levels)
{
    const struct beside *beside = &trajectory->beside[i];

    for (size_t j = 0; j < DETECT_JUDGED; j++)
        out->value[detect_judged(j)] = beside->value[j];
    out->changes = beside->changes;
    memcpy(out->learner, file->learner[beside->learner], sizeof out->learner);
    if (trajectory->column == file->eps) {
        out->eps_kind = file->learner_kind[beside->learner];
        *levels = levels_of(out->value);
    } else {
        out->value[SERIES_TRAIN] = (double)NAN;
    }
}

/* Without a count of steps the clock is one. */
static uint64_t step_of(const struct detect_file *file, const struct point *point, double gradients)
{
    if (file->has_steps)
        return point->step;
    return gradients >= 0.0 && gradients < 0x1p63 ? (uint64_t)gradients : 0;
}

/* Point i, which the course takes as a run's would; levels: none, where rows say none. */
static void take(struct detect_file *file, struct trajectory *trajectory,
                 struct measurement *measurement, struct levels *levels, size_t i)
{
    const struct point *point = &trajectory->point[i];

    measurement->gradients = to_gradients(trajectory, point->clock);
    measurement->step = step_of(file, point, measurement->gradients);
    if (trajectory->beside)
        fill(file, trajectory, i, measurement, levels);
    measurement->value[SERIES_EPS] = point->value;
    passage_add(&trajectory->passage, point->step, point->clock, point->value);
    course_take(trajectory->course, measurement, levels, file->verdicts);
}

/* Returns the lowest of the medians of three values that follow each other: noise goes lower. */
static double lowest_value(const struct trajectory *trajectory)
{
    const struct point *point = trajectory->point;
    double lowest = (double)INFINITY;

    for (size_t i = 0; i + 2 < trajectory->points; i++) {
        const double a = point[i].value, b = point[i + 1].value, c = point[i + 2].value;

        lowest = fmin(lowest, fmax(fmin(a, b), fmin(fmax(a, b), c)));
    }
    return lowest;
}

/*
 * Returns whether a stretch that is flat by ratios is part of a fall above an offset, as 3 + t^-.3:
 * it falls by a quarter of its level, beyond its errors, and by as much as is left to fall after
 * it.
 */
static bool creeps(const struct plateau *plateau, double lowest)
{
    const double fall = -plateau->drift * plateau->decades;
    const double left = plateau->level - 0.5 * fall - lowest;

    return fall > 0.25 * plateau->level && -plateau->drift > 3.0 * plateau->drift_se &&
           fall >= left;
}

/* Tells stretches that creep apart from plateaus. Rows of `plateau run` keep the verdicts of the
 * run, whose errors have no offset. */
static void sort_out(struct trajectory *trajectory)
{
    struct findings *found = &trajectory->found;
    const double lowest = lowest_value(trajectory);
    size_t kept = 0;

    trajectory->creeps = 0;
    for (size_t i = 0; i < found->plateaus; i++) {
        if (creeps(&found->plateau[i], lowest)) {
            trajectory->creep[trajectory->creeps++] = found->plateau[i];
            continue;
        }
        found->plateau[kept] = found->plateau[i];
        found->naming[kept++] = found->naming[i];
    }
    found->plateaus = kept;
    if (kept == 0)
        found->escape.found = false;
}

static enum status judge(struct detect_file *file, struct trajectory *trajectory, struct error *err)
{
    const double origin = trajectory->origin, unit = trajectory->unit;
    struct measurement measurement = {.alpha = (double)NAN, .mean_square = (double)NAN};
    struct levels levels = levels_none();

    set_clock(trajectory, file);
    if (!trajectory->course || trajectory->judged > trajectory->points ||
        origin != trajectory->origin || unit != trajectory->unit) {
        const enum status status = begin(trajectory, file->request, err);
        if (status != STATUS_OK)
            return status;
    }
    for (size_t i = 0; i < SERIES_COUNT; i++)
        measurement.value[i] = (double)NAN;
    for (size_t i = trajectory->judged; i < trajectory->points; i++)
        take(file, trajectory, &measurement, &levels, i);
    if (trajectory->judged < trajectory->points) {
        trajectory->found = file->verdicts->found[0];
        if (!file->is_ours && !isfinite(file->request->lower) && !trajectory->rule.rising)
            sort_out(trajectory);
    }
    trajectory->judged = trajectory->points;
    if (detect_stops(trajectory)) { /* nothing goes on past the last number */
        struct findings *found = &trajectory->found;

        if (found->plateaus > 0)
            found->plateau[found->plateaus - 1].open = false;
        found->floor.open = false;
    }
    return STATUS_OK;
}

enum status detect_judge(struct detect_file *file, struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < file->trajectories; i++)
        if (file->trajectory[i].points > 0)
            status = judge(file, &file->trajectory[i], err);
    return status;
}
