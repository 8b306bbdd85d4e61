/* judge: fills the levels with what the theory's solvers find. Used by the one thread that owns it.
 */
#ifndef PLATEAU_LEVEL_SOLVER_H
#define PLATEAU_LEVEL_SOLVER_H

#include "plateau/config.h"
#include "plateau/levels.h"
#include "plateau/status.h"

struct theory;
struct theory_point;

/* Owned by: worker. */
struct level_solver {
    struct theory *theory; /* NULL: the setting has no theory */
};

/**
 * Prepares the solver; a tenth of a second, or one for gaussian readouts.
 * returns  STATUS_OK also where no theory exists; STATUS_NO_MEMORY with the reason in err
 */
enum status level_solver_init(struct level_solver *solver, const struct config *config,
                              struct error *err);
void level_solver_fini(struct level_solver *solver);

/**
 * Solves at config's alpha and noise, for the run's readout groups [groups]: milliseconds.
 * returns  STATUS_OK also where no theory or no branch exists; STATUS_NO_MEMORY with the reason
 */
enum status level_solver_solve(struct level_solver *solver, const struct config *config,
                               size_t groups, const struct readout_group group[],
                               struct levels *levels, struct error *err);

/**
 * Fills in a solution for the run's readout groups. For a group of one size it takes the nearest
 * atom of the law. For other groups, and where the law is not made of few atoms, it takes the law's
 * neurons in the same place by |v|; an atom at the border counts in part. point NULL: the branch
 * does not exist.
 */
void branch_point_fill(struct branch_point *out, const struct theory_point *point, size_t groups,
                       const struct readout_group group[]);

#endif
