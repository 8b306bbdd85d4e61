/*
 * learn: the interface of every algorithm. One file, one const object, one line in
 * src/learn/registry.def. Any thread may read the registry; functions that take a state or a task
 * belong to the worker that owns these.
 */
#ifndef PLATEAU_LEARNER_H
#define PLATEAU_LEARNER_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/eps_kind.h"
#include "plateau/param.h"
#include "plateau/status.h"

struct config;
struct given;
struct learner_ops;
struct optimiser_rule; /* private to src/learn */
struct quadratic;

/*
 * How far each stream of random numbers has been used. It outlives a switch of the learner, so that
 * no number is drawn twice in a run.
 */
struct draws {
    uint64_t epochs;       /* RNG_BATCH */
    uint64_t trajectories; /* RNG_MOMENTUM, RNG_ACCEPT, RNG_TREE */
    uint64_t sweeps;       /* RNG_FLIP */
};

/* Everything that one replica's learner works on. Owned by: worker; passed to every call. */
struct task {
    const struct learner_ops *learner; /* to which the state belongs */
    const struct given *given;
    float *params; /* the student's parameters, [count] */
    size_t count;
    const double *values; /* the learner's own parameters, in the order of its table */
    uint32_t replica;
    struct draws *draws; /* of this replica */
};

/* What one step did. */
struct step_report {
    double gradients; /* full-data gradient equivalents of the step: a batch of b rows is b/n */
};

/* What the sampler or optimiser reports about itself; NaN where a number has no meaning. */
struct diagnostics {
    double accept;       /* mean acceptance probability since the last change */
    double step_size;    /* lr, or the integrator's step */
    double energy_error; /* H(end) - H(start) of the last trajectory */
    double divergences;  /* trajectories with |dH| > 1000 or non-finite, since the start */
    double tree_depth;   /* doublings of the last trajectory */
    /* sum (H_n - H_(n-1))^2 / sum (H_n - mean)^2 at the starts of trajectories, of a late window:
     * of order 1, or energies are explored slowly */
    double bfmi;
    double gradient; /* Euclidean norm of the loss's gradient, of the last batch */
    /* Size of an optimiser's last step, |dW| / |W|. For a learner without weights, the same for its
     * matrix before damping: it falls to 0. */
    double update_ratio;
    double iterations; /* learners without weights: since the choice, until the matrix rests */
    double spectrum;   /* mean square of the learner's eigenvalues over the theory's: 1 */
};

#define DIAGNOSTICS_NONE                                                                           \
    (struct diagnostics)                                                                           \
    {                                                                                              \
        (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, \
            (double)NAN, (double)NAN, (double)NAN                                                  \
    }

enum learner_change {
    LEARNER_DATA = 1,   /* n or the labels changed: recompute what depends on them */
    LEARNER_PARAMS = 2, /* task->values changed */
};

struct learner_ops {
    const char *name;  /* spelling in presets and on the command line */
    const char *title; /* for people */
    enum eps_kind eps; /* what its eps is; EPS_HALF_GIBBS: it samples the posterior */
    const struct param_spec *params;
    size_t param_count;
    const struct optimiser_rule *rule; /* of a gradient rule; NULL for every other learner */
    /* Refuses a config, with a reason and what to take instead. NULL: takes any. */
    bool (*supports)(const struct config *config, struct error *why_not);
    /* What a switch to this learner does to the weights, for people; NULL: it keeps them. */
    const char *takes_over;
    /*
     * Returns the full-data gradients of one step, from its own values and n rows; NaN: only the
     * step itself can say.
     */
    double (*gradients_per_step)(const double *values, size_t n);
    /* Returns the most that a step can take, where only the step can say; NULL otherwise. */
    double (*most_gradients)(const double *values);
    /*
     * Returns the bytes of state: one flat block without pointers into itself, so that a copy is a
     * checkpoint. The size may depend on n (a permutation of the rows, at the end): when n changes,
     * the block is copied to the new size, as much as fits, before changed() is called.
     */
    size_t (*state_size)(const struct task *task);
    /*
     * Returns how many bytes from the front of the state a checkpoint needs: the rest is filled
     * anew by every step. NULL: all bytes.
     */
    size_t (*kept)(const struct task *task);
    /* state is zeroed, 64-byte aligned. Adds the gradients that it took to *gradients. */
    void (*init)(void *state, const struct task *task, double *gradients);
    /*
     * Makes one step. Returns STATUS_DIVERGED when the loss or the weights are no longer finite; a
     * learner whose step needs memory may return STATUS_NO_MEMORY.
     */
    enum status (*step)(void *state, const struct task *task, struct step_report *report);
    /*
     * Adapts to a change; `what` is a set of enum learner_change. Adds the gradients that it took.
     */
    void (*changed)(void *state, const struct task *task, unsigned what, double *gradients);
    void (*diagnose)(const void *state, const struct task *task, struct diagnostics *out);
    /*
     * For learners without weights; NULL for all others. `holds` names what they hold ("matrix");
     * predict() writes the predictor that is measured in place of the weights, with pointers into
     * the state that are valid until the next call. These learners leave task->params alone, so
     * that a switch away continues from the former weights; neither switch carries anything over.
     */
    const char *holds;
    void (*predict)(const void *state, const struct task *task, struct quadratic *out);
};

/** Returns a learner in the order of the registry; NULL past the end. */
const struct learner_ops *learner_at(size_t index);

/**
 * Returns the bytes of state in all replicas of a config, for the largest learner that may be
 * chosen during the run.
 */
double learner_memory(const struct config *config);

/** Returns a learner by its name in presets; NULL where the registry lacks it. */
const struct learner_ops *learner_find(const char *name);

/** Whether the learner that a config names takes that config; false with a reason that says what
 * would do. */
bool learner_takes(const struct config *config, struct error *why_not);

/** Returns what the eps of a learner is; EPS_UNKNOWN where the registry lacks the name. */
enum eps_kind learner_eps_kind(const char *name);

/** Returns what a learner without weights holds ("matrix"); NULL for one with weights, and where
 * the registry lacks the name. */
const char *learner_holds(const char *name);

/** Writes what a switch between two learners of the registry kept, in a few words for an event. */
void learner_tell_switch(const char *from, const char *to, char *out, size_t size);

/** Writes what such a switch would keep and drop, for the person who is about to make it. */
void learner_explain_switch(const char *from, const char *to, char *out, size_t size);

/** Returns every learner's param rows. */
const struct param_schema *learner_schema(void);

#endif
