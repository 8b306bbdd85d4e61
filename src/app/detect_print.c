#include <jansson.h>
#include <math.h>
#include <string.h>

#include "detect.h"
#include "plateau/status.h"

enum { EXACT_DIGITS = 17 };

/* Returns a place as it is printed: in steps, or on the clock. */
static double place(const struct detect_result *result, uint64_t step, double clock)
{
    return result->has_steps ? (double)step : clock;
}

/* Writes "eps", or "eps[1]" for one replica among several. */
static const char *title(const struct detect_result *result, const struct trajectory *trajectory,
                         char *out, size_t size)
{
    const char *name = result->name[trajectory->column];

    if (!result->has_replicas)
        return name;
    snprintf(out, size, "%s[%g]", name, trajectory->replica);
    return out;
}

/* Finds the escape: the first crossing of the level, or without a level the detector's escape. */
static bool find_escape(const struct detect_result *result, const struct trajectory *trajectory,
                        double *out)
{
    const struct passage *passage = &trajectory->passage;
    const struct escape escape = trajectory->found.escape;

    if (isfinite(result->request.level)) {
        *out = place(result, passage->step, passage->gradients);
        return passage->found;
    }
    *out = place(result, escape.step, escape.gradients);
    return escape.found;
}

static void print_place(const struct detect_result *result, const struct plateau *plateau)
{
    printf("%s %.10g to %.10g", result->step,
           place(result, plateau->start, plateau->start_gradients),
           place(result, plateau->end, plateau->end_gradients));
}

static void print_error(double value, double error)
{
    printf("%.4g", value);
    if (isfinite(error))
        printf(" +- %.1g", error);
}

static void print_plateau(const struct detect_result *result, size_t i,
                          const struct plateau *plateau)
{
    printf("  P%-6zu ", i + 1);
    print_place(result, plateau);
    printf("%s, %.2f decades: level ", plateau->open ? " and on" : "", plateau->decades);
    print_error(plateau->level, plateau->level_se);
    printf(", drift ");
    print_error(plateau->drift, plateau->drift_se);
    printf(" per decade, confidence %.2f\n", plateau->confidence);
}

static void print_escape(const struct detect_result *result, const struct trajectory *trajectory,
                         size_t plateaus)
{
    const char *side = trajectory->rule.rising ? "above" : "below";
    const double level = result->request.level;
    double at;
    const bool found = find_escape(result, trajectory, &at);

    if (found)
        printf("  escape  %s %.10g", result->step, at);
    else
        printf("  escape  none");
    if (isfinite(level) && (found || trajectory->passage.before))
        printf(found ? ", the first %s %g" : ": never %s %g", side, level);
    else if (isfinite(level))
        printf(": %s %g from the start", side, level);
    else if (!found && plateaus > 0)
        printf(trajectory->rule.rising ? " upwards" : " downwards");
    printf("\n");
}

static void print_trajectory(const struct detect_result *result,
                             const struct trajectory *trajectory)
{
    const struct findings *found = &trajectory->found;
    char name[2 * DETECT_NAME_MAX];

    printf("%s, %s %.10g to %.10g\n", title(result, trajectory, name, sizeof name), result->clock,
           trajectory->first, trajectory->last);
    if (trajectory->points == 0) {
        printf("  no numbers\n");
        return;
    }
    for (size_t i = 0; i < found->plateaus; i++)
        print_plateau(result, i, &found->plateau[i]);
    if (found->plateaus == 0)
        printf("  no plateau%s\n", detect_is_blind(&result->request, trajectory)
                                       ? ": no value above 0; give --lower and --upper"
                                       : "");
    print_escape(result, trajectory, found->plateaus);
    if (found->passage.found)
        printf("  halfway to specialised: below %.4g from %s %.10g on\n", found->passage.level,
               result->step, place(result, found->passage.step, found->passage.gradients));
    if (found->has_floor) {
        printf("  floor   ");
        print_place(result, &found->floor);
        printf(": level ");
        print_error(found->floor.level, found->floor.level_se);
        printf("\n");
    }
}

void detect_print_text(const struct detect_result *result)
{
    for (size_t i = 0; i < result->trajectories; i++)
        print_trajectory(result, &result->trajectory[i]);
}

static json_t *number(double value)
{
    return value == floor(value) && fabs(value) < 9e15 ? json_integer((json_int_t)value)
           : isfinite(value)                           ? json_real(value)
                                                       : json_null();
}

/* Makes the object of a plateau or floor. */
static json_t *stretch(const struct detect_result *result, const struct plateau *plateau)
{
    return json_pack("{s:o, s:o, s:f, s:o, s:b, s:f, s:o, s:o, s:f}", "start",
                     number(place(result, plateau->start, plateau->start_gradients)), "end",
                     number(place(result, plateau->end, plateau->end_gradients)), "level",
                     plateau->level, "drift_per_decade", number(plateau->drift), "open",
                     plateau->open, "decades", plateau->decades, "level_se",
                     number(plateau->level_se), "drift_se", number(plateau->drift_se), "confidence",
                     plateau->confidence);
}

static json_t *plateaus_of(const struct detect_result *result, const struct findings *found)
{
    json_t *list = json_array();

    for (size_t i = 0; i < found->plateaus; i++)
        json_array_append_new(list, stretch(result, &found->plateau[i]));
    return list;
}

/* Returns when eps was first below the middle between the branches of the theory. */
static json_t *middle_of(const struct detect_result *result, const struct passage *passage)
{
    return passage->found ? json_pack("{s:f, s:o}", "level", passage->level, "step",
                                      number(place(result, passage->step, passage->gradients)))
                          : json_null();
}

/* Returns the last level, once it is reached; a floor is not a plateau. */
static json_t *floor_of(const struct detect_result *result, const struct findings *found)
{
    return found->has_floor ? stretch(result, &found->floor) : json_null();
}

/* Makes the object of a column, with the middle between the branches where the rows hold theory. */
static json_t *column_of(const struct detect_result *result, const struct trajectory *trajectory)
{
    const struct findings *found = &trajectory->found;
    char name[2 * DETECT_NAME_MAX];
    double at;
    json_t *escape =
        find_escape(result, trajectory, &at) ? json_pack("{s:o}", "step", number(at)) : json_null();
    json_t *object = json_pack(
        "{s:s, s:o, s:o, s:o}", "name", title(result, trajectory, name, sizeof name), "plateaus",
        plateaus_of(result, found), "escape", escape, "floor", floor_of(result, found));

    if (trajectory->has_theory)
        json_object_set_new(object, "passage", middle_of(result, &found->passage));
    return object;
}

void detect_print_json(const struct detect_result *result)
{
    json_t *columns = json_array();

    for (size_t i = 0; i < result->trajectories; i++)
        json_array_append_new(columns, column_of(result, &result->trajectory[i]));
    json_t *object = json_pack("{s:o}", "columns", columns);
    if (!object)
        fatal("out of memory: no room for the result");
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(EXACT_DIGITS));
    printf("\n");
    json_decref(object);
}
