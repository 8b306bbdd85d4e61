/*
 * theory, private: the functions of a solver. One file for each solver defines one const object and
 * one line in registry.def; theory.c does the rest with the equations of state.
 */
#ifndef PLATEAU_THEORY_SOLVER_H
#define PLATEAU_THEORY_SOLVER_H

#include "curve.h"
#include "equations.h"
#include "groups.h"

enum { BRANCH_NAME_MAX = 16 };

/*
 * For a solver with branches that only their start defines: such a branch exists where its start
 * ends on a solution on which no branch before it ended. All functions are filled.
 */
struct start_ops {
    /* Returns whether its start defines the branch. */
    bool (*knows)(const void *state, size_t branch);
    /*
     * Sets a further start of a branch, for again = 0, 1, ..; returns false after the last. Among
     * the solutions that belong to no other branch, the one with the largest f counts.
     */
    bool (*again)(const void *state, size_t branch, size_t again, double p[]);
    /*
     * A branch may be another one with each group on the better of its solutions: returns that
     * other one; 0 for every other branch.
     */
    size_t (*picks)(const void *state, size_t branch);
    /*
     * Puts each group that has two solutions in the present fields, with the shift of profile.c in
     * h, onto the one with the larger free entropy. Groups come in increasing |v|.
     *
     * returns  whether a group has changed sides
     */
    bool (*respond)(const void *state, double rate, double shift, double p[]);
    /*
     * Returns the share of the neurons for which one quadrature node stands; 0: all groups are
     * atoms.
     */
    double (*grain)(const void *state);
};

/* The functions that every solver fills come first; those that may be NULL come last. */
struct solver_ops {
    const char *name;
    double mixing; /* of the iteration; 0 = undamped */
    /*
     * Returns whether the solver is for settings of this shape; create says whether it can solve
     * them.
     */
    bool (*takes)(const struct config *config);
    /*
     * Makes the solver's state. NULL: STATUS_INVALID, the setting has no theory, or
     * STATUS_NO_MEMORY. err is not NULL.
     */
    void *(*create)(const struct config *config, const struct readouts *readouts,
                    struct error *err);
    void (*destroy)(void *state);
    struct equations *(*equations)(void *state);

    size_t (*branches)(const void *state);
    void (*branch_name)(const void *state, size_t branch, char name[BRANCH_NAME_MAX]);
    /* Sets the cold start of a branch. p [count] */
    void (*start)(const void *state, size_t branch, double p[]);
    /* Sets the overlaps of a point that was solved before: a warm start. */
    void (*load)(const void *state, const struct theory_point *point, double p[]);
    /* Returns the branch on which p lies; sets negligible overlaps to exactly 0. */
    size_t (*landed)(const void *state, double p[]);
    void (*save)(void *state, double rate, const double p[], struct theory_point *point);
    enum status (*transitions)(void *state, double scratch[], struct theory_transitions *out,
                               const struct theory_control *control);

    /* NULL: its final overlaps define each branch, and each has one start. */
    const struct start_ops *starts;
    /*
     * Finds the solution without iterating: *found = false when it does not exist. Returns false,
     * and changes nothing, where this branch has no such way. NULL: every branch is iterated.
     */
    bool (*direct)(void *state, double alpha, size_t branch, double p[], bool *found);
    /*
     * Computes the matrix channel at Q = 0: its signal-to-noise ratio and mmse_S. false, or NULL:
     * the activations have no quadratic part.
     */
    bool (*matrix)(const void *state, double rate, double *snr, double *mmse);
};

#define SOLVER(name) extern const struct solver_ops solver_##name;
#include "registry.def"
#undef SOLVER

/* Where a branch ended at the last alpha; alpha 0: not solved at this noise. */
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
