/* plateau detect: plateaus and escapes in a trajectory, by the detector of the live runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "detect.h"
#include "exit_status.h"
#include "plateau/engine.h"
#include "plateau/learner.h"
#include "plateau/memory.h"
#include "plateau/nearest.h"
#include "plateau/passage.h"
#include "table.h"

enum { TRAJECTORIES_MAX = 1024 };

/* The places of columns in the table; TABLE_NO_COLUMN: not in the table. */
struct places {
    size_t column[DETECT_COLUMNS_MAX];
    size_t clock, step, replica, alpha, algorithm;
    size_t eps;                  /* place among the columns of the request that is the row's eps */
    size_t series[SERIES_COUNT]; /* of the rows of `plateau run` */
};

static enum status read_level(const char *option, const char *text, double *out, struct error *err)
{
    char *end;

    *out = (double)NAN;
    if (!text)
        return STATUS_OK;
    *out = strtod(text, &end);
    if (end == text || *end || !isfinite(*out))
        return error_set(err, STATUS_INVALID, "--%s: '%.60s' is not valid; it takes a number",
                         option, text);
    return STATUS_OK;
}

/* Computes the escape level: --level, or the fraction of the way from lower to upper. */
static enum status combine(struct detect_request *out, const struct options *options,
                           double fraction, struct error *err)
{
    const bool has_fraction = options->fraction != NULL;

    if (!options->lower != !options->upper)
        return error_set(err, STATUS_INVALID, "--%s: lacks --%s; the two levels are given together",
                         options->lower ? "lower" : "upper", options->lower ? "upper" : "lower");
    if (options->lower && !(out->lower < out->upper))
        return error_set(err, STATUS_INVALID,
                         "--lower: %g is not valid; it takes a number below --upper %g", out->lower,
                         out->upper);
    if (has_fraction && !options->lower)
        return error_set(err, STATUS_INVALID, "--fraction: lacks --lower and --upper");
    if (has_fraction && !(fraction > 0.0 && fraction < 1.0))
        return error_set(err, STATUS_INVALID,
                         "--fraction: %g is not valid; it takes a number between 0 and 1",
                         fraction);
    if (has_fraction && options->level)
        return error_set(err, STATUS_INVALID, "--fraction and --level: either, not both");
    if (options->rising && options->falling)
        return error_set(err, STATUS_INVALID, "--rising and --falling: either, not both");
    if (has_fraction)
        out->level = out->lower + fraction * (out->upper - out->lower);
    out->way = options->rising ? DETECT_RISING : options->falling ? DETECT_FALLING : DETECT_EITHER;
    return STATUS_OK;
}

static enum status read_request(struct detect_request *out, const struct options *options,
                                struct error *err)
{
    double fraction = 0.0;

    if (options->words == 0)
        return error_set(err, STATUS_INVALID,
                         "detect: lacks its file; it takes CSV with a header, - for stdin");
    *out = (struct detect_request){
        .path = options->word[0], .columns = options->column, .clock = options->step_column};
    enum status status = read_level("lower", options->lower, &out->lower, err);
    if (status == STATUS_OK)
        status = read_level("upper", options->upper, &out->upper, err);
    if (status == STATUS_OK)
        status = read_level("level", options->level, &out->level, err);
    if (status == STATUS_OK)
        status = read_level("fraction", options->fraction, &fraction, err);
    return status == STATUS_OK ? combine(out, options, fraction, err) : status;
}

/* Writes "r2, eps, ...", as many columns as fit. */
static void list_columns(const struct table *table, char *out, size_t size)
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < table_columns(table) && at + 1 < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? ", " : "", table_column(table, i));
}

static enum status need_column(const struct table *table, const char *option, const char *name,
                               size_t *place, struct error *err)
{
    struct nearest nearest = nearest_to(name);
    char names[120];

    *place = table_find(table, name);
    if (*place != TABLE_NO_COLUMN)
        return STATUS_OK;
    for (size_t i = 0; i < table_columns(table); i++)
        nearest_offer(&nearest, table_column(table, i));
    list_columns(table, names, sizeof names);
    return error_set(err, STATUS_INVALID,
                     "%.80s: no column '%.40s'%s%.40s%s; --%s takes one of: %s", table_name(table),
                     name, nearest.name ? ", did you mean " : "", nearest.name ? nearest.name : "",
                     nearest.name ? "?" : "", option, names);
}

/* --column NAME,NAME... */
static enum status bind_columns(const struct table *table, struct detect_result *result,
                                struct places *places, struct error *err)
{
    const char *at = result->request.columns ? result->request.columns : "eps";

