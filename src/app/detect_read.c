/* Rows of a table as trajectories. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect.h"
#include "plateau/learner.h"
#include "plateau/memory.h"
#include "plateau/utf8.h"

enum {
    TRAJECTORIES_MAX = 1024,
    PARTS_MAX = 64,
    RESUMES_FEW = 20, /* more, and in more than one row of twenty, are a clock that is none */
    LEARNERS_MAX = 16,
    COLUMN_BYTES = 4096,
    LABEL_BYTES = 128,
};

/* Columns of the table; TABLE_NO_COLUMN: nowhere. Those of the request follow. */
enum place {
    PLACE_CLOCK,
    PLACE_STEP,
    PLACE_LABEL,
    PLACE_ALPHA,
    PLACE_ALGORITHM,
    PLACE_JUDGED,
    PLACE_VALUE = PLACE_JUDGED + DETECT_JUDGED,
    PLACES = PLACE_VALUE + DETECT_COLUMNS_MAX,
};

enum series detect_judged(size_t i)
{
    static const enum series judged[DETECT_JUDGED] = {SERIES_TRAIN,    SERIES_Q,   SERIES_UNI,
                                                      SERIES_SPE,      SERIES_OPT, SERIES_ACCEPT,
                                                      SERIES_STEP_SIZE};

    return judged[i];
}

/* ---- which columns ---- */

/* The first of these names that the table has. */
static const char *known(const struct table *table, const char *const names[])
{
    for (size_t i = 0; names[i]; i++)
        if (table_find(table, names[i]) != TABLE_NO_COLUMN)
            return names[i];
    return NULL;
}

static enum status bind_clock(struct detect_file *file, struct error *err)
{
    static const char *const usual[] = {"gradients",   "step",      "Step", "_step",
                                        "global_step", "iteration", "iter", "s",
                                        "epoch",       "t",         NULL};
    const struct table *table = file->table;
    const char *name = file->request->clock ? file->request->clock : known(table, usual);
    const bool is_nameless = !table_notes(table)->has_names;

    if (!name && table_columns(table) == 1)
        name = "row";
    if (!name && is_nameless && table_columns(table) == 2)
        name = "#1";
    if (name && strcmp(name, "row") == 0 && table_find(table, name) == TABLE_NO_COLUMN) {
        file->clock = name;
        return STATUS_OK;
    }
    const enum status status =
        table_choose(table, "step-column", name ? name : "step", &file->place[PLACE_CLOCK], err);
    if (status == STATUS_OK)
        file->clock = table_column(table, file->place[PLACE_CLOCK]);
    return status;
}

static enum status add_column(struct detect_file *file, const char *name, struct error *err)
{
    size_t *place = &file->place[PLACE_VALUE + file->columns];

    if (file->columns == DETECT_COLUMNS_MAX)
        return error_set(err, STATUS_INVALID, "--column: more than %d columns",
                         (int)DETECT_COLUMNS_MAX);
    const enum status status = table_choose(file->table, "column", name, place, err);
    if (status != STATUS_OK)
        return status;
    const char *shown = table_column(file->table, *place);
    file->name[file->columns] = memory_need(strlen(shown) + 1, 1);
    memcpy(file->name[file->columns++], shown, strlen(shown));
    return STATUS_OK;
}

/* A name between quotes, in which a doubled quote is one; returns what follows it. */
static const char *take_quoted(const char *at, char *name)
{
    for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
        at += *at == '"';
        *name++ = *at;
    }
    *name = '\0';
    at += *at == '"';
    return at + (*at == ',');
}

/* The longest name of a column that ends at a comma; without one, up to the first comma. */
static const char *take_name(const struct table *table, const char *at, char *name)
{
    const size_t first = strcspn(at, ",");

    if (*at == '"' && strlen(at) < COLUMN_BYTES)
        return take_quoted(at, name);
    for (size_t length = strlen(at); length > first; length--) {
        if ((at[length] && at[length] != ',') || length >= COLUMN_BYTES)
            continue;
        snprintf(name, COLUMN_BYTES, "%.*s", (int)length, at);
        if (table_find(table, name) != TABLE_NO_COLUMN)
            return at + length + (at[length] == ',');
    }
    snprintf(name, COLUMN_BYTES, "%.*s", (int)first, at);
    return at + first + (at[first] == ',');
}

