/*
 * theory: the replica theory of one setting, solved live: branches at one alpha, transitions,
 * free-entropy profile. One file for each solver (shallow, two_layer, deep), one line in
 * src/theory/registry.def; equations: src/theory/README.md.
 */
#ifndef PLATEAU_THEORY_H
#define PLATEAU_THEORY_H

#include <stddef.h>

#include "plateau/status.h"
#include "plateau/theory_data.h"

struct theory; /* tables and work space of one setting; owned by: one thread */

/** Switches GSL's error handler off. Call it once, from main, before any thread starts. */
void theory_init(void);

/**
 * Prepares the solver for everything in config but alpha; theory_set_noise may change the noise.
 * Returns NULL with the reason in err: STATUS_INVALID where the setting has no theory, which is an
 * expected answer, or STATUS_NO_MEMORY, which is a failure.
 */
struct theory *theory_create(const struct config *config, struct error *err);

/**
 * Does the same with the k readouts of this config's own run, as atoms, in place of their law: then
 * config's d, seed and readout_draw matter. gamma is k/d of each layer, k = round(gamma d); alpha
 * stays as in config.
 *
 * The setting has as many branches as the k readouts have sizes, and may lack a size of the law.
 * More than THEORY_GROUPS_MAX sizes of v are refused.
 */
struct theory *theory_create_finite(const struct config *config, struct error *err);
void theory_destroy(struct theory *theory);
void theory_set_noise(struct theory *theory, double noise);

/**
 * Checks that the solvers are tested at this setting and alpha; elsewhere they answer without a
 * promise.
 *
 * returns  STATUS_INVALID with the parameter outside, and its range
 */
enum status theory_check_range(const struct config *config, double alpha, struct error *err);

/**
 * Returns how many branches this setting has, in drawing order; universal first, specialised
 * second.
 */
size_t theory_branches(const struct theory *theory);
const char *theory_branch_name(const struct theory *theory, size_t branch);

/**
 * Solves one branch at one alpha. When *point holds a solution of the same branch and noise, that
 * is the warm start wherever it leads to the same solution: on the specialised branch, from a
 * larger alpha down. A cold start is a zeroed point; clear it after theory_set_noise.
 *
 * returns  STATUS_OK also when not converged (point->converged says so); STATUS_INVALID when the
 *          branch does not exist at this alpha (then point->branch names the branch where the
 *          iteration ended), or when the setting lacks the branch; STATUS_STOPPED when cancelled.
 * control  may be NULL
 */
enum status theory_solve(struct theory *theory, double alpha, size_t branch,
                         struct theory_point *point, const struct theory_control *control,
                         struct error *err);

/** Finds all transitions of the setting, by bracketing: jumps of an overlap by more than 0.02. */
enum status theory_find_transitions(struct theory *theory, struct theory_transitions *out,
                                    const struct theory_control *control, struct error *err);

/** Returns how many of the steps add to the transitions themselves: none for a single size of v. */
size_t theory_steps_told(const struct theory_transitions *transitions);

/**
 * Chooses overlaps that show every valley of the profile at alpha: q [n >= 12] increasing in (0,
 * 1), evenly spaced. Where the most specialised solution is too close to 1 for that, a third of the
 * overlaps approach 1, with one on the solution and two beyond. Each branch moves the nearest
 * overlap onto its own.
 */
void theory_profile_overlaps(struct theory *theory, double alpha, double q[], size_t n);

/**
 * Computes the free entropy f(Q) at fixed alpha as a function of the overall overlap, with
 * everything else optimised. q [n] in (0, 1), increasing: the mean over all weights, as mean_q; f
 * [n] out, NaN where the iteration did not converge. With several |v| or two layers f is the
 * largest of several starts: no branch lies above the profile, and its peaks are branches, up to
 * the width of a quadrature node. STATUS_INVALID where the data fix the weights up to rotations
 * only, so that an overlap means nothing.
 */
enum status theory_profile(struct theory *theory, double alpha, const double q[], double f[],
                           size_t n, const struct theory_control *control, struct error *err);

#endif
