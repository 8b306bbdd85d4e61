/* What plateau detect found, as text and as JSON. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "detect.h"
#include "json_text.h"
#include "plateau/status.h"

enum { EXACT_DIGITS = 17, TITLE_BYTES = 512 };

/* A place as it is printed: in steps, or in what the clock counts. */
static double place(const struct detect_file *file, const struct trajectory *trajectory,
                    uint64_t step, double gradients)
{
    return file->has_steps ? (double)step : detect_clock(trajectory, gradients);
}

/* "eps", "eps[1]" of one replica or run among several, "eps, part 2" where the clock began again.
 */
static const char *title(const struct detect_file *file, const struct trajectory *trajectory,
                         char out[TITLE_BYTES])
{
    const char *name = file->name[trajectory->column];
    int length = snprintf(out, TITLE_BYTES, "%s", name);
    size_t at = (size_t)length < TITLE_BYTES ? (size_t)length : TITLE_BYTES - 1;

    if ((file->has_replicas || file->has_runs) && *trajectory->label) {
        length = snprintf(out + at, TITLE_BYTES - at, "[%s]", trajectory->label);
        at += (size_t)length < TITLE_BYTES - at ? (size_t)length : TITLE_BYTES - 1 - at;
    }
    if (trajectory->part > 1)
        snprintf(out + at, TITLE_BYTES - at, ", part %zu", trajectory->part);
    return out;
}

/* The escape: the first passage of the level, or without one what the detector found. */
static bool find_escape(const struct detect_file *file, const struct trajectory *trajectory,
                        double *out)
{
    const struct passage *passage = &trajectory->passage;
    const struct escape escape = trajectory->found.escape;

    if (isfinite(file->request->level)) {
        *out = file->has_steps ? (double)passage->step : passage->gradients;
        return passage->found;
    }
    *out = place(file, trajectory, escape.step, escape.gradients);
    return escape.found;
}

static double first_clock(const struct trajectory *trajectory)
{
    return trajectory->point[0].clock;
}

static double last_clock(const struct trajectory *trajectory)
{
    return trajectory->point[trajectory->points - 1].clock;
}

/* ---- text ---- */

static void print_place(const struct detect_file *file, const struct trajectory *trajectory,
                        const struct plateau *plateau)
{
    printf("%s %.15g to %.15g", file->step,
           place(file, trajectory, plateau->start, plateau->start_gradients),
           place(file, trajectory, plateau->end, plateau->end_gradients));
}

static void print_error(double value, double error)
{
    printf("%.4g", value);
    if (isfinite(error))
        printf(" +- %.1g", error);
}

static bool is_doubtful(const struct plateau *plateau)
{
    return plateau->confidence < DETECT_DOUBTFUL;
}

static void print_plateau(const struct detect_file *file, const struct trajectory *trajectory,
                          size_t i)
{
    const struct plateau *plateau = &trajectory->found.plateau[i];

    printf("  P%-6zu ", i + 1);
    print_place(file, trajectory, plateau);
    printf("%s, %.2f decades: level ", plateau->open ? " and on" : "", plateau->decades);
    print_error(plateau->level, plateau->level_se);
    printf(", drift ");
    print_error(plateau->drift, plateau->drift_se);
    printf(" per decade, confidence %.2f%s\n", plateau->confidence,
           is_doubtful(plateau) ? ", doubtful" : "");
}

/* A stretch that is flat by ratios and falls all the while. */
static void print_creep(const struct detect_file *file, const struct trajectory *trajectory,
                        const struct plateau *creep)
{
    printf("  creeps  ");
    print_place(file, trajectory, creep);
    printf(": falls by %.4g about %.4g, and not much farther: a power law above an offset is not a "
           "plateau\n",
           -creep->drift * creep->decades, creep->level);
}

static void print_escape(const struct detect_file *file, const struct trajectory *trajectory)
{
    const char *side = trajectory->rule.rising ? "above" : "below";
    const double level = file->request->level;
    double at;
    const bool found = find_escape(file, trajectory, &at);

    if (found)
        printf("  escape  %s %.15g", file->step, at);
    else
        printf("  escape  none");
    if (isfinite(level) && (found || trajectory->passage.before))
        printf(found ? ", the first %s %g" : ": never %s %g", side, level);
    else if (isfinite(level))
        printf(": %s %g from the start", side, level);
    else if (!found && trajectory->found.plateaus > 0)
        printf(trajectory->rule.rising ? " upwards" : " downwards");
    printf("\n");
}

static void print_stop(const struct detect_file *file, const struct trajectory *trajectory)
{
    const struct gaps *gaps = &trajectory->gaps;

    if (detect_stops(trajectory))
        printf("  stops   %s %.15g: no number in the last %zu row%s%s\n", file->clock, gaps->since,
               gaps->now, gaps->now == 1 ? "" : "s",
               gaps->is_not_finite ? " but nan or inf: the run diverged" : "");
}

