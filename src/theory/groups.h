/*
 * theory, private: the readouts as the theory sees them: distinct |v| in increasing order with
 * their weight. Atoms as they are; uniform and gaussian by 120 Gauss-Legendre nodes in |v|.
 */
#ifndef PLATEAU_THEORY_GROUPS_H
#define PLATEAU_THEORY_GROUPS_H

#include "plateau/theory.h"

/* sum p = 1 and sum p v^2 = 1, to the last digits. */
struct groups {
    size_t count;
    bool atoms; /* not quadrature nodes */
    double v[THEORY_GROUPS_MAX], p[THEORY_GROUPS_MAX];
    double mean;    /* E v, with signs */
    double largest; /* the least upper bound of |v|; may be INFINITY */
};

void groups_init(struct groups *groups, const struct readout_law *law);

/** Nodes of |s|, s standard normal, on [0, reach]: sum weight = 1 and sum weight s^2 = 1. */
void groups_normal_nodes(double s[], double weight[], size_t count, double reach);

#endif