static enum status bind_given(struct detect_file *file, struct error *err)
{
    char *name = memory_need(COLUMN_BYTES, 1);
    const char *at = file->request->columns;
    enum status status = STATUS_OK;
    bool more = true;

    while (status == STATUS_OK && more) {
        const char *next = take_name(file->table, at, name);

        more = next > at && next[-1] == ',' && *next;
        status = add_column(file, name, err);
        at = next;
    }
    free(name);
    return status;
}

/* The only column that is not the clock; TABLE_NO_COLUMN when there are several. */
static size_t other_column(const struct detect_file *file)
{
    const size_t columns = table_columns(file->table);

    if (file->place[PLACE_CLOCK] == TABLE_NO_COLUMN)
        return columns == 1 ? 0 : TABLE_NO_COLUMN;
    return columns == 2 ? 1 - file->place[PLACE_CLOCK] : TABLE_NO_COLUMN;
}

static enum status bind_columns(struct detect_file *file, struct error *err)
{
    static const char *const usual[] = {"eps", "loss",  "train/loss", "train_loss",
                                        "trl", "Value", NULL};
    const char *name = known(file->table, usual);
    const size_t other = other_column(file);
    char number[24];

    if (file->request->columns)
        return bind_given(file, err);
    if (name || other == TABLE_NO_COLUMN)
        return add_column(file, name ? name : "eps", err);
    snprintf(number, sizeof number, "#%zu", other + 1);
    return add_column(file, number, err);
}

static size_t place_of(const struct detect_file *file, const char *name)
{
    const size_t place = table_find(file->table, name);

    for (size_t i = 0; i < file->columns; i++)
        if (file->place[PLACE_VALUE + i] == place)
            return TABLE_NO_COLUMN;
    return place == file->place[PLACE_CLOCK] ? TABLE_NO_COLUMN : place;
}

/* Rows of `plateau run` have the columns gradients and replica: their places are printed in steps,
 * and they show when a parameter changes, how many neurons are learned, and what the theory is. */
static void bind_ours(struct detect_file *file)
{
    file->has_steps = place_of(file, "step") != TABLE_NO_COLUMN;
    file->step = file->has_steps ? "step" : file->clock;
    file->place[PLACE_STEP] = place_of(file, "step");
    file->place[PLACE_ALPHA] = place_of(file, "alpha");
    file->place[PLACE_ALGORITHM] = place_of(file, "algorithm");
    for (size_t i = 0; i < DETECT_JUDGED; i++)
        file->place[PLACE_JUDGED + i] = table_find(file->table, series_column(detect_judged(i)));
    for (size_t i = 0; i < file->columns; i++)
        if (strcmp(file->name[i], series_column(SERIES_EPS)) == 0)
            file->eps = i;
    file->has_theory = table_find(file->table, series_column(SERIES_UNI)) != TABLE_NO_COLUMN;
}

static enum status bind(struct detect_file *file, struct error *err)
{
    static const char *const labels[] = {"replica", "run", "seed"};
    enum status status = bind_clock(file, err);

    if (status == STATUS_OK)
        status = bind_columns(file, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < 3 && file->place[PLACE_LABEL] == TABLE_NO_COLUMN; i++)
        file->place[PLACE_LABEL] = place_of(file, labels[i]);
    file->step = file->clock;
    file->is_ours = !file->request->clock &&
                    table_find(file->table, "gradients") != TABLE_NO_COLUMN &&
                    table_find(file->table, "replica") != TABLE_NO_COLUMN;
    if (file->is_ours)
        bind_ours(file);
    return STATUS_OK;
}

enum status detect_open(struct detect_file *file, const char *path,
                        const struct detect_request *request, struct error *err)
{
    *file = (struct detect_file){.request = request, .eps = TABLE_NO_COLUMN};
    file->place = memory_need(PLACES, sizeof *file->place);
    for (size_t i = 0; i < PLACES; i++)
        file->place[i] = TABLE_NO_COLUMN;
    file->verdicts = memory_need(1, sizeof *file->verdicts);
    verdicts_init(file->verdicts);
    file->table = table_open(path, request->grows, err);
    return file->table ? bind(file, err) : err->code;
}

void detect_close(struct detect_file *file)
{
    for (size_t i = 0; i < file->trajectories; i++) {
        struct trajectory *trajectory = &file->trajectory[i];

        course_destroy(trajectory->course);
        free(trajectory->point);
        free(trajectory->beside);
        free(trajectory->label);
    }
    for (size_t i = 0; i < file->columns; i++)
        free(file->name[i]);
    free(file->trajectory);
    free(file->verdicts);
    free(file->place);
    table_close(file->table);
}

