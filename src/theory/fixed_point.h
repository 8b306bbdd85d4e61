/*
 * theory, private: solves the equations of state by iteration, P <- 1 - phi(hat(P)), at fixed alpha
 * or at fixed rate. The map is monotone: from above it falls onto the largest solution, so that it
 * needs no damping unless the solver asks. Where the steps shrink geometrically, most of their tail
 * is summed at once (Aitken), and the sum is kept only when the next iterate still moves the same
 * way.
 */
#ifndef PLATEAU_THEORY_FIXED_POINT_H
#define PLATEAU_THEORY_FIXED_POINT_H

#include "equations.h"

struct fixed_point {
    const struct equations *equations;
    double alpha;     /* > 0: alpha is fixed; otherwise the rate is */
    double rate;      /* at the present overlaps */
    double mixing;    /* share of the old overlaps that is kept, 0 = undamped */
    double tolerance; /* on the distance to the solution, relative in P */
    size_t steps_max;
    size_t steps, since_jump;
    double residual;            /* max_i |next_i - P_i| / P_i */
    double ratio, ratio_before; /* by which the last two steps shrank */
    double tail;           /* of the overlap with the shortest way to go, in units of its step */
    double before;         /* the residual of the step before */
    double least, falling; /* the residual when it last halved, and the ratio there */
    double worst;          /* the largest residual since then */
    size_t still;          /* steps since then */
    double *p;             /* the solution; owned by the caller */
    double *next, *hat, *step, *trial;
};

/** Returns how many doubles of scratch a fixed point of so many unknowns needs. */
size_t fixed_point_scratch(size_t count);

/** Starts at p [count], which changes in place; alpha <= 0: at fixed rate. */
void fixed_point_init(struct fixed_point *solve, const struct equations *equations, double p[],
                      double scratch[], double alpha, double rate);
void fixed_point_step(struct fixed_point *solve);

/**
 * Returns whether the distance to the solution, the residual over 1 - ratio, is within the
 * tolerance, and not by chance: the step before came near, too; or, where rounding has kept the
 * residual from halving for 200 steps, whether the largest since then is within 1e-9.
 */
bool fixed_point_test(const struct fixed_point *solve);

/** Iterates until the test holds or steps_max is reached. STATUS_STOPPED when cancelled. */
enum status fixed_point_run(struct fixed_point *solve, const struct theory_control *control);

/** Returns the residual at any p; scratch as above. */
double fixed_point_residual(const struct equations *equations, double alpha, const double p[],
                            double scratch[]);

#endif
