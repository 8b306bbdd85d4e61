/* The numbers of this moment: the error with its error bar, train against Delta, the plateau. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "plateau/text.h"
#include "theory.h"

enum { TEXT_MAX = 128, VALUE_AT = 10 };

/* Writes the error bar of eps. */
static void write_error(const struct record *record, char out[TEXT_MAX])
{
    const double error = record_value(record, SERIES_EPS_SE);

    if (isfinite(error) && error > 0.0)
        snprintf(out, TEXT_MAX, " +-%s", text_number(error).at);
    else
        snprintf(out, TEXT_MAX, "%s", record->now.exact ? " exact" : "");
}

/* Returns the newest plateau; an open plateau is the last. */
static const struct plateau *last_plateau(const struct snapshot *now)
{
    return now->verdicts.found[0].plateaus > 0
               ? &now->verdicts.found[0].plateau[now->verdicts.found[0].plateaus - 1]
               : NULL;
}

/* Writes the number of the plateau and its level. */
static void write_plateau(const struct snapshot *now, char out[TEXT_MAX])
{
    const struct plateau *last = last_plateau(now);

    if (last)
        snprintf(out, TEXT_MAX, "P%zu %s", now->verdicts.found[0].plateaus,
                 text_number(last->level).at);
    else
        snprintf(out, TEXT_MAX, "none yet");
}

/* Returns the word before its time: since when it lasts, or when it ended. */
static const char *plateau_verb(const struct plateau *plateau)
{
    return plateau->open ? "since" : "ended";
}

static struct text plateau_time(const struct plateau *plateau)
{
    return text_short(plateau->open ? plateau->start_gradients : plateau->end_gradients);
}

/* Returns how many plateaus had begun before the escape: the run escaped from the last of them. */
static size_t escaped_from(const struct record *record)
{
    const struct findings *found = &record->now.verdicts.found[0];
    size_t i = found->plateaus;

    while (i > 0 && found->plateau[i - 1].start_gradients > record->escape.gradients)
        i--;
    return i;
}

/* An escape before the present plateau is an old one, and is left out. */
static void write_escape(const struct record *record, char out[TEXT_MAX])
{
    const struct plateau *last = last_plateau(&record->now);
    const struct escape *escape = &record->escape;
    const size_t from = escaped_from(record);
    const bool is_old = from < record->now.verdicts.found[0].plateaus;

    if (escape->found && is_old && from > 0 && !last->open)
        snprintf(out, TEXT_MAX, "P%zu t=%s", from, text_short(escape->gradients).at);
    else if (escape->found && !is_old)
        snprintf(out, TEXT_MAX, "t=%s", text_short(escape->gradients).at);
    else
        snprintf(out, TEXT_MAX, "%s", last ? "not yet" : "-");
}

/* Leaves `more` out whole where it does not fit: half a number misleads. */
static void put_values(struct pen *pen, int column, enum ink ink, const char *value,
                       const char *more)
{
    const bool fits = column + canvas_count(value) + canvas_count(more) <= pen->at.columns;

    pen_put(pen, column, ink, "%s%s", value, fits ? more : "");
    pen_next(pen);
}

static void draw_long_row(struct pen *pen, const char *name, enum ink ink, const char *value,
                          const char *more)
{
    const int end = 2 + pen_put(pen, 1, INK_DIM, "%s", name);

    put_values(pen, end > VALUE_AT ? end : VALUE_AT, ink, value, more);
}

static void draw_row(struct pen *pen, const char *name, enum ink ink, const char *value)
{
    draw_long_row(pen, name, ink, value, "");
}

/* Returns the branch whose error is the optimal one; NULL when it is neither of the two above. */
static const char *branch_of_optimal(const struct record *record, const struct chart *chart,
                                     double optimal)
{
    if (chart && theory_best(chart))
        return theory_name(theory_best(chart));
    return optimal == record_value(record, SERIES_SPE)   ? theory_name_of_error(record, optimal)
           : optimal == record_value(record, SERIES_UNI) ? "uni"
                                                         : NULL;
}

/* Writes "= sp (a > a_eq)" in place of a number that stands above already. */
static void name_optimal(const struct record *record, double optimal, char out[TEXT_MAX])
{
    const struct chart *chart = record_chart(record, CHART_HERE);
    const char *side = "";

    if (chart && record_is_old(record, chart))
        chart = NULL;
    const char *name = branch_of_optimal(record, chart, optimal);
    if (!name)
        return;
    if (chart && chart->state >= CHART_TRANSITIONS && isfinite(chart->transitions.equilibrium))
        side = chart->alpha > chart->transitions.equilibrium ? " (a > a_eq)" : " (a < a_eq)";
    snprintf(out, TEXT_MAX, "= %s%s", name, strlen(name) > 3 ? "" : side);
}

static void draw_theory(struct pen *pen, const struct record *record)
{
    const struct {
        enum series series;
        const char *name;
        const char *line;
        enum ink ink;
    } rows[] = {{SERIES_UNI, "uni", "----", INK_UNIVERSAL},
                {SERIES_SPE, theory_name_of_error(record, record_value(record, SERIES_SPE)),
                 "====", INK_SPECIALISED},
                {SERIES_OPT, "opt", "oooo", INK_OPTIMAL}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double value = record_value(record, rows[i].series);
        char text[TEXT_MAX];
        if (isfinite(value)) {
            snprintf(text, sizeof text, "%-8s %s", text_number(value).at, rows[i].line);
            if (rows[i].series == SERIES_OPT)
                name_optimal(record, value, text);
            draw_row(pen, rows[i].name, rows[i].ink, text);
        }
    }
}