/* ---- rows ---- */

static enum status grow(void **block, size_t *room, size_t used, size_t size, struct error *err)
{
    const size_t more = *room ? 2 * *room : 16;

    if (used < *room)
        return STATUS_OK;
    void *longer = realloc(*block, more * size);
    if (!longer)
        return error_set(err, STATUS_NO_MEMORY, "out of memory: no room for %zu rows", more);
    *block = longer;
    *room = more;
    return STATUS_OK;
}

static enum status add_trajectory(struct detect_file *file, size_t column, const char *label,
                                  size_t part, struct error *err)
{
    if (file->trajectories == TRAJECTORIES_MAX || part > PARTS_MAX)
        return error_set(err, STATUS_INVALID,
                         part > PARTS_MAX ? "%.120s:%zu: %s begins again for the 64th time; give "
                                            "another column as --step-column"
                                          : "%.120s:%zu: more than 1024 replicas, runs and columns",
                         table_name(file->table), table_line(file->table), file->clock);
    void *block = file->trajectory;
    enum status status =
        grow(&block, &file->room, file->trajectories, sizeof *file->trajectory, err);
    file->trajectory = block;
    if (status != STATUS_OK)
        return status;
    struct trajectory *trajectory = &file->trajectory[file->trajectories++];
    *trajectory = (struct trajectory){
        .column = column, .part = part, .line = table_line(file->table), .unit = 1.0};
    trajectory->label = memory_need(strlen(label) + 1, 1);
    memcpy(trajectory->label, label, strlen(label));
    for (size_t i = 0; i + 1 < file->trajectories; i++) {
        const bool is_other = strcmp(file->trajectory[i].label, trajectory->label) != 0;
        const bool has_replicas = file->place[PLACE_LABEL] == table_find(file->table, "replica");

        file->has_replicas = file->has_replicas || (is_other && has_replicas);
        file->has_runs = file->has_runs || (is_other && !has_replicas) || part > 1;
    }
    return STATUS_OK;
}

/* Of a column and label, its last part; a new one at their first row. Rows of one label mostly
 * follow each other, or alternate. NULL with a reason. */
static struct trajectory *find_trajectory(struct detect_file *file, size_t column,
                                          const char *label, struct error *err)
{
    for (size_t i = file->trajectories; i-- > 0;)
        if (file->trajectory[i].column == column && strcmp(file->trajectory[i].label, label) == 0)
            return &file->trajectory[i];
    return add_trajectory(file, column, label, 1, err) == STATUS_OK
               ? &file->trajectory[file->trajectories - 1]
               : NULL;
}

/* A field that may be absent is NaN then, as an empty one. */
static enum status read_number(struct detect_file *file, size_t place, double *out,
                               struct error *err)
{
    enum table_value kind;

    *out = (double)NAN;
    return file->place[place] == TABLE_NO_COLUMN
               ? STATUS_OK
               : table_number(file->table, file->place[place], &kind, out, err);
}

static const char *text_at(const struct detect_file *file, enum place place)
{
    return file->place[place] == TABLE_NO_COLUMN ? "" : table_text(file->table, file->place[place]);
}

static uint32_t learner_of(struct detect_file *file)
{
    const char *name = text_at(file, PLACE_ALGORITHM);

    for (size_t i = 0; i < file->learners; i++)
        if (strncmp(file->learner[i], name, SHORT_NAME_BYTES - 1) == 0)
            return (uint32_t)i;
    if (file->learners == LEARNERS_MAX)
        return LEARNERS_MAX - 1;
    snprintf(file->learner[file->learners], SHORT_NAME_BYTES, "%.*s", SHORT_NAME_BYTES - 1, name);
    file->learner_kind[file->learners] = learner_eps_kind(file->learner[file->learners]);
    return (uint32_t)file->learners++;
}

/* A change begins a new clock, as it does live: alpha or the algorithm differ, or the step does
 * not, since a run measures before a change and after it. */
