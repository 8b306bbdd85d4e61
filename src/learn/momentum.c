/* Heavy ball on mini-batches: u <- momentum u + g, W -= lr d u (README.md, eq. (2)). */
#include "optimiser.h"

enum { LR = OPTIMISER_LR, BATCH = OPTIMISER_BATCH, MOMENTUM, WEIGHT_DECAY };
enum { GRADIENT, VELOCITY, VECTORS };

static const struct param_spec params[] = {
    [LR] = OPTIMISER_PARAM_LR("0.1"),
    [BATCH] = OPTIMISER_PARAM_BATCH,
    [MOMENTUM] = {.name = "momentum",
                  .kind = PARAM_REAL,
                  .initial = "0.9",
                  .min = 0,
                  .max = 0.9999,
                  .change = PARAM_LIVE,
                  .unit = "",
                  .help = "share of the velocity that stays"},
    [WEIGHT_DECAY] = OPTIMISER_PARAM_DECAY,
};

static size_t state_size(const struct task *task)
{
    return optimiser_size(task, VECTORS, true);
}

static void init(void *state, const struct task *task, double *gradients)
{
    (void)task;
    (void)gradients;
    optimiser_init(state, VECTORS);
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct optimiser *optimiser = state;
    const float keep = (float)task->values[MOMENTUM];

    if (optimiser_gradient(optimiser, task, task->values[BATCH], report) != STATUS_OK)
        return STATUS_DIVERGED;
    const float *g = optimiser_vector(optimiser, task, GRADIENT);
    float *u = optimiser_vector(optimiser, task, VELOCITY);
    for (size_t p = 0; p < task->count; p++)
        u[p] = keep * u[p] + g[p];
    optimiser_descend(task, task->values[LR], task->values[WEIGHT_DECAY], u);
    return STATUS_OK;
}

const struct learner_ops learner_momentum = {
    .name = "momentum",
    .title = "SGD with heavy-ball momentum",
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .gradients_per_step = optimiser_gradients_per_step,
    .state_size = state_size,
    .init = init,
    .step = step,
    .changed = optimiser_changed,
    .diagnose = optimiser_diagnose,
};
