/* The axes around a plot: ticks and their labels. */
#include "plateau/plot.h"

#include <math.h>
#include <string.h>

enum { LABEL_CELLS = 6, AXIS_CELLS = LABEL_CELLS + 1, LABELLED_COLUMNS = 24, LABELLED_ROWS = 5 };

/* Rounding may put a tick outside its axis. */
static double kept_on(const struct axis *axis, double value)
{
    return fmin(fmax(value, axis->min), axis->max);
}

static int tick_row(const struct plot *plot, double value)
{
    int row = plot->inside.top, column;

    plot_cell(plot, plot->x.min, kept_on(&plot->y, value), &row, &column);
    return row;
}

static int tick_column(const struct plot *plot, double value)
{
    int row, column = plot->inside.left;

    plot_cell(plot, kept_on(&plot->x, value), plot->y.min, &row, &column);
    return column;
}

static void draw_y_axis(const struct plot *plot)
{
    const struct rect in = plot->inside;
    double tick[AXIS_TICKS_MAX];
    const size_t most = in.rows >= 6 ? (size_t)in.rows / 3 : 2;
    const size_t count = axis_ticks(&plot->y, most, tick);
    int taken = -1;

    for (int row = in.top; row < in.top + in.rows; row++)
        canvas_put(plot->canvas, row, in.left - 1, 0x2502, INK_DIM, 0);
    for (size_t i = 0; i < count; i++) {
        const int row = tick_row(plot, tick[i]);
        char label[16];

        if (row == taken)
            continue;
        taken = row;
        axis_tick_label(&plot->y, tick[i], label, sizeof label);
        canvas_text(plot->canvas, row, in.left - 1 - (int)strlen(label), LABEL_CELLS, INK_DIM, 0,
                    label);
        canvas_put(plot->canvas, row, in.left - 1, 0x2524, INK_DIM, 0);
    }
}

/* Writes the label of a tick, centred under it, unless it would touch the label before, which ends
 * left of `from`. Returns where the next label may begin. */
static int draw_x_label(const struct plot *plot, double value, int column, int from, int least)
{
    const int right = plot->inside.left + plot->inside.columns;
    char label[16];

    axis_tick_label(&plot->x, value, label, sizeof label);
    const int length = (int)strlen(label);
    int start = column - length / 2;
    if (start + length > right)
        start = right - length;
    if (start < least)
        start = least;
    if (start < from || start + length > right)
        return from;
    canvas_text(plot->canvas, plot->inside.top + plot->inside.rows + 1, start, length, INK_DIM, 0,
                label);
    return start + length + 1;
}

static void draw_x_axis(const struct plot *plot, bool corner)
{
    const struct rect in = plot->inside;
    const int row = in.top + in.rows;
    const int least = in.left - corner;
    const int apart = plot->x.logarithmic ? 5 : LABEL_CELLS + 2; /* "1e3" needs less than "67500" */
    double tick[AXIS_TICKS_MAX];
    const size_t count = axis_ticks(&plot->x, (size_t)(in.columns / apart), tick);
    int from = least;

    for (int column = in.left; column < in.left + in.columns; column++)
        canvas_put(plot->canvas, row, column, 0x2500, INK_DIM, 0);
    if (corner)
        canvas_put(plot->canvas, row, in.left - 1, 0x2514, INK_DIM, 0);
    for (size_t i = 0; i < count; i++) {
        const int column = tick_column(plot, tick[i]);

        canvas_put(plot->canvas, row, column, 0x252c, INK_DIM, 0);
        from = draw_x_label(plot, tick[i], column, from, least);
    }
}

struct plot plot_begin(struct canvas *canvas, struct rect frame, struct axis x, struct axis y)
{
    struct plot plot = {.canvas = canvas, .inside = frame, .x = x, .y = y};
    const bool y_labels = frame.columns >= LABELLED_COLUMNS;
    const bool x_labels = frame.rows >= LABELLED_ROWS;

    if (y_labels) {
        plot.inside.left += AXIS_CELLS;
        plot.inside.columns -= AXIS_CELLS;
    }
    if (x_labels)
        plot.inside.rows -= 2;
    if (y_labels && plot.inside.rows > 0)
        draw_y_axis(&plot);
    if (x_labels && plot.inside.columns > 0)
        draw_x_axis(&plot, y_labels);
    return plot;
}
