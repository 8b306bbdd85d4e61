/* The newest events, each with its wall-clock time and the label of its line on the plot. */
#include "panel.h"
#include "plateau/lines.h"
#include "plateau/text.h"

static enum ink ink_of(enum event_kind kind)
{
    switch (kind) {
    case EVENT_REFUSED:
    case EVENT_WARNING:
    case EVENT_DIVERGED:
        return INK_ALARM;
    case EVENT_PLATEAU:
    case EVENT_LEFT:
    case EVENT_ESCAPE:
    case EVENT_PASSAGE:
    case EVENT_FOUND:
    case EVENT_ALPHA:
    case EVENT_ALGORITHM:
    case EVENT_PARAM:
        return INK_EVENT;
    default:
        return INK_TEXT;
    }
}

/* Some events happen to one replica, the others to the whole run. */
static bool is_of_replica(enum event_kind kind)
{
    return kind == EVENT_PLATEAU || kind == EVENT_LEFT || kind == EVENT_ESCAPE ||
           kind == EVENT_PASSAGE || kind == EVENT_FOUND;
}

static void draw_note(struct pen *pen, const struct note *note, bool tell_replica)
{
    const struct event *event = &note->event;
    int column = 1 + pen_put(pen, 1, INK_DIM, "%s ", text_time(&event->wall).at);

    column += pen_put(pen, column, INK_EVENT, "%-3s", note->label);
    if (ink_of(event->kind) == INK_ALARM)
        column += pen_put(pen, column, INK_ALARM, "(!) ");
    if (tell_replica && is_of_replica(event->kind))
        column += pen_put(pen, column, INK_DIM, "#%u ", event->replica);
    const struct rect at = {pen->at.top + pen->row, pen->at.left + column, pen_lines_left(pen),
                            pen->at.columns - column - 1};
    const int used = lines_wrap(pen->canvas, at, ink_of(event->kind), event->text);
    pen->row += used > 1 ? used : 1;
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    struct pen pen = {canvas, panel_frame(canvas, slot, "events", ""), 0};
    const struct note *note;

    if (record->notes == 0)
        pen_put(&pen, 1, INK_DIM, "no events yet");
    for (size_t back = 0; pen_lines_left(&pen) > 0 && (note = record_note(record, back)); back++)
        draw_note(&pen, note, record->replicas > 1);
}

const struct panel_ops panel_events = {.name = "events", .rows = 2, .columns = 24, .draw = draw};
