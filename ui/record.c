#include "record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/learner.h"
#include "plateau/memory.h"

void record_init(struct record *record)
{
    memset(record, 0, sizeof *record);
    for (size_t i = 0; i < REPLICAS_MAX; i++)
        history_init(&record->replica[i], 0);
}

void record_fini(struct record *record)
{
    for (size_t i = 0; i < REPLICAS_MAX; i++)
        history_fini(&record->replica[i]);
    free(record->now.neuron);
    free(record->now.map);
    record->now.neuron = record->now.map = NULL;
}

static void forget_values(struct measurement *sample)
{
    for (size_t s = 0; s < SERIES_COUNT; s++)
        sample->value[s] = (double)NAN;
}

void record_start(struct record *record, uint32_t run, const struct config *config)
{
    const struct snapshot before = record->now;

    record->now = (struct snapshot){.run = run,
                                    .config = *config,
                                    .neuron = before.neuron,
                                    .neuron_capacity = before.neuron_capacity,
                                    .map = before.map,
                                    .map_capacity = before.map_capacity};
    for (size_t i = 0; i < REPLICAS_MAX; i++) {
        history_clear(&record->replica[i]);
        forget_values(&record->now.last[i]);
    }
    record->run = run;
    record->has_snapshot = record->is_over = false;
    record->replicas = record->notes = record->visits = 0;
    record->eps_kinds = 0;
    memset(record->labels, 0, sizeof record->labels);
    record->plateau_start = 0;
    record->escape = (struct escape){0};
    record->chart.run = record->old_chart.run = 0;
    record->chart.state = record->old_chart.state = CHART_NONE;
}

/* Returns the first letter of a label; 0 for events without a label. */
static char letter_of(const struct event *event)
{
    switch (event->kind) {
    case EVENT_ALPHA:
        return 'A';
    case EVENT_ALGORITHM:
        return 'S';
    case EVENT_PARAM:
        return 'E';
    case EVENT_PAUSED:
        return 'Z';
    case EVENT_PLATEAU:
    case EVENT_LEFT:
        return event->replica == 0 ? 'P' : '\0';
    case EVENT_FOUND:
        return event->replica == 0 ? 'N' : '\0';
    default:
        return '\0';
    }
}

static void add_note(struct record *record, const struct event *event)
{
    struct note *note = &record->note[record->notes++ % NOTES_MAX];
    const char letter = letter_of(event);
    /*
     * When the run leaves a plateau, the event bears the number under which the plateau was found.
     */
    const enum event_kind kind = event->kind == EVENT_LEFT ? EVENT_PLATEAU : event->kind;

    /* A plateau that is flat again after a spike is the same plateau, announced again. */
    const bool again = kind == EVENT_PLATEAU && record->labels[kind] > 0 &&
                       event->plateau.start == record->plateau_start;

    note->event = *event;
    note->label[0] = '\0';
    if (letter == 'P')
        record->plateau_start = event->plateau.start;
    if (letter) {
        record->labels[kind] += event->kind != EVENT_LEFT && !again;
        snprintf(note->label, sizeof note->label, "%c%u", letter, record->labels[kind] % 1000);
    }
}

/* NULL before the first. */
static struct visit *last_visit(struct record *record)
{
    return record->visits > 0 ? &record->visit[(record->visits - 1) % VISITS_MAX] : NULL;
}

/*
 * Drops the place of an alpha that was left before the run made a step there: it has not been
 * there.
 */
static void add_visit(struct record *record, const struct measurement *sample)
{
    struct visit *last = last_visit(record);

    if (last && last->alpha != sample->alpha && last->from == last->to) {
        *last = (struct visit){.eps = (double)NAN};
        record->visits--;
        last = last_visit(record);
    }
    if (!last || last->alpha != sample->alpha) {
        last = &record->visit[record->visits++ % VISITS_MAX];
        *last = (struct visit){sample->alpha, (double)NAN, sample->step, sample->step};
    }
    last->to = sample->step;
    if (isfinite(sample->value[SERIES_EPS]))
        last->eps = sample->value[SERIES_EPS];
}

static void add_sample(struct record *record, const struct measurement *sample)
{
    if (sample->replica >= REPLICAS_MAX)
        return;
    history_add(&record->replica[sample->replica], sample);
    if (sample->replica == 0)
        add_visit(record, sample);
    if (isfinite(sample->value[SERIES_EPS]))
        record->eps_kinds |= sample->eps_kind == EPS_HALF_GIBBS ? EPS_OF_SAMPLER : EPS_OF_OPTIMISER;
    if (sample->replica >= record->replicas)
        record->replicas = sample->replica + 1;
}

