/* AdaGrad on mini-batches: s <- s + g^2, W -= lr g / (sqrt(s) + epsilon) (README.md, eq. (3)). */
#include <math.h>

#include "optimiser.h"

enum { LR = OPTIMISER_LR, BATCH = OPTIMISER_BATCH, EPSILON, WEIGHT_DECAY };
enum { GRADIENT, SQUARES, VECTORS };

static const struct param_spec params[] = {
    [LR] = OPTIMISER_PARAM_RATE("0.1"),
    [BATCH] = OPTIMISER_PARAM_BATCH,
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

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct optimiser *optimiser = state;
    const float lr = (float)task->values[LR], epsilon = (float)task->values[EPSILON];

    if (optimiser_gradient(optimiser, task, task->values[BATCH], report) != STATUS_OK)
        return STATUS_DIVERGED;
    optimiser_decay(task, task->values[LR] * task->values[WEIGHT_DECAY]);
    const float *g = optimiser_vector(optimiser, task, GRADIENT);
    float *s = optimiser_vector(optimiser, task, SQUARES);
    for (size_t p = 0; p < task->count; p++) {
        s[p] += g[p] * g[p];
        task->params[p] -= lr * g[p] / (sqrtf(s[p]) + epsilon);
    }
    return STATUS_OK;
}

const struct learner_ops learner_adagrad = {
    .name = "adagrad",
    .title = "AdaGrad",
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .gradients_per_step = optimiser_gradients_per_step,
    .state_size = state_size,
    .init = init,
    .step = step,
    .changed = optimiser_changed,
    .diagnose = optimiser_diagnose,
};
