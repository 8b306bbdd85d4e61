/*
 * How far the error is from the theory, in percent of a branch: of the branch that is nearest at
 * the time, and of the optimal one. The right edge shows the mean of the window with its error bar.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "curve.h"
#include "panel.h"
#include "plateau/text.h"
#include "theory.h"

/* Half the height of the plot, in percent. */
static const double spans[] = {3.0, 10.0, 30.0, 100.0, 300.0, 1000.0};

/* This part of the newer half of the curve, with its scatter, has to fit. */
static const double shown_part = 0.8;

enum { NEAREST, OPTIMAL, DOTS = 64 };

/*
 * The theory's errors over time. Rows hold three of them; the branch that is nearest at present may
 * be another one, whose error is known since the last change of the setting.
 */
struct levels_over_time {
    struct trace uni, spe, opt;
    double nearest; /* the branch nearest at present */
};

static double nearer(double eps, double a, double b)
{
    return fabs(log(eps / b)) < fabs(log(eps / a)) ? b : a; /* of a and NaN: a */
}

/* Returns the error of the branch with which eps is compared at an entry of the traces. */
static double level_at(const struct levels_over_time *theory, int which, double eps, size_t i)
{
    const struct trace *uni = &theory->uni;

    if (which == OPTIMAL)
        return theory->opt.middle[i];
    const double level = nearer(eps, uni->middle[i], theory->spe.middle[i]);
    const bool is_this_setting = uni->middle[i] == uni->middle[uni->count - 1];
    return is_this_setting ? nearer(eps, level, theory->nearest) : level;
}

static double percent(double eps, double level)
{
    return 100.0 * (eps / level - 1.0);
}

/* Traces the distance from a branch, in percent; without points the trace stays empty. */
static void trace_gap(const struct view *view, int which, const struct axis *x, size_t across,
                      struct trace *gap)
{
    const struct history *history = &view_shown(view)->replica[0];
    struct levels_over_time theory;

    history_trace(history, SERIES_EPS, view->clock, x, true, across, gap);
    history_trace(history, SERIES_UNI, view->clock, x, true, across, &theory.uni);
    history_trace(history, SERIES_SPE, view->clock, x, true, across, &theory.spe);
    history_trace(history, SERIES_OPT, view->clock, x, true, across, &theory.opt);
    theory.nearest = view_shown(view)->now.verdicts.health.nearest[0].at[0].theory;
    for (size_t i = 0; i < gap->count; i++) {
        const double level = level_at(&theory, which, gap->middle[i], i);
        gap->low[i] = percent(gap->low[i], level);
        gap->middle[i] = percent(gap->middle[i], level);
        gap->high[i] = percent(gap->high[i], level);
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Returns how far the newer half of the curve reaches, without its wildest columns. */
static double reach_of(const struct trace *gap)
{
    double far[DOTS];
    size_t count = 0;

    for (size_t i = gap->count / 2; i < gap->count; i++) {
        const double most = fmax(fabs(gap->low[i]), fabs(gap->high[i]));
        if (isfinite(most))
            far[count++] = most;
    }
    if (count == 0)
        return 0.0;
    qsort(far, count, sizeof *far, by_value);
    return far[(size_t)(shown_part * (double)(count - 1))];
}

/* Chooses the smallest span that holds the end of the curve and most of what led there. */
static struct axis axis_of(const struct view *view)
{
    const struct record *record = view_shown(view);
    const struct deviation *eps = &record->now.verdicts.health.nearest[0].at[0];
    const double last = fabs(percent(record_value(record, SERIES_EPS), eps->theory));
    struct trace gap;
    size_t i = 0;

    trace_gap(view, NEAREST, &view->x, DOTS, &gap);
    const double most = fmax(last, reach_of(&gap));
    while (i + 1 < sizeof spans / sizeof *spans && !(1.25 * most < spans[i]))
        i++;
    return (struct axis){-fmin(spans[i], 100.0), spans[i], false}; /* eps cannot be below 0 */
}

static void draw_trace(struct plot *plot, const struct view *view, int which, enum ink ink,
                       char mark)
{
    const int across = plot_dots_across(plot);
    struct trace eps;

    if (across <= 0 || view_shown(view)->replica[0].count == 0)
        return;
    trace_gap(view, which, &plot->x, (size_t)across, &eps);
    if (which == NEAREST)
        plot_band(plot, eps.x, eps.low, eps.high, eps.count, ink, mark);
    plot_curve(plot, eps.x, eps.middle, eps.count, ink, mark);
}

/*
 * Draws the mean of the window, which starts at half the time since the last change, and one
 * standard error to each side.
 */
static void draw_mean(struct plot *plot, const struct deviation *eps)
{
    const double mean = 100.0 * eps->excess, se = 100.0 * eps->excess_se;
    const double low = mean - se, high = mean + se;

    if (eps->verdict != AGREEMENT_AGREES && eps->verdict != AGREEMENT_DIFFERS)
        return;
    plot_band(plot, &plot->x.max, &low, &high, 1, INK_EVENT, '|');
    plot_mark(plot, plot->x.max, mean, plot->canvas->unicode ? 0x25c4 /* ◄ */ : '<', INK_EVENT);
}

static void draw_curves(struct plot *plot, const struct view *view)
{
    const struct health *health = &view_shown(view)->now.verdicts.health;

    plot_level(plot, 0.0, plot->x.min, plot->x.max, '-', INK_DIM);
    curve_draw_plateaus(plot, view);
    curve_draw_changes(plot, view);
    if (strcmp(health->nearest[0].branch, health->optimal[0].branch) != 0)
        draw_trace(plot, view, OPTIMAL, INK_OPTIMAL, 'o');
    draw_trace(plot, view, NEAREST, INK_RUN, '*');
    draw_mean(plot, &health->nearest[0].at[0]);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    char note[64];

    snprintf(note, sizeof note, "x: %s", curve_clock_name(view->clock));
    char title[PANEL_TITLE_MAX];

    panel_title(record, "eps/theory - 1, %", title);
    const struct rect inside = panel_frame(canvas, slot, title, note);
    if (inside.rows < 2 || inside.columns < 12)
        return;
    struct plot plot = plot_begin(canvas, inside, view->x, axis_of(view));
    if (!view->x_has_data || !record->now.verdicts.health.nearest[0].branch[0]) {
        canvas_text(canvas, plot.inside.top + plot.inside.rows / 2, plot.inside.left + 1,
                    plot.inside.columns - 1, INK_DIM, 0,
                    view->x_has_data ? "no theory to compare with" : "no measurement yet");
        return;
    }
    draw_curves(&plot, view);
}

const struct panel_ops panel_gap = {.name = "gap", .rows = 4, .columns = 30, .draw = draw};
