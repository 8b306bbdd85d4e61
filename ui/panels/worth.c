/*
 * How well a neuron is known by its weight in the output: with two layers, the first layer's
 * neurons by
 * s|, beside the theory's Q1(s); otherwise the last layer's neurons, by |v|.
 */
#include <math.h>
#include <stdio.h>

#include "panel.h"
#include "plateau/plot.h"
#include "theory.h"

/* Takes the axis from 0 to a little beyond the largest |s| of run and theory. */
static struct axis axis_of(const struct inner_overlaps *run, const struct inner_overlaps *theory)
{
    struct axis axis = {0.0, 0.0, false};

    for (size_t b = 0; b < run->bins; b++)
        axis.max = fmax(axis.max, run->s[b]);
    for (size_t b = 0; theory && b < theory->bins; b++)
        axis.max = fmax(axis.max, theory->s[b]);
    axis.max = axis.max > 0.0 ? 1.1 * axis.max : 1.0;
    return axis;
}

static void draw_theory(struct plot *plot, const struct record *record, const struct chart *chart,
                        const struct chart_branch *best)
{
    const struct inner_overlaps *theory = &best->here.inner;
    const enum ink ink = theory_ink(record, chart, best);

    if (theory->bins == 0)
        return;
    plot_dashed(plot, theory->s, theory->q, theory->bins, ink, theory_dash(best),
                theory_dash(best));
    plot_note(plot, theory->s[theory->bins - 1], theory->q[theory->bins - 1], 1, ink,
              theory_name(best));
}

static void draw_run(struct plot *plot, const struct inner_overlaps *run)
{
    const uint32_t ball = plot->canvas->unicode ? 0x25cf /* ● */ : 'o';

    for (size_t b = 0; b < run->bins; b++)
        plot_mark(plot, run->s[b], fmin(fmax(run->q[b], 0.0), 1.0), ball, INK_RUN_2);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct inner_overlaps *run = &record->now.inner;
    const struct chart *chart = record_chart(record, CHART_HERE);
    const struct chart_branch *best = chart ? theory_best(chart) : NULL;
    char note[64] = "● run";

    if (run->bins == 0) {
        panel_neurons.draw(view, canvas, slot);
        return;
    }
    if (best)
        snprintf(note, sizeof note, "● run, %c theory", theory_dash(best));
    const struct rect inside = panel_frame(canvas, slot, "q1 by |s|", note);
    if (inside.rows < 3 || inside.columns < 12)
        return;
    const struct axis x = axis_of(run, best ? &best->here.inner : NULL), y = {0.0, 1.0, false};
    struct plot plot = plot_begin(canvas, inside, x, y);
    draw_run(&plot, run);
    if (best)
        draw_theory(&plot, record, chart, best);
    if (isfinite(record->now.chance.q[0]))
        plot_level(&plot, record->now.chance.q[0], plot.x.min, plot.x.max, '-', INK_DIM);
}

const struct panel_ops panel_worth = {.name = "worth", .rows = 7, .columns = 28, .draw = draw};
