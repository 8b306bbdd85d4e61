/*
 * The overlap of every student neuron with every teacher neuron, matched: a network that has found
 * its teacher is a diagonal. A blank is 0, @ is 1.
 */
#include <math.h>
#include <stdio.h>

#include "orders.h"
#include "panel.h"

static const char ramp[] = " .:-=+*#%@";

enum { LEVELS = sizeof ramp - 1 };

/*
 * How the neurons lie on the cells of one side: whole cells for each neuron where there is room for
 * all; otherwise several neurons share a cell, which shows the largest overlap: a mean would hide a
 * thin diagonal.
 */
struct edge {
    int cells, neurons;
    int wide; /* cells in a neuron; 0: less than one */
};

static struct edge edge_of(int cells, size_t neurons)
{
    struct edge edge = {cells, (int)neurons, neurons > 0 ? cells / (int)neurons : 0};

    if (edge.wide > 0)
        edge.cells = edge.wide * edge.neurons;
    return edge;
}

/* Returns the first neuron of a cell; the cell ends before the first neuron of the next. */
static int first_of(const struct edge *edge, int cell)
{
    return edge->wide > 0 ? cell / edge->wide : cell * edge->neurons / edge->cells;
}

static int end_of(const struct edge *edge, int cell)
{
    const int next = edge->wide > 0 ? first_of(edge, cell) + 1 : first_of(edge, cell + 1);

    return next > first_of(edge, cell) ? next : first_of(edge, cell) + 1;
}

static double largest(const struct snapshot *now, const struct edge *down, int row,
                      const struct edge *across, int column)
{
    double most = (double)NAN;

    for (int r = first_of(down, row); r < end_of(down, row); r++)
        for (int c = first_of(across, column); c < end_of(across, column); c++)
            most = fmax(most, (double)now->map[(size_t)r * now->map_columns + (size_t)c]);
    return most;
}

/* Returns whether a neuron on the diagonal of this cell is past the middle between its branches. */
static bool has_found(const struct snapshot *now, const struct edge *down, int row,
                      const struct edge *across, int column)
{
    const int first = first_of(down, row), end = end_of(down, row);
    bool found = false;

    if (now->map_columns != now->neurons) /* pooled: each row holds several neurons already */
        return false;
    for (int c = first_of(across, column); c < end_of(across, column); c++)
        found = found || (c >= first && c < end && isfinite(now->neuron[now->neurons + (size_t)c]));
    return found;
}

/* Found neurons stand out by their ink as well. */
static void draw_cell(struct canvas *canvas, int row, int column, double q, double chance,
                      bool found)
{
    const int level = isfinite(q) ? (int)fmin(fmax(q, 0.0) * LEVELS, LEVELS - 1) : -1;
    const enum ink ink = found                      ? INK_SPECIALISED
                         : q >= SPECIALISED_OVERLAP ? INK_RUN
                         : q > chance               ? INK_TEXT
                                                    : INK_DIM;

    canvas_put(canvas, row, column, level < 0 ? '?' : (uint32_t)ramp[level], ink, 0);
}

/* Makes the map about as wide as high: a cell is twice as high as wide. */
static struct edge across_of(const struct rect at, const struct edge *down,
                             const struct snapshot *now)
{
    const int square = 2 * down->cells * (int)now->map_columns / (int)now->map_rows;

    return edge_of(square < at.columns ? square : at.columns, now->map_columns);
}

static void draw_map(const struct record *record, struct canvas *canvas, struct rect at)
{
    const struct snapshot *now = &record->now;
    const struct edge down = edge_of(at.rows, now->map_rows);
    const struct edge across = across_of(at, &down, now);

    for (int row = 0; row < down.cells; row++)
        for (int column = 0; column < across.cells; column++)
            draw_cell(
                canvas, at.top + row, at.left + column, largest(now, &down, row, &across, column),
                record_value(record, SERIES_Q_NULL), has_found(now, &down, row, &across, column));
}

static void put_words(struct pen *pen, const struct snapshot *now)
{
    const size_t layers = config_layers(&now->config);
    char words[64];
    int column = 1;

    snprintf(words, sizeof words, "0 \"%s\" 1  ", ramp);
    pen_whole(pen, &column, INK_TEXT, words);
    pen_whole(pen, &column, INK_DIM, "teacher → by |v|  ");
    if (layers > 1) {
        snprintf(words, sizeof words, "layer %zu  ", layers);
        pen_whole(pen, &column, INK_DIM, words);
    }
    snprintf(words, sizeof words, "%zu x %zu", now->map_rows, now->map_columns);
    pen_whole(pen, &column, INK_DIM, words);
    const struct found_neurons *found = &now->verdicts.found[0].neurons[layers - 1];
    snprintf(words, sizeof words, "  found %zu/%zu", found->found, found->neurons);
    if (found->judged > 0)
        pen_whole(pen, &column, INK_SPECIALISED, words);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct snapshot *now = &record->now;
    char note[64] = "";

    if (now->neurons > 0 && !orders_are_of_matrix(record))
        snprintf(note, sizeof note, "specialised %zu/%zu", now->specialised, now->neurons);
    char title[PANEL_TITLE_MAX];

    panel_title(record, "student x teacher, |q|", title);
    struct rect inside = panel_frame(canvas, slot, title, note);
    if (inside.rows < 2 || inside.columns < 4)
        return;
    struct pen pen = {canvas, inside, inside.rows - 1};
    if (now->map_rows == 0 || orders_are_of_matrix(record)) {
        pen.row = 0;
        if (record_holds(record))
            pen_put(&pen, 1, INK_DIM, "%s holds a %s, no neurons",
                    view_algorithm(view, &now->config), record_holds(record));
        else
            pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    inside.left++;
    inside.columns -= 2;
    inside.rows--;
    draw_map(record, canvas, inside);
    put_words(&pen, now);
}

const struct panel_ops panel_pairs = {.name = "pairs", .rows = 5, .columns = 28, .draw = draw};
