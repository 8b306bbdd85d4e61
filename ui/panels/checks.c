/*
 * Whether the sampler draws from the posterior: checks that hold for a sampler at equilibrium. A
 * check is a function that draws its rows, or nothing where the run lacks its numbers, and one line
 * in `checks`.
 */
#include <math.h>
#include <stdio.h>

#include "panel.h"
#include "plateau/learner.h"
#include "plateau/text.h"

static void draw_figure(struct pen *pen, const char *name, struct figure figure, const char *want)
{
    char value[80];

    if (!isfinite(figure.mean))
        return;
    snprintf(value, sizeof value, "%s +- %s", text_number(figure.mean).at,
             text_number(figure.se).at);
    pen_row(pen, name, value, want);
}

/*
 * Draws Nishimori's identities: the teacher must have the residuals, distances and overlaps of one
 * more posterior sample.
 */
static void draw_nishimori(struct pen *pen, const struct record *record)
{
    const struct nishimori *nishimori = &record->now.verdicts.health.nishimori;

    if (nishimori->verdict == NISHIMORI_NONE)
        return;
    pen_row(pen, "Nishimori", nishimori_word(nishimori->verdict), "");
    draw_figure(pen, "  <r2> / Δ", nishimori->residual, "  1 at equilibrium");
    draw_figure(pen, "  d_ss / d_st", nishimori->distance, "  1 at equilibrium");
    draw_figure(pen, "  q_ss - q_st", nishimori->overlap, "  0 at equilibrium");
}

static void draw_chain(struct pen *pen, const char *name, const struct mixing *mixing,
                       double gradients_per_second)
{
    const double per_gradient = mixing->ess / mixing->clock;
    const double per_second = per_gradient * gradients_per_second;
    char more[96];
    int end;

    if (!(mixing->ess > 0.0))
        return;
    end = snprintf(more, sizeof more, "  R-hat %s", text_number(mixing->rhat).at);
    if (per_second > 0.0)
        end +=
            snprintf(more + end, sizeof more - (size_t)end, "  %s/s", text_number(per_second).at);
    snprintf(more + end, sizeof more - (size_t)end, "  %s per gradient",
             text_number(per_gradient).at);
    pen_row(pen, name, text_number(mixing->ess).at, more);
}

/* Split R-hat: 1 when all halves of all chains agree. */
static void draw_mixing(struct pen *pen, const struct record *record)
{
    const struct snapshot *now = &record->now;

    draw_chain(pen, "ESS of eps", &now->verdicts.health.eps, now->gradients_per_second);
    draw_chain(pen, "ESS of q", &now->verdicts.health.q, now->gradients_per_second);
}

/*
 * Draws the error of the posterior mean. One sample has twice that error, and the running mean
 * tends to the posterior mean.
 */
static void draw_mean(struct pen *pen, const struct record *record)
{
    const double mean = record_value(record, SERIES_EPS_MEAN);
    char more[64];

    if (!isfinite(mean))
        return;
    snprintf(more, sizeof more, "  half-Gibbs %s",
             text_number(0.5 * record_value(record, SERIES_EPS_GIBBS)).at);
    pen_row(pen, "eps of mean", text_number(mean).at, more);
}

/*
 * Draws the residuals of the present weights against the noise: one sample, without an error bar,
 * until the run has a mean.
 */
static void draw_residual(struct pen *pen, const struct record *record)
{
    const double noise = record->now.config.noise, train = record_value(record, SERIES_TRAIN);

    if (noise > 0.0 && isfinite(train) &&
        record->now.verdicts.health.nishimori.verdict == NISHIMORI_NONE)
        pen_row(pen, "train / Δ", text_number(train / noise).at, "  now; 1 at equilibrium");
}

/* Draws students of the same data that started elsewhere, side by side. */
static void draw_replicas(struct pen *pen, const struct record *record)
{
    for (size_t i = 0; record->replicas > 1 && i < record->replicas; i++) {
        const double *value = record->now.last[i].value;
        char name[32], more[64];
        snprintf(name, sizeof name, "replica #%zu", i);
        snprintf(more, sizeof more, "  q %s", text_overlap(value[SERIES_Q]).at);
        pen_row(pen, name, text_number(value[SERIES_EPS]).at, more);
    }
}

/*
 * Compares a chain that started at the teacher with one that started elsewhere: at equilibrium both
 * agree.
 */
static void draw_twins(struct pen *pen, const struct record *record)
{
    const struct twins *twins = &record->now.verdicts.health.twins;
    const double ratio = 1.0 + twins->excess;
    char gap[40], more[96];

    if (twins->verdict == TWINS_NONE)
        return;
    if (ratio < 10.0)
        snprintf(gap, sizeof gap, "%+.3g %%", 100.0 * twins->excess);
    else
        snprintf(gap, sizeof gap, "x %s", text_short(ratio).at);
    snprintf(more, sizeof more, "  %s  %+.2g se  eps of #%zu over #0", gap, twins->sigmas,
             twins->replica);
    pen_row(pen, "twins", twins_word(twins->verdict), more);
}

static void (*const checks[])(struct pen *pen, const struct record *record) = {
    draw_residual, draw_nishimori, draw_mixing, draw_twins, draw_mean, draw_replicas,
};

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    struct pen pen = {canvas, panel_frame(canvas, slot, "checks of the posterior", ""), 0};

    if (!record->has_snapshot) {
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    if (learner_eps_kind(record->now.config.algorithm) != EPS_HALF_GIBBS) {
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