/* ", 3 replaced" */
static void print_count(size_t count, const char *what)
{
    if (count > 0)
        printf(", %zu %s", count, what);
}

/* Values that were used, and those left out with the reason. */
static void print_values(const struct detect_file *file, const struct trajectory *trajectory)
{
    const struct gaps *gaps = &trajectory->gaps;
    const size_t low = trajectory->points - trajectory->positive;

    printf("  read    %zu value%s", trajectory->points, trajectory->points == 1 ? "" : "s");
    print_count(gaps->nothing, "empty or NA left out");
    print_count(gaps->not_finite, "nan or inf left out");
    print_count(trajectory->replaced, "written again by a resumed run and replaced");
    if (!isfinite(file->request->lower))
        print_count(low, trajectory->rule.rising ? "of 0 or less left out"
                                                 : "of 0 or less, below every level");
    printf("\n");
}

static void print_clock(const struct detect_file *file, const struct trajectory *trajectory)
{
    const double decades = detect_span(trajectory);
    const bool is_short = decades < DETECT_LEAST_DECADES;

    printf("  clock   %s", file->clock);
    if (trajectory->origin != 0.0)
        printf(" from the origin %.15g", trajectory->origin);
    printf(is_short && decades < 0.095 ? ", %.2g decade" : ", %.2f decades", decades);
    if (is_short)
        printf(": too short, a plateau takes %.2f", DETECT_LEAST_DECADES);
    printf("\n");
}

static const char *no_plateau_why(const struct detect_file *file,
                                  const struct trajectory *trajectory)
{
    return detect_is_blind(file->request, trajectory)
               ? ": no value above 0; give --lower and --upper"
               : "";
}

static void print_trajectory(const struct detect_file *file, const struct trajectory *trajectory)
{
    const struct findings *found = &trajectory->found;
    char name[TITLE_BYTES];

    if (trajectory->points == 0) {
        printf("%s\n  no numbers\n", title(file, trajectory, name));
        return;
    }
    printf("%s, %s %.15g to %.15g\n", title(file, trajectory, name), file->clock,
           first_clock(trajectory), last_clock(trajectory));
    for (size_t i = 0; i < found->plateaus; i++)
        print_plateau(file, trajectory, i);
    if (found->plateaus == 0)
        printf("  no plateau%s\n", no_plateau_why(file, trajectory));
    for (size_t i = 0; i < trajectory->creeps; i++)
        print_creep(file, trajectory, &trajectory->creep[i]);
    print_escape(file, trajectory);
    if (found->passage.found)
        printf("  halfway to specialised: below %.4g from %s %.15g on\n", found->passage.level,
               file->step, place(file, trajectory, found->passage.step, found->passage.gradients));
    if (found->has_floor) {
        printf("  floor   ");
        print_place(file, trajectory, &found->floor);
        printf(": level ");
        print_error(found->floor.level, found->floor.level_se);
        printf("\n");
    }
    print_stop(file, trajectory);
    print_values(file, trajectory);
    print_clock(file, trajectory);
}

void detect_print_text(const struct detect_file *file)
{
    const struct table_notes *notes = table_notes(file->table);

    for (size_t i = 0; i < file->trajectories; i++)
        print_trajectory(file, &file->trajectory[i]);
    printf("%zu row%s, %s", notes->rows, notes->rows == 1 ? "" : "s", table_shape(file->table));
    print_count(file->no_clock, "left out without a clock");
    print_count(notes->headers_again, "repeated header left out");
    print_count(notes->cuts, "unfinished left out");
    printf("\n");
}

/* "P1 step 13 to 540 at 0.1641" */
static void print_short(const struct detect_file *file, const struct trajectory *trajectory,
                        size_t i)
{
    const struct plateau *plateau = &trajectory->found.plateau[i];

    printf("P%zu ", i + 1);
    print_place(file, trajectory, plateau);
    printf("%s at %.4g%s", plateau->open ? " and on" : "", plateau->level,
           is_doubtful(plateau) ? " (doubtful)" : "");
}

