/* Whether what is drawn is the posterior: what holds of a sampler at equilibrium, check by check. A
 * check is a function that draws its rows, or none where the run has no number for it, and one line
 * in `checks`. */
#include <math.h>
#include <stdio.h>

#include "panel.h"
#include "plateau/learner.h"
#include "text.h"

enum { VALUE_AT = 15 };

static void draw_row(struct pen *pen, const char *name, const char *value, const char *more)
{
    pen_put(pen, 1, INK_DIM, "%s", name);
    int column = VALUE_AT;
    pen_whole(pen, &column, INK_TEXT, value);
    pen_whole(pen, &column, INK_DIM, more);
    pen_next(pen);
}

static void draw_figure(struct pen *pen, const char *name, struct figure figure, const char *want)
{
    char value[80];

    if (!isfinite(figure.mean))
        return;
    snprintf(value, sizeof value, "%s +- %s", text_number(figure.mean).at,
             text_number(figure.se).at);
    draw_row(pen, name, value, want);
}

/* Residuals, distances and overlaps that the teacher must have as one more sample would. */
static void draw_nishimori(struct pen *pen, const struct record *record)
{
    const struct nishimori *nishimori = &record->now.health.nishimori;

    if (nishimori->verdict == VERDICT_NONE)
        return;
    draw_row(pen, "Nishimori", nishimori_verdict(nishimori->verdict), "");
    draw_figure(pen, "  <r2> / Δ", nishimori->residual, "  1 at equilibrium");
    draw_figure(pen, "  d_ss / d_st", nishimori->distance, "  1 at equilibrium");
    draw_figure(pen, "  q_ss - q_st", nishimori->overlap, "  0 at equilibrium");
}

static void draw_chain(struct pen *pen, const char *name, const struct mixing *mixing)
{
    char value[64], more[64];

    if (!(mixing->ess > 0.0))
        return;
    snprintf(value, sizeof value, "%s", text_number(mixing->ess).at);
    snprintf(more, sizeof more, "  split R-hat %s", text_number(mixing->rhat).at);
    draw_row(pen, name, value, more);
}

static void draw_mixing(struct pen *pen, const struct record *record)
{
    draw_chain(pen, "ESS of eps", &record->now.health.eps);
    draw_chain(pen, "ESS of q", &record->now.health.q);
}

/* One sample has twice the error of the posterior mean, which a running mean tends to. */
static void draw_mean(struct pen *pen, const struct record *record)
{
    const double mean = record_value(record, SERIES_EPS_MEAN);
    char more[64];

    if (!isfinite(mean))
        return;
    snprintf(more, sizeof more, "  half-Gibbs %s",
             text_number(0.5 * record_value(record, SERIES_EPS_GIBBS)).at);
    draw_row(pen, "eps of mean", text_number(mean).at, more);
}

/* Residuals of the present weights against the noise: one sample, without an error bar. */
static void draw_residual(struct pen *pen, const struct record *record)
{
    const double noise = record->now.config.noise, train = record_value(record, SERIES_TRAIN);

    if (noise > 0.0 && isfinite(train))
        draw_row(pen, "train / Δ", text_number(train / noise).at, "  now; 1 at equilibrium");
}

/* Students of the same data that started elsewhere, side by side. */
static void draw_replicas(struct pen *pen, const struct record *record)
{
    for (size_t i = 0; record->replicas > 1 && i < record->replicas; i++) {
        const double *value = record->now.last[i].value;
        char name[32], more[64];
        snprintf(name, sizeof name, "replica #%zu", i);
        snprintf(more, sizeof more, "  q %s", text_overlap(value[SERIES_Q]).at);
        draw_row(pen, name, text_number(value[SERIES_EPS]).at, more);
    }
}

/* One from the teacher and one from elsewhere: where they agree, that is equilibrium. */
static void draw_twins(struct pen *pen, const struct record *record)
{
    const struct twins *twins = &record->now.health.twins;
    char value[64], more[64];

    if (twins->verdict == TWINS_NONE)
        return;
    snprintf(value, sizeof value, "%+.3g %%", 100.0 * twins->excess);
    snprintf(more, sizeof more, "  #%zu over #0, %+.2g se: %s", twins->replica, twins->sigmas,
             twins_verdict(twins->verdict));
    draw_row(pen, "twins", value, more);
}

static void (*const checks[])(struct pen *pen, const struct record *record) = {
    draw_residual, draw_nishimori, draw_mixing, draw_mean, draw_replicas, draw_twins,
};

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct learner_ops *learner = learner_at(record->now.config.algorithm);
    struct pen pen = {canvas, panel_frame(canvas, slot, "checks of the posterior", ""), 0};

    if (!record->has_snapshot) {
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    if (!learner || !learner->samples_posterior) {
        pen_put(&pen, 1, INK_DIM, "%s draws no posterior samples",
                view_algorithm(view, &record->now.config));
        pen_next(&pen);
        draw_nishimori(&pen, record);
        return;
    }
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](&pen, record);
}

const struct panel_ops panel_checks = {.name = "checks", .rows = 3, .columns = 28, .draw = draw};
