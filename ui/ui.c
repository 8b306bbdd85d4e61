/*
 * The frame loop: it takes keys, signals and messages in, and draws at most one frame in a period.
 */

/* For pipe2. */
#define _GNU_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */

#include "plateau/ui.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "action.h"
#include "frame.h"
#include "plateau/clock.h"
#include "plateau/memory.h"
#include "term.h"
#include "view.h"

/* Nobody can read numbers that change more often. */
static const double numbers_period = 0.25;
static const double idle_period = 1.0;
/* After a storm of resizes only the last size in this time is drawn. */
static const double resize_period = 0.05;
static const double frames_per_second_default = 10.0;

/* Owned by: UI, on the heap. */
struct ui {
    struct engine *engine;
    struct subscriber *subscriber;
    int notify[2]; /* the engine writes to [1] when messages wait; -1 when closed */
    int signal_fd;
    struct view view;
    struct canvas canvas;
    double period; /* seconds between frames */
    double next_frame, next_resize, next_numbers, last_news;
    double told_silence; /* seconds of silence, as drawn */
    uint64_t last_step;
    uint64_t told_step; /* step of the newest event: the panels must agree with the list */
    bool has_news;      /* messages wait for the next frame */
    bool is_dirty;      /* the picture differs from the view */
    bool is_whole;      /* repaint every cell */
    bool is_resized;    /* the size may have changed */
    bool is_over;
    int exit_status;
};

static bool is_live(const struct ui *ui)
{
    const enum run_state state = ui->view.live.now.state;

    return !ui->view.live.is_over && (state == RUN_SETUP || state == RUN_RUNNING);
}

/* Returns whether the theorist is at work, or will be at once, whatever the run does. */
static bool is_solving(const struct ui *ui)
{
    const struct record *live = &ui->view.live;
    const struct chart *chart = &live->chart;

    if (chart->run == 0 || chart->state == CHART_NONE)
        return false;
    return chart->state != CHART_READY || record_is_old(live, chart);
}

/* ---- starting and ending ----------------------------------------------------------------------*/

static enum status start(struct ui *ui, const struct config *config, const struct limits *limits,
                         struct error *err)
{
    const uint32_t run = engine_start(ui->engine, config, limits, true, err);

    if (run == 0)
        return err->code;
    ui->last_step = ui->told_step = 0;
    ui->last_news = clock_seconds();
    ui->next_numbers = 0.0;
    ui->has_news = ui->is_dirty = true;
    view_start(&ui->view, run, config);
    return STATUS_OK;
}

static void destroy(struct ui *ui)
{
    if (!ui)
        return;
    for (int i = 1; i >= 0; i--)
        if (ui->notify[i] >= 0)
            close(ui->notify[i]);
    canvas_fini(&ui->canvas);
    view_fini(&ui->view);
    free(ui);
}

static struct ui *create(struct engine *engine, const struct ui_options *options, struct error *err)
{
    struct ui *ui = memory_zeroed(1, sizeof *ui);
    const double rate = options->frames_per_second;

    if (!ui) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for a screen");
        return NULL;
    }

    ui->engine = engine;
    ui->signal_fd = options->signal_fd;
    ui->period = 1.0 / (rate > 0.0 ? rate : frames_per_second_default);
    ui->notify[0] = ui->notify[1] = -1;
    canvas_init(&ui->canvas, false);
    view_init(&ui->view, options->schema, options->threads);
    /* Neither end may ever block, or be inherited. */
    if (pipe2(ui->notify, O_NONBLOCK | O_CLOEXEC) != 0) {
        error_set(err, STATUS_IO, "the system cannot open a pipe for the screen; close some files");
        destroy(ui);
        return NULL;
    }
    ui->subscriber = engine_subscribe(engine, SUBSCRIBE_COUNT, ui->notify[1]);
    if (!ui->subscriber) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for the news of a run");
        destroy(ui);
        return NULL;
    }
    return ui;
}

/*
 * ---- messages ---------------------------------------------------------------------------------
 */

static void take_messages(struct ui *ui)
{
    struct message message;

    ui->has_news = false;
    while (subscriber_take(ui->subscriber, &message, 0)) {
        view_take_message(&ui->view, &message);
        if (message.kind == MESSAGE_EVENT && message.run == ui->view.live.run)
            ui->told_step = message.event.step;
        ui->is_dirty = true;
    }
    ui->view.lost = subscriber_lost(ui->subscriber);
}

