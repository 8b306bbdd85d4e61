/*
 * judge: the theory of a run at its present alpha and noise, as plain data, and which branch lies
 * near an error. Any thread; pure functions.
 */
#ifndef PLATEAU_LEVELS_H
#define PLATEAU_LEVELS_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/measurement.h"
#include "plateau/verdicts.h"

enum { LEVELS_MAX = 24 };

/* A branch at one alpha. NaN where a quantity does not exist. */
struct branch_point {
    bool exists; /* and converged */
    double eps, free_entropy, mean_q, r2;
    double group[Q_GROUPS_MAX];   /* overlaps of the run's readout groups q_v1.. */
    struct layers_overlap layers; /* q1.., q21, as the run's */
    struct inner_overlaps inner;  /* Q1(s) of two layers; no bins otherwise */
};

/* A branch that exists here. */
struct level {
    char name[SHORT_NAME_BYTES];
    struct branch_point here;
};

struct levels {
    bool has_theory;    /* false: the setting has no theory, or only the errors are known */
    double universal;   /* eps of each; NaN where the branch does not exist */
    double specialised; /* the most specialised branch that exists */
    double optimal;     /* of the largest free entropy */
    size_t branches;    /* how many exist; universal first */
    struct level branch[LEVELS_MAX];
    size_t best, deepest; /* the optimal, the most specialised branch; = branches: none */
};

/** Returns levels without theory: without branches, and with NaN for every error. */
struct levels levels_none(void);

/** Returns the branch whose error is nearest to eps, in ratio; NULL without theory. */
const struct level *levels_nearest(const struct levels *levels, double eps);

/**
 * Returns the geometric mean of the universal and the most specialised error; NaN where these
 * differ by less than 5 %.
 */
double levels_middle(const struct levels *levels);

/**
 * Returns the largest error that still belongs to a branch: the universal error, twice that for a
 * point estimate, and a quarter more, which naming allows. Infinite without theory.
 */
double levels_ceiling(const struct levels *levels, bool is_point);

/** Names what lies at eps, with standard error se (NaN: not known), after the nearest branch. */
struct naming levels_name(const struct levels *levels, double eps, double se);

/**
 * Returns the r2 of a run there: for a sample of the posterior the point's own; for a learner
 * without weights, whose matrix is a posterior mean, (1 + r2) / 2: its squared distance from the
 * teacher's matrix is half that of a sample (src/observe/README.md).
 */
double branch_point_r2(const struct branch_point *point, bool is_mean);

#endif
