/*
 * theory, private: what a prediction of a learner's trajectory provides (plateau/dynamics.h). One
 * file defines one const object and one line in dynamics.def.
 */
#ifndef PLATEAU_THEORY_PREDICTOR_H
#define PLATEAU_THEORY_PREDICTOR_H

#include "plateau/dynamics.h"

/* Everything is filled. */
struct dynamics_ops {
    const char *name;
    /* Whether this learner is predicted; whether it can be in this setting is start's to say. */
    bool (*takes)(const struct config *config, const char *learner);
    void *(*start)(const struct dynamics_task *task, struct error *err);
    void (*destroy)(void *state);
    /* To the next point; false, with nothing done, where the present point is the last one. */
    bool (*advance)(void *state);
    /* Everything but `gradients`, in a point that is NaN throughout. */
    void (*observe)(const void *state, struct dynamics_point *out);
};

#define DYNAMICS(name) extern const struct dynamics_ops dynamics_##name;
#include "dynamics.def"
#undef DYNAMICS

#endif
