#include "optimiser.h"

#include <math.h>
#include <string.h>

#include "plateau/given.h"
#include "plateau/rng.h"

struct optimiser {
    uint64_t next;    /* first row of the next batch in the permutation */
    uint64_t updates; /* since the last init */
};

static const struct optimiser_rule *rule_of(const struct task *task)
{
    return task->learner->rule;
}

/* Array i of the state, [count]; i = vectors: the weights before the last step. */
static float *vector(struct optimiser *state, const struct task *task, size_t i)
{
    return (float *)(void *)(state + 1) + i * task->count;
}

static float *weights_before(struct optimiser *state, const struct task *task)
{
    return vector(state, task, rule_of(task)->vectors);
}

static uint32_t *permutation(struct optimiser *state, const struct task *task)
{
    return (uint32_t *)(void *)vector(state, task, rule_of(task)->vectors + 1);
}

size_t optimiser_size(const struct task *task)
{
    const struct optimiser_rule *rule = rule_of(task);

    return sizeof(struct optimiser) + (rule->vectors + 1) * task->count * sizeof(float) +
           (rule->all_rows ? 0 : task->given->data.n * sizeof(uint32_t));
}

void optimiser_init(void *state, const struct task *task, double *gradients)
{
    struct optimiser *optimiser = state;

    (void)task;
    (void)gradients;
    *optimiser = (struct optimiser){0};
}

static size_t batch_rows(double batch, size_t n)
{
    const double rows = batch > 0.0 ? batch : floor((double)n / -batch);

    return rows < 1.0 ? 1 : rows > (double)n ? n : (size_t)rows;
}

double optimiser_batch_gradients(const double *values, size_t n)
{
    return (double)batch_rows(values[OPTIMISER_BATCH], n) / (double)n;
}

double optimiser_all_gradients(const double *values, size_t n)
{
    (void)values;
    (void)n;
    return 1.0;
}

/* The next mini-batch; an epoch begins with a fresh permutation from (seed, BATCH, replica, epoch),
 * and drops a remainder shorter than a batch. */
static struct batch next_batch(struct optimiser *state, const struct task *task)
{
    const struct given *given = task->given;
    const size_t rows = batch_rows(task->values[OPTIMISER_BATCH], given->data.n);
    uint32_t *order = permutation(state, task);

    if (state->next == 0 || state->next + rows > given->data.n) {
        const struct rng rng = {given->seed, RNG_BATCH, task->replica};
        rng_fill_permutation(rng, task->draws->epochs++, order, given->data.n);
        state->next = 0;
    }
    const struct batch picked = given_rows_at(given, order + state->next, rows);
    state->next += rows;
    return picked;
}

/* Gradient of the loss, mean over the batch of r^2 / 2, into vector 0. */
static enum status take_gradient(struct optimiser *state, const struct task *task,
                                 struct step_report *report)
{
    const struct given *given = task->given;
    const struct batch rows = rule_of(task)->all_rows ? given_rows(given) : next_batch(state, task);
    float *g = vector(state, task, 0);
    const double loss = kernel_gradient(given->kernel, task->params, &rows, g);
    const float scale = (float)(1.0 / (double)rows.n);

    report->gradients = (double)rows.n / (double)given->data.n;
    if (!isfinite(loss))
        return STATUS_DIVERGED;
    for (size_t p = 0; p < task->count; p++)
        g[p] *= scale;
    return STATUS_OK;
}

/* W <- (1 - lr weight_decay) W. */
static void decay(const struct task *task)
{
    const double rate = task->values[OPTIMISER_LR] * task->values[rule_of(task)->decay];
    const float keep = (float)(1.0 - rate);

    if (rate == 0.0)
        return;
    for (size_t p = 0; p < task->count; p++)
        task->params[p] *= keep;
}

enum status optimiser_step(void *state, const struct task *task, struct step_report *report)
{
    struct optimiser *optimiser = state;
    const struct optimiser_rule *rule = rule_of(task);
    float *vectors[OPTIMISER_VECTORS_MAX];

    memcpy(weights_before(optimiser, task), task->params, task->count * sizeof *task->params);
    if (take_gradient(optimiser, task, report) != STATUS_OK)
        return STATUS_DIVERGED;
    for (size_t i = 0; i < rule->vectors; i++)
        vectors[i] = vector(optimiser, task, i);
    decay(task);
    rule->update(task, ++optimiser->updates, vectors);
    return STATUS_OK;
}

void optimiser_descend(const struct task *task, const float direction[])
{
    const float rate = (float)(task->values[OPTIMISER_LR] * (double)task->given->student.d);

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
    const float *before = g + rule_of(task)->vectors * task->count;
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
