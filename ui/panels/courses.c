/*
 * The overlaps over the x axis of the error: how the network comes to know its teacher. Where y is
 * logarithmic the panel draws 1 - q, the part that the network does not know yet. Ticks at the
 * right edge show theory.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "curve.h"
#include "orders.h"
#include "panel.h"
#include "theory.h"

/* Plots of at least this height draw the events, too. */
enum { ROWS_FOR_EVENTS = 12 };

/* ---- the axis ---------------------------------------------------------------------------------*/

/* Returns the quantity on the y axis: q, or 1 - q. */
static double height(const struct view *view, double q)
{
    return view->q_logarithmic ? 1.0 - q : q;
}

/* Takes whole decades from 1 down to the least 1 - q of the run. */
static struct axis axis_of(const struct view *view, const struct order order[], size_t count)
{
    static const double least = 1e-6, decade_at_least = 0.1;
    double greatest = 0.0;

    if (!view->q_logarithmic) /* a student may have a little more than its teacher */
        return (struct axis){0.0, 1.05, false};
    for (size_t i = 0; i < count; i++) {
        double low, high;
        history_range(&view_shown(view)->replica[0], order[i].series, view->clock, &view->x, true,
                      &low, &high);
        if (high < 1.0)
            greatest = fmax(greatest, high);
    }
    const double rest = fmin(fmax(1.0 - greatest, least), decade_at_least);
    return (struct axis){pow(10.0, floor(log10(rest) + 1e-9)), 1.0, true};
}

/* ---- theory -----------------------------------------------------------------------------------*/

enum { NAME_MAX_CELLS = 80, COLUMNS_FOR_NAMES = 50 };

/*
 * The mean has a tick only where the panel draws nothing finer; r2 has one where the run has no
 * other overlap.
 */
static bool has_tick(const struct view *view, const struct order *order, size_t count)
{
    if (orders_are_of_matrix(view_shown(view)))
        return order->series == SERIES_R2;
    return order->series != SERIES_R2 && (order->series != SERIES_Q || count <= 2);
}

/* Returns the row of a tick at the right edge; -1 for an overlap without a tick. */
static int row_of_tick(const struct plot *plot, const struct view *view,
                       const struct chart_branch *branch, const struct order *order, size_t count)
{
    int row, column;

    if (!has_tick(view, order, count) ||
        !plot_cell(plot, plot->x.max,
                   height(view, orders_level(view_shown(view), branch, order->series)), &row,
                   &column))
        return -1;
    return row;
}

/*
 * Writes "sp v1 v2", or "sp" where these are all overlaps; in a narrow plot "v1 v2" for the optimal
 * branch.
 */
static void write_name(const struct plot *plot, const struct chart_branch *branch, bool is_best,
                       const char *orders, bool is_all, char out[NAME_MAX_CELLS])
{
    const bool is_narrow = plot->inside.columns < COLUMNS_FOR_NAMES;

    if (is_all)
        snprintf(out, NAME_MAX_CELLS, "%s", theory_name(branch));
    else if (is_best && is_narrow)
        snprintf(out, NAME_MAX_CELLS, "%s", orders + 1);
    else
        snprintf(out, NAME_MAX_CELLS, "%s%s", theory_name(branch), orders);
}

/* Draws one tick for all overlaps that share a row. */
static void draw_tick(struct plot *plot, const struct view *view, const struct chart_branch *branch,
                      const struct order order[], size_t count, int row, bool is_best)
{
    const struct record *record = view_shown(view);
    const enum ink ink = theory_ink(record, record_chart(record, CHART_HERE), branch);
    const int right = plot->inside.left + plot->inside.columns - 2;
    char orders[NAME_MAX_CELLS / 2] = "", name[NAME_MAX_CELLS];
    size_t used = 0, all = 0, here = 0;
    double level = (double)NAN;

    for (size_t i = 0; i < count; i++) {
        all += has_tick(view, &order[i], count);
        if (row_of_tick(plot, view, branch, &order[i], count) != row)
            continue;
        here++;
        level = height(view, orders_level(record, branch, order[i].series));
        if (used < sizeof orders)
            used += (size_t)snprintf(orders + used, sizeof orders - used, " %s", order[i].name);
    }
    write_name(plot, branch, is_best, orders, here == all, name);
    plot_mark(plot, plot->x.max, level, plot->canvas->unicode ? 0x25c4 /* ◄ */ : '<', ink);
    plot_words(plot, row, right - (int)strlen(name), ink, name);
}

static void draw_branch(struct plot *plot, const struct view *view,
                        const struct chart_branch *branch, const struct order order[], size_t count,
                        bool is_best)
{
    for (size_t i = 0; i < count; i++) {
        const int row = row_of_tick(plot, view, branch, &order[i], count);
        bool is_first = row >= 0;
        for (size_t before = 0; before < i && is_first; before++)
            is_first = row_of_tick(plot, view, branch, &order[before], count) != row;
        if (is_first)
            draw_tick(plot, view, branch, order, count, row, is_best);
    }
}

