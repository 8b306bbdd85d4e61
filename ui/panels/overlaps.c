/* The overlaps with the teacher's neurons: curves over the x axis of the error where there is room,
 * numbers with bars otherwise. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "curve.h"
#include "panel.h"
#include "text.h"

/* The readout groups only when there are several: one group is the mean itself. */
static size_t groups_of(const struct record *record)
{
    const size_t groups = record->now.groups;

    return groups < 2 ? 0 : groups > Q_GROUPS_MAX ? Q_GROUPS_MAX : groups;
}

static enum series group_series(size_t group)
{
    return (enum series)(SERIES_Q_V1 + (int)group);
}

/* "v1" for the column q_v1. */
static const char *group_name(size_t group)
{
    return series_column(group_series(group)) + strlen("q_");
}

/* What is drawn as `length` cells, with the chance level marked. */
static void draw_bar(struct pen *pen, int column, int length, double value, double chance,
                     enum ink ink)
{
    const int row = pen->at.top + pen->row, left = pen->at.left + column;
    const int filled = isfinite(value) ? (int)lround(fmin(fmax(value, 0.0), 1.0) * length) : 0;

    if (pen_lines_left(pen) <= 0)
        return;
    for (int i = 0; i < length; i++) {
        canvas_put(pen->canvas, row, left + i, i < filled ? 0x2588 : 0xb7, /* █ and · */
                   i < filled ? ink : INK_DIM, 0);
    }
    if (isfinite(chance) && length > 0) {
        const int at = (int)fmin(fmax(chance, 0.0) * length, length - 1);
        canvas_put(pen->canvas, row, left + at, 0x2502 /* │ */, INK_EVENT, 0);
    }
}

/* Cells behind the bars for the readout of a group; all bars are of one length. */
static int note_cells(const struct pen *pen)
{
    enum { NOTE_CELLS = 10, LEAST_COLUMNS = 36 };

    return pen->at.columns < LEAST_COLUMNS ? 0 : NOTE_CELLS;
}

static void draw_row(struct pen *pen, const char *name, double value, double chance, enum ink ink,
                     double readout)
{
    const int end = pen->at.columns - 1 - note_cells(pen);

    pen_put(pen, 1, INK_DIM, "%s", name);
    pen_put(pen, 5, INK_TEXT, "%s", text_overlap(value).at);
    draw_bar(pen, 11, end - 11, value, chance, ink);
    if (isfinite(readout) && note_cells(pen) > 0)
        pen_put(pen, end + 1, INK_DIM, "|v|=%s", text_short(readout).at);
    pen_next(pen);
}

static void draw_count(struct pen *pen, const struct record *record)
{
    if (record->now.neurons > 0) {
        pen_put(pen, 1, INK_TEXT, "specialised %zu/%zu", record->now.specialised,
                record->now.neurons);
        pen_next(pen);
    }
}

/* Two groups a line, without bars, when one a line does not fit. */
static void draw_groups(struct pen *pen, const struct record *record, double chance)
{
    const size_t groups = groups_of(record);
    const bool fits = pen_lines_left(pen) > (int)groups; /* one is for the chance */

    for (size_t i = 0; i < groups; i++) {
        const double value = record_value(record, group_series(i));
        if (fits) {
            draw_row(pen, group_name(i), value, chance, curve_ink(i + 2),
                     record->now.group_readout[i]);
            continue;
        }
        const int column = 1 + (int)(i % 2) * (pen->at.columns / 2);
        pen_put(pen, column, INK_DIM, "%s", group_name(i));
        pen_put(pen, column + 4, curve_ink(i + 2), "%s", text_overlap(value).at);
        if (i % 2 == 1 || i + 1 == groups)
            pen_next(pen);
    }
}

static void draw_numbers(const struct record *record, struct canvas *canvas, struct rect inside)
{
    struct pen pen = {canvas, inside, 0};
    const double chance = record_value(record, SERIES_Q_NULL);

    if (!record->has_snapshot) {
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    draw_row(&pen, "q", record_value(record, SERIES_Q), chance, INK_RUN, (double)NAN);
    if (isfinite(record_value(record, SERIES_R2)))
        draw_row(&pen, "r2", record_value(record, SERIES_R2), (double)NAN, INK_RUN_2, (double)NAN);
    draw_count(&pen, record);
    draw_groups(&pen, record, chance);
    if (isfinite(chance))
        pen_put(&pen, 1, INK_DIM, "│ chance %s", text_overlap(chance).at);
}

/* Below the curves: what each of them is and where it stands. */
static void draw_legend(struct pen *pen, const struct record *record)
{
    static const enum series shown[] = {SERIES_Q, SERIES_R2};
    const bool unicode = pen->canvas->unicode;
    const int groups = (int)groups_of(record);
    const bool has_room = pen->at.columns >= 36 + 18 * groups;
    int column = 1;

    for (size_t i = 0; i < groups_of(record) + 2; i++) {
        const enum series series = i < 2 ? shown[i] : group_series(i - 2);
        const double value = record_value(record, series);
        if (!isfinite(value))
            continue;
        char mark[4] = "━";
        if (!unicode)
            snprintf(mark, sizeof mark, "%c", curve_mark(i));
        column += pen_put(pen, column, curve_ink(i), "%s ", mark);
        column +=
            pen_put(pen, column, INK_TEXT, "%s %s  ",
                    i < 2 ? series_column(series) : group_name(i - 2), text_overlap(value).at);
        if (i >= 2 && has_room)
            column += pen_put(pen, column - 1, INK_DIM, "|v|=%s  ",
                              text_short(record->now.group_readout[i - 2]).at) -
                      1;
    }
    const double chance = record_value(record, SERIES_Q_NULL);
    if (isfinite(chance))
        pen_put(pen, column, INK_DIM, "┄ chance %s", text_overlap(chance).at);
}

static void draw_curves(const struct view *view, struct canvas *canvas, struct rect inside)
{
    const struct record *record = view_shown(view);
    const double chance = record_value(record, SERIES_Q_NULL);
    const struct axis y = {0.0, 1.0, false};
    struct rect frame = inside;

    frame.rows--;
    struct plot plot = plot_begin(canvas, frame, view->x, y);
    if (isfinite(chance))
        plot_level(&plot, chance, plot.x.min, plot.x.max, '-', INK_DIM);
    for (size_t i = groups_of(record); i-- > 0;)
        curve_draw(&plot, view, 0, group_series(i), curve_ink(i + 2), curve_mark(i + 2));
    curve_draw(&plot, view, 0, SERIES_R2, INK_RUN_2, curve_mark(1));
    curve_draw(&plot, view, 0, SERIES_Q, INK_RUN, curve_mark(0));
    curve_label(&plot, view, 0, SERIES_Q, INK_RUN, "q");
    curve_label(&plot, view, 0, SERIES_R2, INK_RUN_2, "r2");
    for (size_t i = 0; i < groups_of(record); i++)
        curve_label(&plot, view, 0, group_series(i), curve_ink(i + 2), group_name(i));
    struct pen pen = {canvas, inside, inside.rows - 1};
    draw_legend(&pen, record);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const bool curves = slot.frame == FRAME_BOX && slot.at.rows >= 9 && slot.at.columns >= 40;
    const struct rect inside = panel_frame(canvas, slot, "overlaps", curves ? "x shared" : "");

    if (curves)
        draw_curves(view, canvas, inside);
    else
        draw_numbers(view_shown(view), canvas, inside);
}

const struct panel_ops panel_overlaps = {
    .name = "overlaps", .rows = 4, .columns = 24, .draw = draw};