static void see_changes(struct trajectory *trajectory, const struct detect_file *file,
                        uint64_t step)
{
    const char *alpha = text_at(file, PLACE_ALPHA), *algorithm = text_at(file, PLACE_ALGORITHM);
    const size_t points = trajectory->points;

    if (points > 0 && ((file->has_steps && step == trajectory->point[points - 1].step) ||
                       strncmp(alpha, trajectory->alpha, DETECT_TEXT_BYTES - 1) != 0 ||
                       strncmp(algorithm, trajectory->algorithm, DETECT_TEXT_BYTES - 1) != 0))
        trajectory->changes++;
    snprintf(trajectory->alpha, DETECT_TEXT_BYTES, "%s", alpha);
    snprintf(trajectory->algorithm, DETECT_TEXT_BYTES, "%s", algorithm);
}

/* What judges read beside the value. */
static enum status read_beside(struct detect_file *file, struct trajectory *trajectory,
                               struct point *point, struct error *err)
{
    struct beside *beside = &trajectory->beside[trajectory->points];
    double step;
    enum status status = read_number(file, PLACE_STEP, &step, err);

    if (step >= 0.0 && step < 0x1p63)
        point->step = (uint64_t)step;
    for (size_t i = 0; status == STATUS_OK && i < DETECT_JUDGED; i++)
        status = read_number(file, PLACE_JUDGED + i, &beside->value[i], err);
    see_changes(trajectory, file, point->step);
    beside->changes = trajectory->changes;
    beside->learner = learner_of(file);
    return status;
}

static enum status make_room(const struct detect_file *file, struct trajectory *trajectory,
                             struct error *err)
{
    const size_t before = trajectory->room;
    void *points = trajectory->point;
    enum status status =
        grow(&points, &trajectory->room, trajectory->points, sizeof *trajectory->point, err);

    trajectory->point = points;
    if (status != STATUS_OK || !file->is_ours || trajectory->room == before)
        return status;
    struct beside *longer =
        realloc(trajectory->beside, trajectory->room * sizeof *trajectory->beside);
    if (!longer)
        return error_set(err, STATUS_NO_MEMORY, "out of memory: no room for %zu rows",
                         trajectory->room);
    trajectory->beside = longer;
    return STATUS_OK;
}

/* Drops the points from that clock on: a run that was resumed from there writes them again. */
static enum status resume(const struct detect_file *file, struct trajectory *trajectory,
                          double clock, struct error *err)
{
    size_t low = 0, high = trajectory->points;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (trajectory->point[middle].clock < clock)
            low = middle + 1;
        else
            high = middle;
    }
    if (trajectory->resumes++ == 0)
        trajectory->resume_line = table_line(file->table);
    trajectory->replaced += trajectory->points - low;
    for (size_t i = low; i < trajectory->points; i++)
        trajectory->positive -= trajectory->point[i].value > 0.0;
    trajectory->points = low;
    if (trajectory->judged > low)
        trajectory->judged = SIZE_MAX; /* the course has seen too much */
    if (trajectory->resumes <= RESUMES_FEW ||
        20 * trajectory->resumes <= trajectory->points + trajectory->replaced)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID,
                     "%.120s:%zu: %.40s goes back here and %zu times more; sort the rows by it, or "
                     "give another column as --step-column",
                     table_name(file->table), trajectory->resume_line, file->clock,
                     trajectory->resumes - 1);
}

/* The clock went back: to the start, where another run begins, or to a checkpoint. */
static enum status go_back(struct detect_file *file, struct trajectory **trajectory, double clock,
                           struct error *err)
{
    const struct trajectory *before = *trajectory;

    if (clock > before->point[0].clock)
        return resume(file, *trajectory, clock, err);
    char *label = memory_need(strlen(before->label) + 1, 1);
    memcpy(label, before->label, strlen(before->label));
    const enum status status = add_trajectory(file, before->column, label, before->part + 1, err);
    free(label);
    if (status == STATUS_OK)
        *trajectory = &file->trajectory[file->trajectories - 1];
    return status;
}

static void see_gap(struct gaps *gaps, enum table_value kind, double clock)
{
    if (gaps->now++ == 0) {
        gaps->since = clock;
        gaps->is_not_finite = false;
    }
    gaps->nothing += kind == TABLE_NOTHING;
    gaps->not_finite += kind == TABLE_NOT_FINITE;
    gaps->is_not_finite = gaps->is_not_finite || kind == TABLE_NOT_FINITE;
}

