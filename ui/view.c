#include "view.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plateau/learner.h"

void view_init(struct view *view, const struct param_schema *schema, size_t threads)
{
    memset(view, 0, sizeof *view); /* too large for a literal on the stack */
    view->schema = schema;
    view->threads = threads;
    record_init(&view->live);
    record_init(&view->frozen);
}

void view_fini(struct view *view)
{
    record_fini(&view->live);
    record_fini(&view->frozen);
}

const struct record *view_shown(const struct view *view)
{
    return view->is_frozen ? &view->frozen : &view->live;
}

const struct config *view_config(const struct view *view)
{
    return &view->live.now.config;
}

void view_restart_axes(struct view *view)
{
    view->x_has_data = view->y_has_data = view->alpha_has_data = view->eps_has_data = false;
}

void view_start(struct view *view, uint32_t run, const struct config *config)
{
    sizes_add(&view->sizes, &view->live);
    record_start(&view->live, run, config);
    view->is_frozen = false;
    view->pendings = 0;
    view->is_pausing = false;
    view->message[0] = '\0';
    view->silence = 0.0;
    view_restart_axes(view);
}

void view_freeze(struct view *view, bool freeze)
{
    if (freeze)
        record_copy(&view->frozen, &view->live);
    view->is_frozen = freeze;
}

void view_say(struct view *view, bool is_alarm, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(view->message, sizeof view->message, format, arguments);
    va_end(arguments);
    view->message_is_alarm = is_alarm;
}

/* Drops the pending changes up to this revision: they are in force now. */
static void settle(struct view *view, uint32_t revision)
{
    size_t kept = 0;

    for (size_t i = 0; i < view->pendings; i++)
        if (view->pending[i].revision > revision)
            view->pending[kept++] = view->pending[i];
    view->pendings = kept;
}

/* Drops a refused change and tells the person why. */
static void take_refusal(struct view *view, const struct event *event)
{
    size_t kept = 0;

    for (size_t i = 0; i < view->pendings; i++)
        if (view->pending[i].revision != event->revision)
            view->pending[kept++] = view->pending[i];
    view->pendings = kept;
    view_say(view, true, "refused: %s", event->text);
}

void view_take_message(struct view *view, const struct message *message)
{
    if (!record_take_message(&view->live, message))
        return;
    if (message->kind == MESSAGE_MEASUREMENT) {
        settle(view, message->measurement.revision);
    } else if (message->kind == MESSAGE_EVENT && message->event.kind == EVENT_REFUSED) {
        take_refusal(view, &message->event);
    } else if (message->kind == MESSAGE_EVENT) {
        settle(view, message->event.revision);
        view->wish.bell |= view->rings && message->event.kind == EVENT_ESCAPE;
        if (message->event.kind == EVENT_WARNING)
            view_say(view, true, "%s", message->event.text);
    } else {
        view->pendings = 0;
        view->is_pausing = false;
    }
}

void view_take_snapshot(struct view *view, const struct snapshot *snapshot)
{
    if (snapshot->run != view->live.run)
        return;
    record_take_snapshot(&view->live, snapshot);
    settle(view, snapshot->revision);
    if (snapshot->state != RUN_RUNNING && snapshot->state != RUN_SETUP)
        view->is_pausing = false;
}

void view_add_pending(struct view *view, const struct command *command, uint32_t revision)
{
    if (view->pendings == PENDING_MAX)
        return;
    struct pending *pending = &view->pending[view->pendings++];
    pending->revision = revision;
    snprintf(pending->key, sizeof pending->key, "%s", command->key);
    snprintf(pending->to, sizeof pending->to, "%s", command->value);
    view_value(view, command->key, pending->from, sizeof pending->from);
}

const struct pending *view_pending(const struct view *view, const char *key)
{
    for (size_t i = view->pendings; i-- > 0;)
        if (strcmp(view->pending[i].key, key) == 0)
            return &view->pending[i];
    return NULL;
}

const char *view_planned(const struct view *view, struct config *planned)
{
    const struct config *config = view_config(view);
    const bool is_staged = view->stage.count > 0;
    const size_t count = is_staged ? view->stage.count : view->pendings;
    struct setting setting[STAGE_MAX];

    if (count == 0 || (is_staged && view->stage.is_refused))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        setting[i] = is_staged ? (struct setting){view->stage.at[i].key, view->stage.at[i].text}
                               : (struct setting){view->pending[i].key, view->pending[i].to};
    }
    *planned = *config;
    if (config_apply(planned, view->schema, setting, count, NULL) != STATUS_OK)
        return NULL;
    return is_staged ? "staged" : "pending";
}

const char *view_algorithm(const struct view *view, const struct config *config)
{
    return config_learner(config, view->schema).name;
}

const char *view_meaning_of_eps(const struct view *view)
{
    static const char *const meaning[] = {"point", "point", "half-Gibbs", "point | half-Gibbs"};
    const struct record *record = view_shown(view);
    const enum eps_kind kind = learner_eps_kind(record->now.config.algorithm);
    const unsigned now = kind == EPS_HALF_GIBBS ? EPS_OF_SAMPLER : EPS_OF_OPTIMISER;

    return meaning[record->eps_kinds | now];
}

