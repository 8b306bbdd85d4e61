/* How far the error is from the theory, in percent of a branch: the branch that is nearest at the
 * time, and the optimal one. At the right edge stands the mean of the window with its error bar. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "curve.h"
#include "panel.h"
#include "text.h"
#include "theory.h"

/* Half the height of the plot, in percent. */
static const double spans[] = {3.0, 10.0, 30.0, 100.0};

enum { NEAREST, OPTIMAL };

/* The theory's errors over time. Rows have three of them; the branch that the run is nearest to by
 * now may be another one, which is known for as long as the setting was this one. */
struct levels_over_time {
    struct trace uni, spe, opt;
    double nearest; /* by now */
};

static double nearer(double eps, double a, double b)
{
    return fabs(log(eps / b)) < fabs(log(eps / a)) ? b : a; /* of a and NaN: a */
}

/* The error of the branch that eps is compared with at an entry of the traces. */
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

/* The smallest span that holds what stands at the end. */
static struct axis axis_of(const struct record *record)
{
    const struct standing *eps = &record->now.health.nearest[0].at[0];
    const double last = percent(record_value(record, SERIES_EPS), eps->theory);
    size_t i = 0;

    while (i + 1 < sizeof spans / sizeof *spans && !(1.25 * fabs(last) < spans[i]))
        i++;
    return (struct axis){-spans[i], spans[i], false};
}

static void draw_trace(struct plot *plot, const struct view *view, int which, enum ink ink,
                       char mark)
{
    const struct history *history = &view_shown(view)->replica[0];
    const int across = plot_dots_across(plot);
    struct levels_over_time theory;
    struct trace eps;

    if (across <= 0 || history->count == 0)
        return;
    history_trace(history, SERIES_EPS, view->clock, &plot->x, true, (size_t)across, &eps);
    history_trace(history, SERIES_UNI, view->clock, &plot->x, true, (size_t)across, &theory.uni);
    history_trace(history, SERIES_SPE, view->clock, &plot->x, true, (size_t)across, &theory.spe);
    history_trace(history, SERIES_OPT, view->clock, &plot->x, true, (size_t)across, &theory.opt);
    theory.nearest = view_shown(view)->now.health.nearest[0].at[0].theory;
    for (size_t i = 0; i < eps.count; i++) {
        const double level = level_at(&theory, which, eps.middle[i], i);
        eps.low[i] = percent(eps.low[i], level);
        eps.middle[i] = percent(eps.middle[i], level);
        eps.high[i] = percent(eps.high[i], level);
    }
    if (which == NEAREST)
        plot_band(plot, eps.x, eps.low, eps.high, eps.count, ink, mark);
    plot_curve(plot, eps.x, eps.middle, eps.count, ink, mark);
}

/* The mean since half the time of the last change, and one standard error to each side. */
static void draw_mean(struct plot *plot, const struct standing *eps)
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
    const struct health *health = &view_shown(view)->now.health;

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
    const struct rect inside = panel_frame(canvas, slot, "eps/theory - 1, %", note);
    if (inside.rows < 2 || inside.columns < 12)
        return;
    struct plot plot = plot_begin(canvas, inside, view->x, axis_of(record));
    if (!view->x_has_data || !record->now.health.nearest[0].branch[0]) {
        canvas_text(canvas, plot.inside.top + plot.inside.rows / 2, plot.inside.left + 1,
                    plot.inside.columns - 1, INK_DIM, 0,
                    view->x_has_data ? "no theory here" : "no measurement yet");
        return;
    }
    draw_curves(&plot, view);
}

const struct panel_ops panel_gap = {.name = "gap", .rows = 4, .columns = 30, .draw = draw};
