/* Heavy ball on mini-batches: u <- momentum u + g, W <- W* - lr d u (README.md, eq. (2)). */
#include "optimiser.h"

enum { MOMENTUM = OPTIMISER_OWN, WEIGHT_DECAY };
enum { GRADIENT, VELOCITY, VECTORS };

static const struct param_spec params[] = {
    [OPTIMISER_LR] = OPTIMISER_PARAM_LR("0.1"),
    [OPTIMISER_BATCH] = OPTIMISER_PARAM_BATCH,
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

static void update(const struct task *task, uint64_t t, float *const vector[])
{
    const float keep = (float)task->values[MOMENTUM];
    const float *g = vector[GRADIENT];
    float *u = vector[VELOCITY];

    (void)t;
    for (size_t p = 0; p < task->count; p++)
        u[p] = keep * u[p] + g[p];
    optimiser_descend(task, u);
}

static const struct optimiser_rule rule = {VECTORS, false, WEIGHT_DECAY, update};

const struct learner_ops learner_momentum = {
    .name = "momentum",
    .title = "SGD with heavy-ball momentum",
    .gradients_per_step = optimiser_batch_gradients,
    OPTIMISER_HOOKS,
};
