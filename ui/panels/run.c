/* How far the run is, and which parameters are in force. */
#include <math.h>
#include <stdio.h>

#include "panel.h"
#include "plateau/learner.h"
#include "plateau/text.h"

/* Writes the learner's own parameters that may change during a run. */
static void put_learner(struct pen *pen, int *column, const struct view *view,
                        const struct config *config)
{
    const struct param_group learner = config_learner(config, view->schema);

    for (size_t i = 0; i < learner.count; i++) {
        char value[STAGE_TEXT_MAX];
        if (learner.params[i].change == PARAM_LIVE) {
            config_format(config, view->schema, &learner.params[i], value, sizeof value);
            pen_word(pen, column, learner.params[i].name, value);
        }
    }
}

/* Writes the sampler's own state: its step size adapts and leaves the parameter behind. */
static void put_sampler(struct pen *pen, int *column, const struct snapshot *now)
{
    const double accept = now->last[0].value[SERIES_ACCEPT];
    const double size = now->last[0].value[SERIES_STEP_SIZE];

    if (learner_eps_kind(now->config.algorithm) != EPS_HALF_GIBBS)
        return;
    if (isfinite(accept))
        pen_word(pen, column, "accept", text_overlap(accept).at);
    if (isfinite(size))
        pen_word(pen, column, "step size", text_number(size).at);
}

/* Optimisers move real weights, whatever the law of the teacher's weights. */
static bool ignores_prior(const struct config *config)
{
    return config->weights != WEIGHTS_GAUSSIAN && learner_eps_kind(config->algorithm) == EPS_POINT;
}

static void draw(const struct view *view, struct canvas *canvas, struct slot slot)
{
    const struct snapshot *now = &view_shown(view)->now;
    struct pen pen = {canvas, panel_frame(canvas, slot, "run", ""), 0};
    char pace[40] = "free";
    int column = 1;

    pen_word(&pen, &column, "step", text_count((double)now->step).at);
    pen_word(&pen, &column, "gradients", text_number(now->gradients).at);
    pen_word(&pen, &column, "n", text_count((double)config_n(&now->config)).at);
    put_sampler(&pen, &column, now);
    put_learner(&pen, &column, view, &now->config);
    pen_word(&pen, &column, "seed", text_count((double)now->config.seed).at);
    if (now->config.pace > 0.0)
        snprintf(pace, sizeof pace, "%s/s", text_number(now->config.pace).at);
    pen_word(&pen, &column, "pace", pace);
    if (now->config.replicas > 1)
        pen_word(&pen, &column, "replicas", text_count((double)now->config.replicas).at);
    if (ignores_prior(&now->config))
        pen_word(&pen, &column, "prior", "ignored (real weights)");
}

const struct panel_ops panel_run = {.name = "run", .rows = 3, .columns = 30, .draw = draw};
