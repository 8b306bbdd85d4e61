/*
 * theory, private: solution curves that need no iteration (src/theory/README.md). Where one
 * overlap Q determines all the rest, each Q solves the equations of state at one rate r and error
 * eps, that is at alpha(Q) = r (Delta + eps). Local minima of alpha are spinodals. The parameter is
 * t = ln(Q / (1 - Q)). A coarse table of the curve, which depends neither on alpha nor on Delta,
 * brackets; the answers come from the curve itself.
 */
#ifndef PLATEAU_THEORY_CURVE_H
#define PLATEAU_THEORY_CURVE_H

#include "equations.h"

struct curve_point {
    double rate, error;
};

struct curve {
    const struct equations *equations;
    /* The solution at t: p [count], rate and error. */
    struct curve_point (*at)(void *state, double t, double p[]);
    double lin; /* alpha where the universal branch becomes unstable; NaN = never */
    double first, spacing;
    size_t count;
    struct curve_point *table;
    double *p, *hat; /* scratch */
};

/** Tabulates t = first, first + spacing, ... up to last. curve_fini takes a half-built one. */
enum status curve_init(struct curve *curve, const struct equations *equations,
                       struct curve_point (*at)(void *state, double t, double p[]), double first,
                       double last, double spacing, struct error *err);
void curve_fini(struct curve *curve);

/**
 * The solution with the largest Q at alpha. returns t; NaN when there is none; INFINITY when it
 * lies beyond the table.
 */
double curve_find(const struct curve *curve, double alpha);

/**
 * The smallest solution with Q > 0 on a rising part of the curve, above alpha_lin the one that
 * grows out of Q = 0; NaN when there is none. It may be the one of curve_find.
 */
double curve_find_low(const struct curve *curve, double alpha);

/** The spinodal: the first minimum of alpha on the way down from Q = 1; NaN when there is none. */
double curve_fold(const struct curve *curve);

/** alpha at t, with the overlaps in p [count]; *rate may be NULL. */
double curve_alpha(const struct curve *curve, double t, double p[], double *rate);

/** Spinodal, equilibrium and curve->lin; one step, of readout v. */
enum status curve_transitions(const struct curve *curve, double v, struct theory_transitions *out,
                              const struct theory_control *control);

#endif
