#include "plateau/theory.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixed_point.h"
#include "plateau/memory.h"
#include "plateau/problem.h"
#include "solver.h"
#include "transition.h"

/*
 * A solution on an explicit curve is put into the equations once, and must solve them to this. +-1
 * weights have P = e^(-h/2), which turns an error of 1e-9 in h into one of h times that in P.
 */
static const double residual_most = 1e-6;

/*
 * The most that the spectral density of the matrix channel may lack of 1: errors of mmse are of
 * that size.
 */
static const double channel_most = 1e-8;

static const struct solver_ops *const solvers[] = {
#define SOLVER(name) &solver_##name,
#include "registry.def"
#undef SOLVER
};

void theory_init(void)
{
    gsl_set_error_handler_off();
}

static const struct solver_ops *find_solver(const struct config *config, struct error *err)
{
    for (size_t i = 0; i < sizeof solvers / sizeof solvers[0]; i++)
        if (solvers[i]->takes(config))
            return solvers[i];
    error_set(err, STATUS_INVALID, "no theory: %zu hidden layers", config_layers(config));
    return NULL;
}

static double *scratch_for(size_t count)
{
    const size_t fixed_point = fixed_point_scratch(count), search = transition_scratch(count);

    return memory_zeroed(fixed_point > search ? fixed_point : search, sizeof(double));
}

static struct theory *create(const struct config *config, const struct readouts *readouts,
                             struct error *reason)
{
    struct error unread = {.code = STATUS_OK}, *err = reason ? reason : &unread;
    const struct solver_ops *ops = find_solver(config, err);
    void *state = ops ? ops->create(config, readouts, err) : NULL;

    if (!state)
        return NULL;
    const size_t count = ops->equations(state)->count;
    struct theory *theory = memory_zeroed(1, sizeof *theory);
    if (theory) {
        theory->ops = ops;
        theory->state = state;
        theory->layers = config_layers(config);
        activation_format(config_activation(config, 0), theory->activation,
                          sizeof theory->activation);
        theory->p = memory_zeroed(count, sizeof *theory->p);
        theory->hat = memory_zeroed(count, sizeof *theory->hat);
        theory->scratch = scratch_for(count);
        theory->ends = memory_zeroed((ops->branches(state) + 1) * count, sizeof *theory->ends);
        for (size_t i = 0; i < ops->branches(state); i++) {
            ops->branch_name(state, i, theory->name[i]);
            theory->end[i].p = theory->ends + i * count;
        }
    }
    if (!theory || !theory->p || !theory->hat || !theory->scratch || !theory->ends) {
        error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for %zu unknowns", count);
        theory_destroy(theory);
        if (!theory)
            ops->destroy(state);
        return NULL;
    }
    return theory;
}

struct theory *theory_create(const struct config *config, struct error *err)
{
    const struct readouts readouts = {.law = &config->readout};

    return create(config, &readouts, err);
}

/*
 * Takes gamma = k/d from the network itself: k is a whole number. Returns false when a layer has no
 * neuron.
 */
static bool take_widths(struct config *config)
{
    const size_t layers = config_layers(config);
    double gamma[DEPTH_MAX] = {0.0};

    for (size_t l = 0; l < layers; l++) {
        gamma[l] = (double)config_layer_k(config, l) / (double)config->d;
        if (gamma[l] == 0.0)
            return false;
    }
    memcpy(config->gamma.at, gamma, sizeof gamma);
    config->gamma.count = layers;
    return true;
}

struct theory *theory_create_finite(const struct config *config, struct error *err)
{
    struct config network = *config;

    if (!take_widths(&network)) {
        error_set(err, STATUS_INVALID,
                  "no theory: at d = %zu a layer has no neuron; gamma %g would do",
                  (size_t)config->d, 1.0 / (double)config->d);
        return NULL;
    }
    const size_t k = config_readouts(&network);
    double *value = memory_zeroed(k, sizeof *value);
    if (!value) {
        error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for k = %zu readouts", k);
        return NULL;
    }
    problem_fill_readouts(&network, value);
    struct theory *theory = create(&network, &(struct readouts){&network.readout, k, value}, err);
    free(value);
    return theory;
}

static enum status check_within(const char *name, double value, double least, double most,
                                struct error *err)
{
    if (value >= least && value <= most)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID, "theory: %s %g: the solvers are tested from %g to %g",
                     name, value, least, most);
}