void view_value(const struct view *view, const char *key, char *out, size_t size)
{
    view_value_of(view, view_config(view), key, out, size);
}

void view_value_of(const struct view *view, const struct config *config, const char *key, char *out,
                   size_t size)
{
    const struct param_spec *spec = config_find(config, view->schema, key, NULL);

    out[0] = '\0';
    if (spec)
        config_format(config, view->schema, spec, out, size);
}

/* Moves an axis to its data; without data the axis is `empty`. Returns whether it has data. */
static bool follow(struct axis *axis, bool has_data, double low, double high, struct axis empty)
{
    const bool logarithmic = empty.logarithmic;

    if (isnan(low) || isnan(high)) {
        *axis = empty;
        return false;
    }
    if (!has_data)
        *axis = (struct axis){(double)INFINITY, -(double)INFINITY, logarithmic};
    axis_follow(axis, logarithmic ? low : fmin(0.0, low), high);
    return true;
}

/* From the first measurement after the start (0 has no place on a log axis) to the newest. */
static void follow_x(struct view *view, const struct record *record)
{
    double low = (double)NAN, high = low;

    for (size_t r = 0; r < record->replicas; r++) {
        const struct history *history = &record->replica[r];
        for (size_t i = 0; i < history->count; i++) {
            if (history->at[i].x[view->clock] > 0.0) {
                low = fmin(low, history->at[i].x[view->clock]);
                high = fmax(high, history->at[history->count - 1].x[view->clock]);
                break;
            }
        }
    }
    view->x_has_data = follow(&view->x, view->x_has_data, low, high, (struct axis){1.0, 1e4, true});
}

/*
 * Holds the error of every replica and the theory's errors; the training error may leave the plot.
 */
static void follow_y(struct view *view, const struct record *record)
{
    static const enum series shown[] = {SERIES_EPS, SERIES_UNI, SERIES_SPE, SERIES_OPT};
    double low = (double)NAN, high = low;

    for (size_t r = 0; r < record->replicas; r++) {
        for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
            double least, greatest;
            history_range(&record->replica[r], shown[i], view->clock, &view->x, !view->y_linear,
                          &least, &greatest);
            low = fmin(low, least);
            high = fmax(high, greatest);
        }
    }
    view->y_has_data =
        follow(&view->y, view->y_has_data, low, high,
               view->y_linear ? (struct axis){0.0, 1.0, false} : (struct axis){1e-2, 1.0, true});
}

/* Bounds while they grow. */
struct extent {
    double low, high;
};

static void reach(struct extent *extent, double value)
{
    if (!isfinite(value))
        return;
    extent->low = fmin(extent->low, value);
    extent->high = fmax(extent->high, value);
}

/*
 * Takes in all alphas that the theorist was asked for, so that the axis stands before the curve
 * does.
 */
static void reach_chart(const struct chart *chart, struct extent *alpha, struct extent *eps)
{
    reach(alpha, chart->alpha);
    if (chart->state >= CHART_TRANSITIONS) {
        reach(alpha, chart->transitions.spinodal);
        reach(alpha, chart->transitions.equilibrium);
        reach(alpha, chart->transitions.algorithmic);
    }
    for (size_t i = 0; i < chart->alphas; i++)
        reach(alpha, chart->at[i]);
    for (size_t b = 0; b < chart->branches; b++) {
        if (chart->branch[b].here.exists)
            reach(eps, chart->branch[b].here.eps);
        for (size_t i = 0; i < chart->alphas; i++)
            reach(eps, (double)chart->branch[b].eps[i]);
    }
}

/* The phase plot holds the theory, the run, and the alphas where the run was before. */
static void follow_phase(struct view *view, const struct record *record)
{
    enum { DECADES_MOST = 8 };
    static const struct axis empty_alpha = {0.1, 10.0, true};
    const struct chart *chart = record_chart(record, CHART_HERE);
    struct extent alpha = {(double)NAN, (double)NAN}, eps = alpha;
    const struct visit *visit;

    if (chart)
        reach_chart(chart, &alpha, &eps);
    for (size_t back = 0; (visit = record_visit(record, back)); back++) {
        reach(&alpha, visit->alpha);
        reach(&eps, visit->eps > 0.0 ? visit->eps : (double)NAN);
    }
    /* An error that vanishes for many weights must not flatten the other curves. */
    eps.low = fmax(eps.low, eps.high * pow(10.0, -DECADES_MOST));
    view->alpha_has_data =
        follow(&view->alpha, view->alpha_has_data, alpha.low, alpha.high, empty_alpha);
    view->eps_has_data =
        follow(&view->eps, view->eps_has_data, eps.low, eps.high,
               view->y_linear ? (struct axis){0.0, 1.0, false} : (struct axis){1e-2, 1.0, true});
}

void view_follow(struct view *view)
{
    const struct record *record = view_shown(view);

    follow_x(view, record);
    follow_y(view, record);
    follow_phase(view, record);
}