    for (;;) {
        const size_t length = strcspn(at, ",");

        if (result->columns == DETECT_COLUMNS_MAX)
            return error_set(err, STATUS_INVALID, "--column: more than %d columns",
                             (int)DETECT_COLUMNS_MAX);
        char *name = result->name[result->columns];
        snprintf(name, DETECT_NAME_MAX, "%.*s", (int)length, at);
        const enum status status =
            need_column(table, "column", name, &places->column[result->columns], err);
        if (status != STATUS_OK)
            return status;
        result->columns++;
        if (!at[length])
            return STATUS_OK;
        at += length + 1;
    }
}

/* Finds the columns that only rows of `plateau run` have. */
static void bind_series(const struct table *table, const struct detect_result *result,
                        struct places *places, bool is_ours)
{
    for (size_t i = 0; i < SERIES_COUNT; i++)
        places->series[i] =
            is_ours ? table_find(table, series_column((enum series)i)) : TABLE_NO_COLUMN;
    places->eps = TABLE_NO_COLUMN;
    for (size_t i = 0; is_ours && i < result->columns; i++)
        if (strcmp(result->name[i], series_column(SERIES_EPS)) == 0)
            places->eps = i;
    places->step = is_ours ? table_find(table, "step") : TABLE_NO_COLUMN;
    places->alpha = is_ours ? table_find(table, "alpha") : TABLE_NO_COLUMN;
    places->algorithm = is_ours ? table_find(table, "algorithm") : TABLE_NO_COLUMN;
}

/*
 * Rows of `plateau run` have the columns gradients and replica: the command prints their places in
 * steps, and reads from them when a parameter changes, how many neurons are learned, and what the
 * theory says.
 */
static enum status bind(const struct table *table, struct detect_result *result,
                        struct places *places, struct error *err)
{
    const char *clock = result->request.clock;
    const bool is_ours = !clock && table_find(table, "gradients") != TABLE_NO_COLUMN &&
                         table_find(table, "replica") != TABLE_NO_COLUMN;

    if (!clock)
        clock = table_find(table, "gradients") != TABLE_NO_COLUMN ? "gradients" : "step";
    enum status status = need_column(table, "step-column", clock, &places->clock, err);
    if (status == STATUS_OK)
        status = bind_columns(table, result, places, err);
    if (status != STATUS_OK)
        return status;
    bind_series(table, result, places, is_ours);
    places->replica = table_find(table, "replica");
    result->has_steps = places->step != TABLE_NO_COLUMN;
    result->has_replicas = false;
    snprintf(result->clock, sizeof result->clock, "%s", clock);
    snprintf(result->step, sizeof result->step, "%s", result->has_steps ? "step" : clock);
    return STATUS_OK;
}

static enum status refuse_time(const struct table *table, const struct places *places,
                               const struct trajectory *trajectory, struct error *err)
{
    char what[80];

    if (trajectory->points == 0)
        snprintf(what, sizeof what, "a number");
    else
        snprintf(what, sizeof what, "a number from %g on, the one before", trajectory->last);
    return table_refuse(table, places->clock, what, err);
}

/*
 * Returns the trajectory of a column and replica, a new one at their first row; NULL with a reason.
 */
static struct trajectory *find_trajectory(struct detect_result *result, const struct table *table,
                                          const struct places *places, size_t column,
                                          double replica, struct error *err)
{
    const struct subject subject = {.replicas = 1};

    for (size_t i = 0; i < result->trajectories; i++)
        if (result->trajectory[i].column == column && result->trajectory[i].replica == replica)
            return &result->trajectory[i];
    if (result->trajectories == TRAJECTORIES_MAX) {
        table_refuse(table, places->replica, "at most 1024 replicas and columns", err);
        return NULL;
    }
    struct trajectory *trajectory = &result->trajectory[result->trajectories];
    *trajectory = (struct trajectory){.column = column,
                                      .replica = replica,
                                      .has_theory = column == places->eps &&
                                                    places->series[SERIES_UNI] != TABLE_NO_COLUMN};
    trajectory->course = course_create(&subject, err);
    result->trajectories += trajectory->course != NULL;
    return trajectory->course ? trajectory : NULL;
}

/*
 * The request says which way the curve goes; or its beginning does: below the level it has to rise.
 */
static void begin(struct trajectory *trajectory, const struct detect_request *request, double value)
{
    const bool has_levels = isfinite(request->lower);
    const double middle =
        isfinite(request->level) ? request->level : 0.5 * (request->lower + request->upper);
    const bool rising = request->way == DETECT_EITHER ? value < middle /* NaN: falls */
                                                      : request->way == DETECT_RISING;

    trajectory->rule = (struct detector_rule){rising, request->lower, request->upper};
    if (!has_levels)
        trajectory->rule.lower = trajectory->rule.upper = (double)NAN;
    course_set_rule(trajectory->course, &trajectory->rule);
    trajectory->passage = passage_of(request->level, rising);
}