/* The range that src/theory/README.md states. */
enum status theory_check_range(const struct config *config, double alpha, struct error *err)
{
    static const double gamma_least = 0.05, gamma_most = 50.0;
    static const double noise_least = 1e-4, noise_most = 10.0;
    static const double alpha_least = 1e-3, alpha_most = 1e3;
    enum status status = check_within("noise", config->noise, noise_least, noise_most, err);

    for (size_t l = 0; l < config_layers(config) && status == STATUS_OK; l++)
        status = check_within("gamma", config_gamma(config, l), gamma_least, gamma_most, err);
    return status == STATUS_OK ? check_within("alpha", alpha, alpha_least, alpha_most, err)
                               : status;
}

void theory_destroy(struct theory *theory)
{
    if (!theory)
        return;
    theory->ops->destroy(theory->state);
    free(theory->p);
    free(theory->hat);
    free(theory->scratch);
    free(theory->ends);
    free(theory);
}

void theory_set_noise(struct theory *theory, double noise)
{
    theory->ops->equations(theory->state)->noise = noise;
    for (size_t b = 0; b < THEORY_BRANCHES_MAX; b++)
        theory->end[b].alpha = 0.0;
}

size_t theory_branches(const struct theory *theory)
{
    return theory->ops->branches(theory->state);
}

const char *theory_branch_name(const struct theory *theory, size_t branch)
{
    return theory->name[branch];
}

/* Sets everything that a solution may lack to NaN. */
static void clear_point(struct theory_point *point, double alpha)
{
    memset(point, 0, sizeof *point);
    point->alpha = alpha;
    point->r2 = (double)NAN;
    for (size_t i = 0; i < THEORY_GROUPS_MAX; i++)
        point->q[i] = point->q21[i] = (double)NAN;
    for (size_t i = 0; i < THEORY_NODES_MAX; i++)
        point->q1[i] = (double)NAN;
    for (size_t i = 0; i < sizeof point->layer / sizeof point->layer[0]; i++)
        point->layer[i] = (double)NAN;
}

/*
 * The specialised branch falls from P = 0 on the largest solution, and so it does from a solution
 * at a larger alpha, which lies above. From a solution below, or where only some weights begin
 * specialised, the iteration may end on another solution than the cold one.
 */
static bool is_warm(const struct theory_point *point, const char *name, double alpha, size_t branch)
{
    return branch == 1 && point->converged && point->alpha >= alpha &&
           strcmp(point->branch, name) == 0;
}

/* P = 0 by rounding would stay there. */
static void warm_start(const struct theory *theory, const struct theory_point *point)
{
    const size_t count = theory->ops->equations(theory->state)->count;

    theory->ops->load(theory->state, point, theory->p);
    for (size_t i = 0; i < count; i++)
        theory->p[i] = fmin(fmax(theory->p[i], 1e-15), 1.0);
}

static enum status iterate(struct theory *theory, double alpha, struct theory_point *point,
                           const struct theory_control *control)
{
    struct fixed_point solve;

    fixed_point_init(&solve, theory->ops->equations(theory->state), theory->p, theory->scratch,
                     alpha, 0.0);
    solve.mixing = theory->ops->mixing;
    const enum status status = fixed_point_run(&solve, control);
    point->residual = solve.residual;
    point->converged = status == STATUS_OK && fixed_point_test(&solve);
    return status;
}

/* Iterates until, on a branch that needs it, every group is on the better of its solutions. */
static enum status iterate_branch(struct theory *theory, double alpha, size_t branch,
                                  struct theory_point *point, const struct theory_control *control)
{
    const struct solver_ops *ops = theory->ops;
    const bool picks = ops->starts && ops->starts->picks(theory->state, branch) > 0;

    for (size_t i = 0; i < THEORY_GROUPS_MAX; i++) {
        const enum status status = iterate(theory, alpha, point, control);
        if (status != STATUS_OK || !picks)
            return status;
        const double rate = equations_rate(ops->equations(theory->state), alpha, theory->p);
        if (!ops->starts->respond(theory->state, rate, 0.0, theory->p))
            return STATUS_OK;
    }
    point->converged = false;
    return STATUS_OK;
}

/* Without noise and error the likelihood has no bound: f is +inf. */
static void finish_exact(struct theory *theory, struct theory_point *point)
{
    static const double endless = 1e100; /* a rate; the channel's table ends long before */

    point->eps = 0.0;
    point->free_entropy = (double)INFINITY;
    theory->ops->save(theory->state, endless, theory->p, point);
}