void detect_print_lines(const struct detect_file *file, const char *path)
{
    for (size_t i = 0; i < file->trajectories; i++) {
        const struct trajectory *trajectory = &file->trajectory[i];
        char name[TITLE_BYTES];
        double at;

        printf("%s%s%s: ", path ? path : "", path ? ": " : "", title(file, trajectory, name));
        for (size_t j = 0; j < trajectory->found.plateaus; j++) {
            print_short(file, trajectory, j);
            printf("; ");
        }
        if (trajectory->points == 0)
            printf("no numbers");
        else if (trajectory->found.plateaus == 0)
            printf("no plateau%s; ", detect_span(trajectory) < DETECT_LEAST_DECADES
                                         ? ", the clock is too short for one"
                                         : "");
        if (trajectory->points > 0 && find_escape(file, trajectory, &at))
            printf("escape %s %.15g", file->step, at);
        else if (trajectory->points > 0)
            printf("no escape");
        if (detect_stops(trajectory))
            printf("; stops at %s %.15g", file->clock, trajectory->gaps.since);
        printf("\n");
    }
}

static void print_novelty(const struct detect_file *file, const struct trajectory *trajectory,
                          struct findings *before)
{
    const struct findings *now = &trajectory->found;
    char name[TITLE_BYTES];

    title(file, trajectory, name);
    for (size_t i = 0; i < now->plateaus; i++) {
        const bool is_new = i >= before->plateaus;

        if (!is_new && now->plateau[i].open == before->plateau[i].open)
            continue;
        printf("%s: ", name);
        print_short(file, trajectory, i);
        printf("%s\n", now->plateau[i].open ? "" : ", left");
    }
    if (now->escape.found && !before->escape.found)
        printf("%s: escape %s %.15g\n", name, file->step,
               place(file, trajectory, now->escape.step, now->escape.gradients));
    if (now->has_floor && !before->has_floor)
        printf("%s: floor reached\n", name);
    *before = *now;
}

void detect_print_news(const struct detect_file *file, struct findings before[])
{
    for (size_t i = 0; i < file->trajectories; i++)
        if (file->trajectory[i].points > 0)
            print_novelty(file, &file->trajectory[i], &before[i]);
    fflush(stdout);
}

/* ---- notes ---- */

static void note(const struct detect_file *file, size_t line, const char *what)
{
    struct error text; /* clean, whatever the file is called */

    error_set(&text, STATUS_OK, "%.120s:%zu: %s", table_name(file->table), line, what);
    fprintf(stderr, "plateau: %s\n", text.text);
}

static void note_trajectory(const struct detect_file *file, const struct trajectory *trajectory)
{
    char name[TITLE_BYTES], what[TITLE_BYTES + 200];

    title(file, trajectory, name);
    if (trajectory->resumes > 0) {
        snprintf(what, sizeof what,
                 "%s goes back: a resumed run; its rows replace %zu of %.100s that were written "
                 "before%s",
                 file->clock, trajectory->replaced, name,
                 trajectory->resumes > 1 ? ", and so further on" : "");
        note(file, trajectory->resume_line, what);
    }
    if (trajectory->part > 1) {
        snprintf(what, sizeof what, "%s begins again: another run, told apart as %.100s",
                 file->clock, name);
        note(file, trajectory->line, what);
    }
    if (2 * trajectory->equal > trajectory->points && trajectory->points > 2 && !file->is_ours &&
        !*trajectory->label) {
        snprintf(what, sizeof what,
                 "most values of %s stand in several rows; if these are several runs, name the "
                 "column that tells them apart `run`",
                 file->clock);
        note(file, trajectory->line, what);
    }
}

void detect_print_notes(const struct detect_file *file)
{
    const struct table_notes *notes = table_notes(file->table);
    char what[400];

    if (!notes->has_names && !file->request->columns) {
        snprintf(what, sizeof what,
                 "the first line has numbers and no names; the clock is %s%.60s, the curve column "
                 "%.60s (--step-column, --column)",
                 strcmp(file->clock, "row") == 0 ? "the number of the " : "column ", file->clock,
                 file->name[0]);
        note(file, 1, what);
    }
    if (notes->before > 0) {
        snprintf(what, sizeof what, "%zu line%s of text before the table passed over",
                 notes->before, notes->before == 1 ? "" : "s");
        note(file, 1, what);
    }
    if (notes->headers_again > 0) {
        snprintf(what, sizeof what, "the header again, passed over%s",
                 notes->headers_again > 1 ? ", and so further on" : "");
        note(file, notes->header_line, what);
    }
    if (notes->cuts > 0) {
        snprintf(what, sizeof what, "an unfinished line, passed over%s",
                 notes->cuts > 1 ? ", and so further on" : "");
        note(file, notes->cut_line, what);
    }
    for (size_t i = 0; i < file->trajectories; i++)
        note_trajectory(file, &file->trajectory[i]);
}

/* ---- JSON ---- */

static json_t *number(double value)
{
    return value == floor(value) && fabs(value) < 9e15 ? json_integer((json_int_t)value)
           : isfinite(value)                           ? json_real(value)
                                                       : json_null();
}

static json_t *count(size_t value)
{
    return json_integer((json_int_t)value);
}

