#include "headless.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "progress.h"
#include "rows.h"
#include "signals.h"
#include "summary.h"

enum { WAIT_MILLISECONDS = 50 };

/* Owned by: the main thread. */
struct session {
    const struct options *options;
    struct engine *engine;
    struct subscriber *subscriber;
    struct rows rows;
    struct progress progress;
    int signal_fd;
    int signal; /* that ended the run; 0 = none */
    bool stopping;
};

static void stop(struct session *session)
{
    if (session->stopping)
        return;
    session->stopping = true;
    engine_post(session->engine, (struct command){.kind = COMMAND_STOP}, NULL, NULL);
}

static void watch_for_the_end(struct session *session)
{
    const int number = signals_next(session->signal_fd);

    if (number != 0) {
        session->signal = number;
        stop(session);
    }
    if (session->rows.failure != 0)
        stop(session);
}

static void take_event(struct session *session, const struct event *event)
{
    if (event->kind == EVENT_STARTED) {
        const struct snapshot *snapshot = engine_snapshot(session->engine);
        rows_write_header(&session->rows, config_layers(&snapshot->config), snapshot->groups);
    }
    /* A set-up that failed is the run's own error, not something to watch. */
    if (event->kind != EVENT_REFUSED)
        progress_tell(&session->progress, event);
    else
        fprintf(stderr, "plateau: %s\n", event->text);
}

/* Takes messages until the last one of the run. */
static void follow(struct session *session)
{
    struct message message;

    for (;;) {
        const bool any = subscriber_take(session->subscriber, &message, WAIT_MILLISECONDS);

        watch_for_the_end(session);
        if (!any)
            progress_show(&session->progress, engine_snapshot(session->engine));
        else if (message.kind == MESSAGE_END)
            return;
        else if (message.kind == MESSAGE_EVENT)
            take_event(session, &message.event);
        else {
            rows_write(&session->rows, &message.sample);
            progress_show(&session->progress, engine_snapshot(session->engine));
        }
    }
}

static int status_of_run(const struct session *session, const struct snapshot *snapshot)
{
    switch (snapshot->state) {
    case RUN_DONE:
        return EXIT_DONE;
    case RUN_LIMIT:
        return session->options->limits.until == UNTIL_NONE ? EXIT_DONE : EXIT_MISSED;
    case RUN_DIVERGED:
        return EXIT_DIVERGED;
    case RUN_FAILED:
        return snapshot->failure == STATUS_INVALID ? EXIT_USAGE : EXIT_FAILED;
    default:
        return EXIT_SIGNAL + session->signal;
    }
}

/* A reader that went away (head) is no error worth a word. */
static int status_of_output(const struct rows *rows)
{
    if (rows->failure == EPIPE)
        return EXIT_SIGNAL + SIGPIPE;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread asks for such a text. */
    fprintf(stderr, "plateau: %s: %s\n", rows->name, strerror(rows->failure));
    return EXIT_FAILED;
}

static int finish(struct session *session)
{
    const struct snapshot *snapshot = engine_snapshot(session->engine);
    const bool summary = session->options->json && snapshot->state != RUN_FAILED;
    struct rows out = {.file = stdout, .name = "stdout"};

    rows_close(&session->rows);
    if (session->rows.failure != 0)
        return status_of_output(&session->rows);
    progress_end(&session->progress, snapshot);
    if (summary)
        summary_print(snapshot, session->rows.count, stdout);
    rows_close(&out);
    if (out.failure != 0)
        return status_of_output(&out);
    return status_of_run(session, snapshot);
}

/* Rows go to --csv, else to stdout unless that is kept for the summary. */
static enum status open_rows(struct session *session, struct error *err)
{
    const struct options *options = session->options;

    const bool named = options->csv && strcmp(options->csv, "-") != 0;

    session->rows =
        (struct rows){.file = options->json && !options->csv ? NULL : stdout, .name = "stdout"};
    return named ? rows_open(&session->rows, options->csv, options->force, err) : STATUS_OK;
}

static int refuse(int status, const struct error *err)
{
    fprintf(stderr, "plateau: %s\n", err->text);
    return status;
}

int headless_run(const struct config *config, const struct options *options)
{
    struct session session = {.options = options};
    struct error err;

    session.signal_fd = signals_start(false, &err);
    if (session.signal_fd < 0)
        return refuse(EXIT_FAILED, &err);
    session.engine = engine_create(options->threads, &err);
    if (!session.engine)
        return refuse(EXIT_FAILED, &err);
    engine_set_tiles(session.engine, options->tiles);
    if (open_rows(&session, &err) != STATUS_OK) {
        engine_destroy(session.engine);
        return refuse(EXIT_USAGE, &err);
    }
    session.subscriber = engine_subscribe(session.engine, SUBSCRIBE_WAIT, -1);
    progress_init(&session.progress, options->quiet, &options->limits);
    progress_begin(&session.progress, config, options->settings > 0);
    int status = EXIT_FAILED;
    if (engine_start(session.engine, config, &options->limits, false, &err) != 0) {
        follow(&session);
        status = finish(&session);
    } else {
        rows_close(&session.rows);
        refuse(status, &err);
    }
    engine_destroy(session.engine);
    return status;
}
