/*
 * The theory in numbers: every branch at the present alpha, the transitions between branches, how
 * far the theorist is, and how much data the run has here and would have at the staged alpha.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "plateau/lines.h"
#include "plateau/text.h"
#include "plateau/theory.h"
#include "theory.h"

enum { WORD_MAX = 256 };

/* ---- the branches -----------------------------------------------------------------------------*/

/* Columns that decide come before columns that explain: a narrow table leaves out r2. */
static const struct {
    int column, cells;
    const char *name;
} place[] = {{13, 7, "eps"}, {21, 5, "q"}, {27, 8, "f - opt"}, {36, 5, "r2"}, {43, 3, "opt"}};

enum { EPS_CELL, Q_CELL, F_CELL, R2_CELL, OPT_CELL };

static void put_cell(struct pen *pen, size_t i, enum ink ink, const char *text)
{
    if (place[i].column + place[i].cells <= pen->at.columns)
        pen_put(pen, place[i].column, ink, "%s", text);
}

/*
 * Branches compete in the third digit of f and below: the column shows how far each branch is from
 * the best.
 */
static struct text to_best(const struct chart *chart, const struct chart_branch *branch)
{
    const struct chart_branch *best = theory_best(chart);

    return text_number(branch->here.free_entropy - (best ? best->here.free_entropy : 0.0));
}

static void draw_branch(struct pen *pen, const struct chart *chart,
                        const struct chart_branch *branch, enum ink ink)
{
    const bool is_best = branch == theory_best(chart);
    const struct branch_point *here = &branch->here;
    const char dash = theory_dash(branch);
    char line[8];

    snprintf(line, sizeof line, "%c%c", dash, dash);
    pen_put(pen, 1, is_best ? INK_OPTIMAL : ink, "%c", is_best ? 'o' : ' ');
    pen_put(pen, 3, ink, "%-3s %s", theory_name(branch), line);
    if (here->exists) {
        put_cell(pen, EPS_CELL, INK_TEXT, text_number(here->eps).at);
        put_cell(pen, Q_CELL, INK_TEXT, text_overlap(here->mean_q).at);
        put_cell(pen, F_CELL, INK_TEXT, to_best(chart, branch).at);
        put_cell(pen, R2_CELL, INK_TEXT, text_overlap(here->r2).at);
        put_cell(pen, OPT_CELL, INK_OPTIMAL, is_best ? "opt" : "");
    } else {
        put_cell(pen, EPS_CELL, INK_DIM, "not here");
    }
    pen_next(pen);
}

/* Draws at most `most` lines; the last says how many branches were left out. */
static void draw_branches(struct pen *pen, const struct record *record, const struct chart *chart,
                          int most)
{
    for (size_t i = 0; i < OPT_CELL; i++)
        put_cell(pen, i, INK_DIM, i == F_CELL && !theory_best(chart) ? "f" : place[i].name);
    pen_put(pen, 1, INK_DIM, "branch");
    pen_next(pen);
    for (size_t b = 0; b < chart->branches; b++) {
        if ((int)b + 1 >= most && b + 1 < chart->branches) {
            pen_put(pen, 3, INK_DIM, "and %zu more", chart->branches - b);
            pen_next(pen);
            return;
        }
        draw_branch(pen, chart, &chart->branch[b], theory_ink(record, chart, &chart->branch[b]));
    }
}

/* "opt = sp (alpha > a_eq)". */
static void draw_best(struct pen *pen, const struct chart *chart)
{
    const struct chart_branch *best = theory_best(chart);
    const double equilibrium = chart->transitions.equilibrium;
    const bool is_known = chart->state >= CHART_TRANSITIONS && isfinite(equilibrium);

    if (best) {
        pen_put(pen, 1, INK_OPTIMAL, "o opt = %s%s", theory_name(best),
                !is_known                    ? ""
                : chart->alpha > equilibrium ? "  (alpha > a_eq)"
                                             : "  (alpha < a_eq)");
        pen_next(pen);
    }
}

/* ---- transitions ------------------------------------------------------------------------------*/

static const char *or_word(struct text *text, double value, const char *word)
{
    *text = text_number(value);
    return isfinite(value) ? text->at : word;
}

/* Where the theory may have missed a transition, the word is not "none". */
static const char *word_of(enum theory_absence why)
{
    return why == THEORY_NOT_FOUND ? "not found" : "none";
}

static void draw_transitions(struct pen *pen, const struct chart *chart)
{
    const struct theory_transitions *at = &chart->transitions;
    struct text text;
    int column = 1;

    pen_word(pen, &column, "spinodal a_sp",
             or_word(&text, at->spinodal, word_of(at->spinodal_why)));
    pen_word(pen, &column, "equilibrium a_eq",
             or_word(&text, at->equilibrium, word_of(at->equilibrium_why)));
    pen_word(pen, &column, "algorithmic a_lin", or_word(&text, at->algorithmic, "none"));
    for (size_t i = 0; i < theory_steps_told(at) && i < THEORY_STEPS_MAX; i++) {
        const struct text v = text_short(at->step[i].v);
        char value[WORD_MAX];
        struct text spinodal, equilibrium;
        snprintf(value, sizeof value, "%s a_sp %s a_eq %s", v.at,
                 or_word(&spinodal, at->step[i].spinodal, "not found"),
                 or_word(&equilibrium, at->step[i].equilibrium, "not found"));
        if (column >
            1) /* a line for each: beside other words the value would look like one of them */
            pen_next(pen);
        column = 1;
        pen_word(pen, &column, "|v|", value);
    }
    pen_next(pen);
}

