/*
 * The error over alpha: every branch of the theory, the transitions between them, and the run. The
 * panel draws what counts most first, and nothing covers that later.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "plateau/lines.h"
#include "plateau/plot.h"
#include "plateau/text.h"
#include "theory.h"

/* ---- the run ----------------------------------------------------------------------------------*/

static void draw_here(struct plot *plot, const struct record *record)
{
    const struct visit *here = record_visit(record, 0), *before;

    if (here)
        plot_mark(plot, here->alpha, here->eps, 'X', INK_RUN);
    for (size_t back = 1; (before = record_visit(record, back)); back++)
        plot_mark(plot, before->alpha, before->eps, 'x', INK_RUN);
}

/* Writes beside the X, on the side that has room. */
static void label_here(struct plot *plot, const struct record *record)
{
    static const char words[] = "you are here";
    const struct visit *here = record_visit(record, 0);
    int row, column;

    if (!here || !plot_cell(plot, here->alpha, here->eps, &row, &column))
        return;
    const int wide = (int)strlen(words), right = plot->inside.left + plot->inside.columns;
    const int at = column + 2 + wide <= right ? column + 2 : column - 1 - wide;
    plot_words(plot, row, at, INK_RUN, words);
}

/* Draws an arrow from the run to the alpha that is typed, or sent and not yet in force. */
static void draw_plan(struct plot *plot, const struct view *view)
{
    const struct visit *here = record_visit(view_shown(view), 0);
    const double now = view_config(view)->alpha, middle = axis_value(&plot->y, 0.5);
    const double level = here && isfinite(here->eps) ? here->eps : middle;
    struct config planned;
    const char *word = view_planned(view, &planned);
    char text[64];

    if (!word || planned.alpha == now)
        return;
    /* For an alpha outside the picture the arrow ends at the edge. */
    const double to = fmin(fmax(planned.alpha, plot->x.min), plot->x.max);
    snprintf(text, sizeof text, "%s %s", word, text_short(planned.alpha).at);
    plot_mark(plot, to, level, planned.alpha > now ? 0x2192 : 0x2190 /* → ← */, INK_PENDING);
    plot_level(plot, level, fmin(now, to), fmax(now, to), '.', INK_PENDING);
    plot_rule(plot, to, text, INK_PENDING);
}

/* ---- the theory -------------------------------------------------------------------------------*/

/* Marks the optimal branch here and there along the curve. */
static void mark_best(struct plot *plot, const struct chart *chart, bool is_old)
{
    enum { CELLS_APART = 5 };
    int last = plot->inside.left - CELLS_APART;

    for (size_t i = 0; i < chart->alphas; i++) {
        int row, column;
        if (chart->best_at[i] >= chart->branches)
            continue;
        const double eps = (double)chart->branch[chart->best_at[i]].eps[i];
        if (eps > 0.0 && plot_cell(plot, chart->at[i], eps, &row, &column) &&
            column >= last + CELLS_APART) {
            plot_mark(plot, chart->at[i], eps, 'o', is_old ? INK_DIM : INK_OPTIMAL);
            last = column;
        }
    }
}

static void draw_branch(struct plot *plot, const struct record *record, const struct chart *chart,
                        const struct chart_branch *branch)
{
    const char dash = theory_dash(branch);
    double eps[CHART_ALPHAS_MAX];

    for (size_t i = 0; i < chart->alphas; i++)
        eps[i] = branch->eps[i] > 0.0F ? (double)branch->eps[i] : (double)NAN;
    plot_dashed(plot, chart->at, eps, chart->alphas, theory_ink(record, chart, branch), dash, dash);
}

/* Writes the name at the right end, where branches are farthest apart. */
static void label_branch(struct plot *plot, const struct record *record, const struct chart *chart,
                         const struct chart_branch *branch)
{
    for (size_t i = chart->alphas; i-- > 0;) {
        if (branch->eps[i] > 0.0F) {
            plot_note(plot, chart->at[i], (double)branch->eps[i], 1,
                      theory_ink(record, chart, branch), theory_name(branch));
            return;
        }
    }
}