/*
 * Returns whether a change since the snapshot on the screen must not wait for the turn of the
 * numbers.
 */
static bool is_urgent(const struct snapshot *shown, const struct snapshot *newest)
{
    return shown->state != newest->state || shown->revision != newest->revision;
}

static void take_snapshot(struct ui *ui, double now)
{
    const struct snapshot *newest = engine_snapshot(ui->engine);
    const struct record *live = &ui->view.live;

    if (!newest || newest->run != live->run)
        return;
    if (newest->step != ui->last_step || is_urgent(&live->now, newest)) {
        ui->last_news = now;
        ui->last_step = newest->step;
    }
    const bool is_due = now >= ui->next_numbers || live->now.step < ui->told_step;
    if (!live->has_snapshot || is_urgent(&live->now, newest) ||
        (is_due && newest->step != live->now.step)) {
        view_take_snapshot(&ui->view, newest);
        ui->next_numbers = now + numbers_period;
        ui->is_dirty = true;
    }
}

/* Progress waits for the turn of the numbers; a part that is solved appears at once. */
static void take_chart(struct ui *ui, double now, bool is_due)
{
    const struct chart *newest = engine_chart(ui->engine), *shown = &ui->view.live.chart;

    if (!newest || !(is_due || shown->run != newest->run || shown->state != newest->state ||
                     shown->revision != newest->revision))
        return;
    if (record_take_chart(&ui->view.live, newest)) {
        /* The numbers of the run do not depend on a part of the theory: they keep their turn. */
        ui->next_numbers = is_due ? now + numbers_period : ui->next_numbers;
        ui->is_dirty = true;
    }
}

static void take_news(struct ui *ui, double now)
{
    const bool is_due = now >= ui->next_numbers;

    take_messages(ui);
    if (ui->view.wish.bell)
        term_bell();
    ui->view.wish.bell = false;
    take_snapshot(ui, now);
    take_chart(ui, now, is_due);
    ui->view.silence = is_live(ui) ? floor(now - ui->last_news) : 0.0;
    if (ui->view.silence != ui->told_silence) {
        ui->told_silence = ui->view.silence;
        ui->is_dirty = true;
    }
}

/* ---- keys and signals -------------------------------------------------------------------------*/

static void post(struct ui *ui, const struct command *command)
{
    uint32_t revision = 0;
    struct error err;

    if (engine_post(ui->engine, *command, &revision, &err) != STATUS_OK) {
        view_say(&ui->view, true, "%s", err.text);
        ui->view.is_pausing = false;
    } else if (command->kind == COMMAND_SET) {
        view_add_pending(&ui->view, command, revision);
    }
}

static void suspend(struct ui *ui)
{
    term_suspend();
    ui->is_resized = ui->is_whole = true;
    ui->last_news = clock_seconds();
}

/* Does what the keys asked for. */
static void fulfil(struct ui *ui)
{
    static const struct limits none = {0};
    struct wish *wish = &ui->view.wish;
    struct error err;

    for (size_t i = 0; i < wish->commands; i++)
        post(ui, &wish->command[i]);
    if (wish->start && start(ui, &wish->start_config, &none, &err) != STATUS_OK)
        view_say(&ui->view, true, "%s", err.text);
    if (wish->suspend)
        suspend(ui);
    ui->is_whole |= wish->repaint;
    ui->is_over |= wish->quit;
    wish->commands = 0;
    wish->start = wish->suspend = wish->repaint = wish->quit = false;
}

/* Freezes the moment of the key, so that list and panels have the same age. */
static void freeze_newest(struct ui *ui)
{
    ui->next_numbers = 0.0;
    take_news(ui, clock_seconds());
    view_freeze(&ui->view, true);
}

/* Returns whether a key was pressed: the loop answers a key at once. */
static bool take_keys(struct ui *ui)
{
    bool pressed = false;
    int32_t key;

    while (!ui->is_over && (key = term_key()) != TERM_KEY_NONE) {
        const bool was_frozen = ui->view.is_frozen;
        action_key(&ui->view, key);
        fulfil(ui);
        if (ui->view.is_frozen && !was_frozen)
            freeze_newest(ui);
        pressed = true;
    }
    return pressed;
}