/* ---- the theorist and the data ----------------------------------------------------------------*/

static void draw_progress(struct pen *pen, const struct record *record)
{
    enum { BAR = 10 };
    const struct chart *chart = &record->chart;
    const int done = (int)lround(BAR * fmin(fmax(chart->progress, 0.0), 1.0));
    char state[WORD_MAX];
    int column = 8;

    theory_write_state(record, state, sizeof state);
    if (chart->run == 0 || chart->state == CHART_NONE || chart->state == CHART_READY) {
        const struct rect at = {pen->at.top + pen->row, pen->at.left + 1, pen_lines_left(pen),
                                pen->at.columns - 2};
        char line[WORD_MAX + 16];
        snprintf(line, sizeof line, "%s%s", chart->state == CHART_READY ? "theory " : "", state);
        pen->row += lines_wrap(pen->canvas, at, INK_DIM, line);
        return;
    }
    pen_put(pen, 1, INK_DIM, "theory");
    if (pen->at.columns >= 48)
        column += pen_put(pen, column, INK_PENDING, "[%.*s%.*s] ", done, "##########", BAR - done,
                          "..........");
    pen_put(pen, column, INK_PENDING, "%s", state);
    pen_next(pen);
}

/*
 * Writes the number of data rows, the rows per weight of a d x d matrix, and the memory they take.
 */
static void draw_data(struct pen *pen, const char *name, const struct config *config, enum ink ink)
{
    const double d = (double)config->d, n = (double)config_n(config);
    char words[WORD_MAX];
    int column = 9;

    pen_put(pen, 1, INK_DIM, "%s", name);
    snprintf(words, sizeof words, "n %s ", text_count(n).at);
    pen_whole(pen, &column, ink, words);
    snprintf(words, sizeof words, "n/d² %s ", text_short(n / (d * d)).at);
    pen_whole(pen, &column, ink, words);
    pen_whole(pen, &column, ink, text_bytes(engine_memory(config)).at);
    pen_whole(pen, &column, INK_DIM, " in all");
    pen_next(pen);
}

static void draw_plan(struct pen *pen, const struct view *view)
{
    struct config planned;
    const char *word = view_planned(view, &planned);

    draw_data(pen, "data", &view_shown(view)->now.config, INK_TEXT);
    if (word && planned.alpha != view_config(view)->alpha)
        draw_data(pen, word, &planned, INK_PENDING);
}

/* ---- the panel --------------------------------------------------------------------------------*/

static void draw_dense(struct pen *pen, const struct record *record, const struct chart *chart)
{
    const struct theory_transitions *at = chart ? &chart->transitions : NULL;
    char text[WORD_MAX];
    int column = 1;

    for (size_t b = 0; chart && b < chart->branches; b++) {
        const struct chart_branch *branch = &chart->branch[b];
        if (!branch->here.exists)
            continue;
        snprintf(text, sizeof text, "%s%s %s  ", b == chart->best ? "o " : "", theory_name(branch),
                 text_number(branch->here.eps).at);
        pen_whole(pen, &column, theory_ink(record, chart, branch), text);
    }
    if (column > 1)
        pen_next(pen);
    column = 1;
    if (chart && chart->state >= CHART_TRANSITIONS && isfinite(at->spinodal)) {
        snprintf(text, sizeof text, "a_sp %s  ", text_number(at->spinodal).at);
        pen_whole(pen, &column, INK_TEXT, text);
    }
    if (chart && chart->state >= CHART_TRANSITIONS && isfinite(at->equilibrium)) {
        snprintf(text, sizeof text, "a_eq %s  ", text_number(at->equilibrium).at);
        pen_whole(pen, &column, INK_TEXT, text);
    }
    theory_write_state(record, text, sizeof text);
    const struct rect rest = {pen->at.top + pen->row, pen->at.left + column, pen_lines_left(pen),
                              pen->at.columns - column - 1};
    lines_wrap(pen->canvas, rest, INK_DIM, text);
}

static void draw_table(struct pen *pen, const struct view *view, const struct chart *chart)
{
    enum { LINES_BELOW = 7 }; /* heading, best, transitions, progress, data */
    const struct record *record = view_shown(view);

    if (chart) {
        const int most = pen_lines_left(pen) - LINES_BELOW;
        draw_branches(pen, record, chart, most > 2 ? most : 2);
        draw_best(pen, chart);
        if (chart->state >= CHART_TRANSITIONS)
            draw_transitions(pen, chart);
    }
    draw_progress(pen, record);
    draw_plan(pen, view);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct chart *chart = record_chart(record, CHART_HERE);
    char note[64] = "";

    if (chart)
        snprintf(note, sizeof note, "at alpha %s", text_short(chart->alpha).at);
    struct pen pen = {canvas, panel_frame(canvas, slot, "theory", note), 0};
    if (slot.frame == FRAME_NONE && pen.at.rows <= 3)
        draw_dense(&pen, record, chart);
    else
        draw_table(&pen, view, chart);
}

const struct panel_ops panel_branches = {.name = "branches", .rows = 1, .columns = 1, .draw = draw};