/* Draws the levels at the present alpha before there is a curve. */
static void draw_points(struct plot *plot, const struct record *record, const struct chart *chart)
{
    for (size_t b = 0; b < chart->branches; b++) {
        const struct chart_branch *branch = &chart->branch[b];
        const enum ink ink = theory_ink(record, chart, branch);
        if (!branch->here.exists)
            continue;
        plot_mark(plot, chart->alpha, branch->here.eps, (unsigned char)theory_dash(branch), ink);
        plot_note(plot, chart->alpha, branch->here.eps, 1, ink, theory_name(branch));
    }
}

/*
 * Draws rules at the transitions. Where groups are learned in several steps, each step but the last
 * has a rule of its own.
 */
static void draw_transitions(struct plot *plot, const struct record *record)
{
    const struct chart *chart = record_chart(record, CHART_TRANSITIONS);

    if (!chart)
        return;
    const struct theory_transitions *at = &chart->transitions;
    const enum ink ink = record_is_old(record, chart) ? INK_DIM : INK_EVENT;
    plot_rule(plot, at->equilibrium, "a_eq", ink);
    plot_rule(plot, at->spinodal, "a_sp", ink);
    plot_rule(plot, at->algorithmic, "a_lin", ink);
    for (size_t i = 0; i < at->steps && i < THEORY_STEPS_MAX; i++) {
        char label[40];
        snprintf(label, sizeof label, "v=%s", text_short(at->step[i].v).at);
        if (at->step[i].equilibrium != at->equilibrium)
            plot_rule(plot, at->step[i].equilibrium, label, ink);
    }
}

/*
 * Returns the curve as far as it is solved; before that, the whole curve of the former parameters.
 */
static const struct chart *curve_of(const struct record *record)
{
    const struct chart *here = record_chart(record, CHART_HERE);

    return here && here->solved >= 2 ? here : record_chart(record, CHART_READY);
}

static void draw_curves(struct plot *plot, const struct record *record, const struct chart *chart)
{
    mark_best(plot, chart, record_is_old(record, chart));
    for (size_t b = chart->branches; b-- > 0;)
        draw_branch(plot, record, chart, &chart->branch[b]);
}

static void draw_theory(struct plot *plot, const struct record *record)
{
    const struct chart *here = record_chart(record, CHART_HERE), *curve = curve_of(record);

    if (here && here != curve)
        draw_points(plot, record, here);
    if (curve)
        draw_curves(plot, record, curve);
    draw_transitions(plot, record);
    for (size_t b = 0; curve && b < curve->branches; b++)
        label_branch(plot, record, curve, &curve->branch[b]);
}

/* ---- the panel --------------------------------------------------------------------------------*/

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct chart *ready = record_chart(record, CHART_READY);
    const bool is_current = ready && ready == &record->chart && !record_is_old(record, ready);
    char title[64], state[256];

    snprintf(title, sizeof title, "eps (alpha) %s", view->y_linear ? "lin-log" : "log-log");
    theory_write_state(record, state, sizeof state);
    const struct rect inside = panel_frame(canvas, slot, title, is_current ? "o optimal" : state);
    if (inside.rows < 2 || inside.columns < 12)
        return;
    struct plot plot = plot_begin(canvas, inside, view->alpha, view->eps);
    if (!record_chart(record, CHART_HERE)) {
        const struct rect words = {plot.inside.top, plot.inside.left + 1, plot.inside.rows,
                                   plot.inside.columns - 2};
        lines_wrap(canvas, words, INK_DIM, state);
    }
    draw_here(&plot, record);
    draw_plan(&plot, view);
    draw_theory(&plot, record);
    label_here(&plot, record);
}

const struct panel_ops panel_phase = {.name = "phase", .rows = 4, .columns = 30, .draw = draw};
