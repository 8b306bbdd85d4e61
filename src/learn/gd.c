/* Full-batch gradient descent, W -= lr d g (README.md, eq. (1)). */
#include "optimiser.h"

enum { LR, WEIGHT_DECAY };

static const struct param_spec params[] = {
    [LR] = OPTIMISER_PARAM_LR("0.3"),
    [WEIGHT_DECAY] = OPTIMISER_PARAM_DECAY,
};

static double gradients_per_step(const double *values, size_t n)
{
    (void)values;
    (void)n;
    return 1.0;
}

static size_t state_size(const struct task *task)
{
    return optimiser_size(task, 1, false);
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

    if (optimiser_gradient(optimiser, task, 0.0, report) != STATUS_OK)
        return STATUS_DIVERGED;
    optimiser_descend(task, task->values[LR], task->values[WEIGHT_DECAY],
                      optimiser_vector(optimiser, task, 0));
    return STATUS_OK;
}

const struct learner_ops learner_gd = {
    .name = "gd",
    .title = "gradient descent, full batch",
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .gradients_per_step = gradients_per_step,
    .state_size = state_size,
    .init = init,
    .step = step,
    .changed = optimiser_changed,
    .diagnose = optimiser_diagnose,
};