static enum status add_point(struct detect_file *file, struct trajectory *trajectory, double clock,
                             double value, struct error *err)
{
    struct point point = {clock, value, trajectory->points};
    enum status status = STATUS_OK;

    if (trajectory->points > 0 && clock < trajectory->point[trajectory->points - 1].clock)
        status = go_back(file, &trajectory, clock, err);
    if (status == STATUS_OK)
        status = make_room(file, trajectory, err);
    if (status == STATUS_OK && file->is_ours)
        status = read_beside(file, trajectory, &point, err);
    if (status != STATUS_OK)
        return status;
    struct gaps *gaps = &trajectory->gaps;
    if (trajectory->points > 0) {
        gaps->longest = gaps->now > gaps->longest ? gaps->now : gaps->longest;
        trajectory->equal += clock == trajectory->point[trajectory->points - 1].clock;
    }
    gaps->now = 0;
    trajectory->point[trajectory->points++] = point;
    trajectory->positive += value > 0.0;
    return STATUS_OK;
}

/* One column of a row. */
static enum status take_value(struct detect_file *file, size_t column, const char *label,
                              double clock, struct error *err)
{
    struct trajectory *trajectory = find_trajectory(file, column, label, err);
    enum table_value kind;
    double value;

    if (!trajectory)
        return err->code;
    const enum status status =
        table_number(file->table, file->place[PLACE_VALUE + column], &kind, &value, err);
    if (status != STATUS_OK || kind == TABLE_NUMBER)
        return status == STATUS_OK ? add_point(file, trajectory, clock, value, err) : status;
    see_gap(&trajectory->gaps, kind, clock);
    return STATUS_OK;
}

static enum status take_row(struct detect_file *file, struct error *err)
{
    double clock = (double)table_notes(file->table)->rows;
    const char *text = text_at(file, PLACE_LABEL);
    char label[LABEL_BYTES];
    enum status status = STATUS_OK;

    if (file->place[PLACE_CLOCK] != TABLE_NO_COLUMN)
        status = read_number(file, PLACE_CLOCK, &clock, err);
    if (status != STATUS_OK)
        return status;
    if (!isfinite(clock)) {
        file->no_clock++;
        return STATUS_OK;
    }
    utf8_clean(text, strlen(text), label, sizeof label);
    for (size_t i = 0; status == STATUS_OK && i < file->columns; i++)
        status = take_value(file, i, label, clock, err);
    return status;
}

static int by_column(const void *left, const void *right)
{
    const struct trajectory *a = left, *b = right;
    const double x = strtod(a->label, NULL), y = strtod(b->label, NULL);

    if (a->column != b->column)
        return (a->column > b->column) - (a->column < b->column);
    if (x != y)
        return (x > y) - (x < y);
    return a->line != b->line ? (a->line > b->line) - (a->line < b->line)
                              : (a->part > b->part) - (a->part < b->part);
}

enum status detect_read(struct detect_file *file, struct error *err)
{
    bool more = true;
    enum status status = STATUS_OK;

    while (status == STATUS_OK && more) {
        status = table_next(file->table, &more, err);
        if (status == STATUS_OK && more)
            status = take_row(file, err);
    }
    if (!file->request->grows)
        qsort(file->trajectory, file->trajectories, sizeof *file->trajectory, by_column);
    return status;
}

/* A column without any number is a mistake; so is one that nothing can be found in. */
static enum status need_column_numbers(const struct detect_file *file, size_t column,
                                       struct error *err)
{
    const struct detect_request *request = file->request;
    size_t points = 0, seen = 0;

    for (size_t j = 0; j < file->trajectories; j++) {
        const struct trajectory *trajectory = &file->trajectory[j];

        if (trajectory->column != column)
            continue;
        points += trajectory->points;
        seen += detect_is_blind(request, trajectory) ? 0 : trajectory->points;
    }
    if (points == 0)
        return error_set(err, STATUS_INVALID, "%.80s: %.80s: no number in %zu rows%s",
                         table_name(file->table), file->name[column],
                         table_notes(file->table)->rows,
                         file->no_clock > 0 ? " that have a clock" : "");
    if (seen == 0 && !isfinite(request->level))
        return error_set(err, STATUS_INVALID,
                         "%.40s: %.80s: no value above 0, so no ratios to judge by; give --lower "
                         "and --upper, two levels",
                         table_name(file->table), file->name[column]);
    return STATUS_OK;
}

/* One replica without any is no mistake: it may have none yet. */
enum status detect_need_numbers(const struct detect_file *file, struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; status == STATUS_OK && i < file->columns; i++)
        status = need_column_numbers(file, i, err);
    return status;
}