bool record_take_message(struct record *record, const struct message *message)
{
    if (message->run != record->run)
        return false;
    switch (message->kind) {
    case MESSAGE_MEASUREMENT:
        add_sample(record, &message->measurement);
        break;
    case MESSAGE_EVENT:
        add_note(record, &message->event);
        break;
    case MESSAGE_END:
        record->is_over = true;
        break;
    }
    return true;
}

/* Returns our own block, large enough, with the contents of theirs. */
static float *keep_block(float *mine, size_t *capacity, const float *theirs, size_t count)
{
    if (count > *capacity) {
        free(mine);
        mine = memory_need(count, sizeof *mine);
        *capacity = count;
    }
    if (count > 0)
        memcpy(mine, theirs, count * sizeof *mine);
    return mine;
}

/* Copies a snapshot; neurons and map go to our own blocks. */
static void copy_snapshot(struct snapshot *to, const struct snapshot *from)
{
    size_t neurons = to->neuron_capacity, cells = to->map_capacity;
    float *neuron = keep_block(to->neuron, &neurons, from->neuron, 2 * from->neurons);
    float *map = keep_block(to->map, &cells, from->map, from->map_rows * from->map_columns);

    *to = *from;
    to->neuron = neuron;
    to->neuron_capacity = neurons;
    to->map = map;
    to->map_capacity = cells;
}

void record_take_snapshot(struct record *record, const struct snapshot *snapshot)
{
    copy_snapshot(&record->now, snapshot);
    record->has_snapshot = true;
    if (snapshot->verdicts.found[0].escape.found)
        record->escape = snapshot->verdicts.found[0].escape;
}

const char *record_holds(const struct record *record)
{
    return learner_holds(record->now.config.algorithm);
}

bool record_take_chart(struct record *record, const struct chart *chart)
{
    struct chart *mine = &record->chart;

    if (chart->run != record->run)
        return false;
    if (mine->run == chart->run && mine->number == chart->number)
        return false;
    if (mine->run == chart->run && mine->revision != chart->revision &&
        mine->state >= record->old_chart.state)
        record->old_chart = *mine;
    *mine = *chart;
    return true;
}

const struct chart *record_chart(const struct record *record, enum chart_state state)
{
    if (record->chart.run == 0 || record->chart.state == CHART_NONE)
        return NULL;
    if (record->chart.state >= state)
        return &record->chart;
    return record->old_chart.state >= state ? &record->old_chart : NULL;
}

bool record_is_old(const struct record *record, const struct chart *chart)
{
    const struct config *config = &record->now.config;

    return chart->revision != record->now.revision &&
           (chart->alpha != config->alpha || chart->noise != config->noise);
}

void record_copy(struct record *to, const struct record *from)
{
    copy_snapshot(&to->now, &from->now);
    for (size_t i = 0; i < REPLICAS_MAX; i++)
        history_copy(&to->replica[i], &from->replica[i]);
    to->run = from->run;
    to->has_snapshot = from->has_snapshot;
    to->is_over = from->is_over;
    to->replicas = from->replicas;
    to->eps_kinds = from->eps_kinds;
    to->notes = from->notes;
    memcpy(to->note, from->note, sizeof to->note);
    memcpy(to->labels, from->labels, sizeof to->labels);
    to->plateau_start = from->plateau_start;
    to->escape = from->escape;
    to->visits = from->visits;
    memcpy(to->visit, from->visit, sizeof to->visit);
    to->chart = from->chart;
    to->old_chart = from->old_chart;
}

const struct note *record_note(const struct record *record, size_t back)
{
    if (back >= record->notes || back >= NOTES_MAX)
        return NULL;
    return &record->note[(record->notes - 1 - back) % NOTES_MAX];
}

const struct visit *record_visit(const struct record *record, size_t back)
{
    if (back >= record->visits || back >= VISITS_MAX)
        return NULL;
    return &record->visit[(record->visits - 1 - back) % VISITS_MAX];
}

double record_remembered(const struct record *record)
{
    const struct visit *before;
    double largest = record->now.config.alpha;

    for (size_t back = 0; (before = record_visit(record, back)); back++)
        if (before->to > before->from)
            largest = fmax(largest, before->alpha);
    return largest > record->now.config.alpha ? largest : (double)NAN;
}

double record_value(const struct record *record, enum series series)
{
    return record->has_snapshot ? record->now.last[0].value[series] : (double)NAN;
}

bool record_is_over(const struct record *record)
{
    return record->is_over || record->now.state >= RUN_DONE;
}
