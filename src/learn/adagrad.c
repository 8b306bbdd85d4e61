/* AdaGrad on mini-batches: s <- s + g^2, W <- W* - lr g / (sqrt(s) + epsilon) (README.md, (3)). */
#include <math.h>

#include "optimiser.h"

enum { EPSILON = OPTIMISER_OWN, WEIGHT_DECAY };
enum { GRADIENT, SQUARES, VECTORS };

static const struct param_spec params[] = {
    [OPTIMISER_LR] = OPTIMISER_PARAM_RATE("0.1"),
    [OPTIMISER_BATCH] = OPTIMISER_PARAM_BATCH,
    [EPSILON] = OPTIMISER_PARAM_EPSILON,
    [WEIGHT_DECAY] = OPTIMISER_PARAM_DECAY,
};

static void update(const struct task *task, uint64_t t, float *const vector[])
{
    const float lr = (float)task->values[OPTIMISER_LR], epsilon = (float)task->values[EPSILON];
    const float *g = vector[GRADIENT];
    float *s = vector[SQUARES];

    (void)t;
    for (size_t p = 0; p < task->count; p++) {
        s[p] += g[p] * g[p];
        task->params[p] -= lr * g[p] / (sqrtf(s[p]) + epsilon);
    }
}

static const struct optimiser_rule rule = {VECTORS, false, WEIGHT_DECAY, update};

const struct learner_ops learner_adagrad = {
    .name = "adagrad",
    .title = "AdaGrad",
    .gradients_per_step = optimiser_batch_gradients,
    OPTIMISER_HOOKS,
};
