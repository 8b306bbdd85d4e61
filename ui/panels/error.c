/*
 * The error against time, log-log: the run, its plateaus and changes, and the errors of the theory.
 */
#include <math.h>
#include <stdio.h>

#include "curve.h"
#include "panel.h"
#include "plateau/text.h"
#include "theory.h"

/*
 * Draws a theory error: one horizontal piece for as long as the value stays, and a step where a
 * change was made.
 */
static void draw_theory(struct plot *plot, const struct view *view, enum series series, char dash,
                        enum ink ink)
{
    const struct history *history = &view_shown(view)->replica[0];
    size_t from = 0;

    for (size_t i = 1; i <= history->count; i++) {
        const float level = history->at[from].high[series];
        if (i < history->count && history->at[i].high[series] == level)
            continue;
        const bool is_last = i == history->count;
        if (isfinite(level)) {
            const double end = is_last ? plot->x.max : history->at[i].x[view->clock];
            plot_level(plot, (double)level, history->at[from].x[view->clock], end, dash, ink);
        }
        from = i;
    }
}

/* Writes a name at the right end; "sp = opt" where the branch is the optimal one. */
static void label_level(struct plot *plot, float level, float optimal, enum ink ink,
                        const char *name)
{
    char text[64];

    snprintf(text, sizeof text, "%s%s", name, level == optimal ? " = opt" : "");
    plot_note(plot, plot->x.max, (double)level, 1, ink, text);
}

static void label_theory(struct plot *plot, const struct view *view)
{
    const struct record *record = view_shown(view);
    const struct history *history = &record->replica[0];
    const struct point *last = history->count ? &history->at[history->count - 1] : NULL;

    if (!last)
        return;
    const float uni = last->high[SERIES_UNI], sp = last->high[SERIES_SPE];
    const float opt = last->high[SERIES_OPT];
    label_level(plot, uni, opt, INK_UNIVERSAL, "uni");
    label_level(plot, sp, opt, INK_SPECIALISED, theory_name_of_error(record, (double)sp));
    if (opt != uni && opt != sp)
        plot_note(plot, plot->x.max, (double)opt, 1, INK_OPTIMAL, "opt");
}

static void draw_escape(struct plot *plot, const struct view *view)
{
    const struct record *record = view_shown(view);
    const struct escape *escape = &record->escape;
    const struct history *history = &record->replica[0];

    if (!escape->found || history->count == 0)
        return;
    const double x = history_clock(history, escape->gradients, view->clock);
    for (size_t i = 0; i < history->count; i++) {
        if (history->at[i].x[view->clock] >= x) {
            plot_note(plot, x, (double)history->at[i].high[SERIES_EPS], 0, INK_EVENT, "◆ escape");
            return;
        }
    }
}

static struct curve_look eps_of(size_t replica)
{
    return (struct curve_look){replica, SERIES_EPS, false, curve_ink(replica), curve_mark(replica)};
}

static void draw_curves(struct plot *plot, const struct view *view)
{
    static const struct curve_look train = {0, SERIES_TRAIN, false, INK_DIM, '.'};
    const struct record *record = view_shown(view);

    curve_draw(plot, view, &train);
    for (size_t replica = record->replicas; replica-- > 0;) {
        const struct curve_look eps = eps_of(replica);
        curve_draw(plot, view, &eps);
    }
    for (size_t replica = 0; replica < record->replicas; replica++) {
        const struct curve_look eps = eps_of(replica);
        char word[32] = "eps";
        if (record->replicas > 1)
            snprintf(word, sizeof word, "#%zu", replica);
        curve_label(plot, view, &eps, word);
    }
    curve_label(plot, view, &train, "train");
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    char title[64], note[64];

    snprintf(title, sizeof title, "eps (%s) %s", view_meaning_of_eps(view),
             view->y_linear ? "lin-log" : "log-log");
    snprintf(note, sizeof note, "x: %s", curve_clock_name(view->clock));
    const struct rect inside = panel_frame(canvas, slot, title, note);
    if (inside.rows < 2 || inside.columns < 12)
        return;
    struct plot plot = plot_begin(canvas, inside, view->x, view->y);
    if (!view->x_has_data) {
        canvas_text(canvas, plot.inside.top + plot.inside.rows / 2, plot.inside.left + 1,
                    plot.inside.columns - 1, INK_DIM, 0, "no measurement yet");
        return;
    }
    curve_draw_plateaus(&plot, view);
    draw_theory(&plot, view, SERIES_OPT, 'o', INK_OPTIMAL); /* its marks do not cover the others */
    draw_theory(&plot, view, SERIES_UNI, '-', INK_UNIVERSAL);
    draw_theory(&plot, view, SERIES_SPE, '=', INK_SPECIALISED);
    label_theory(&plot, view);
    curve_draw_changes(&plot, view);
    draw_curves(&plot, view);
    draw_escape(&plot, view);
}

const struct panel_ops panel_error = {.name = "error", .rows = 4, .columns = 30, .draw = draw};
