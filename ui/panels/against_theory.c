/*
 * The run in numbers beside the theory: every observable, how far it is off in percent and in
 * standard errors, and the verdict. The nearest branch comes first, then the optimal one.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "plateau/text.h"
#include "theory.h"

enum { TEXT_MAX = 64 };

/* The places of the columns; a standard error appears only where there is room for all. */
static const struct {
    int name, mean, se, theory, excess, sigmas, verdict;
} narrow = {1, 6, 0, 14, 22, 31, 37}, wide = {1, 7, 15, 25, 33, 42, 48};

static int place(const struct pen *pen, int in_narrow, int in_wide)
{
    return pen->at.columns >= wide.verdict + 9 ? in_wide : in_narrow;
}

#define AT(pen, column) place(pen, narrow.column, wide.column)

static void draw_heading(struct pen *pen, const char *words, enum ink ink)
{
    pen_put(pen, 1, ink, "%s", words);
    pen_next(pen);
}

static void draw_names(struct pen *pen)
{
    pen_put(pen, AT(pen, mean), INK_DIM, "run");
    pen_put(pen, AT(pen, theory), INK_DIM, "theory");
    pen_put(pen, AT(pen, excess), INK_DIM, "off by");
    pen_put(pen, AT(pen, sigmas), INK_DIM, "in se");
    pen_next(pen);
}

static enum ink ink_of(enum agreement verdict)
{
    return verdict == AGREEMENT_AGREES    ? INK_SPECIALISED
           : verdict == AGREEMENT_DIFFERS ? INK_EVENT
                                          : INK_DIM;
}

/* Writes "+1.23 %", or "x 30" where a percentage is too large to read. */
static struct text off_by(const struct deviation *deviation)
{
    struct text out;

    if (fabs(deviation->excess) < 10.0)
        snprintf(out.at, sizeof out.at, "%+.3g %%", 100.0 * deviation->excess);
    else
        snprintf(out.at, sizeof out.at, "x %.29s", text_short(1.0 + deviation->excess).at);
    return out;
}

static void draw_row(struct pen *pen, enum series series, const struct deviation *deviation)
{
    const bool is_error = series == SERIES_EPS;
    const enum agreement verdict = deviation->verdict;

    pen_put(pen, AT(pen, name), INK_DIM, "%s", series_column(series));
    pen_put(pen, AT(pen, mean), INK_TEXT, "%s",
            (is_error ? text_number : text_overlap)(deviation->run.mean).at);
    if (AT(pen, se) > 0 && isfinite(deviation->run.se))
        pen_put(pen, AT(pen, se), INK_DIM, "+-%s", text_number(deviation->run.se).at);
    pen_put(pen, AT(pen, theory), INK_TEXT, "%s",
            (is_error ? text_number : text_overlap)(deviation->theory).at);
    if (verdict == AGREEMENT_AGREES || verdict == AGREEMENT_DIFFERS) {
        pen_put(pen, AT(pen, excess), INK_TEXT, "%s", off_by(deviation).at);
        pen_put(pen, AT(pen, sigmas), INK_TEXT, "%s", text_sigmas(deviation->sigmas).at);
    }
    pen_put(pen, AT(pen, verdict), ink_of(verdict), "%s", agreement_word(verdict));
    pen_next(pen);
}

/* A single readout group holds all neurons: its overlap is q. */
static bool is_repeated(const struct snapshot *now, enum series series)
{
    return series == SERIES_Q_V1 && now->groups == 1;
}

static void draw_branch(struct pen *pen, const struct snapshot *now,
                        const struct against_theory *comparison)
{
    if (!isfinite(comparison->at[0].run.mean)) {
        pen_put(pen, 1, INK_DIM, "too early: few measurements since the last change");
        pen_next(pen);
    }
    for (size_t i = 0; i < COMPARED_MAX && pen_lines_left(pen) > 0; i++)
        if (comparison->at[i].verdict != AGREEMENT_NONE &&
            !is_repeated(now, against_theory_series(i)))
            draw_row(pen, against_theory_series(i), &comparison->at[i]);
}

/* Draws the limit of the runs of this sitting, the present one among them. */
static void draw_limit(struct pen *pen, const struct view *view)
{
    struct deviation limit;
    const size_t runs = sizes_limit(&view->sizes, view_shown(view), &limit);

    if (runs == 0)
        return;
    pen_put(pen, 1, INK_TEXT, "eps at 1/d = 0: %s +-%s %+.2g %% (%zu runs)",
            text_number(limit.run.mean).at, text_number(limit.run.se).at, 100.0 * limit.excess,
            runs);
    pen_next(pen);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct against_theory *nearest = &record->now.verdicts.health.nearest[0];
    const struct against_theory *optimal = &record->now.verdicts.health.optimal[0];
    char title[PANEL_TITLE_MAX];

    panel_title(record, "run and theory", title);
    struct pen pen = {canvas, panel_frame(canvas, slot, title, "mean of window"), 0};
    char words[TEXT_MAX];

    if (!nearest->branch[0]) {
        pen_put(&pen, 1, INK_DIM, "%s",
                record->has_snapshot ? "no theory to compare with" : "no measurement yet");
        return;
    }
    const bool is_best = strcmp(nearest->branch, optimal->branch) == 0;
    snprintf(words, sizeof words, "nearest%s: %s", is_best ? ", optimal" : "", nearest->branch);
    draw_heading(&pen, words, is_best ? INK_OPTIMAL : INK_UNIVERSAL);
    draw_names(&pen);
    draw_branch(&pen, &record->now, nearest);
    draw_limit(&pen, view);
    if (is_best || !optimal->branch[0])
        return;
    snprintf(words, sizeof words, "optimal: %s", optimal->branch);
    draw_heading(&pen, words, INK_OPTIMAL);
    draw_branch(&pen, &record->now, optimal);
}

const struct panel_ops panel_against_theory = {
    .name = "against theory", .rows = 3, .columns = 44, .draw = draw};