/* Fills everything but converged and residual, from theory->p. */
static size_t finish(struct theory *theory, struct theory_point *point)
{
    struct equations *equations = theory->ops->equations(theory->state);
    const size_t landed = theory->ops->landed(theory->state, theory->p);
    const double rate = equations_rate(equations, point->alpha, theory->p);

    point->mean_q = equations_mean(equations, theory->p);
    if (!isfinite(rate)) {
        finish_exact(theory, point);
        return landed;
    }
    equations->hats(theory->state, rate, theory->p, theory->hat);
    point->eps = equations->error(theory->state, rate, theory->p);
    point->free_entropy =
        equations_free_entropy(equations, point->alpha, rate, theory->p, theory->hat);
    theory->ops->save(theory->state, rate, theory->p, point);
    return landed;
}

static void keep_end(struct theory *theory, size_t branch, const struct theory_point *point,
                     bool exists)
{
    struct theory_end *end = &theory->end[branch];

    if (!theory->ops->starts)
        return;
    end->alpha = point->alpha;
    end->exists = exists;
    end->converged = point->converged;
    memcpy(end->p, theory->p, theory->ops->equations(theory->state)->count * sizeof *end->p);
}

/* Restores the overlaps and fields of a branch whose end is kept. */
static void return_to_end(struct theory *theory, size_t branch)
{
    const struct equations *equations = theory->ops->equations(theory->state);
    const struct theory_end *end = &theory->end[branch];

    memcpy(theory->p, end->p, equations->count * sizeof *end->p);
    equations->hats(theory->state, equations_rate(equations, end->alpha, end->p), theory->p,
                    theory->hat);
}

/* Returns whether two branches whose ends are kept ended on one solution. */
static bool end_alike(const struct theory *theory, size_t a, size_t b)
{
    static const double same = 1e-6;
    const size_t count = theory->ops->equations(theory->state)->count;
    double apart = 0.0;

    for (size_t i = 0; i < count; i++)
        apart = fmax(apart, fabs(theory->end[a].p[i] - theory->end[b].p[i]));
    return apart < same;
}

/*
 * Returns the branch to which the kept end of `branch` belongs: where starts define branches, the
 * first that ends on it, otherwise the one that it looks like. Branches that were last solved
 * elsewhere are solved anew, in the same memory.
 */
static enum status find_first(struct theory *theory, size_t branch, size_t looks,
                              const struct theory_control *control, size_t *first)
{
    const struct solver_ops *ops = theory->ops;
    const double alpha = theory->end[branch].alpha;

    *first = looks;
    if (!ops->starts || !ops->starts->knows(theory->state, branch) || looks == 0)
        return STATUS_OK;
    *first = branch;
    for (size_t b = 1; b < branch && *first == branch; b++) {
        struct theory_point point = {.converged = false};

        if (theory->end[b].alpha != alpha &&
            theory_solve(theory, alpha, b, &point, control, NULL) == STATUS_STOPPED) {
            theory->end[branch].alpha = 0.0;
            return STATUS_STOPPED;
        }
        if (theory->end[b].exists && end_alike(theory, b, branch))
            *first = b;
    }
    return_to_end(theory, branch);
    theory->end[branch].exists = *first == branch;
    return STATUS_OK;
}

/*
 * A branch that has every group on its better side begins where another one ends, which saves most
 * of the way when that end is known.
 */
static void cold_start(struct theory *theory, double alpha, size_t branch)
{
    const struct solver_ops *ops = theory->ops;
    const size_t from = ops->starts ? ops->starts->picks(theory->state, branch) : 0;
    const struct theory_end *end = &theory->end[from];

    ops->start(theory->state, branch, theory->p);
    if (from > 0 && end->alpha == alpha && end->converged)
        memcpy(theory->p, end->p, ops->equations(theory->state)->count * sizeof *end->p);
}

/* Takes the solution that needs no iteration, when this branch has one. */
static bool solve_directly(struct theory *theory, double alpha, size_t branch,
                           struct theory_point *point)
{
    const struct solver_ops *ops = theory->ops;
    bool found;

    if (!ops->direct || !ops->direct(theory->state, alpha, branch, theory->p, &found))
        return false;
    if (!found)
        ops->start(theory->state, 0, theory->p);
    point->residual =
        fixed_point_residual(ops->equations(theory->state), alpha, theory->p, theory->scratch);
    point->converged = point->residual <= residual_most;
    return true;
}

