/* plateau detect: plateaus and escapes in a trajectory, by the detector of the live runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "detect.h"
#include "exit_status.h"
#include "plateau/memory.h"
#include "plateau/nearest.h"
#include "table.h"

enum { TRAJECTORIES_MAX = 1024 };

/* Where the columns stand in the table; TABLE_NO_COLUMN: nowhere. */
struct places {
    size_t column[DETECT_COLUMNS_MAX];
    size_t clock, step, replica, alpha, algorithm, overlap, accept, step_size;
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

/* The escape level: --level, or the fraction of the way from lower to upper. */
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

/* "r2, eps, ..." as far as there is room. */
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

/* Rows of `plateau run` are known by their gradients and replicas: they are told in steps, and say
 * when alpha and algorithm change and how many neurons are learned. */
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
    places->step = is_ours ? table_find(table, "step") : TABLE_NO_COLUMN;
    places->alpha = is_ours ? table_find(table, "alpha") : TABLE_NO_COLUMN;
    places->algorithm = is_ours ? table_find(table, "algorithm") : TABLE_NO_COLUMN;
    places->overlap = is_ours ? table_find(table, "q") : TABLE_NO_COLUMN;
    places->accept = is_ours ? table_find(table, "accept") : TABLE_NO_COLUMN;
    places->step_size = is_ours ? table_find(table, "step_size") : TABLE_NO_COLUMN;
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

/* Of a column and replica; a new one at their first row. */
static struct trajectory *find_trajectory(struct detect_result *result, size_t column,
                                          double replica)
{
    for (size_t i = 0; i < result->trajectories; i++)
        if (result->trajectory[i].column == column && result->trajectory[i].replica == replica)
            return &result->trajectory[i];
    if (result->trajectories == TRAJECTORIES_MAX)
        return NULL;
    struct trajectory *trajectory = &result->trajectory[result->trajectories++];
    *trajectory = (struct trajectory){.column = column, .replica = replica};
    trajectory->detector = detector_create();
    return trajectory;
}

/* Which way it goes is told, or seen from where it begins: below the level it has to rise. */
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
    detector_set_rule(trajectory->detector, &trajectory->rule);
    trajectory->passage = passage_of(request->level, rising);
}

/* A change of alpha or of the algorithm begins a new clock, as it does live. */
static void restart_at_changes(struct trajectory *trajectory, const struct table *table,
                               const struct places *places)
{
    const char *alpha = places->alpha == TABLE_NO_COLUMN ? "" : table_text(table, places->alpha);
    const char *algorithm =
        places->algorithm == TABLE_NO_COLUMN ? "" : table_text(table, places->algorithm);

    if (trajectory->points > 0 &&
        (strncmp(alpha, trajectory->alpha, CHANGE_BYTES - 1) != 0 ||
         strncmp(algorithm, trajectory->algorithm, CHANGE_BYTES - 1) != 0))
        detector_restart(trajectory->detector, trajectory->last);
    snprintf(trajectory->alpha, CHANGE_BYTES, "%s", alpha);
    snprintf(trajectory->algorithm, CHANGE_BYTES, "%s", algorithm);
}

/* A field that may be absent is NaN then, as an empty one. */
static enum status read_number(const struct table *table, size_t place, double *out,
                               struct error *err)
{
    *out = (double)NAN;
    return place == TABLE_NO_COLUMN ? STATUS_OK : table_number(table, place, out, err);
}

/* One value of a row. */
static enum status feed(struct detect_result *result, const struct table *table,
                        const struct places *places, struct trajectory *trajectory, double t,
                        struct error *err)
{
    double value = 0.0, overlap = 0.0, step = 0.0, accept = 0.0, step_size = 0.0;
    enum status status = table_number(table, places->column[trajectory->column], &value, err);

    if (status == STATUS_OK)
        status = read_number(table, places->overlap, &overlap, err);
    if (status == STATUS_OK)
        status = read_number(table, places->step, &step, err);
    if (status == STATUS_OK)
        status = read_number(table, places->accept, &accept, err);
    if (status == STATUS_OK)
        status = read_number(table, places->step_size, &step_size, err);
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
    restart_at_changes(trajectory, table, places);
    /* Without a count of steps every row is one. */
    const uint64_t count =
        step >= 0.0 && step < 0x1p63 ? (uint64_t)step : (uint64_t)trajectory->points;
    passage_add(&trajectory->passage, count, t, value);
    if (!detector_is_stuck(accept, step_size))
        detector_add(trajectory->detector, count, t, value, overlap);
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
        struct trajectory *trajectory = find_trajectory(result, i, replica);

        if (!trajectory)
            return table_refuse(table, places->replica, "at most 1024 replicas and columns", err);
        result->has_replicas = result->has_replicas || replica != result->trajectory[0].replica;
        status = feed(result, table, places, trajectory, t, err);
    }
    result->rows++;
    return status;
}

bool detect_is_blind(const struct detect_request *request, const struct trajectory *trajectory)
{
    return !isfinite(request->lower) && trajectory->points > 0 && trajectory->positive == 0;
}

/* A column without any number is a mistake; so is one that nothing can be found in. */
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

/* One replica without any is no mistake: it may have none yet. */
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
        detector_destroy(result->trajectory[i].detector);
    free(result->trajectory);
    free(result);
    return found == STATUS_IO ? EXIT_FAILED : status;
}
