/*
 * theory, private: the readouts as the theory sees them: distinct |v| in increasing order with
 * their weight. Atoms as they are; uniform and gaussian laws by 120 Gauss-Legendre nodes in |v|.
 */
#ifndef PLATEAU_THEORY_GROUPS_H
#define PLATEAU_THEORY_GROUPS_H

#include "plateau/theory_data.h"

/* The readouts of a theory: a law, or the values of one network. */
struct readouts {
    const struct readout_law *law;
    size_t count;        /* 0: the law */
    const double *value; /* [count], mean square 1 */
};

/* sum p = 1 and sum p v^2 = 1, to the last digits. */
struct groups {
    size_t count;
    bool atoms; /* from a law of atoms: each may have a branch of its own */
    bool nodes; /* from a quadrature rule: each stands for many neurons of similar |v| */
    double v[THEORY_GROUPS_MAX], p[THEORY_GROUPS_MAX];
    double largest; /* the least upper bound of |v|; may be INFINITY */
};

/** Makes the groups of a law. STATUS_NO_MEMORY: a quadrature rule needs memory. */
enum status groups_init(struct groups *groups, const struct readout_law *law, struct error *err);

/**
 * Makes the groups of either kind; STATUS_INVALID when the values have more than THEORY_GROUPS_MAX
 * sizes.
 */
enum status groups_read(struct groups *groups, const struct readouts *readouts, struct error *err);

/** Makes nodes of |s|, s standard normal, on [0, reach]: sum weight = 1 and sum weight s^2 = 1. */
enum status groups_normal_nodes(double s[], double weight[], size_t count, double reach,
                                struct error *err);

#endif
