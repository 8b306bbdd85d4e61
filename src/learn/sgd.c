/* Stochastic gradient descent, W -= lr d g on mini-batches (README.md, eq. (1)). */
#include "optimiser.h"

enum { LR = OPTIMISER_LR, BATCH = OPTIMISER_BATCH, WEIGHT_DECAY };

static const struct param_spec params[] = {
    [LR] = OPTIMISER_PARAM_LR("0.1"),
    [BATCH] = OPTIMISER_PARAM_BATCH,
    [WEIGHT_DECAY] = OPTIMISER_PARAM_DECAY,
};

static size_t state_size(const struct task *task)
{
    return optimiser_size(task, 1, true);
}

static void init(void *state, const struct task *task, double *gradients)
{
    (void)task;
    (void)gradients;
    optimiser_init(state, 1);
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct optimiser *optimiser = state;

    if (optimiser_gradient(optimiser, task, task->values[BATCH], report) != STATUS_OK)
        return STATUS_DIVERGED;
    optimiser_descend(task, task->values[LR], task->values[WEIGHT_DECAY],
                      optimiser_vector(optimiser, task, 0));
    return STATUS_OK;
}

const struct learner_ops learner_sgd = {
    .name = "sgd",
    .title = "stochastic gradient descent",
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .gradients_per_step = optimiser_gradients_per_step,
    .state_size = state_size,
    .init = init,
    .step = step,
    .changed = optimiser_changed,
    .diagnose = optimiser_diagnose,
};
