/*
 * model: the inference problem of one run: data from a source, the truth where the source knows it,
 * and the student's shape. Owned by: worker; only its thread calls these functions. Notation and
 * equations: src/model/README.md.
 */
#ifndef PLATEAU_PROBLEM_H
#define PLATEAU_PROBLEM_H

#include "plateau/config.h"
#include "plateau/given.h"
#include "plateau/truth.h"

struct source; /* where the data come from: src/model/source.h */

struct problem {
    struct config config;      /* in force now; alpha, noise, learner values may change */
    struct given given;        /* what learners see */
    const struct truth *truth; /* the source's; NULL: not known */
    struct source *source;
    float *readout;         /* v0 [k_L] */
    float *student_readout; /* v' [k'_L], v'_i = v_(i mod k) sqrt(k/k') */
};

/**
 * Draws teacher, data and test set of a checked config. team is borrowed and outlives the problem;
 * tiles as in kernel_create.
 * returns  NULL on STATUS_NO_MEMORY or STATUS_INVALID with the reason in err.
 */
struct problem *problem_create(const struct config *config, struct team *team,
                               const struct tile_ops *tiles, struct error *err);
void problem_destroy(struct problem *problem);

/**
 * Fills in the readouts v0 of the teacher that a config describes, by its law, readout_draw and
 * seed. v [config_readouts], mean square 1. Pure; any thread.
 */
void problem_fill_readouts(const struct config *config, double v[]);

/**
 * Changes alpha or noise. Rows 0..min(n) never change; raising alpha appends rows, lowering alpha
 * hides them; row mu keeps its xi_mu at every noise: y = f + sqrt(Delta) xi. On STATUS_NO_MEMORY
 * the problem is as before.
 */
enum status problem_change(struct problem *problem, double alpha, double noise, struct error *err);

/**
 * Writes the start of a replica into params [network_parameters(&problem->given.student)]: random
 * (times init_scale), teacher, or a mixture; a function of (seed, replica) alone.
 *
 * returns  STATUS_INVALID, and which start it is, where a start needs the truth and it is not known
 */
enum status student_start(const struct problem *problem, size_t replica, float *params,
                          struct error *err);

/**
 * Returns the bytes of data, test set, weights and kernels of a config; a double, since the number
 * may be absurdly large.
 */
double problem_memory(const struct config *config);

#endif