static void take_signal(struct ui *ui, int signal)
{
    switch (signal) {
    case SIGWINCH:
        ui->is_resized = true;
        break;
    case SIGCONT:
        ui->is_resized = ui->is_whole = true;
        break;
    case SIGTSTP:
        suspend(ui);
        break;
    default:
        ui->exit_status = 128 + signal;
        ui->is_over = true;
        break;
    }
}

static void take_signals(struct ui *ui)
{
    unsigned char signals[64];
    const ssize_t count = read(ui->signal_fd, signals, sizeof signals);

    for (ssize_t i = 0; i < count; i++)
        take_signal(ui, signals[i]);
}

/* ---- the loop ---------------------------------------------------------------------------------*/

static void draw(struct ui *ui, double now)
{
    struct view *view = &ui->view;

    if (ui->is_resized) {
        term_size(&view->rows, &view->columns);
        canvas_resize(&ui->canvas, view->rows, view->columns);
        ui->is_resized = false;
        ui->next_resize = now + resize_period;
    }
    view_follow(view);
    frame_draw(view, &ui->canvas);
    term_show(&ui->canvas, ui->is_whole);
    ui->is_dirty = ui->is_whole = false;
    ui->next_frame = now + ui->period;
}

/*
 * Returns the milliseconds to sleep at most. While the run goes, the loop has to look at snapshots.
 */
static int time_to_wait(const struct ui *ui, double now)
{
    enum { HALF_A_KEY = 5 };
    const bool ticks = is_live(ui) || is_solving(ui) || ui->has_news || ui->is_dirty;
    double wait = ticks ? ui->next_frame - now : idle_period;

    if (ui->is_resized)
        wait = fmin(wait, ui->next_resize - now);
    if (term_key_is_pending())
        return HALF_A_KEY;
    return wait > 0.0 ? (int)ceil(1e3 * wait) : 0;
}

static void wait_for_input(struct ui *ui)
{
    enum { TTY, SIGNALS, NEWS };
    /*
     * The engine need not wake us for messages that we know of, or will look for at the next frame.
     */
    const bool asks_news = !is_live(ui) && !ui->has_news;
    struct pollfd fds[] = {
        [TTY] = {.fd = STDIN_FILENO, .events = POLLIN},
        [SIGNALS] = {.fd = ui->signal_fd, .events = POLLIN},
        [NEWS] = {.fd = asks_news ? ui->notify[0] : -1, .events = POLLIN},
    };
    char drained[64];

    if (poll(fds, sizeof fds / sizeof *fds, time_to_wait(ui, clock_seconds())) <= 0)
        return;
    while (read(ui->notify[0], drained, sizeof drained) > 0)
        ui->has_news = true;
    if (fds[SIGNALS].revents & POLLIN)
        take_signals(ui);
    if (fds[TTY].revents & (POLLHUP | POLLERR | POLLNVAL))
        take_signal(ui, SIGHUP); /* the terminal is gone */
}

static void loop(struct ui *ui)
{
    ui->is_resized = ui->is_whole = true;
    while (!ui->is_over) {
        const bool pressed = take_keys(ui);
        const double now = clock_seconds();
        const bool answers = pressed || ui->is_whole || (ui->is_resized && now >= ui->next_resize);
        if (ui->is_over)
            break;
        if (answers || now >= ui->next_frame) {
            take_news(ui, now);
            if (answers || ui->is_dirty)
                draw(ui, now);
            else
                ui->next_frame = now + ui->period;
        }
        wait_for_input(ui);
    }
}

enum status ui_run(struct engine *engine, const struct config *config, const struct limits *limits,
                   const struct ui_options *options, int *status, struct error *err)
{
    struct ui *ui = create(engine, options, err);
    struct error failure = {0};
    enum status result = STATUS_OK;

    *status = 0;
    if (!ui)
        return err->code;
    engine_set_thread_hook(engine, term_guard_thread);
    result = term_open(options->colour, options->glyphs, &failure);
    if (result == STATUS_OK) {
        ui->canvas.unicode = term_is_unicode();
        result = start(ui, config, limits, &failure);
    }
    if (result == STATUS_OK) {
        loop(ui);
        *status = ui->exit_status;
    }
    term_close();
    engine_stop(engine); /* it writes to the pipe that destroy closes */
    destroy(ui);
    return result == STATUS_OK ? STATUS_OK : error_set(err, result, "%s", failure.text);
}
