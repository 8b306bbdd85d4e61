#include "curve.h"

#include <math.h>
#include <string.h>

/* Exchanges least and greatest: 1 - value falls where the value rises. */
static void turn_over(struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++) {
        const double low = trace->low[i];
        trace->low[i] = 1.0 - trace->high[i];
        trace->high[i] = 1.0 - low;
        trace->middle[i] = 1.0 - trace->middle[i];
    }
}

void curve_draw(struct plot *plot, const struct view *view, const struct curve_look *curve)
{
    const struct history *history = &view_shown(view)->replica[curve->replica];
    const int across = plot_dots_across(plot);
    struct trace trace;

    if (across <= 0 || history->count == 0)
        return;
    history_trace(history, curve->series, view->clock, &plot->x,
                  plot->y.logarithmic && !curve->is_rest, (size_t)across, &trace);
    if (curve->is_rest)
        turn_over(&trace);
    plot_band(plot, trace.x, trace.low, trace.high, trace.count, curve->ink, curve->mark);
    plot_curve(plot, trace.x, trace.middle, trace.count, curve->ink, curve->mark);
}

/* Returns whether these cells are empty, so that a word may stand there. */
static bool is_free(struct canvas *canvas, int row, int column, int wide)
{
    for (int i = 0; i < wide; i++) {
        const struct cell *cell = canvas_cell(canvas, row, column + i);
        if (cell && cell->glyph != ' ')
            return false;
    }
    return true;
}

void curve_label(struct plot *plot, const struct view *view, const struct curve_look *curve,
                 const char *word)
{
    static const int offsets[] = {0, -1, 1, -2, 2, -3, 3};
    const struct history *history = &view_shown(view)->replica[curve->replica];
    const struct point *last = history->count ? &history->at[history->count - 1] : NULL;
    const struct rect inside = plot->inside;
    const int wide = (int)strlen(word), rightmost = inside.left + inside.columns - wide;
    int row, column;

    if (!last)
        return;
    const double value = (double)last->high[curve->series];
    if (!plot_cell(plot, last->x[view->clock], curve->is_rest ? 1.0 - value : value, &row, &column))
        return;
    column = column + 1 < rightmost ? column + 1 : rightmost;
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        const int at = row + offsets[i];
        if (at >= inside.top && at < inside.top + inside.rows && column >= inside.left &&
            is_free(plot->canvas, at, column, wide)) {
            canvas_text(plot->canvas, at, column, wide, curve->ink, 0, word);
            return;
        }
    }
}

/* Converts a time in gradients to the clock on the screen, through the traces of replica 0. */
static double on_clock(const struct view *view, double gradients)
{
    return history_clock(&view_shown(view)->replica[0], gradients, view->clock);
}

void curve_draw_plateaus(struct plot *plot, const struct view *view)
{
    const struct snapshot *now = &view_shown(view)->now;

    for (size_t i = 0; i < now->verdicts.found[0].plateaus && i < PLATEAUS_MAX; i++) {
        const char label[] = {'P', (char)(i < 9 ? '1' + (int)i : '+'), '\0'};
        plot_shade(plot, on_clock(view, now->verdicts.found[0].plateau[i].start_gradients),
                   on_clock(view, now->verdicts.found[0].plateau[i].end_gradients), label);
    }
}

void curve_draw_changes(struct plot *plot, const struct view *view)
{
    const struct record *record = view_shown(view);
    const struct note *note;

    /* Goes from the oldest to the newest, so that the newest label is on top where two meet. */
    for (size_t back = record->notes < NOTES_MAX ? record->notes : NOTES_MAX; back-- > 0;) {
        note = record_note(record, back);
        if (note->label[0] != '\0' && strchr("ASEN", note->label[0]))
            plot_rule(plot, on_clock(view, note->event.gradients), note->label, INK_EVENT);
    }
}

const char *curve_clock_name(enum x_clock clock)
{
    static const char *const name[] = {
        [X_GRADIENTS] = "gradients", [X_STEPS] = "steps", [X_SECONDS] = "seconds"};

    return name[clock];
}

enum ink curve_ink(size_t i)
{
    return (enum ink)(INK_RUN + i % (INK_RUN_6 - INK_RUN + 1));
}

char curve_mark(size_t i)
{
    static const char marks[] = "*ox+%@";

    return marks[i % (sizeof marks - 1)];
}
