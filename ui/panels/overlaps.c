/* The overlaps with the teacher's neurons: curves over the x axis of the error where there is room,
 * numbers with bars otherwise. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "curve.h"
#include "panel.h"
#include "text.h"
#include "theory.h"

/* The readout groups only when there are several: one group is the mean itself. */
static size_t groups_of(const struct record *record)
{
    const size_t groups = record->now.groups;

    return groups < 2 ? 0 : groups > Q_GROUPS_MAX ? Q_GROUPS_MAX : groups;
}

static enum series group_series(size_t group)
{
    return (enum series)(SERIES_Q_V1 + (int)group);
}

/* "v1" for the column q_v1. */
static const char *group_name(size_t group)
{
    return series_column(group_series(group)) + strlen("q_");
}

/* ---- theory -----------------------------------------------------------------------------------*/

/* NaN when nothing is known of it. */
static double overlap_in(const struct chart_branch *branch, enum series series)
{
    if (!branch || !branch->here.exists)
        return (double)NAN;
    return series == SERIES_Q    ? branch->here.mean_q
           : series == SERIES_R2 ? branch->here.r2
                                 : branch->here.group[series - SERIES_Q_V1];
}

/* What the optimal student would have at the parameters in force. */
static double theory_of(const struct record *record, enum series series)
{
    const struct chart *chart = record_chart(record, CHART_HERE);

    if (!chart || record_is_old(record, chart))
        return (double)NAN;
    return overlap_in(theory_best(chart), series);
}

/* A level at the right edge, with its name beside it. */
static void draw_tick(struct plot *plot, double level, enum ink ink, const char *name)
{
    const struct rect in = plot->inside;
    int row, column;

    if (!plot_cell(plot, plot->x.max, level, &row, &column))
        return;
    plot_mark(plot, plot->x.max, level, plot->canvas->unicode ? 0x25c4 /* ◄ */ : '<', ink);
    plot_words(plot, row, in.left + in.columns - 2 - (int)strlen(name), ink, name);
}

/* Of one branch: each readout group, or the mean where there is one group. */
static void draw_branch_ticks(struct plot *plot, const struct record *record,
                              const struct chart *chart, const struct chart_branch *branch)
{
    const enum ink ink = theory_ink(record, chart, branch);
    const size_t groups = groups_of(record);
    char name[40];

    for (size_t i = groups; i-- > 0;) {
        snprintf(name, sizeof name, "%s %s", theory_name(branch), group_name(i));
        draw_tick(plot, overlap_in(branch, group_series(i)), ink, name);
    }
    if (groups == 0)
        draw_tick(plot, overlap_in(branch, SERIES_Q), ink, theory_name(branch));
}

static void draw_ticks(struct plot *plot, const struct record *record)
{
    const struct chart *chart = record_chart(record, CHART_HERE);

    for (size_t b = 0; chart && b < chart->branches; b++)
        if (b == chart->best || theory_dash(&chart->branch[b]) != '.')
            draw_branch_ticks(plot, record, chart, &chart->branch[b]);
}

struct pair {
    char at[2 * sizeof(struct text)];
};

/* ".31" or, with a theory to hold it to, ".31/.29". */
static struct pair value_text(const struct record *record, enum series series)
{
    const struct text value = text_overlap(record_value(record, series));
    const double theory = theory_of(record, series);
    struct pair pair;

    snprintf(pair.at, sizeof pair.at, "%s%s%s", value.at, isfinite(theory) ? "/" : "",
             isfinite(theory) ? text_overlap(theory).at : "");
    return pair;
}

static const char *note_of_theory(const struct record *record)
{
    return isfinite(theory_of(record, SERIES_Q)) ? "run/theory" : "";
}

/* ---- numbers ----------------------------------------------------------------------------------*/

/* What is drawn as `length` cells, with the chance level marked. */
static void draw_bar(struct pen *pen, int column, int length, double value, double chance,
                     enum ink ink)
{
    const int row = pen->at.top + pen->row, left = pen->at.left + column;
    const int filled = isfinite(value) ? (int)lround(fmin(fmax(value, 0.0), 1.0) * length) : 0;

    if (pen_lines_left(pen) <= 0)
        return;
    for (int i = 0; i < length; i++) {
        canvas_put(pen->canvas, row, left + i, i < filled ? 0x2588 : 0xb7, /* █ and · */
                   i < filled ? ink : INK_DIM, 0);
    }
    if (isfinite(chance) && length > 0) {
        const int at = (int)fmin(fmax(chance, 0.0) * length, length - 1);
        canvas_put(pen->canvas, row, left + at, 0x2502 /* │ */, INK_EVENT, 0);
    }
}

/* Cells behind the bars for the readout of a group; all bars are of one length. */
static int note_cells(const struct pen *pen)
{
    enum { NOTE_CELLS = 10, LEAST_COLUMNS = 36 };

    return pen->at.columns < LEAST_COLUMNS ? 0 : NOTE_CELLS;
}

static void draw_row(struct pen *pen, const struct record *record, enum series series,
                     const char *name, double chance, enum ink ink, double readout)
{
    const int end = pen->at.columns - 1 - note_cells(pen);
    const int bar = isfinite(theory_of(record, SERIES_Q)) ? 16 : 11;

    pen_put(pen, 1, INK_DIM, "%s", name);
    pen_put(pen, 5, INK_TEXT, "%s", value_text(record, series).at);
    draw_bar(pen, bar, end - bar, record_value(record, series), chance, ink);
    if (isfinite(readout) && note_cells(pen) > 0)
        pen_put(pen, end + 1, INK_DIM, "|v|=%s", text_short(readout).at);
    pen_next(pen);
}

