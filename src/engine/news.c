/* run: events, which people read; among them what a measurement changed. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "run.h"

static void fill_event(const struct run *run, struct event *event, enum event_kind kind,
                       size_t index)
{
    const struct run_replica *replica = &run->replica[index];

    *event = (struct event){.kind = kind,
                            .replica = (uint32_t)index,
                            .step = run->step,
                            .gradients = replica->gradients,
                            .seconds = stopwatch_seconds(&run->watch)};
    clock_gettime(CLOCK_REALTIME, &event->wall);
}

void run_tell(struct run *run, enum event_kind kind, size_t replica, uint32_t revision,
              const char *format, ...)
{
    struct message message = {.kind = MESSAGE_EVENT, .run = run->id};
    struct event *event = &message.event;
    const struct findings *found = &run->verdicts.found[replica];
    va_list arguments;

    fill_event(run, event, kind, replica);
    event->revision = revision;
    va_start(arguments, format);
    vsnprintf(event->text, sizeof event->text, format, arguments);
    va_end(arguments);
    if ((kind == EVENT_PLATEAU || kind == EVENT_LEFT) && found->plateaus > 0)
        event->plateau = found->plateau[found->plateaus - 1];
    bus_publish(run->bus, &message);
}

/* Writes ", universal -1.2 %"; nothing without theory. */
static void write_name(const struct naming *naming, char *out, size_t size)
{
    out[0] = '\0';
    if (naming->branch[0] && !naming->is_near)
        snprintf(out, size, ", no branch");
    else if (naming->branch[0])
        snprintf(out, size, ", %s %+.1f %%", naming->branch, 100.0 * naming->excess);
}

static void tell_plateau(struct run *run, size_t index, unsigned news)
{
    const struct findings *found = &run->verdicts.found[index];
    char name[48];

    if (found->plateaus == 0)
        return;
    const struct plateau *last = &found->plateau[found->plateaus - 1];
    write_name(&found->naming[found->plateaus - 1], name, sizeof name);
    if (news & NEWS_PLATEAU)
        run_tell(run, EVENT_PLATEAU, index, run->revision,
                 "plateau found at %.3g%s, flat since step %llu", last->level, name,
                 (unsigned long long)last->start);
    if (news & NEWS_LEFT)
        run_tell(run, EVENT_LEFT, index, run->revision,
                 "plateau left: %.3g%s, %.2f decades, until step %llu", last->level, name,
                 last->decades, (unsigned long long)last->end);
    if (news & NEWS_ESCAPE)
        run_tell(run, EVENT_ESCAPE, index, run->revision, "escape at step %llu, %.4g gradients",
                 (unsigned long long)found->escape.step, found->escape.gradients);
}

static void tell_passage(struct run *run, size_t index)
{
    const struct passage *passage = &run->verdicts.found[index].passage;

    run_tell(run, EVENT_PASSAGE, index, run->revision,
             "halfway to specialised: eps below %.3g at step %llu", passage->level,
             (unsigned long long)passage->step);
}

static void tell_found(struct run *run, size_t index, unsigned news)
{
    const struct subject *subject = &run->subject;
    char text[sizeof((struct event){0}.text)];

    for (size_t l = 0; l < subject->layers; l++)
        if (news & ((unsigned)NEWS_FOUND << l)) {
            found_neurons_format(&run->verdicts.found[index].neurons[l], l, subject->layers, text,
                                 sizeof text);
            run_tell(run, EVENT_FOUND, index, run->revision, "%s", text);
        }
}

static void tell_standstill(struct run *run, size_t index)
{
    const struct measurement *last = &run->replica[index].last;

    run_tell(run, EVENT_WARNING, index, run->revision,
             "lower step: %s accepts nothing at step size %.2g, the chain stands still",
             last->learner, last->value[SERIES_STEP_SIZE]);
}

/* Warns of weights that grow far beyond the teacher's, before the run diverges. */
static void tell_strained(struct run *run, size_t index)
{
    const struct measurement *last = &run->replica[index].last;

    run_tell(run, EVENT_WARNING, index, run->revision,
             "lower %s: the mean square of the weights is %.2g, the teacher's 1",
             last->eps_kind == EPS_HALF_GIBBS ? "step" : "lr", last->mean_square);
}

void run_tell_news(struct run *run, size_t index, unsigned news)
{
    char text[sizeof((struct event){0}.text)];

    if (news & NEWS_STRAINED)
        tell_strained(run, index);
    if (news & NEWS_STANDSTILL)
        tell_standstill(run, index);
    tell_plateau(run, index, news);
    if (news & NEWS_PASSAGE)
        tell_passage(run, index);
    tell_found(run, index, news);
    if (news & NEWS_NISHIMORI) {
        nishimori_format(&run->verdicts.health.nishimori, text, sizeof text);
        run_tell(run, EVENT_NISHIMORI, 0, run->revision, "%s", text);
    }
}
