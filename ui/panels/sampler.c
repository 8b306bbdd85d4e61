/* How the algorithm works: acceptance, step, energy and divergences of a sampler, the rate and the
 * batch of an optimiser, how far training and test errors are apart, and all its parameters. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "plateau/learner.h"
#include "text.h"

enum { VALUE_AT = 15, BAR = 10, BAR_CELLS = BAR + 4 };

static void draw_row(struct pen *pen, const char *name, const char *value, const char *more)
{
    pen_put(pen, 1, INK_DIM, "%s", name);
    int column = VALUE_AT;
    pen_whole(pen, &column, INK_TEXT, value);
    pen_whole(pen, &column, INK_DIM, more);
    pen_next(pen);
}

/* "[#######...]" */
static void write_bar(double part, char out[BAR_CELLS + 1])
{
    const int done = (int)lround(BAR * fmin(fmax(part, 0.0), 1.0));

    snprintf(out, BAR_CELLS + 1, "  [..........]");
    memset(out + 3, '#', (size_t)done);
}

/* Below this an E-BFMI is taken for a warning in the field. */
static const double low_bfmi = 0.3;

/* What the learner tells of itself: what is not available has no row. The rate of an optimiser is
 * one of its parameters. */
static void draw_diagnostics(struct pen *pen, const struct record *record)
{
    static const struct {
        enum series series;
        const char *name, *more;
    } counts[] = {{SERIES_TREE_DEPTH, "tree depth", "  last trajectory"},
                  {SERIES_DIVERGENCES, "divergences", "  since the start"}};
    const double accept = record_value(record, SERIES_ACCEPT);
    const double step = record_value(record, SERIES_STEP_SIZE);
    const double energy = record_value(record, SERIES_ENERGY_ERROR);
    const double bfmi = record_value(record, SERIES_BFMI);
    const double gradient = record_value(record, SERIES_GRADIENT);
    char bar[BAR_CELLS + 1];

    if (isfinite(accept)) {
        write_bar(accept, bar);
        draw_row(pen, "acceptance", text_overlap(accept).at, bar);
    }
    if (isfinite(step))
        draw_row(pen, "step size", text_number(step).at, "  in force");
    if (isfinite(energy))
        draw_row(pen, "energy error", text_number(energy).at, "  last trajectory");
    if (isfinite(bfmi))
        draw_row(pen, "E-BFMI", text_overlap(bfmi).at, bfmi < low_bfmi ? "  low: (!) slow" : "");
    if (isfinite(gradient))
        draw_row(pen, "gradient", text_number(gradient).at, "  norm, last batch");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const double value = record_value(record, counts[i].series);
        if (isfinite(value))
            draw_row(pen, counts[i].name, text_count(value).at, counts[i].more);
    }
}

/* A test label has the noise of a training label: what remains is what was learnt by heart. */
static void draw_gap(struct pen *pen, const struct record *record)
{
    const double train = record_value(record, SERIES_TRAIN);
    const double test = record_value(record, SERIES_EPS_GIBBS) + record->now.config.noise;
    char more[64];

    if (!isfinite(train) || !isfinite(test))
        return;
    snprintf(more, sizeof more, "  train %s", text_number(train).at);
    draw_row(pen, "test, noisy", text_number(test).at, more);
    snprintf(more, sizeof more, "  %s of Δ",
             text_number((test - train) / record->now.config.noise).at);
    draw_row(pen, "test - train", text_number(test - train).at,
             record->now.config.noise > 0.0 ? more : "");
}

/* Its own parameters, as they were typed. */
static void draw_params(struct pen *pen, const struct view *view, const struct config *config)
{
    const struct param_group learner = view->schema->learner(config->algorithm);
    int column = 1;

    for (size_t i = 0; i < learner.count; i++) {
        char value[STAGE_TEXT_MAX];
        config_format(config, view->schema, &learner.params[i], value, sizeof value);
        pen_word(pen, &column, learner.params[i].name, value);
    }
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct config *config = &record->now.config;
    const struct learner_ops *learner = learner_at(config->algorithm);
    char title[64];

    snprintf(title, sizeof title, "%s %s",
             learner && learner->samples_posterior ? "sampler" : "optimiser",
             view_algorithm(view, config));
    struct pen pen = {canvas, panel_frame(canvas, slot, title, ""), 0};
    if (!record->has_snapshot) {
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    if (learner && learner->samples_posterior)
        draw_diagnostics(&pen, record);
    draw_gap(&pen, record);
    if (config->algorithm < view->schema->count)
        draw_params(&pen, view, config);
}

const struct panel_ops panel_sampler = {.name = "sampler", .rows = 1, .columns = 1, .draw = draw};
