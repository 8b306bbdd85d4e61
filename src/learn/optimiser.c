#include "optimiser.h"

#include <math.h>
#include <string.h>

#include "plateau/problem.h"
#include "plateau/rng.h"

size_t optimiser_size(const struct task *task, size_t vectors, bool minibatches)
{
    return sizeof(struct optimiser) + (vectors + 1) * task->count * sizeof(float) +
           (minibatches ? task->problem->n * sizeof(uint32_t) : 0);
}

void optimiser_init(struct optimiser *state, size_t vectors)
{
    *state = (struct optimiser){.vectors = vectors};
}

float *optimiser_vector(struct optimiser *state, const struct task *task, size_t i)
{
    return (float *)(void *)(state + 1) + i * task->count;
}

static uint32_t *permutation(struct optimiser *state, const struct task *task)
{
    return (uint32_t *)(void *)optimiser_vector(state, task, state->vectors + 1);
}

static size_t batch_rows(double batch, size_t n)
{
    const double rows = batch > 0.0 ? batch : floor((double)n / -batch);

    return rows < 1.0 ? 1 : rows > (double)n ? n : (size_t)rows;
}

double optimiser_gradients_per_step(const double *values, size_t n)
{
    return (double)batch_rows(values[OPTIMISER_BATCH], n) / (double)n;
}

/* The next mini-batch; draws the epoch's permutation when one begins. */
static struct batch next_batch(struct optimiser *state, const struct task *task, double batch)
{
    const struct problem *problem = task->problem;
    const size_t rows = batch_rows(batch, problem->n);
    uint32_t *order = permutation(state, task);

    if (state->next == 0 || state->next + rows > problem->n) {
        const struct rng rng = {problem->config.seed, RNG_BATCH, task->replica};
        rng_fill_permutation(rng, task->draws->epochs++, order, problem->n);
        state->next = 0;
    }
    const struct batch picked = problem_rows_at(problem, order + state->next, rows);
    state->next += rows;
    return picked;
}

enum status optimiser_gradient(struct optimiser *state, const struct task *task, double batch,
                               struct step_report *report)
{
    const struct problem *problem = task->problem;
    const struct batch rows = batch == 0.0 ? problem_rows(problem) : next_batch(state, task, batch);
    float *g = optimiser_vector(state, task, 0);
    const double loss = kernel_gradient(problem->kernel, task->params, &rows, g);
    const float scale = (float)(1.0 / (double)rows.n);

    memcpy(optimiser_vector(state, task, state->vectors), task->params,
           task->count * sizeof *task->params);
    report->gradients = (double)rows.n / (double)problem->n;
    if (!isfinite(loss))
        return STATUS_DIVERGED;
    for (size_t p = 0; p < task->count; p++)
        g[p] *= scale;
    state->updates++;
    return STATUS_OK;
}

void optimiser_decay(const struct task *task, double rate)
{
    const float keep = (float)(1.0 - rate);

    if (rate == 0.0)
        return;
    for (size_t p = 0; p < task->count; p++)
        task->params[p] *= keep;
}

void optimiser_descend(const struct task *task, double lr, double weight_decay,
                       const float direction[])
{
    const float rate = (float)(lr * (double)task->problem->student.d);

    optimiser_decay(task, lr * weight_decay);
    for (size_t p = 0; p < task->count; p++)
        task->params[p] -= rate * direction[p];
}

void optimiser_changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    struct optimiser *optimiser = state;

    (void)task;
    (void)gradients;
    if (what & LEARNER_DATA)
        optimiser->next = 0; /* the next batch opens an epoch over the rows now in force */
}

void optimiser_diagnose(const void *state, const struct task *task, struct diagnostics *out)
{
    const struct optimiser *optimiser = state;
    const float *g = (const float *)(const void *)(optimiser + 1);
    const float *before = g + optimiser->vectors * task->count;
    double square = 0.0, moved = 0.0, size = 0.0;

    *out = DIAGNOSTICS_NONE;
    out->step_size = task->values[OPTIMISER_LR];
    if (optimiser->updates == 0)
        return;
    for (size_t p = 0; p < task->count; p++) {
        const double change = (double)task->params[p] - (double)before[p];

        square += (double)g[p] * (double)g[p];
        moved += change * change;
        size += (double)before[p] * (double)before[p];
    }
    out->gradient = sqrt(square);
    out->update_ratio = sqrt(moved / size);
}
