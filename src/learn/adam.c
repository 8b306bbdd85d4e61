/*
 * Adam on mini-batches, bias-corrected, decoupled weight decay (README.md, eq. (4)):
 * m <- b1 m + (1-b1) g, s <- b2 s + (1-b2) g^2, W -= lr m^/(sqrt(s^) + epsilon).
 */
#include <math.h>

#include "optimiser.h"

enum { LR = OPTIMISER_LR, BATCH = OPTIMISER_BATCH, BETA1, BETA2, EPSILON, WEIGHT_DECAY };
enum { GRADIENT, MEAN, SQUARE, VECTORS };

static const struct param_spec params[] = {
    [LR] = OPTIMISER_PARAM_RATE("0.01"),
    [BATCH] = OPTIMISER_PARAM_BATCH,
    [BETA1] = {.name = "beta1",
               .kind = PARAM_REAL,
               .initial = "0.9",
               .min = 0,
               .max = 0.9999,
               .change = PARAM_LIVE,
               .unit = "",
               .help = "memory of the mean gradient"},
    [BETA2] = {.name = "beta2",
               .kind = PARAM_REAL,
               .initial = "0.999",
               .min = 0,
               .max = 0.999999,
               .change = PARAM_LIVE,
               .unit = "",
               .help = "memory of the squared gradient"},
    [EPSILON] = OPTIMISER_PARAM_EPSILON,
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

static void update(struct optimiser *optimiser, const struct task *task)
{
    const double *value = task->values;
    const double t = (double)optimiser->updates;
    const float b1 = (float)value[BETA1], b2 = (float)value[BETA2];
    const float rate = (float)(value[LR] / (1.0 - pow(value[BETA1], t)));
    const float unbias = (float)(1.0 / (1.0 - pow(value[BETA2], t)));
    const float epsilon = (float)value[EPSILON];
    const float *g = optimiser_vector(optimiser, task, GRADIENT);
    float *m = optimiser_vector(optimiser, task, MEAN),
          *s = optimiser_vector(optimiser, task, SQUARE);

    for (size_t p = 0; p < task->count; p++) {
        m[p] = b1 * m[p] + (1.0f - b1) * g[p];
        s[p] = b2 * s[p] + (1.0f - b2) * g[p] * g[p];
        task->params[p] -= rate * m[p] / (sqrtf(unbias * s[p]) + epsilon);
    }
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct optimiser *optimiser = state;

    if (optimiser_gradient(optimiser, task, task->values[BATCH], report) != STATUS_OK)
        return STATUS_DIVERGED;
    optimiser_decay(task, task->values[LR] * task->values[WEIGHT_DECAY]);
    update(optimiser, task);
    return STATUS_OK;
}

const struct learner_ops learner_adam = {
    .name = "adam",
    .title = "Adam",
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .gradients_per_step = optimiser_gradients_per_step,
    .state_size = state_size,
    .init = init,
    .step = step,
    .changed = optimiser_changed,
    .diagnose = optimiser_diagnose,
};
