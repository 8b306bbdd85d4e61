/*
 * What gd, sgd, momentum, adagrad and adam share: mini-batches without replacement and a state of
 * float vectors. Private to the folder.
 *
 * The state is one flat block: this struct, then `vectors` arrays of task->count floats (the first
 * receives the gradient) and one with the weights before the last step, then, for mini-batches, the
 * permutation of the current epoch.
 */
#ifndef PLATEAU_LEARN_OPTIMISER_H
#define PLATEAU_LEARN_OPTIMISER_H

#include "plateau/learner.h"
#include "registry.h"

struct optimiser {
    uint64_t next;    /* first row of the next batch in the permutation */
    uint64_t updates; /* since the last init */
    uint64_t vectors;
};

/** Bytes for `vectors` vectors, and the permutation when minibatches. */
size_t optimiser_size(const struct task *task, size_t vectors, bool minibatches);

void optimiser_init(struct optimiser *state, size_t vectors);

/** Vector i < vectors, [task->count]. */
float *optimiser_vector(struct optimiser *state, const struct task *task, size_t i);

/**
 * Gradient of the loss, mean over the batch of r^2 / 2, into vector 0. batch: rows if > 0,
 * floor(n / -batch) if < 0, 0 for all rows in order. An epoch is a fresh permutation from
 * (seed, BATCH, replica, epoch); a remainder shorter than a batch is dropped.
 * Every step begins with it: it keeps the weights as they are before. STATUS_DIVERGED when the loss
 * is not finite.
 */
enum status optimiser_gradient(struct optimiser *state, const struct task *task, double batch,
                               struct step_report *report);

/** W -= rate * W: decoupled decay; returns at once when rate is 0. */
void optimiser_decay(const struct task *task, double rate);

/** W <- (1 - lr weight_decay) W - lr d direction, the step of gd, sgd and momentum. */
void optimiser_descend(const struct task *task, double lr, double weight_decay,
                       const float direction[]);

/** learner_ops hooks that serve all of them; the first is for those with mini-batches. */
double optimiser_gradients_per_step(const double *values, size_t n);
void optimiser_changed(void *state, const struct task *task, unsigned what, double *gradients);
void optimiser_diagnose(const void *state, const struct task *task, struct diagnostics *out);

/* The rows they share, the first of every table in this order. */
enum { OPTIMISER_LR, OPTIMISER_BATCH };
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
