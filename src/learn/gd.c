/* Full-batch gradient descent, W <- W* - lr d g (README.md, eq. (1)). */
#include "optimiser.h"

enum { WEIGHT_DECAY = OPTIMISER_LR + 1 }; /* the table of gd lacks `batch` */

static const struct param_spec params[] = {
    [OPTIMISER_LR] = OPTIMISER_PARAM_LR("0.3"),
    [WEIGHT_DECAY] = OPTIMISER_PARAM_DECAY,
};

static void update(const struct task *task, uint64_t t, float *const vector[])
{
    (void)t;
    optimiser_descend(task, vector[0]);
}

static const struct optimiser_rule rule = {1, true, WEIGHT_DECAY, update};

const struct learner_ops learner_gd = {
    .name = "gd",
    .title = "gradient descent, full batch",
    .gradients_per_step = optimiser_all_gradients,
    OPTIMISER_HOOKS,
};
