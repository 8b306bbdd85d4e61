/*
 * The plateaus of the run: how high and how long each is, which branch of the theory it matches and
 * on what evidence; then the times at which neurons were found.
 */
#include <math.h>
#include <stdio.h>

#include "panel.h"
#include "plateau/text.h"

enum { TEXT_MAX = 96 };

static void draw_name(struct pen *pen, int *column, const struct naming *naming)
{
    char words[TEXT_MAX];

    if (!naming->branch[0])
        return;
    if (!naming->is_near)
        pen_whole(pen, column, INK_EVENT, "no branch, ");
    snprintf(words, sizeof words, "%s ", naming->branch);
    pen_whole(pen, column, INK_UNIVERSAL, words);
    snprintf(words, sizeof words, "%+.1f %% ", 100.0 * naming->excess);
    pen_whole(pen, column, INK_TEXT, words);
    if (isfinite(naming->sigmas)) {
        snprintf(words, sizeof words, "%s se ", text_sigmas(naming->sigmas).at);
        pen_whole(pen, column, INK_DIM, words);
    }
    if (naming->nishimori != NISHIMORI_NONE) {
        snprintf(words, sizeof words, "Nishimori %s", nishimori_word(naming->nishimori));
        pen_whole(pen, column, INK_DIM, words);
    }
}

/* Writes "slope -.021 +-.004 over .50 decades": d ln eps / d ln t at present. */
static void draw_slope(struct pen *pen, const struct steepness *by_now)
{
    if (!(by_now->decades > 0.0))
        return;
    pen_put(pen, 1, INK_TEXT, "slope %s +-%s over the last %.2f decades",
            text_overlap(by_now->slope).at, text_overlap(by_now->slope_se).at, by_now->decades);
    pen_next(pen);
}

/* Draws two lines: the plateau's level and branch; its start and length. */
static void draw_plateau(struct pen *pen, const struct findings *found, size_t i)
{
    const struct plateau *plateau = &found->plateau[i];
    const enum ink ink = plateau->open ? INK_EVENT : INK_TEXT;
    int column = 6;

    pen_put(pen, 1, ink, "P%zu", i + 1);
    column += pen_put(pen, column, ink, "%s ", text_number(plateau->level).at);
    draw_name(pen, &column, &found->naming[i]);
    pen_next(pen);
    pen_put(pen, 6, INK_DIM, "t = %s to %s%s, %.2f decades",
            text_short(plateau->start_gradients).at, text_short(plateau->end_gradients).at,
            plateau->open ? " so far" : "", plateau->decades);
    pen_next(pen);
}

/*
 * Writes "floor .00205 since t = 1259": eps is flat at its last level, and the floor is not a
 * plateau.
 */
static void draw_floor(struct pen *pen, const struct findings *found)
{
    if (!found->has_floor)
        return;
    pen_put(pen, 1, INK_SPECIALISED, "floor %s +-%s since t = %s%s",
            text_number(found->floor.level).at, text_number(found->floor.level_se).at,
            text_short(found->floor.start_gradients).at, found->floor.open ? "" : ", left");
    pen_next(pen);
}

static void put_moment(struct pen *pen, int *column, const char *name, struct moment moment)
{
    char words[TEXT_MAX];

    if (!isfinite(moment.gradients))
        return;
    snprintf(words, sizeof words, " %s %s", name, text_short(moment.gradients).at);
    pen_whole(pen, column, INK_DIM, words);
}

/* Writes "layer 2: found 15/30, first t = 76 half 120". */
static void draw_found(struct pen *pen, const struct snapshot *now, size_t l)
{
    const struct found_neurons *found = &now->verdicts.found[0].neurons[l];
    int column = 1;

    if (found->neurons == 0)
        return;
    if (config_layers(&now->config) > 1)
        column += pen_put(pen, column, INK_DIM, "layer %zu: ", l + 1);
    if (found->judged == 0) {
        pen_put(pen, column, INK_DIM, "no neuron differs from chance");
        pen_next(pen);
        return;
    }
    column += pen_put(pen, column, INK_TEXT, "found %zu/%zu", found->found, found->neurons);
    put_moment(pen, &column, " t: first", found->first);
    put_moment(pen, &column, "half", found->half);
    put_moment(pen, &column, "all", found->all);
    pen_next(pen);
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct snapshot *now = &record->now;
    char title[PANEL_TITLE_MAX];

    panel_title(record, "plateaus", title);
    struct pen pen = {canvas, panel_frame(canvas, slot, title, ""), 0};

    if (!record->has_snapshot) {
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    for (size_t l = 0; !record_holds(record) && l < config_layers(&now->config); l++)
        draw_found(&pen, now, l);
    draw_slope(&pen, &now->verdicts.found[0].steepness);
    if (now->verdicts.found[0].passage.found) {
        pen_put(&pen, 1, INK_TEXT, "halfway to specialised at t = %s, step %llu",
                text_short(now->verdicts.found[0].passage.gradients).at,
                (unsigned long long)now->verdicts.found[0].passage.step);
        pen_next(&pen);
    }
    if (now->verdicts.found[0].escape.found) {
        pen_put(&pen, 1, INK_EVENT, "escape at t = %s, step %llu",
                text_short(now->verdicts.found[0].escape.gradients).at,
                (unsigned long long)now->verdicts.found[0].escape.step);
        pen_next(&pen);
    }
    draw_floor(&pen, &now->verdicts.found[0]);
    if (now->verdicts.found[0].plateaus == 0)
        pen_put(&pen, 1, INK_DIM, "no plateau yet");
    for (size_t i = now->verdicts.found[0].plateaus; i-- > 0;)
        draw_plateau(&pen, &now->verdicts.found[0], i);
}

const struct panel_ops panel_evidence = {.name = "evidence", .rows = 1, .columns = 1, .draw = draw};
