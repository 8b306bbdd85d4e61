/*
 * How the algorithm works: acceptance, step, energy, divergences and memory of a sampler; gradient
 * and update of an optimiser; the iteration of message passing; how far training and test errors
 * are apart; and all its parameters.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel.h"
#include "plateau/learner.h"
#include "plateau/text.h"

enum { BAR = 10, BAR_CELLS = BAR + 4 };

/* Writes "[#######...]". */
static void write_bar(double part, char out[BAR_CELLS + 1])
{
    const int done = (int)lround(BAR * fmin(fmax(part, 0.0), 1.0));

    snprintf(out, BAR_CELLS + 1, "  [..........]");
    memset(out + 3, '#', (size_t)done);
}

/* Practitioners take an E-BFMI below this as a warning. */
static const double low_bfmi = 0.3;

/* Draws a sampler's own numbers; a number that is not available has no row. */
static void draw_trajectories(struct pen *pen, const struct record *record)
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
    char bar[BAR_CELLS + 1];

    if (isfinite(accept)) {
        write_bar(accept, bar);
        pen_row(pen, "acceptance", text_overlap(accept).at, bar);
    }
    if (isfinite(step))
        pen_row(pen, "step size", text_number(step).at, "  in force");
    if (isfinite(energy))
        pen_row(pen, "energy error", text_number(energy).at, "  last trajectory");
    if (isfinite(bfmi))
        pen_row(pen, "E-BFMI", text_overlap(bfmi).at, bfmi < low_bfmi ? "  low: (!) slow" : "");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const double value = record_value(record, counts[i].series);
        if (isfinite(value))
            pen_row(pen, counts[i].name, text_count(value).at, counts[i].more);
    }
}

/*
 * Draws the autocorrelation of eps from 1 down, a cell for each lag; values below 0 get the lowest
 * mark.
 */
static void draw_memory(struct pen *pen, const struct record *record)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const ascii[] = {"_", ".", ":", "-", "=", "+", "*", "#"};
    enum { LEVELS = sizeof blocks / sizeof *blocks };
    const struct autocorrelation *memory = &record->now.verdicts.health.memory;
    char line[4 * CHAIN_LAGS + 1] = "", more[96];
    size_t last = 0, end = 0;

    for (size_t i = 0; memory->step > 0 && i < CHAIN_LAGS && isfinite(memory->rho[i]); i++) {
        const int level = (int)ceil(fmin(memory->rho[i], 1.0) * LEVELS) - 1;

        end += (size_t)snprintf(line + end, sizeof line - end, "%s",
                                (pen->canvas->unicode ? blocks : ascii)[level > 0 ? level : 0]);
        last = i;
    }
    if (last == 0)
        return;
    snprintf(more, sizeof more, "  to %s  gradients",
             text_count(round((double)last * memory->clock)).at);
    pen_row(pen, "autocorr. eps", line, more);
}

/* An optimiser's rate is one of its parameters. */
static void draw_updates(struct pen *pen, const struct record *record)
{
    const double gradient = record_value(record, SERIES_GRADIENT);
    const double ratio = record_value(record, SERIES_UPDATE_RATIO);

    if (isfinite(gradient))
        pen_row(pen, "gradient", text_number(gradient).at, "  norm, last batch");
    if (isfinite(ratio))
        pen_row(pen, "update ratio", text_number(ratio).at, "  |dW| / |W|  last step");
}

/*
 * Draws a learner without weights: how far its iteration is, and whether the noise is as large as
 * it assumes.
 */
static void draw_iterations(struct pen *pen, const struct record *record)
{
    const double residual = record_value(record, SERIES_UPDATE_RATIO);
    const double spectrum = record_value(record, SERIES_SPECTRUM);

    pen_row(pen, "iteration", text_count(record_value(record, SERIES_ITERATIONS)).at,
            "  until it stands still");
    if (isfinite(residual))
        pen_row(pen, "residual", text_number(residual).at, "  |dS| / |S|  undamped");
    if (isfinite(spectrum))
        pen_row(pen, "eigenvalues", text_number(spectrum).at,
                "  1 in theory  of their mean square");
}

/* Returns the noise-free error of the run's prediction on new inputs. */
static double error_of(const struct record *record, bool sampler)
{
    const double gibbs = record_value(record, SERIES_EPS_GIBBS);

    return isfinite(gibbs) || sampler ? gibbs : record_value(record, SERIES_EPS);
}

/*
 * A test label has the noise of a training label: the remaining gap is what the learner memorised.
 */
static void draw_gap(struct pen *pen, const struct record *record, bool sampler)
{
    const double train = record_value(record, SERIES_TRAIN), noise = record->now.config.noise;
    const double test = error_of(record, sampler) + noise;
    char more[96];
    int end = 0;

    if (!isfinite(train) || !isfinite(test))
        return;
    if (noise > 0.0)
        end = snprintf(more, sizeof more, "  %s of Δ", text_number((test - train) / noise).at);
    snprintf(more + end, sizeof more - (size_t)end, "  train %s  test, noisy %s",
             text_number(train).at, text_number(test).at);
    pen_row(pen, "test - train", text_number(test - train).at, more);
}

/* Draws the learner's own parameters, as they were typed. */
static void draw_params(struct pen *pen, const struct view *view, const struct config *config)
{
    const struct param_group learner = config_learner(config, view->schema);
    int column = 1;

    for (size_t i = 0; i < learner.count; i++) {
        char value[STAGE_TEXT_MAX];
        config_format(config, view->schema, &learner.params[i], value, sizeof value);
        pen_word(pen, &column, learner.params[i].name, value);
    }
}

/*
 * Names the kind of a learner, which decides what the panel draws: a sampler, an optimiser, or
 * neither.
 */
static const char *kind_of(enum eps_kind eps)
{
    return eps == EPS_HALF_GIBBS ? "sampler" : eps == EPS_PREDICTION ? "estimator" : "optimiser";
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct record *record = view_shown(view);
    const struct config *config = &record->now.config;
    const enum eps_kind eps = learner_eps_kind(config->algorithm);
    char title[64];

    snprintf(title, sizeof title, "%s %s", kind_of(eps), view_algorithm(view, config));
    struct pen pen = {canvas, panel_frame(canvas, slot, title, ""), 0};
    if (!record->has_snapshot) {
        pen_put(&pen, 1, INK_DIM, "no measurement yet");
        return;
    }
    if (eps == EPS_HALF_GIBBS) {
        draw_trajectories(&pen, record);
        draw_memory(&pen, record);
    } else if (eps == EPS_PREDICTION) {
        draw_iterations(&pen, record);
    } else {
        draw_updates(&pen, record);
    }
    draw_gap(&pen, record, eps == EPS_HALF_GIBBS);
    draw_params(&pen, view, config);
}

const struct panel_ops panel_sampler = {.name = "sampler", .rows = 1, .columns = 1, .draw = draw};