/* A plateau, or the floor. */
static json_t *stretch(const struct detect_file *file, const struct trajectory *trajectory,
                       const struct plateau *plateau)
{
    return json_pack("{s:o, s:o, s:f, s:o, s:b, s:f, s:o, s:o, s:f, s:b}", "start",
                     number(place(file, trajectory, plateau->start, plateau->start_gradients)),
                     "end", number(place(file, trajectory, plateau->end, plateau->end_gradients)),
                     "level", plateau->level, "drift_per_decade", number(plateau->drift), "open",
                     plateau->open, "decades", plateau->decades, "level_se",
                     number(plateau->level_se), "drift_se", number(plateau->drift_se), "confidence",
                     plateau->confidence, "doubtful", is_doubtful(plateau));
}

static json_t *plateaus_of(const struct detect_file *file, const struct trajectory *trajectory)
{
    json_t *list = json_array();

    for (size_t i = 0; i < trajectory->found.plateaus; i++)
        json_array_append_new(list, stretch(file, trajectory, &trajectory->found.plateau[i]));
    return list;
}

static json_t *creeps_of(const struct detect_file *file, const struct trajectory *trajectory)
{
    json_t *list = json_array();

    for (size_t i = 0; i < trajectory->creeps; i++)
        json_array_append_new(list, stretch(file, trajectory, &trajectory->creep[i]));
    return list;
}

/* Where eps was first below the middle between the branches of the theory. */
static json_t *middle_of(const struct detect_file *file, const struct trajectory *trajectory)
{
    const struct passage *passage = &trajectory->found.passage;

    return passage->found
               ? json_pack("{s:f, s:o}", "level", passage->level, "step",
                           number(place(file, trajectory, passage->step, passage->gradients)))
               : json_null();
}

/* The last level, once it is reached: no plateau. */
static json_t *floor_of(const struct detect_file *file, const struct trajectory *trajectory)
{
    return trajectory->found.has_floor ? stretch(file, trajectory, &trajectory->found.floor)
                                       : json_null();
}

static json_t *stop_of(const struct trajectory *trajectory)
{
    const struct gaps *gaps = &trajectory->gaps;

    return detect_stops(trajectory)
               ? json_pack("{s:o, s:o, s:b}", "clock", number(gaps->since), "rows",
                           count(gaps->now), "diverged", gaps->is_not_finite)
               : json_null();
}

static json_t *clock_of(const struct detect_file *file, const struct trajectory *trajectory)
{
    const bool any = trajectory->points > 0;

    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "name", file->clock, "first",
                     any ? number(first_clock(trajectory)) : json_null(), "last",
                     any ? number(last_clock(trajectory)) : json_null(), "origin",
                     number(trajectory->origin), "decades", number(detect_span(trajectory)));
}

/* How many values were used, and how many left out, by reason. */
static json_t *values_of(const struct detect_file *file, const struct trajectory *trajectory)
{
    const struct table_notes *notes = table_notes(file->table);

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "used", count(trajectory->points),
                     "not_positive", count(trajectory->points - trajectory->positive), "empty",
                     count(trajectory->gaps.nothing), "not_finite",
                     count(trajectory->gaps.not_finite), "replaced", count(trajectory->replaced),
                     "no_clock", count(file->no_clock), "headers_again",
                     count(notes->headers_again), "unfinished", count(notes->cuts));
}

/* All that is known of a column; the middle between the branches where the rows say the theory. */
static json_t *column_of(const struct detect_file *file, const struct trajectory *trajectory)
{
    char name[TITLE_BYTES];
    double at;
    json_t *escape =
        find_escape(file, trajectory, &at) ? json_pack("{s:o}", "step", number(at)) : json_null();
    json_t *object = json_pack("{s:s, s:o, s:o, s:o}", "name", title(file, trajectory, name),
                               "plateaus", plateaus_of(file, trajectory), "escape", escape, "floor",
                               floor_of(file, trajectory));

    if (file->has_theory && trajectory->column == file->eps)
        json_object_set_new(object, "passage", middle_of(file, trajectory));
    json_object_set_new(object, "creeping", creeps_of(file, trajectory));
    json_object_set_new(object, "stopped", stop_of(trajectory));
    json_object_set_new(object, "clock", clock_of(file, trajectory));
    json_object_set_new(object, "values", values_of(file, trajectory));
    return object;
}

void detect_add_json(const struct detect_file *file, const char *path, struct json_t *columns)
{
    for (size_t i = 0; i < file->trajectories; i++) {
        json_t *object = column_of(file, &file->trajectory[i]);

        if (!object)
            fatal("out of memory: no room for the result");
        if (path)
            json_object_set_new(object, "file", json_text(path));
        json_array_append_new(columns, object);
    }
}