/*
 * Solves from the overlaps in theory->p: STATUS_OK when that ends on the branch, STATUS_INVALID
 * when it ends on another.
 */
static enum status solve_from(struct theory *theory, double alpha, size_t branch,
                              struct theory_point *point, const struct theory_control *control)
{
    size_t landed;

    clear_point(point, alpha);
    if (!solve_directly(theory, alpha, branch, point)) {
        const enum status status = iterate_branch(theory, alpha, branch, point, control);
        if (status != STATUS_OK)
            return status;
    }
    const size_t looks = finish(theory, point);
    if (!(theory->ops->equations(theory->state)->channel <= channel_most))
        point->converged = false;
    keep_end(theory, branch, point, looks == branch);
    if (find_first(theory, branch, looks, control, &landed) != STATUS_OK) {
        point->converged = false;
        return STATUS_STOPPED;
    }
    memcpy(point->branch, theory->name[landed], sizeof point->branch);
    return landed == branch ? STATUS_OK : STATUS_INVALID;
}

/* Returns whether the first of two ends of one branch is the better one. */
static bool is_better(enum status status, const struct theory_point *point, enum status best,
                      const struct theory_point *best_point)
{
    if (status != STATUS_OK || best != STATUS_OK)
        return status == STATUS_OK;
    if (point->converged != best_point->converged)
        return point->converged;
    return point->free_entropy > best_point->free_entropy;
}

/* Solves the branch's other starts, and takes the best where it is better than *point. */
static enum status solve_again(struct theory *theory, double alpha, size_t branch,
                               enum status ended, struct theory_point *point,
                               const struct theory_control *control)
{
    const struct solver_ops *ops = theory->ops;
    const size_t count = ops->equations(theory->state)->count;
    double *best = theory->ends + theory_branches(theory) * count;
    bool exists = ended == STATUS_OK;
    size_t tried = 0;

    if (!ops->starts)
        return ended;
    memcpy(best, theory->p, count * sizeof *best);
    for (; ops->starts->again(theory->state, branch, tried, theory->p); tried++) {
        struct theory_point other;

        const enum status status = solve_from(theory, alpha, branch, &other, control);
        if (status == STATUS_STOPPED)
            return status;
        if (!is_better(status, &other, ended, point))
            continue;
        *point = other;
        exists = true;
        ended = status;
        memcpy(best, theory->p, count * sizeof *best);
    }
    if (tried == 0)
        return ended;
    memcpy(theory->p, best, count * sizeof *best);
    keep_end(theory, branch, point, exists);
    return_to_end(theory, branch);
    return ended;
}

enum status theory_solve(struct theory *theory, double alpha, size_t branch,
                         struct theory_point *point, const struct theory_control *control,
                         struct error *err)
{
    const char *name;

    if (branch >= theory_branches(theory))
        return error_set(err, STATUS_INVALID, "theory: branch %zu; this setting has %zu", branch,
                         theory_branches(theory));
    name = theory->name[branch];
    if (!(alpha > 0.0 && isfinite(alpha)))
        return error_set(err, STATUS_INVALID, "theory: alpha %g; a number above 0 would do", alpha);
    if (is_warm(point, name, alpha, branch))
        warm_start(theory, point);
    else
        cold_start(theory, alpha, branch);
    enum status status = solve_from(theory, alpha, branch, point, control);
    if (status != STATUS_STOPPED)
        status = solve_again(theory, alpha, branch, status, point, control);
    if (status == STATUS_STOPPED)
        return error_set(err, status, "theory: stopped before alpha %g was solved", alpha);
    if (status == STATUS_OK)
        return status;
    return error_set(err, STATUS_INVALID,
                     "theory: the %s branch does not exist at alpha %.6g; what is left there is %s",
                     name, alpha, point->branch);
}

enum status theory_find_transitions(struct theory *theory, struct theory_transitions *out,
                                    const struct theory_control *control, struct error *err)
{
    const enum status status =
        theory->ops->transitions(theory->state, theory->scratch, out, control);

    if (status != STATUS_OK)
        return error_set(err, status, "theory: stopped before the transitions were found");
    return STATUS_OK;
}

size_t theory_steps_told(const struct theory_transitions *transitions)
{
    const struct theory_step *only = &transitions->step[0];
    const bool is_repeated = transitions->steps == 1 && only->spinodal == transitions->spinodal &&
                             only->equilibrium == transitions->equilibrium;

    return is_repeated ? 0 : transitions->steps;
}