/* Reads a field that may be absent, and is then NaN like an empty one. */
static enum status read_number(const struct table *table, size_t place, double *out,
                               struct error *err)
{
    *out = (double)NAN;
    return place == TABLE_NO_COLUMN ? STATUS_OK : table_number(table, place, out, err);
}

/* Reads the values of a row that judges use. */
static enum status read_values(const struct table *table, const struct places *places,
                               double value[SERIES_COUNT], struct error *err)
{
    static const enum series judged[] = {SERIES_TRAIN, SERIES_Q,      SERIES_UNI,      SERIES_SPE,
                                         SERIES_OPT,   SERIES_ACCEPT, SERIES_STEP_SIZE};
    enum status status = STATUS_OK;

    for (size_t i = 0; i < SERIES_COUNT; i++)
        value[i] = (double)NAN;
    for (size_t i = 0; status == STATUS_OK && i < sizeof judged / sizeof *judged; i++)
        status = read_number(table, places->series[judged[i]], &value[judged[i]], err);
    return status;
}

/*
 * Makes a row a measurement of its replica. The theory and the training error belong to the column
 * eps; of any other column the command knows only the overlap and the chain's state.
 */
static enum status read_row(const struct table *table, const struct places *places,
                            struct measurement *out, struct error *err)
{
    double step = 0.0;
    enum status status = read_number(table, places->step, &step, err);

    *out = (struct measurement){.alpha = (double)NAN, .mean_square = (double)NAN};
    if (status == STATUS_OK)
        status = read_values(table, places, out->value, err);
    out->step = step >= 0.0 && step < 0x1p63 ? (uint64_t)step : UINT64_MAX;
    if (places->algorithm != TABLE_NO_COLUMN)
        snprintf(out->learner, sizeof out->learner, "%.*s", (int)sizeof out->learner - 1,
                 table_text(table, places->algorithm));
    return status;
}

/*
 * A change begins a new clock, as in a live run: alpha or the algorithm differ, or the step does
 * not, since a run measures before a change and after it.
 */
static void see_changes(struct trajectory *trajectory, const struct table *table,
                        const struct places *places, uint64_t step)
{
    const char *alpha = places->alpha == TABLE_NO_COLUMN ? "" : table_text(table, places->alpha);
    const char *algorithm =
        places->algorithm == TABLE_NO_COLUMN ? "" : table_text(table, places->algorithm);

    if (trajectory->points > 0 &&
        ((places->step != TABLE_NO_COLUMN && step == trajectory->step) ||
         strncmp(alpha, trajectory->alpha, CHANGE_BYTES - 1) != 0 ||
         strncmp(algorithm, trajectory->algorithm, CHANGE_BYTES - 1) != 0))
        trajectory->changes++;
    snprintf(trajectory->alpha, CHANGE_BYTES, "%s", alpha);
    snprintf(trajectory->algorithm, CHANGE_BYTES, "%s", algorithm);
    trajectory->step = step;
}

/* Rows hold three errors of the theory, without branches. */
static struct levels levels_of(const double value[SERIES_COUNT])
{
    struct levels levels = levels_none();

    levels.universal = value[SERIES_UNI];
    levels.specialised = value[SERIES_SPE];
    levels.optimal = value[SERIES_OPT];
    return levels;
}

/* Passes the next value of a trajectory to its course, as a run does. */
static void judge(struct trajectory *trajectory, const struct measurement *row, bool is_eps,
                  double value)
{
    struct verdicts verdicts = {.health.nishimori.verdict = NISHIMORI_NONE};
    struct measurement measurement = *row;
    struct levels levels = levels_none();

    measurement.changes = trajectory->changes;
    measurement.value[SERIES_EPS] = value;
    if (is_eps) {
        measurement.eps_kind = learner_eps_kind(measurement.learner);
        levels = levels_of(measurement.value);
    } else {
        measurement.value[SERIES_TRAIN] = (double)NAN;
    }
    course_take(trajectory->course, &measurement, &levels, &verdicts);
    trajectory->found = verdicts.found[0];
}

/* Takes one value of a row. */
static enum status feed(struct detect_result *result, const struct table *table,
                        const struct places *places, struct trajectory *trajectory, double t,
                        struct error *err)
{
    struct measurement row;
    double value = 0.0;
    enum status status = table_number(table, places->column[trajectory->column], &value, err);