static void draw_count(struct pen *pen, const struct record *record)
{
    if (record->now.neurons > 0) {
        pen_put(pen, 1, INK_TEXT, "specialised %zu/%zu", record->now.specialised,
                record->now.neurons);
        pen_next(pen);
    }
}

/* Two groups a line, without bars, when one a line does not fit. */
static void draw_groups(struct pen *pen, const struct record *record, double chance)
{
    const size_t groups = groups_of(record);
    const bool fits = pen_lines_left(pen) > (int)groups; /* one is for the chance */

    for (size_t i = 0; i < groups; i++) {
        if (fits) {
            draw_row(pen, record, group_series(i), group_name(i), chance, curve_ink(i + 2),
                     record->now.group_readout[i]);
            continue;
        }
        const int column = 1 + (int)(i % 2) * (pen->at.columns / 2);
        pen_put(pen, column, INK_DIM, "%s", group_name(i));
        pen_put(pen, column + 4, curve_ink(i + 2), "%s", value_text(record, group_series(i)).at);
        if (i % 2 == 1 || i + 1 == groups)
            pen_next(pen);
    }
}

static void draw_numbers(const struct record *record, struct canvas *canvas, struct rect inside)
{
    struct pen pen = {canvas, inside, 0};
    const double chance = record_value(record, SERIES_Q_NULL);

    if (!record->has_snapshot) {
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    draw_row(&pen, record, SERIES_Q, "q", chance, INK_RUN, (double)NAN);
    if (isfinite(record_value(record, SERIES_R2)))
        draw_row(&pen, record, SERIES_R2, "r2", (double)NAN, INK_RUN_2, (double)NAN);
    draw_count(&pen, record);
    draw_groups(&pen, record, chance);
    if (isfinite(chance))
        pen_put(&pen, 1, INK_DIM, "│ chance %s", text_overlap(chance).at);
}

/* Below the curves: what each of them is and where it stands. */
static void draw_legend(struct pen *pen, const struct record *record)
{
    static const enum series shown[] = {SERIES_Q, SERIES_R2};
    const bool unicode = pen->canvas->unicode;
    const int groups = (int)groups_of(record);
    const int theory_cells = *note_of_theory(record) ? 5 * (groups + 2) : 0;
    const bool has_room = pen->at.columns >= 36 + 18 * groups + theory_cells;
    int column = 1;

    for (size_t i = 0; i < groups_of(record) + 2; i++) {
        const enum series series = i < 2 ? shown[i] : group_series(i - 2);
        const double value = record_value(record, series);
        if (!isfinite(value))
            continue;
        char mark[4] = "━";
        if (!unicode)
            snprintf(mark, sizeof mark, "%c", curve_mark(i));
        column += pen_put(pen, column, curve_ink(i), "%s ", mark);
        column += pen_put(pen, column, INK_TEXT, "%s %s  ",
                          i < 2 ? series_column(series) : group_name(i - 2),
                          value_text(record, series).at);
        if (i >= 2 && has_room)
            column += pen_put(pen, column - 1, INK_DIM, "|v|=%s  ",
                              text_short(record->now.group_readout[i - 2]).at) -
                      1;
    }
    const double chance = record_value(record, SERIES_Q_NULL);
    if (isfinite(chance))
        pen_put(pen, column, INK_DIM, "┄ chance %s", text_overlap(chance).at);
}

static void draw_curves(const struct view *view, struct canvas *canvas, struct rect inside)
{
    const struct record *record = view_shown(view);
    const double chance = record_value(record, SERIES_Q_NULL);
    const struct axis y = {0.0, 1.0, false};
    struct rect frame = inside;

    frame.rows--;
    struct plot plot = plot_begin(canvas, frame, view->x, y);
    if (isfinite(chance))
        plot_level(&plot, chance, plot.x.min, plot.x.max, '-', INK_DIM);
    for (size_t i = groups_of(record); i-- > 0;)
        curve_draw(&plot, view, 0, group_series(i), curve_ink(i + 2), curve_mark(i + 2));
    curve_draw(&plot, view, 0, SERIES_R2, INK_RUN_2, curve_mark(1));
    curve_draw(&plot, view, 0, SERIES_Q, INK_RUN, curve_mark(0));
    curve_label(&plot, view, 0, SERIES_Q, INK_RUN, "q");
    curve_label(&plot, view, 0, SERIES_R2, INK_RUN_2, "r2");
    for (size_t i = 0; i < groups_of(record); i++)
        curve_label(&plot, view, 0, group_series(i), curve_ink(i + 2), group_name(i));
    draw_ticks(&plot, record);
    struct pen pen = {canvas, inside, inside.rows - 1};
    draw_legend(&pen, record);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const bool curves = slot.frame == FRAME_BOX && slot.at.rows >= 9 && slot.at.columns >= 40;
    const char *theory = note_of_theory(view_shown(view));
    char note[64];

    snprintf(note, sizeof note, "%s%s%s", theory, curves && *theory ? " | " : "",
             curves ? "x shared" : "");
    const struct rect inside = panel_frame(canvas, slot, "overlaps", note);

    if (curves)
        draw_curves(view, canvas, inside);
    else
        draw_numbers(view_shown(view), canvas, inside);
}

const struct panel_ops panel_overlaps = {
    .name = "overlaps", .rows = 4, .columns = 24, .draw = draw};
