/*
 * theory: the answers of a theory as plain data: a solution, the transitions; and what stops a
 * solver. theory.h computes them.
 */
#ifndef PLATEAU_THEORY_DATA_H
#define PLATEAU_THEORY_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/config.h"

enum {
    THEORY_GROUPS_MAX = 128, /* |v| atoms, or quadrature nodes of a continuous law */
    THEORY_NODES_MAX = 160,  /* quadrature nodes in |s|, two layers */
    THEORY_BRANCHES_MAX = 24,
    THEORY_STEPS_MAX = 16,
};

/* A solution at one alpha on one branch. Plain data; NaN where a quantity does not exist. */
struct theory_point {
    /* universal, specialised, partial:j, partial, weak; of two layers first, product, first:best */
    char branch[16];
    double alpha;
    bool converged;  /* to 1e-11, or to rounding where that is coarser (src/theory/README.md) */
    double residual; /* of the equations of state: max |next - P| / (P + 1e-12), P = 1 - Q */
    double eps, free_entropy;
    double r2;     /* R2 - gamma (E v)^2 = m_S(tau + R2hat), as the run's r2; one layer only */
    size_t groups; /* distinct |v| in increasing order, with their weight */
    double v[THEORY_GROUPS_MAX], p[THEORY_GROUPS_MAX];
    double q[THEORY_GROUPS_MAX];   /* one layer: Q(v); two layers: Q2(v) averaged over s */
    double q21[THEORY_GROUPS_MAX]; /* two layers */
    size_t nodes;                  /* two layers: |s| nodes with their weight */
    double s[THEORY_NODES_MAX], weight[THEORY_NODES_MAX], q1[THEORY_NODES_MAX];
    double mean_q; /* the mean over all weights; one layer: over neurons, the run's q */
    double layer[DEPTH_MAX + 4]; /* three and more layers: q_1 .. q_L */
};

/*
 * One step of a sequence of transitions: the group that specialises, and at which alpha. NaN: the
 * transition exists, or may exist, and was not found.
 */
struct theory_step {
    double v, spinodal, equilibrium;
};

/* Why a transition is NaN. */
enum theory_absence {
    THEORY_ABSENT,       /* the transition does not exist */
    THEORY_CONTINUOUS,   /* overlaps grow out of 0 without a jump, at algorithmic or from alpha 0 */
    THEORY_NOT_COMPUTED, /* it may exist: without noise f is infinite */
    THEORY_NOT_FOUND,    /* it may exist: the search ended without it */
};

/*
 * NaN: does not exist. Readouts that are not few atoms specialise size after size: the numbers are
 * those of the first size.
 */
struct theory_transitions {
    double spinodal;    /* the specialised branch exists from this alpha on */
    double equilibrium; /* from this alpha on that branch, or its part `partial`, has the largest
                           free entropy */
    enum theory_absence spinodal_why, equilibrium_why; /* why, for those that are NaN */
    double algorithmic;                                /* alpha_lin, where Q = 0 becomes unstable */
    size_t steps;
    struct theory_step step[THEORY_STEPS_MAX];
};

/* Solvers ask between iterations, so that the theorist can drop a job: true = stop now. */
struct theory_control {
    bool (*cancelled)(void *context);
    void *context;
};

#endif