    if (status == STATUS_OK)
        status = read_row(table, places, &row, err);
    if (status != STATUS_OK)
        return status;
    if (!isfinite(t) || (trajectory->points > 0 && t < trajectory->last))
        return refuse_time(table, places, trajectory, err);
    if (!isfinite(value))
        return STATUS_OK;
    if (trajectory->points == 0) {
        begin(trajectory, &result->request, value);
        trajectory->first = t;
    }
    if (row.step == UINT64_MAX) /* without a count of steps every row is one */
        row.step = trajectory->points;
    row.gradients = t;
    see_changes(trajectory, table, places, row.step);
    passage_add(&trajectory->passage, row.step, t, value);
    judge(trajectory, &row, trajectory->column == places->eps, value);
    trajectory->last = t;
    trajectory->points++;
    trajectory->positive += value > 0.0;
    return STATUS_OK;
}

static enum status feed_row(struct detect_result *result, const struct table *table,
                            const struct places *places, struct error *err)
{
    double t = 0.0, replica = 0.0;
    enum status status = table_number(table, places->clock, &t, err);

    if (status == STATUS_OK)
        status = read_number(table, places->replica, &replica, err);
    if (!isfinite(replica))
        replica = 0.0;
    for (size_t i = 0; status == STATUS_OK && i < result->columns; i++) {
        struct trajectory *trajectory = find_trajectory(result, table, places, i, replica, err);

        if (!trajectory)
            return err->code;
        result->has_replicas = result->has_replicas || replica != result->trajectory[0].replica;
        status = feed(result, table, places, trajectory, t, err);
    }
    result->rows++;
    return status;
}

/* A column without any number is a mistake; so is one without usable values. */
static enum status need_column_numbers(const struct detect_result *result,
                                       const struct table *table, size_t column, struct error *err)
{
    const struct detect_request *request = &result->request;
    size_t points = 0, seen = 0;

    for (size_t j = 0; j < result->trajectories; j++) {
        const struct trajectory *trajectory = &result->trajectory[j];

        if (trajectory->column != column)
            continue;
        points += trajectory->points;
        seen += detect_is_blind(request, trajectory) ? 0 : trajectory->points;
    }
    if (points == 0)
        return error_set(err, STATUS_INVALID, "%.80s: %s: no number in %zu rows", table_name(table),
                         result->name[column], result->rows);
    if (seen == 0 && !isfinite(request->level))
        return error_set(err, STATUS_INVALID,
                         "%.40s: %s: no value above 0, so no ratios to judge by; give --lower and "
                         "--upper, two levels",
                         table_name(table), result->name[column]);
    return STATUS_OK;
}

/* One replica without numbers is not a mistake: it may not have any yet. */
static enum status need_numbers(const struct detect_result *result, const struct table *table,
                                struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < result->columns; i++)
        status = need_column_numbers(result, table, i, err);
    return status;
}

static enum status read_rows(struct detect_result *result, struct table *table, struct error *err)
{
    struct places places = {.clock = TABLE_NO_COLUMN};
    bool more = true;
    enum status status = bind(table, result, &places, err);

    while (status == STATUS_OK && more) {
        status = table_next(table, &more, err);
        if (status == STATUS_OK && more)
            status = feed_row(result, table, &places, err);
    }
    return status == STATUS_OK ? need_numbers(result, table, err) : status;
}

static int by_column(const void *left, const void *right)
{
    const struct trajectory *a = left, *b = right;

    return a->column != b->column ? (a->column > b->column) - (a->column < b->column)
                                  : (a->replica > b->replica) - (a->replica < b->replica);
}

static enum status detect(struct detect_result *result, const struct options *options,
                          struct error *err)
{
    enum status status = read_request(&result->request, options, err);

    if (status != STATUS_OK)
        return status;
    struct table *table = table_open(result->request.path, err);
    if (!table)
        return err->code;
    status = read_rows(result, table, err);
    table_close(table);
    qsort(result->trajectory, result->trajectories, sizeof *result->trajectory, by_column);
    return status;
}

static int report(const struct detect_result *result, bool json)
{
    if (json)
        detect_print_json(result);
    else
        detect_print_text(result);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("plateau: stdout");
        return EXIT_FAILED;
    }
    return EXIT_DONE;
}

int command_detect(struct options *options)
{
    struct detect_result *result = memory_need(1, sizeof *result);
    struct error err;
    int status = EXIT_USAGE;

    result->trajectory = memory_need(TRAJECTORIES_MAX, sizeof *result->trajectory);
    const enum status found = detect(result, options, &err);
    if (found == STATUS_OK)
        status = report(result, options->json);
    else
        fprintf(stderr, "plateau: %s\n", err.text);
    for (size_t i = 0; i < result->trajectories; i++)
        course_destroy(result->trajectory[i].course);
    free(result->trajectory);
    free(result);
    return found == STATUS_IO || found == STATUS_NO_MEMORY ? EXIT_FAILED : status;
}