static void draw_ticks(struct plot *plot, const struct view *view, const struct order order[],
                       size_t count)
{
    const struct record *record = view_shown(view);
    const struct chart *chart = record_chart(record, CHART_HERE);

    for (size_t b = 0; chart && b < chart->branches; b++) {
        const struct chart_branch *branch = &chart->branch[b];
        if (b == chart->best || theory_dash(branch) != '.')
            draw_branch(plot, view, branch, order, count, b == chart->best);
    }
}

/* ---- the picture ------------------------------------------------------------------------------*/

/* Draws each chance level once: groups share the level of their layer. */
static void draw_chance(struct plot *plot, const struct view *view, const struct order order[],
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isfinite(order[i].chance) && (i == 0 || order[i].chance != order[i - 1].chance))
            plot_level(plot, height(view, order[i].chance), plot->x.min, plot->x.max, '-', INK_DIM);
}

static void draw_curves(struct plot *plot, const struct view *view, const struct order order[],
                        size_t count)
{
    for (size_t i = count; i-- > 0;) { /* the first stays on top */
        const struct curve_look curve = {0, order[i].series, view->q_logarithmic, order[i].ink,
                                         order[i].mark};
        curve_draw(plot, view, &curve);
    }
    for (size_t i = 0; i < count; i++) {
        const struct curve_look curve = {0, order[i].series, view->q_logarithmic, order[i].ink,
                                         order[i].mark};
        curve_label(plot, view, &curve, order[i].name);
    }
}

/* Writes one word of the legend: mark, name, and where there is room its number and |v|. */
static void write_word(const struct record *record, const struct order *order, bool has_numbers,
                       char out[NAME_MAX_CELLS])
{
    int used = snprintf(out, NAME_MAX_CELLS, "%s", order->name);

    if (has_numbers)
        used += snprintf(out + used, (size_t)(NAME_MAX_CELLS - used), " %s",
                         orders_text(record, order->series).at);
    if (has_numbers && isfinite(order->readout))
        snprintf(out + used, (size_t)(NAME_MAX_CELLS - used), " |v|=%s",
                 text_short(order->readout).at);
}

/* Returns how many cells the legend takes, and draws it unless the pen is NULL. */
static int walk_legend(struct pen *pen, const struct record *record, const struct order order[],
                       size_t count, bool has_numbers)
{
    char word[NAME_MAX_CELLS], mark[8] = "━ ";
    int column = 1;

    for (size_t i = 0; i < count; i++) {
        if (!isfinite(record_value(record, order[i].series)))
            continue;
        write_word(record, &order[i], has_numbers, word);
        if (pen && column + 2 + canvas_count(word) <= pen->at.columns) {
            if (!pen->canvas->unicode)
                snprintf(mark, sizeof mark, "%c ", order[i].mark);
            pen_put(pen, column, order[i].ink, "%s", mark);
            pen_put(pen, column + 2, INK_TEXT, "%s", word);
        }
        column += 4 + canvas_count(word);
    }
    snprintf(word, sizeof word, "┄ chance %s", text_overlap(order[0].chance).at);
    if (pen && isfinite(order[0].chance))
        pen_whole(pen, &column, INK_DIM, word);
    return column;
}

/*
 * Draws the legend below the curves: the name of each curve and, where there is room for all, its
 * present value.
 */
static void draw_legend(struct pen *pen, const struct record *record, const struct order order[],
                        size_t count)
{
    const bool fits = walk_legend(NULL, record, order, count, true) <= pen->at.columns;

    walk_legend(pen, record, order, count, fits);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const char *theory = orders_note(record);
    struct order order[ORDERS_MAX];
    const size_t count = orders_list(record, order);
    char note[64];

    snprintf(note, sizeof note, "%s%sx: %s", theory, *theory ? " | " : "",
             curve_clock_name(view->clock));
    struct rect inside =
        panel_frame(canvas, slot, view->q_logarithmic ? "1 - q, log" : "overlaps q", note);
    if (inside.rows < 3 || inside.columns < 12)
        return;
    struct pen pen = {canvas, inside, inside.rows - 1};
    inside.rows--;
    struct plot plot = plot_begin(canvas, inside, view->x, axis_of(view, order, count));
    if (!view->x_has_data) {
        canvas_text(canvas, plot.inside.top + plot.inside.rows / 2, plot.inside.left + 1,
                    plot.inside.columns - 1, INK_DIM, 0, "no measurement yet");
        return;
    }
    if (plot.inside.rows >= ROWS_FOR_EVENTS)
        curve_draw_plateaus(&plot, view);
    draw_chance(&plot, view, order, count);
    if (plot.inside.rows >= ROWS_FOR_EVENTS)
        curve_draw_changes(&plot, view);
    draw_curves(&plot, view, order, count);
    draw_ticks(&plot, view, order, count);
    draw_legend(&pen, record, order, count);
}

const struct panel_ops panel_courses = {.name = "courses", .rows = 4, .columns = 30, .draw = draw};
