/*
 * theory, private: two hidden layers in three files: their equations of state
 * (two_layer_equations.c), their branches and transitions (two_layer_branches.c), and the solver
 * made of these (two_layer.c).
 */
#ifndef PLATEAU_THEORY_TWO_LAYER_H
#define PLATEAU_THEORY_TWO_LAYER_H

#include "groups.h"
#include "nonlinear.h"
#include "plateau/mmse.h"
#include "solver.h"

/* Share of the old overlaps kept. */
#define TWO_LAYER_MIXING 0.3

/* The first layer's nonlinearity, node by node: g1, g1' and g1(1) - g1 at Q1(s) = 1 - p. */
struct first_layer {
    double p[THEORY_NODES_MAX], value[THEORY_NODES_MAX];
    double slope[THEORY_NODES_MAX], gap[THEORY_NODES_MAX];
};

/* The unknowns: P1 [nodes], P2 [groups x nodes], P21 [groups]. Owned by: one thread. */
struct two_layer {
    double gamma1, gamma2, mu2, mu2_outer; /* mu^2, mu'^2 */
    size_t nodes;
    double s[THEORY_NODES_MAX], weight[THEORY_NODES_MAX];
    struct groups groups;
    struct nonlinear inner, outer;
    struct mmse *mmse;         /* NULL: mu = 0, no linear path through the first layer */
    double *size;              /* [weights] */
    struct first_layer *first; /* at the overlaps read last, see two_layer_read_first */
    struct equations equations;
};

/** Fills two->equations; shapes and sizes are known by then. */
void two_layer_set_equations(struct two_layer *two, double noise);

/** Return P2 [nodes] and P21 of the rows of group g. */
const double *two_layer_p2(const struct two_layer *two, const double p[], size_t g);
double two_layer_p21(const struct two_layer *two, const double p[], size_t g);

/** Computes the first layer's nonlinearity at the overlaps p, which every sum over nodes needs. */
void two_layer_read_first(const struct two_layer *two, const double p[]);

/** Returns 1 - inner(v), after two_layer_read_first; mmse_ns(tau(v)) = 1 - E_s Q2 Q1. */
double two_layer_inner(const struct two_layer *two, const double p[], size_t g);
double two_layer_left(const struct two_layer *two, const double p[], size_t g);

extern const struct start_ops two_layer_starts;
size_t two_layer_branches(const void *state);
void two_layer_branch_name(const void *state, size_t branch, char name[BRANCH_NAME_MAX]);
void two_layer_start(const void *state, size_t branch, double p[]);
void two_layer_load(const void *state, const struct theory_point *point, double p[]);
size_t two_layer_landed(const void *state, double p[]);
void two_layer_save(void *state, double rate, const double p[], struct theory_point *point);
enum status two_layer_transitions(void *state, double scratch[], struct theory_transitions *out,
                                  const struct theory_control *control);

#endif
