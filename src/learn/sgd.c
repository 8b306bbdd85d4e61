/* Stochastic gradient descent, W <- W* - lr d g on mini-batches (README.md, eq. (1)). */
#include "optimiser.h"

enum { WEIGHT_DECAY = OPTIMISER_OWN };

static const struct param_spec params[] = {
    [OPTIMISER_LR] = OPTIMISER_PARAM_LR("0.1"),
    [OPTIMISER_BATCH] = OPTIMISER_PARAM_BATCH,
    [WEIGHT_DECAY] = OPTIMISER_PARAM_DECAY,
};

static void update(const struct task *task, uint64_t t, float *const vector[])
{
    (void)t;
    optimiser_descend(task, vector[0]);
}

static const struct optimiser_rule rule = {1, false, WEIGHT_DECAY, update};

const struct learner_ops learner_sgd = {
    .name = "sgd",
    .title = "stochastic gradient descent",
    .gradients_per_step = optimiser_batch_gradients,
    OPTIMISER_HOOKS,
};
