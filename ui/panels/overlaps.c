/*
 * The overlaps with the teacher as numbers with bars: of all weights, of each layer and of each
 * readout group, beside their values in theory.
 */
#include <math.h>
#include <string.h>

#include "orders.h"
#include "panel.h"

/* Draws a value as a bar of `length` cells, with the chance level marked. */
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

/* Returns how many cells behind the bars hold a group's readout; all bars have one length. */
static int note_cells(const struct pen *pen)
{
    enum { NOTE_CELLS = 10, LEAST_COLUMNS = 36 };

    return pen->at.columns < LEAST_COLUMNS ? 0 : NOTE_CELLS;
}

/* Without neurons nothing is aligned, and a chance level means nothing. */
static double chance_of(const struct record *record, double chance)
{
    return record_holds(record) ? (double)NAN : chance;
}

static void draw_row(struct pen *pen, const struct record *record, const struct order *order)
{
    const int end = pen->at.columns - 1 - note_cells(pen);
    const int bar = *orders_note(record) ? 16 : 11;

    pen_put(pen, 1, INK_DIM, "%s", order->name);
    pen_put(pen, 5, INK_TEXT, "%s", orders_text(record, order->series).at);
    draw_bar(pen, bar, end - bar, record_value(record, order->series),
             chance_of(record, order->chance), order->ink);
    if (isfinite(order->readout) && note_cells(pen) > 0)
        pen_put(pen, end + 1, INK_DIM, "|v|=%s", text_short(order->readout).at);
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

static bool is_group(const struct order *order)
{
    return isfinite(order->readout);
}

/* Draws two groups in a line, without bars, when one in a line does not fit. */
static void draw_groups(struct pen *pen, const struct record *record, const struct order order[],
                        size_t count)
{
    const bool fits = pen_lines_left(pen) > (int)count; /* one line is for the chance */

    for (size_t i = 0; i < count; i++) {
        if (fits) {
            draw_row(pen, record, &order[i]);
            continue;
        }
        const int column = 1 + (int)(i % 2) * (pen->at.columns / 2);
        pen_put(pen, column, INK_DIM, "%s", order[i].name);
        pen_put(pen, column + 4, order[i].ink, "%s", orders_text(record, order[i].series).at);
        if (i % 2 == 1 || i + 1 == count)
            pen_next(pen);
    }
}

static void draw_numbers(const struct record *record, struct pen *pen)
{
    const double chance = chance_of(record, record_value(record, SERIES_Q_NULL));
    struct order order[ORDERS_MAX];
    const size_t count = orders_list(record, order);
    size_t first = 0;

    for (; first < count && !is_group(&order[first]); first++)
        if (order[first].series == SERIES_Q || isfinite(record_value(record, order[first].series)))
            draw_row(pen, record, &order[first]);
    if (orders_are_of_matrix(record)) {
        pen_put(pen, 1, INK_DIM, "a matrix without neurons");
        return;
    }
    draw_count(pen, record);
    draw_groups(pen, record, order + first, count - first);
    if (isfinite(chance))
        pen_put(pen, 1, INK_DIM, "│ chance %s", text_overlap(chance).at);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    char title[PANEL_TITLE_MAX];

    panel_title(record, "overlaps", title);
    struct pen pen = {canvas, panel_frame(canvas, slot, title, orders_note(record)), 0};

    if (record->has_snapshot)
        draw_numbers(record, &pen);
    else
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
}

const struct panel_ops panel_overlaps = {.name = "overlaps", .rows = 1, .columns = 1, .draw = draw};
