#include "statusline.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "layout.h"
#include "panels/curve.h"
#include "plateau/text.h"

/* Seconds without a message after which the status line says so. */
static const double silence_told = 3.0;

const char *statusline_word(enum run_state state)
{
    static const char *const word[] = {
        [RUN_SETUP] = "SETTING UP", [RUN_RUNNING] = "RUNNING",   [RUN_PAUSED] = "PAUSED",
        [RUN_DONE] = "DONE",        [RUN_LIMIT] = "LIMIT",       [RUN_DIVERGED] = "DIVERGED",
        [RUN_FAILED] = "FAILED",    [RUN_INTERRUPTED] = "ENDED",
    };

    return word[state];
}

/* Returns the text of the newest event of a kind; "" before the first. */
static const char *said_at(const struct record *record, enum event_kind kind)
{
    const struct note *note;

    for (size_t back = 0; (note = record_note(record, back)); back++)
        if (note->event.kind == kind)
            return note->event.text;
    return "";
}

static void write_pending(const struct view *view, char out[STATUSLINE_MAX])
{
    size_t used = (size_t)snprintf(out, STATUSLINE_MAX, "pending:");

    for (size_t i = 0; i < view->pendings && used < STATUSLINE_MAX; i++) {
        const struct pending *pending = &view->pending[i];
        used += (size_t)snprintf(out + used, STATUSLINE_MAX - used, " %s %s → %s …", pending->key,
                                 pending->from, pending->to);
    }
}

/*
 * Returns the length of the sentences of a text that fit whole into so many columns; of all
 * sentences when not even one fits.
 */
static int whole_sentences(const char *text, int columns)
{
    int length = 0;

    for (int i = 0; i < columns && text[i]; i++)
        if (text[i] == '.' && (text[i + 1] == ' ' || text[i + 1] == '\0'))
            length = i + 1;
    return length > 0 ? length : (int)strlen(text);
}

/* A large screen has the title in its header; the least screen lacks the room above its plot. */
static void write_idle(const struct view *view, char out[STATUSLINE_MAX])
{
    const struct config *config = view_config(view);
    const struct layout layout = screen_layout(view->screen, view->rows, view->columns);
    const struct slot error = layout.panel[PANEL_ERROR];
    const double remembered = record_remembered(&view->live);

    if (isfinite(remembered))
        snprintf(out, STATUSLINE_MAX,
                 "alpha was %s: weights remember rows now hidden, eps may lie below opt",
                 text_short(remembered).at);
    else if (layout.kind == LAYOUT_COMPACT && error.at.rows > 0 && error.frame == FRAME_NONE)
        snprintf(out, STATUSLINE_MAX, "%s %s, x: %s", view_meaning_of_eps(view),
                 view->y_linear ? "lin-log" : "log-log", curve_clock_name(view->clock));
    else if (layout.kind == LAYOUT_LARGE)
        snprintf(out, STATUSLINE_MAX, "the preset: %.*s",
                 whole_sentences(config->watch_for, view->columns - 14), config->watch_for);
    else
        snprintf(out, STATUSLINE_MAX, "%s", config->title);
}

static void write_running(const struct view *view, char out[STATUSLINE_MAX], enum ink *ink)
{
    if (view->silence > silence_told) {
        snprintf(out, STATUSLINE_MAX, "no measurement for %.0f s: one step of this run takes long",
                 view->silence);
        *ink = INK_PENDING;
    } else if (view->lost > 0) {
        snprintf(out, STATUSLINE_MAX, "(!) the screen was too slow for %s measurements",
                 text_count((double)view->lost).at);
        *ink = INK_ALARM;
    } else {
        write_idle(view, out);
        *ink = INK_DIM;
    }
}

static void write_state(const struct view *view, char out[STATUSLINE_MAX], enum ink *ink)
{
    const struct record *record = &view->live;
    const struct config *config = view_config(view);

    *ink = INK_TEXT;
    switch (record->now.state) {
    case RUN_SETUP:
        snprintf(out, STATUSLINE_MAX, "drawing teacher and data: n=%zu rows, %s in all",
                 config_n(config), text_bytes(engine_memory(config)).at);
        break;
    case RUN_RUNNING:
        write_running(view, out, ink);
        break;
    case RUN_PAUSED:
        snprintf(out, STATUSLINE_MAX, "paused: Space goes on, . makes one measurement");
        break;
    case RUN_DONE:
    case RUN_LIMIT:
        snprintf(out, STATUSLINE_MAX, "%s; p starts another run", said_at(record, EVENT_DONE));
        break;
    case RUN_DIVERGED:
        snprintf(out, STATUSLINE_MAX, "(!) p starts anew; %s", said_at(record, EVENT_DIVERGED));
        *ink = INK_ALARM;
        break;
    case RUN_FAILED:
        snprintf(out, STATUSLINE_MAX, "(!) %s", said_at(record, EVENT_REFUSED));
        *ink = INK_ALARM;
        break;
    case RUN_INTERRUPTED:
        snprintf(out, STATUSLINE_MAX, "this run was ended; p starts another");
        break;
    }
}

void statusline_write(const struct view *view, char out[STATUSLINE_MAX], enum ink *ink)
{
    if (view->message[0] != '\0') {
        snprintf(out, STATUSLINE_MAX, "%s%s", view->message_is_alarm ? "(!) " : "", view->message);
        *ink = view->message_is_alarm ? INK_ALARM : INK_TEXT;
    } else if (view->pendings > 0) {
        write_pending(view, out);
        *ink = INK_PENDING;
    } else if (view->is_frozen) {
        snprintf(out, STATUSLINE_MAX, "frozen at %s gradients; z follows again; the run %s",
                 text_number(view->frozen.now.gradients).at,
                 view->live.now.state == RUN_RUNNING ? "goes on" : "does not move");
        *ink = INK_TEXT;
    } else {
        write_state(view, out, ink);
    }
}
