#include "headless.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "plateau/tile.h"
#include "progress.h"
#include "rows.h"
#include "summary.h"

/* Owned by: the main thread. */
struct session {
    const struct options *options;
    struct rows rows;
    struct progress progress;
};

static void take_rows(void *self, const struct message *message, const struct snapshot *now)
{
    struct rows *rows = self;

    if (message->kind == MESSAGE_MEASUREMENT)
        rows_write(rows, &message->measurement);
    else if (message->event.kind == EVENT_STARTED)
        rows_write_header(rows, config_layers(&now->config), now->groups);
}

static bool rows_are_broken(const void *self)
{
    const struct rows *rows = self;

    return rows->failure != 0;
}

/* A set-up that failed is the run's own error, not a message about its progress. */
static void take_events(void *self, const struct message *message, const struct snapshot *now)
{
    struct progress *progress = self;

    (void)now;
    if (message->kind != MESSAGE_EVENT)
        return;
    if (message->event.kind == EVENT_REFUSED)
        fprintf(stderr, "plateau: %s\n", message->event.text);
    else
        progress_tell(progress, &message->event);
}

static void show_progress(void *self, const struct snapshot *now)
{
    progress_show(self, now);
}

static int status_of_run(const struct session *session, const struct outcome *outcome)
{
    switch (outcome->last->state) {
    case RUN_DONE:
        return EXIT_DONE;
    case RUN_LIMIT:
        return session->options->limits.until == UNTIL_NONE ? EXIT_DONE : EXIT_MISSED;
    case RUN_DIVERGED:
        return EXIT_DIVERGED;
    case RUN_FAILED:
        return outcome->last->failure == STATUS_INVALID ? EXIT_USAGE : EXIT_FAILED;
    default:
        return EXIT_SIGNAL + outcome->signal;
    }
}

/* A reader that went away (head) deserves no error message. */
static int status_of_output(const struct rows *rows)
{
    if (rows->failure == EPIPE)
        return EXIT_SIGNAL + SIGPIPE;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread asks for such a text. */
    fprintf(stderr, "plateau: %s: %s\n", rows->name, strerror(rows->failure));
    return EXIT_FAILED;
}

static int finish(struct session *session, const struct outcome *outcome)
{
    const struct snapshot *snapshot = outcome->last;
    const bool summary = session->options->json && snapshot->state != RUN_FAILED;
    struct rows out = {.file = stdout, .name = "stdout"};

    rows_close(&session->rows);
    if (session->rows.failure != 0)
        return status_of_output(&session->rows);
    progress_end(&session->progress, snapshot);
    if (summary)
        summary_print(snapshot, session->rows.count, session->options->tiles->name, stdout);
    rows_close(&out);
    if (out.failure != 0)
        return status_of_output(&out);
    return status_of_run(session, outcome);
}

/* Rows go to --csv, else to stdout unless the summary takes it. */
static enum status open_rows(struct session *session, struct error *err)
{
    const struct options *options = session->options;

    const bool named = options->csv && strcmp(options->csv, "-") != 0;

    session->rows =
        (struct rows){.file = options->json && !options->csv ? NULL : stdout, .name = "stdout"};
    return named ? rows_open(&session->rows, options->csv, options->force, err) : STATUS_OK;
}

static int run(struct session *session, struct runner *runner, const struct config *config)
{
    const struct sink sinks[] = {
        {.self = &session->rows, .take = take_rows, .is_broken = rows_are_broken},
        {.self = &session->progress, .take = take_events, .look = show_progress},
    };
    const struct limits *limits = &session->options->limits;
    struct outcome outcome;
    struct error err;

    progress_init(&session->progress, session->options->quiet, limits);
    progress_begin(&session->progress, config, session->options->settings > 0);
    if (runner_run(runner, config, limits, sinks, sizeof sinks / sizeof sinks[0], &outcome, &err) ==
        STATUS_OK)
        return finish(session, &outcome);
    rows_close(&session->rows);
    return exit_because(EXIT_FAILED, &err);
}

int headless_run(struct runner *runner, const struct config *config, const struct options *options)
{
    struct session session = {.options = options};
    struct error err;

    if (open_rows(&session, &err) != STATUS_OK)
        return exit_because(EXIT_USAGE, &err);
    return run(&session, runner, config);
}
