#include "progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "people.h"
#include "plateau/clock.h"
#include "plateau/learner.h"
#include "plateau/memory.h"
#include "plateau/utf8.h"
#include "summary.h"

enum { TEXT_MAX = 32 };

static const double period = 0.5;

void progress_init(struct progress *progress, bool quiet, const struct limits *limits)
{
    *progress = (struct progress){
        .quiet = quiet, .live = !quiet && isatty(STDERR_FILENO), .limits = *limits};
}

static uint64_t steps_of(const struct progress *progress, const struct config *config)
{
    return progress->limits.steps > 0 ? progress->limits.steps : config->steps;
}

void progress_begin(struct progress *progress, const struct config *config, bool overridden)
{
    char memory[TEXT_MAX], k[TEXT_MAX], preset[4 * TEXT_MAX];
    const uint64_t steps = steps_of(progress, config);

    progress->replicas = config->replicas;
    if (progress->quiet)
        return;
    memory_format(engine_memory(config), memory, sizeof memory);
    config_format_k(config, k, sizeof k);
    utf8_clean(config->preset, strlen(config->preset), preset, sizeof preset);
    fprintf(stderr, "%s: %s\n", preset, config->title);
    if (config->watch_for[0] && overridden)
        fprintf(stderr, "  With the preset's own values:\n");
    people_print_wrapped(stderr, overridden ? "    " : "  ", config->watch_for);
    fprintf(stderr, "  d = %" PRIu64 ", k = %s, n = %zu (alpha = %g), %s, %s, seed %" PRIu64 ", ",
            config->d, k, config_n(config), config->alpha, memory, config->algorithm, config->seed);
    if (steps > 0)
        fprintf(stderr, "%" PRIu64 " step%s\n", steps, steps == 1 ? "" : "s");
    else if (progress->limits.gradients > 0.0 || progress->limits.seconds > 0.0)
        fprintf(stderr, "to the limit given\n");
    else
        fprintf(stderr, "endless: Ctrl-C ends it\n");
    if (config->weights != WEIGHTS_GAUSSIAN && learner_eps_kind(config->algorithm) == EPS_POINT)
        fprintf(stderr, "  the prior of the weights is ignored: %s moves real weights\n",
                config->algorithm);
}

/* Returns the seconds to the nearest limit at the speed so far; NaN for a run without limits. */
static double time_left(const struct progress *progress, const struct snapshot *snapshot)
{
    const uint64_t steps = steps_of(progress, &snapshot->config);
    const struct limits *limits = &progress->limits;
    double left = (double)NAN;

    if (steps > 0 && snapshot->step > 0)
        left = fmin(left, snapshot->seconds * ((double)steps / (double)snapshot->step - 1.0));
    if (limits->gradients > 0.0 && snapshot->gradients > 0.0)
        left = fmin(left, snapshot->seconds * (limits->gradients / snapshot->gradients - 1.0));
    if (limits->seconds > 0.0)
        left = fmin(left, limits->seconds - snapshot->seconds);
    return left < 0.0 ? 0.0 : left;
}

static void clear_line(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}

static void print_position(const struct progress *progress, const struct snapshot *snapshot)
{
    const double *value = snapshot->last[0].value;
    const double left = time_left(progress, snapshot);
    char text[TEXT_MAX];

    fprintf(stderr, "  step %" PRIu64 "  gradients %.0f  eps %.3g  q %.2f", snapshot->step,
            snapshot->gradients, value[SERIES_EPS], value[SERIES_Q]);
    people_seconds(left, text, sizeof text);
    if (!isnan(left))
        fprintf(stderr, "  left %s", text);
}

void progress_show(struct progress *progress, const struct snapshot *snapshot)
{
    const double time = progress->live ? clock_seconds() : 0.0;

    if (!progress->live || time < progress->next || !snapshot)
        return;
    progress->next = time + period;
    clear_line(progress);
    if (snapshot->step == 0)
        fputs("  drawing teacher and data ...", stderr);
    else
        print_position(progress, snapshot);
    fflush(stderr);
    progress->shown = true;
}

void progress_tell(struct progress *progress, const struct event *event)
{
    if (progress->quiet || event->kind == EVENT_STARTED ||
        (event->kind == EVENT_DONE && progress->limits.until == UNTIL_NONE))
        return;
    clear_line(progress);
    if (progress->replicas > 1)
        fprintf(stderr, "  replica %" PRIu32 ", ", event->replica);
    else
        fprintf(stderr, "  ");
    fprintf(stderr, "step %" PRIu64 ": %s\n", event->step, event->text);
}

void progress_end(struct progress *progress, const struct snapshot *snapshot)
{
    clear_line(progress);
    if (progress->quiet || snapshot->state == RUN_FAILED)
        return;
    const double seconds = snapshot->seconds;
    fprintf(stderr, "%s: %" PRIu64 " step%s, %.6g gradients in %.3g s (%.3g gradients/s)\n",
            summary_status(snapshot->state), snapshot->step, snapshot->step == 1 ? "" : "s",
            snapshot->gradients, seconds, seconds > 0.0 ? snapshot->gradients / seconds : 0.0);
}
