/*
 * theory, private: what a solver provides. One file per solver defines one const object and one
 * line in registry.def; theory.c does the rest with the equations of state.
 */
#ifndef PLATEAU_THEORY_SOLVER_H
#define PLATEAU_THEORY_SOLVER_H

#include "curve.h"
#include "equations.h"
#include "groups.h"

enum { BRANCH_NAME_MAX = 16 };

struct solver_ops {
    const char *name;
    /* Whether settings of this shape are this solver's; whether it can solve them is create's. */
    bool (*takes)(const struct config *config);
    void *(*create)(const struct config *config, const struct readouts *readouts,
                    struct error *err);
    void (*destroy)(void *state);
    struct equations *(*equations)(void *state);

    size_t (*branches)(const void *state);
    void (*branch_name)(const void *state, size_t branch, char name[BRANCH_NAME_MAX]);
    /* The cold start of a branch, or the warm one from a solution of it. p [count] */
    void (*start)(const void *state, size_t branch, double p[]);
    /*
     * Further starts of a branch, for again = 0, 1, ..; false: there are no more. Of the solutions
     * that are no other branch's the one with the largest f is taken. NULL: none has any.
     */
    bool (*start_again)(const void *state, size_t branch, size_t again, double p[]);
    void (*load)(const void *state, const struct theory_point *point, double p[]);
    /* The branch that p lies on; sets what is as good as 0 to exactly that. */
    size_t (*landed)(const void *state, double p[]);
    /*
     * Branches known by their start alone: they exist where that ends on a solution that is none of
     * the branches before it. NULL: there are none.
     */
    bool (*by_start)(const void *state, size_t branch);
    /*
     * A branch may be another one with each group on the better of its solutions: returns that
     * other one; 0: it is none of these. NULL: none is.
     */
    size_t (*picks)(const void *state, size_t branch);
    /*
     * Puts each group that has two solutions in the present fields, the shift of profile.c in h
     * among them, onto the one with the larger free entropy. Groups come in increasing |v|.
     * returns  whether one has changed sides. NULL: the groups have no choice.
     */
    bool (*respond)(const void *state, double rate, double shift, double p[]);
    /* Whether the data fix the weights up to rotations only, whatever alpha. NULL: they fix more.
     */
    bool (*rotates)(const void *state);
    /* The share of the neurons that one quadrature node stands for; 0: no nodes. NULL: so too. */
    double (*grain)(const void *state);
    void (*save)(void *state, double rate, const double p[], struct theory_point *point);
    /*
     * The solution without iterating: *found = false when there is none. Returns false, with
     * nothing done, where this branch has no such way. NULL: no branch has.
     */
    bool (*direct)(void *state, double alpha, size_t branch, double p[], bool *found);
    /*
     * The matrix channel at Q = 0: its signal-to-noise ratio and mmse_S. false, or NULL: there is
     * no quadratic part.
     */
    bool (*matrix)(const void *state, double rate, double *snr, double *mmse);
    enum status (*transitions)(void *state, double scratch[], struct theory_transitions *out,
                               const struct theory_control *control);
    double mixing; /* of the iteration; 0 = undamped */
};

#define SOLVER(name) extern const struct solver_ops solver_##name;
#include "registry.def"
#undef SOLVER

/* What a branch ended on at the alpha it was solved at last; alpha 0: not solved at this noise. */
struct theory_end {
    double alpha;
    bool exists, converged;
    double *p; /* [count], of theory->ends */
};

/* One setting, ready to be solved. Owned by: one thread. */
struct theory {
    const struct solver_ops *ops;
    void *state;
    size_t layers;
    char activation[ACTIVATION_TEXT_MAX]; /* of the first layer */
    char name[THEORY_BRANCHES_MAX][BRANCH_NAME_MAX];
    struct theory_end end[THEORY_BRANCHES_MAX]; /* where branches are known by their start */
    double *ends;                               /* [branches x count] */
    double *p, *hat, *scratch; /* [count], [count], for fixed points and transitions */
};

#endif
