/* The numbers of this moment: the error with its error bar, train against Delta, the plateau. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "text.h"

enum { TEXT_MAX = 128 };

static void write_eps(const struct record *record, char out[TEXT_MAX])
{
    const double error = record_value(record, SERIES_EPS_SE);

    if (isfinite(error) && error > 0.0) {
        snprintf(out, TEXT_MAX, "%s +-%s", text_number(record_value(record, SERIES_EPS)).at,
                 text_number(error).at);
    } else {
        snprintf(out, TEXT_MAX, "%s%s", text_number(record_value(record, SERIES_EPS)).at,
                 record->now.exact ? " exact" : "");
    }
}

/* The newest plateau; an open one is the last. */
static const struct plateau *last_plateau(const struct snapshot *now)
{
    return now->plateaus > 0 ? &now->plateau[now->plateaus - 1] : NULL;
}

static void write_plateau(const struct snapshot *now, char out[TEXT_MAX])
{
    const struct plateau *last = last_plateau(now);

    if (!last) {
        snprintf(out, TEXT_MAX, "none yet");
        return;
    }
    snprintf(out, TEXT_MAX, "P%zu %s %s %s", now->plateaus, text_number(last->level).at,
             last->open ? "from" : "left",
             text_short(last->open ? last->start_gradients : last->end_gradients).at);
}

/* An escape before the plateau of now is an old one. */
static void write_escape(const struct record *record, char out[TEXT_MAX])
{
    const struct plateau *last = last_plateau(&record->now);
    const struct escape *escape = &record->escape;

    if (escape->found && !(last && last->open && last->start_gradients > escape->gradients))
        snprintf(out, TEXT_MAX, "t=%s", text_short(escape->gradients).at);
    else
        snprintf(out, TEXT_MAX, "%s", last ? "not yet" : "-");
}

static void draw_row(struct pen *pen, const char *name, enum ink ink, const char *value)
{
    pen_put(pen, 1, INK_DIM, "%s", name);
    pen_put(pen, 10, ink, "%s", value);
    pen_next(pen);
}

static void draw_theory(struct pen *pen, const struct record *record)
{
    static const struct {
        enum series series;
        const char *name;
        const char *line;
        enum ink ink;
    } rows[] = {{SERIES_UNI, "uni", "----", INK_UNIVERSAL},
                {SERIES_SPE, "sp", "====", INK_SPECIALISED},
                {SERIES_OPT, "opt", "....", INK_OPTIMAL}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double value = record_value(record, rows[i].series);
        char text[TEXT_MAX];
        if (isfinite(value)) {
            snprintf(text, sizeof text, "%-8s %s", text_number(value).at, rows[i].line);
            draw_row(pen, rows[i].name, rows[i].ink, text);
        }
    }
}

/* The other replicas' error, while there is room. */
static void draw_replicas(struct pen *pen, const struct record *record)
{
    for (size_t i = 1; i < record->replicas; i++) {
        char name[32];
        snprintf(name, sizeof name, "eps #%zu", i);
        draw_row(pen, name, INK_TEXT, text_number(record->now.last[i].value[SERIES_EPS]).at);
    }
}

/* Plateaus before the last one, newest first. */
static void draw_old_plateaus(struct pen *pen, const struct snapshot *now)
{
    for (size_t i = now->plateaus; i-- > 1;) {
        const struct plateau *plateau = &now->plateau[i - 1];
        char text[TEXT_MAX];
        snprintf(text, sizeof text, "P%zu %s %s → %s", i, text_number(plateau->level).at,
                 text_short(plateau->start_gradients).at, text_short(plateau->end_gradients).at);
        draw_row(pen, "", INK_DIM, text);
    }
}

static void draw_rows(const struct record *record, struct pen *pen)
{
    const struct plateau *last = last_plateau(&record->now);
    const bool on_plateau = last && last->open;
    char text[TEXT_MAX];

    write_eps(record, text);
    draw_row(pen, "eps", INK_TEXT, text);
    draw_theory(pen, record);
    snprintf(text, sizeof text, "%-8s Δ %s", text_number(record_value(record, SERIES_TRAIN)).at,
             text_short(record->now.config.noise).at);
    draw_row(pen, "train", INK_TEXT, text);
    write_plateau(&record->now, text);
    draw_row(pen, on_plateau ? "PLATEAU" : "plateau", on_plateau ? INK_EVENT : INK_TEXT, text);
    write_escape(record, text);
    draw_row(pen, "escaped", INK_TEXT, text);
    draw_replicas(pen, record);
    if (isfinite(record_value(record, SERIES_EPS_MEAN)) && pen_lines_left(pen) > 1)
        draw_row(pen, "eps mean", INK_TEXT, text_number(record_value(record, SERIES_EPS_MEAN)).at);
    draw_old_plateaus(pen, &record->now);
}

/* A word that does not fit is left out whole: half a number misleads. */
static void put_word(struct pen *pen, int *column, const char *name, const char *value)
{
    if (*column + (int)(strlen(name) + strlen(value)) < pen->at.columns) {
        *column += pen_put(pen, *column, INK_DIM, "%s ", name);
        *column += pen_put(pen, *column, INK_TEXT, "%s  ", value);
    }
}

/* Two lines for small screens. */
static void draw_dense(const struct record *record, struct pen *pen)
{
    char text[TEXT_MAX];
    int column = 1;

    write_eps(record, text);
    put_word(pen, &column, "eps", text);
    put_word(pen, &column, "q", text_overlap(record_value(record, SERIES_Q)).at);
    put_word(pen, &column, "train", text_number(record_value(record, SERIES_TRAIN)).at);
    pen_next(pen);
    column = 1;
    write_plateau(&record->now, text);
    put_word(pen, &column, "plateau", text);
    if (record->escape.found) {
        write_escape(record, text);
        put_word(pen, &column, "escaped", text);
    }
    snprintf(text, sizeof text, "%zu/%zu", record_specialised(record), record->now.neurons);
    put_word(pen, &column, "specialised", text);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    struct pen pen = {canvas, panel_frame(canvas, slot, "now", ""), 0};

    if (!record->has_snapshot)
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
    else if (slot.frame == FRAME_NONE && pen.at.rows <= 2)
        draw_dense(record, &pen);
    else
        draw_rows(record, &pen);
}

const struct panel_ops panel_now = {.name = "now", .rows = 1, .columns = 1, .draw = draw};
