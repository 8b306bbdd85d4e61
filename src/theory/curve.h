/*
 * theory, private: solution curves that need no iteration (src/theory/README.md). Where one overlap
 * Q determines everything else, each Q solves the equations of state at one rate r and error eps,
 * that is at alpha(Q) = r (Delta + eps). Local minima of alpha are spinodals. The parameter is t =
 * ln(Q / (1 - Q)). A coarse table of the curve, which depends neither on alpha nor on Delta,
 * brackets the answers; the curve itself gives them.
 */
#ifndef PLATEAU_THEORY_CURVE_H
#define PLATEAU_THEORY_CURVE_H

#include "equations.h"

struct curve_point {
    double rate, error;
};

struct curve {
    const struct equations *equations;
    /* Returns the solution at t: p [count], rate and error. */
    struct curve_point (*at)(void *state, double t, double p[]);
    double lin; /* alpha where the universal branch becomes unstable; NaN = never */
    double first, spacing;
    size_t count;
    struct curve_point *table;
    double *p, *hat; /* scratch */
};

/** Tabulates t = first, first + spacing, ... up to last. curve_fini takes a half-built curve. */
enum status curve_init(struct curve *curve, const struct equations *equations,
                       struct curve_point (*at)(void *state, double t, double p[]), double first,
                       double last, double spacing, struct error *err);
void curve_fini(struct curve *curve);

/**
 * Finds the solution with the largest Q at alpha. Returns t; NaN without a solution; INFINITY when
 * it lies beyond the table.
 */
double curve_find(const struct curve *curve, double alpha);

/**
 * Finds the smallest solution with Q > 0 on a rising part of the curve; above alpha_lin that is the
 * one that grows out of Q = 0. Returns NaN without one. It may be the same as curve_find's.
 */
double curve_find_low(const struct curve *curve, double alpha);

/** Returns the spinodal: the first minimum of alpha on the way down from Q = 1; NaN without one. */
double curve_fold(const struct curve *curve);

/** Returns alpha at t, with the overlaps in p [count]; *rate may be NULL. */
double curve_alpha(const struct curve *curve, double t, double p[], double *rate);

/** Fills in spinodal, equilibrium and curve->lin; one step, of readout v. */
enum status curve_transitions(const struct curve *curve, double v, struct theory_transitions *out,
                              const struct theory_control *control);

#endif
