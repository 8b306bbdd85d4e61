/*
 * theory, private: one hidden layer in four files: its equations of state (shallow_equations.c),
 * its branches (shallow_branches.c), its transitions (shallow_transitions.c), and the solver made
 * of these (shallow.c).
 */
#ifndef PLATEAU_THEORY_SHALLOW_H
#define PLATEAU_THEORY_SHALLOW_H

#include "curve.h"
#include "groups.h"
#include "nonlinear.h"
#include "plateau/mmse.h"
#include "solver.h"

/* Owned by: one thread. */
struct shallow {
    double gamma;
    double mu22;     /* mu_2^2 */
    size_t off;      /* groups of v = 0, which come first and never specialise */
    bool degenerate; /* g' = 0, and the data leave the weights free, or free to rotate */
    struct groups groups;
    struct nonlinear nonlinear;
    struct mmse *mmse; /* NULL: mu_2 = 0 */
    double size[THEORY_GROUPS_MAX];
    struct equations equations;
    struct curve curve; /* table NULL: more than one |v| */
};

/** Fills shallow->equations; the groups are known by then. */
void shallow_set_equations(struct shallow *shallow, enum weight_law prior, double noise);

/** Returns the solution curve of one |v|, at Q = 1 / (1 + e^-t). */
struct curve_point shallow_curve(void *state, double t, double p[]);

/** Returns how many groups can specialise. */
size_t shallow_active(const struct shallow *shallow);

/** Return mmse_S(tau) = 1 - E v^2 Q^2; and E v^2 Q^2 itself. */
double shallow_left(const struct shallow *shallow, const double p[]);
double shallow_known(const struct shallow *shallow, const double p[]);

/**
 * Returns alpha_lin, where max v^2 m_S(R2hat) = gamma at Q = 0; NaN: nowhere, or |v| has no
 * maximum.
 */
double shallow_instability(const struct shallow *shallow);

/** Starts the `on` largest |v| near full recovery, the others at Q = 1e-4. */
void shallow_start_on(const struct shallow *shallow, size_t on, double p[]);

extern const struct start_ops shallow_starts;
size_t shallow_branches(const void *state);
void shallow_branch_name(const void *state, size_t branch, char name[BRANCH_NAME_MAX]);
void shallow_start(const void *state, size_t branch, double p[]);
void shallow_load(const void *state, const struct theory_point *point, double p[]);
size_t shallow_landed(const void *state, double p[]);
void shallow_save(void *state, double rate, const double p[], struct theory_point *point);
bool shallow_direct(void *state, double alpha, size_t branch, double p[], bool *found);
bool shallow_respond(const void *state, double rate, double shift, double p[]);
enum status shallow_transitions(void *state, double scratch[], struct theory_transitions *out,
                                const struct theory_control *control);

#endif
