/*
 * learn, private: what the gradient rules gd, sgd, momentum, adagrad and adam share: mini-batches
 * without replacement, decoupled weight decay, and a state of float vectors.
 *
 * A rule is a table of parameters and one `struct optimiser_rule`. The state is one flat block:
 * struct optimiser, then `vectors` arrays of task->count floats (the first receives the gradient),
 * one array with the weights before the last step and, for mini-batches, the permutation of the
 * present epoch.
 */
#ifndef PLATEAU_LEARN_OPTIMISER_H
#define PLATEAU_LEARN_OPTIMISER_H

#include "plateau/learner.h"
#include "registry.h"

enum { OPTIMISER_VECTORS_MAX = 4 };

/* How one rule moves the weights. */
struct optimiser_rule {
    size_t vectors; /* [count] arrays, 1 .. OPTIMISER_VECTORS_MAX; 0 is the gradient's */
    bool all_rows;  /* every batch is all rows in order; else values[OPTIMISER_BATCH] rows */
    size_t decay;   /* place of weight_decay in the table of parameters */
    /* Takes task->params through update number t >= 1, after the decay. vector[0] has the mean
     * gradient g of the batch; the rule's own vectors start at 0. */
    void (*update)(const struct task *task, uint64_t t, float *const vector[]);
};

/** W <- W - lr d direction, the update of gd, sgd and momentum. */
void optimiser_descend(const struct task *task, const float direction[]);

/* The hooks of struct learner_ops, of which gradients_per_step is one of these two. */
double optimiser_batch_gradients(const double *values, size_t n);
double optimiser_all_gradients(const double *values, size_t n);
size_t optimiser_size(const struct task *task);
void optimiser_init(void *state, const struct task *task, double *gradients);
enum status optimiser_step(void *state, const struct task *task, struct step_report *report);
void optimiser_changed(void *state, const struct task *task, unsigned what, double *gradients);
void optimiser_diagnose(const void *state, const struct task *task, struct diagnostics *out);

#define OPTIMISER_HOOKS                                                                            \
    .eps = EPS_POINT, .params = params, .param_count = sizeof params / sizeof *params,             \
    .rule = &rule, .state_size = optimiser_size, .init = optimiser_init, .step = optimiser_step,   \
    .changed = optimiser_changed, .diagnose = optimiser_diagnose

/* The parameters they share: the first of every table, in this order; a rule's own follow. */
enum { OPTIMISER_LR, OPTIMISER_BATCH, OPTIMISER_OWN };
#define OPTIMISER_PARAM_LR(value)                                                                  \
    {                                                                                              \
        .name = "lr", .kind = PARAM_REAL, .initial = value, .min = 1e-6, .max = 100,               \
        .logarithmic = true, .change = PARAM_LIVE, .unit = "",                                     \
        .help = "learning rate: the step is lr d times the gradient"                               \
    }
/* Where the step is lr times something of order 1, whatever the gradient. */
#define OPTIMISER_PARAM_RATE(value)                                                                \
    {                                                                                              \
        .name = "lr", .kind = PARAM_REAL, .initial = value, .min = 1e-6, .max = 10,                \
        .logarithmic = true, .change = PARAM_LIVE, .unit = "",                                     \
        .help = "step size; weights are O(1)"                                                      \
    }
#define OPTIMISER_PARAM_EPSILON                                                                    \
    {                                                                                              \
        .name = "epsilon", .kind = PARAM_REAL, .initial = "1e-8", .min = 1e-16, .max = 1,          \
        .logarithmic = true, .change = PARAM_LIVE, .unit = "", .help = "keeps the step finite"     \
    }
#define OPTIMISER_PARAM_BATCH                                                                      \
    {                                                                                              \
        .name = "batch", .kind = PARAM_BATCH, .initial = "n/4", .min = 1, .max = 1e9,              \
        .logarithmic = true, .change = PARAM_LIVE, .unit = "rows",                                 \
        .help = "mini-batch: rows, or n/4"                                                         \
    }
#define OPTIMISER_PARAM_DECAY                                                                      \
    {                                                                                              \
        .name = "weight_decay", .kind = PARAM_REAL, .initial = "0", .min = 0, .max = 1,            \
        .logarithmic = true, .change = PARAM_LIVE, .unit = "",                                     \
        .help = "decoupled weight decay, per step and lr"                                          \
    }

#endif
