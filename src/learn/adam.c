/*
 * Adam on mini-batches, bias-corrected, decoupled weight decay (README.md, eq. (4)):
 * m <- b1 m + (1-b1) g, s <- b2 s + (1-b2) g^2, W <- W* - lr m^ / (sqrt(s^) + epsilon).
 */
#include <math.h>

#include "optimiser.h"

enum { BETA1 = OPTIMISER_OWN, BETA2, EPSILON, WEIGHT_DECAY };
enum { GRADIENT, MEAN, SQUARE, VECTORS };

static const struct param_spec params[] = {
    [OPTIMISER_LR] = OPTIMISER_PARAM_RATE("0.01"),
    [OPTIMISER_BATCH] = OPTIMISER_PARAM_BATCH,
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

static void update(const struct task *task, uint64_t t, float *const vector[])
{
    const double *value = task->values;
    const float b1 = (float)value[BETA1], b2 = (float)value[BETA2];
    const float rate = (float)(value[OPTIMISER_LR] / (1.0 - pow(value[BETA1], (double)t)));
    const float unbias = (float)(1.0 / (1.0 - pow(value[BETA2], (double)t)));
    const float epsilon = (float)value[EPSILON];
    const float *g = vector[GRADIENT];
    float *m = vector[MEAN], *s = vector[SQUARE];

    for (size_t p = 0; p < task->count; p++) {
        m[p] = b1 * m[p] + (1.0f - b1) * g[p];
        s[p] = b2 * s[p] + (1.0f - b2) * g[p] * g[p];
        task->params[p] -= rate * m[p] / (sqrtf(unbias * s[p]) + epsilon);
    }
}

static const struct optimiser_rule rule = {VECTORS, false, WEIGHT_DECAY, update};

const struct learner_ops learner_adam = {
    .name = "adam",
    .title = "Adam",
    .gradients_per_step = optimiser_batch_gradients,
    OPTIMISER_HOOKS,
};
