/*
 * theory: the replica theory of one setting, solved on the spot: branches at one alpha,
 * transitions, free-entropy profile. One file per solver (shallow, two_layer, deep), one line in
 * src/theory/registry.def; equations: src/theory/README.md.
 */
#ifndef PLATEAU_THEORY_H
#define PLATEAU_THEORY_H

#include <stddef.h>

#include "plateau/status.h"
#include "plateau/theory_data.h"

struct theory; /* tables and work space of one setting; owned by: one thread */

/** Switches GSL's error handler off. Once, from main, before any thread starts. */
void theory_init(void);

/**
 * Prepares the solver for everything in config but alpha; noise may be changed by theory_set_noise.
 * NULL with the reason in err: STATUS_INVALID where no theory exists for the setting, which is an
 * expected answer; STATUS_NO_MEMORY, which is a failure.
 */
struct theory *theory_create(const struct config *config, struct error *err);

/**
 * The same with the k readouts that the run of this config has, as atoms, in place of their law:
 * config's d, seed and readout_draw matter then. gamma is k/d of each layer, k = round(gamma d);
 * alpha stays what it is in config.
 * Atoms have as many branches as sizes are among the k, which may miss one of the law. More than
 * THEORY_GROUPS_MAX sizes of v are refused.
 */
struct theory *theory_create_finite(const struct config *config, struct error *err);
void theory_destroy(struct theory *theory);
void theory_set_noise(struct theory *theory, double noise);

/**
 * Whether the solvers are tested at this setting and alpha; elsewhere they answer, and promise
 * nothing. returns  STATUS_INVALID with what is outside, and its range
 */
enum status theory_check_range(const struct config *config, double alpha, struct error *err);

/** Branches this setting has, in drawing order; universal first, specialised second. */
size_t theory_branches(const struct theory *theory);
const char *theory_branch_name(const struct theory *theory, size_t branch);

/**
 * Solves one branch at one alpha. When *point holds a solution of the same branch and noise, it is
 * the warm start wherever that ends on the same solution: on the specialised branch, from a larger
 * alpha down. A cold start is a zeroed point; clear it after theory_set_noise.
 * returns  STATUS_OK also when not converged (point->converged says so); STATUS_INVALID when the
 *          branch does not exist at this alpha (point->branch then names where the iteration
 * ended), or the setting has no such branch; STATUS_STOPPED when cancelled. control may be NULL.
 */
enum status theory_solve(struct theory *theory, double alpha, size_t branch,
                         struct theory_point *point, const struct theory_control *control,
                         struct error *err);

/** All transitions of the setting, by bracketing: jumps of an overlap by more than 0.02. */
enum status theory_find_transitions(struct theory *theory, struct theory_transitions *out,
                                    const struct theory_control *control, struct error *err);

/** How many of the steps say more than the transitions themselves: none of a single size of v. */
size_t theory_steps_told(const struct theory_transitions *transitions);

/**
 * Overlaps that show every valley of the profile at alpha: q [n >= 12] increasing in (0, 1), evenly
 * spaced; where the most specialised solution is too close to 1 for that, a third of them come ever
 * closer to 1, one on it and two beyond. Each branch moves the overlap nearest to it onto its own.
 */
void theory_profile_overlaps(struct theory *theory, double alpha, double q[], size_t n);

/**
 * Free entropy f(Q) at fixed alpha as a function of the overall overlap, everything else optimised.
 * q [n] in (0, 1), increasing: the mean over all weights, as mean_q; f [n] out, NaN where the rest
 * did not converge. With several |v| or two layers the largest of several starts: no branch lies
 * above it, and its peaks are branches, but for the width of a quadrature node. STATUS_INVALID
 * where the data fix the weights up to rotations only, so that an overlap means nothing.
 */
enum status theory_profile(struct theory *theory, double alpha, const double q[], double f[],
                           size_t n, const struct theory_control *control, struct error *err);

#endif
