/*
 * The overlap of every teacher neuron as a bar, by |v|: here one sees the student find them one by
 * one.
 */
#include <math.h>
#include <stdio.h>

#include "curve.h"
#include "orders.h"
#include "panel.h"
#include "plateau/text.h"

/*
 * Returns the readout group of neuron i. Groups are ordered as the neurons are, by |v|, and have
 * equal sizes (up to rounding), except for atoms of unequal weight; then the colours of a few bars
 * are wrong.
 */
static size_t group_of(const struct snapshot *now, size_t i)
{
    return now->groups > 1 ? i * now->groups / now->neurons : 0;
}

/*
 * Returns how many dot columns a plot in `frame` would have, by a plot on an empty canvas, which
 * draws nothing.
 */
static int dots_across(const struct canvas *canvas, struct rect frame, struct axis x, struct axis y)
{
    struct canvas nowhere;

    canvas_init(&nowhere, canvas->unicode);
    const struct plot plot = plot_begin(&nowhere, frame, x, y);
    return plot_dots_across(&plot);
}

/* Draws `wide` dots for each neuron, one of them a gap when there is room. */
static void draw_bars(struct plot *plot, const struct snapshot *now, int wide)
{
    const int bars = wide > 2 ? wide - 1 : 1;

    for (size_t i = 0; i < now->neurons; i++) {
        const double high = fmin(fmax((double)now->neuron[i], 0.0), 1.0), low = 0.0;
        for (int bar = 0; bar < bars; bar++) {
            const double x = (double)i + (0.5 + bar) / wide;
            plot_band(plot, &x, &low, &high, 1, curve_ink(group_of(now, i)), '#');
        }
    }
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct snapshot *now = &record->now;
    char note[64] = "";

    if (now->neurons > 0 && !orders_are_of_matrix(record))
        snprintf(note, sizeof note, "specialised %zu/%zu", now->specialised, now->neurons);
    char title[PANEL_TITLE_MAX];

    panel_title(record, "each neuron, by |v|", title);
    const struct rect inside = panel_frame(canvas, slot, title, note);
    if (now->neurons == 0) {
        canvas_text(canvas, inside.top, inside.left + 1, inside.columns - 1, INK_DIM, 0,
                    record_holds(record) ? "no neurons" : "no measurement yet");
        return;
    }
    if (orders_are_of_matrix(record)) {
        canvas_text(canvas, inside.top, inside.left + 1, inside.columns - 1, INK_DIM, 0,
                    "a matrix without neurons");
        return;
    }
    const struct axis y = {0.0, 1.0, false};
    struct axis x = {0.0, (double)now->neurons, false};
    const int dots = dots_across(canvas, inside, x, y), neurons = (int)now->neurons;
    const int wide = dots / neurons;
    if (4 * wide * neurons >= 3 * dots)
        x.max = (double)dots /
                wide; /* whole dots for each neuron, equally many, where that wastes little room */
    struct plot plot = plot_begin(canvas, inside, x, y);
    const double chance = record_value(record, SERIES_Q_NULL);
    draw_bars(&plot, now, wide > 0 ? wide : 1);
    plot_level(&plot, SPECIALISED_OVERLAP, plot.x.min, plot.x.max, '.', INK_DIM);
    if (isfinite(chance))
        plot_level(&plot, chance, plot.x.min, plot.x.max, '-', INK_DIM);
}

const struct panel_ops panel_neurons = {.name = "neurons", .rows = 7, .columns = 30, .draw = draw};
