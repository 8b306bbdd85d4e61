/*
 * theory: predicted trajectories: how much a learner is expected to know as its run goes on. The
 * equilibrium (theory.h) says where that may end. One file for each prediction, one line in
 * src/theory/dynamics.def.
 */
#ifndef PLATEAU_DYNAMICS_H
#define PLATEAU_DYNAMICS_H

#include "plateau/theory_data.h"

struct theory;

enum { DYNAMICS_POINTS_MAX = 1000 };

/* The question. The caller owns it; only dynamics_create reads it, except theory. */
struct dynamics_task {
    const struct config *config; /* with alpha */
    const char *learner;         /* its name */
    double gradients_per_step;   /* of the learner, on all data; NaN: not known */
    /*
     * Of the setting; its tables are borrowed until dynamics_destroy. NULL: the setting has no
     * theory.
     */
    struct theory *theory;
};

/*
 * What the learner is expected to know at one time. NaN for quantities that a prediction leaves
 * open.
 */
struct dynamics_point {
    double steps;     /* of the learner */
    double gradients; /* on all data, as a run counts its time */
    double eps;       /* noise-free error of the learner's predictions */
    double q, r2;     /* as mean_q and r2 of a theory_point */
    double snr, mmse; /* of the matrix channel Y = sqrt(snr) S + noise that the learner sees */
};

struct dynamics_trajectory {
    size_t count;
    bool converged; /* the last point stands still, or has left the range of the theory */
    struct dynamics_point at[DYNAMICS_POINTS_MAX];
};

/* The functions of a prediction, in one file with one const object. All are filled. */
struct dynamics_ops {
    const char *name;
    /* Returns whether the prediction is for this learner; start says whether the setting suits. */
    bool (*takes)(const struct config *config, const char *learner);
    void *(*start)(const struct dynamics_task *task, struct error *err);
    void (*destroy)(void *state);
    /* Moves to the next point; returns false, and changes nothing, at the last point. */
    bool (*advance)(void *state);
    /* Fills everything but `gradients`, in a point that is NaN throughout. */
    void (*observe)(const void *state, struct dynamics_point *out);
};

struct dynamics; /* owned by: one thread */

/**
 * Starts the prediction before the learner's first step.
 *
 * returns  NULL with the reason: STATUS_INVALID where nothing predicts this learner in this
 *          setting, STATUS_NO_MEMORY. Freed with dynamics_destroy, before the theory.
 */
struct dynamics *dynamics_create(const struct dynamics_task *task, struct error *err);
void dynamics_destroy(struct dynamics *dynamics);

/**
 * Moves one point further; returns false when the present point is the last, because nothing
 * changes any more.
 */
bool dynamics_advance(struct dynamics *dynamics);
void dynamics_observe(const struct dynamics *dynamics, struct dynamics_point *out);

/**
 * Writes the points from the start to the last one, or to as many as fit. STATUS_STOPPED:
 * cancelled.
 */
enum status dynamics_run(struct dynamics *dynamics, struct dynamics_trajectory *out,
                         const struct theory_control *control, struct error *err);

#endif
