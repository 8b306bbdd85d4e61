/*
 * model: the inference problem of one run: a teacher, the data it labels, the student's shape.
 * Owned by: worker, who alone calls these functions. Notation and equations: src/model/README.md.
 */
#ifndef PLATEAU_PROBLEM_H
#define PLATEAU_PROBLEM_H

#include "plateau/config.h"
#include "plateau/network.h"

/* Everything that is drawn once per run. */
struct teacher {
    struct network network;
    float *params;  /* W0, layer by layer */
    float *readout; /* v0 [k_L] */
};

struct dataset; /* inputs, clean labels, labels; see dataset_* below */

struct problem {
    struct config config; /* in force now; alpha, noise, learner values may change */
    struct teacher teacher;
    struct network student; /* k'_l = config_student_layer_k neurons */
    float *student_readout; /* v' [k'_L], v'_i = v_(i mod k) sqrt(k/k') */
    size_t n;               /* rows in force */
    double delta;           /* noise variance in force */
    struct dataset *data;
    float *test_x;     /* [test x d] */
    float *test_clean; /* f_W0 on the test rows, [test] */
    size_t test;
    struct team *team;             /* borrowed */
    struct kernel *teacher_kernel; /* for labels */
    struct kernel *kernel;         /* the student's */
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
 * The readouts v0 of the teacher that a config describes, by its law, readout_draw and seed.
 * v [config_readouts], mean square 1. Pure; any thread.
 */
void problem_fill_readouts(const struct config *config, double v[]);

/**
 * Goes to another alpha or noise. Rows 0..min(n) never change; raising alpha appends, lowering
 * hides; the same xi_mu belongs to row mu at every noise: y = f + sqrt(Delta) xi. On
 * STATUS_NO_MEMORY the problem is as it was.
 */
enum status problem_change(struct problem *problem, double alpha, double noise, struct error *err);

/** All rows in force, or those named by index [n]. */
struct batch problem_rows(const struct problem *problem);
struct batch problem_rows_at(const struct problem *problem, const uint32_t *index, size_t n);

/**
 * Writes the start of a replica into params [network_parameters(&problem->student)]: random
 * (times init_scale), teacher, or a mixture; a function of (seed, replica) alone.
 */
void student_start(const struct problem *problem, size_t replica, float *params);

/** Bytes of data, test set, weights and kernels of a config (double, for it may be absurd). */
double problem_memory(const struct config *config);

#endif
