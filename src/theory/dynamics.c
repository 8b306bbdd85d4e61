#include "plateau/dynamics.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"
#include "predictors.h"

struct dynamics {
    const struct dynamics_ops *ops;
    void *state;
    double gradients_per_step;
};

static const struct dynamics_ops *const predictors[] = {
#define DYNAMICS(name) &dynamics_##name,
#include "dynamics.def"
#undef DYNAMICS
};

static const struct dynamics_ops *find_predictor(const struct dynamics_task *task,
                                                 struct error *err)
{
    for (size_t i = 0; i < sizeof predictors / sizeof predictors[0]; i++)
        if (predictors[i]->takes(task->config, task->learner))
            return predictors[i];
    error_set(err, STATUS_INVALID, "no prediction: algorithm %s; gamp-rie would do", task->learner);
    return NULL;
}

struct dynamics *dynamics_create(const struct dynamics_task *task, struct error *err)
{
    const struct dynamics_ops *ops = find_predictor(task, err);
    void *state = ops ? ops->start(task, err) : NULL;

    if (!state)
        return NULL;
    struct dynamics *dynamics = memory_zeroed(1, sizeof *dynamics);
    if (!dynamics) {
        error_set(err, STATUS_NO_MEMORY,
                  "theory: out of memory: no room for a predicted trajectory");
        ops->destroy(state);
        return NULL;
    }
    *dynamics = (struct dynamics){ops, state, task->gradients_per_step};
    return dynamics;
}

void dynamics_destroy(struct dynamics *dynamics)
{
    if (dynamics)
        dynamics->ops->destroy(dynamics->state);
    free(dynamics);
}

bool dynamics_advance(struct dynamics *dynamics)
{
    return dynamics->ops->advance(dynamics->state);
}

void dynamics_observe(const struct dynamics *dynamics, struct dynamics_point *out)
{
    const double none = (double)NAN;

    *out = (struct dynamics_point){none, none, none, none, none, none, none};
    dynamics->ops->observe(dynamics->state, out);
    out->gradients = out->steps * dynamics->gradients_per_step;
}

enum status dynamics_run(struct dynamics *dynamics, struct dynamics_trajectory *out,
                         const struct theory_control *control, struct error *err)
{
    out->count = 0;
    out->converged = false;
    while (out->count < DYNAMICS_POINTS_MAX && !out->converged) {
        if (control && control->cancelled && control->cancelled(control->context))
            return error_set(err, STATUS_STOPPED, "theory: stopped before the trajectory ended");
        dynamics_observe(dynamics, &out->at[out->count++]);
        out->converged = !dynamics_advance(dynamics);
    }
    return STATUS_OK;
}