/* Draws the errors of the other replicas while there is room. */
static void draw_replicas(struct pen *pen, const struct record *record)
{
    for (size_t i = 1; i < record->replicas; i++) {
        char name[32];
        snprintf(name, sizeof name, "eps #%zu", i);
        draw_row(pen, name, INK_TEXT, text_number(record->now.last[i].value[SERIES_EPS]).at);
    }
}

/* Draws the plateaus before the last one, newest first. */
static void draw_old_plateaus(struct pen *pen, const struct snapshot *now)
{
    for (size_t i = now->verdicts.found[0].plateaus; i-- > 1;) {
        const struct plateau *plateau = &now->verdicts.found[0].plateau[i - 1];
        char value[TEXT_MAX], more[TEXT_MAX];
        snprintf(value, sizeof value, "%-7s", text_number(plateau->level).at);
        snprintf(more, sizeof more, " %s → %s", text_short(plateau->start_gradients).at,
                 text_short(plateau->end_gradients).at);
        pen_put(pen, 1, INK_DIM, "P%zu", i);
        put_values(pen, 5, INK_DIM, value, more);
    }
}

/* Takes two rows, or one where the theory has taken the room. */
static void draw_plateau(const struct snapshot *now, struct pen *pen)
{
    const struct plateau *last = last_plateau(now);
    const bool is_open = last && last->open, has_room = pen_lines_left(pen) > 2;
    const enum ink ink = is_open ? INK_EVENT : INK_TEXT;
    char text[TEXT_MAX], more[TEXT_MAX] = "";

    write_plateau(now, text);
    if (last && !has_room)
        snprintf(more, sizeof more, " %s %s", plateau_verb(last), plateau_time(last).at);
    draw_long_row(pen, is_open ? "PLATEAU" : "plateau", ink, text, more);
    if (last && has_room) {
        snprintf(text, sizeof text, "t=%s", plateau_time(last).at);
        draw_row(pen, plateau_verb(last), ink, text);
    }
}

static void draw_rows(const struct record *record, struct pen *pen)
{
    char value[TEXT_MAX], text[TEXT_MAX];

    write_error(record, text);
    draw_long_row(pen, record->replicas > 1 ? "eps #0" : "eps", INK_TEXT,
                  text_number(record_value(record, SERIES_EPS)).at, text);
    draw_theory(pen, record);
    snprintf(value, sizeof value, "%-8s", text_number(record_value(record, SERIES_TRAIN)).at);
    snprintf(text, sizeof text, " Δ %s", text_short(record->now.config.noise).at);
    draw_long_row(pen, "train", INK_TEXT, value, text);
    draw_plateau(&record->now, pen);
    write_escape(record, text);
    draw_row(pen, "escaped", INK_TEXT, text);
    draw_replicas(pen, record);
    if (isfinite(record_value(record, SERIES_EPS_MEAN)) && pen_lines_left(pen) > 1)
        draw_row(pen, "eps mean", INK_TEXT, text_number(record_value(record, SERIES_EPS_MEAN)).at);
    draw_old_plateaus(pen, &record->now);
}

/* Leaves a word that does not fit out whole: half a number misleads. */
static void put_word(struct pen *pen, int *column, const char *name, const char *value)
{
    if (*column + (int)(strlen(name) + strlen(value)) < pen->at.columns) {
        *column += pen_put(pen, *column, INK_DIM, "%s ", name);
        *column += pen_put(pen, *column, INK_TEXT, "%s  ", value);
    }
}

/* Two lines for small screens, with the most important words first. */
static void draw_dense(const struct record *record, struct pen *pen)
{
    const struct plateau *last = last_plateau(&record->now);
    char text[TEXT_MAX];
    int column = 1;

    put_word(pen, &column, "eps", text_number(record_value(record, SERIES_EPS)).at);
    put_word(pen, &column, "q", text_overlap(record_value(record, SERIES_Q)).at);
    put_word(pen, &column, "step", text_count((double)record->now.step).at);
    put_word(pen, &column, "train", text_number(record_value(record, SERIES_TRAIN)).at);
    pen_next(pen);
    column = 1;
    write_plateau(&record->now, text);
    put_word(pen, &column, "plateau", text);
    if (last && !record->escape.found)
        put_word(pen, &column, plateau_verb(last), plateau_time(last).at);
    if (record->escape.found) {
        write_escape(record, text);
        put_word(pen, &column, "escaped", text);
    }
    snprintf(text, sizeof text, "%zu/%zu", record->now.specialised, record->now.neurons);
    if (record->now.neurons > 0)
        put_word(pen, &column, "specialised", text);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    char title[32], note[TEXT_MAX] = "";

    panel_title(record, "now", title);
    if (record->has_snapshot)
        snprintf(note, sizeof note, "at step %s", text_count((double)record->now.last[0].step).at);
    struct pen pen = {canvas, panel_frame(canvas, slot, title, note), 0};

    if (!record->has_snapshot)
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
    else if (slot.frame == FRAME_NONE && pen.at.rows <= 2)
        draw_dense(record, &pen);
    else
        draw_rows(record, &pen);
}

const struct panel_ops panel_now = {.name = "now", .rows = 1, .columns = 1, .draw = draw};
