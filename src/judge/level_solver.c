#include "plateau/level_solver.h"

#include <math.h>
#include <stdio.h>

#include "plateau/theory.h"

_Static_assert((int)LEVELS_MAX >= (int)THEORY_BRANCHES_MAX, "raise LEVELS_MAX in levels.h");

/* Returns the overlap of the atom that makes up a group of the run, whatever its sign. */
static double overlap_of_atom(const struct theory_point *point, double readout)
{
    size_t nearest = 0;

    for (size_t i = 1; i < point->groups; i++)
        if (fabs(point->v[i] - readout) < fabs(point->v[nearest] - readout))
            nearest = i;
    return point->groups > 0 ? point->q[nearest] : (double)NAN;
}

/*
 * Returns the mean of x [count] with weights p, sum 1, between two shares of the whole, in order;
 * an entry across an end counts with the part that is inside.
 */
static double mean_between(const double p[], const double x[], size_t count, double from, double to)
{
    double below = 0.0, sum = 0.0, weight = 0.0;

    for (size_t i = 0; i < count; i++) {
        const double part = fmin(below + p[i], to) - fmax(below, from);
        below += p[i];
        if (part <= 0.0)
            continue;
        sum += part * x[i];
        weight += part;
    }
    return weight > 0.0 ? sum / weight : (double)NAN;
}

/* Returns the mean of one of `parts` parts of equal weight. */
static double mean_of_part(const double p[], const double x[], size_t count, size_t part,
                           size_t parts)
{
    return mean_between(p, x, count, (double)part / (double)parts,
                        (double)(part + 1) / (double)parts);
}

static double overlap_of_group(const struct theory_point *point, const struct readout_group *group)
{
    if (group->one_size && point->groups <= READOUT_ATOMS_MAX)
        return overlap_of_atom(point, group->readout);
    return mean_between(point->p, point->q, point->groups, group->from, group->to);
}

/* Returns Q1(s) of two layers, in as many parts as the run has. */
static struct inner_overlaps inner_of(const struct theory_point *point)
{
    struct inner_overlaps out = {.bins = point->nodes > 0 ? INNER_BINS_MAX : 0};

    for (size_t b = 0; b < out.bins; b++) {
        out.s[b] = mean_of_part(point->weight, point->s, point->nodes, b, out.bins);
        out.q[b] = mean_of_part(point->weight, point->q1, point->nodes, b, out.bins);
    }
    return out;
}

/* Returns sum_i p_i q_i; NaN without entries, or without such an overlap. */
static double mean_of(const double p[], const double q[], size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += p[i] * q[i];
    return count > 0 ? sum : (double)NAN;
}

/*
 * Two layers have q1(s), q2(v), q21(v); more layers have one overlap each, and one layer has
 * mean_q.
 */
static struct layers_overlap overlaps_of_layers(const struct theory_point *point)
{
    struct layers_overlap out = {.q21 = mean_of(point->p, point->q21, point->groups),
                                 .mean = point->mean_q};

    for (size_t l = 0; l < DEPTH_MAX; l++)
        out.q[l] = point->layer[l];
    if (point->nodes > 0) {
        out.q[0] = mean_of(point->weight, point->q1, point->nodes);
        out.q[1] = mean_of(point->p, point->q, point->groups);
    } else if (point->groups > 0) {
        out.q[0] = point->mean_q;
    }
    return out;
}

/* A branch that does not exist has no numbers. */
static struct branch_point no_point(void)
{
    const double none = (double)NAN;
    struct branch_point out = {false, none, none,
                               none,  none, .layers = {.q21 = none, .mean = none}};

    for (size_t g = 0; g < Q_GROUPS_MAX; g++)
        out.group[g] = none;
    for (size_t l = 0; l < DEPTH_MAX; l++)
        out.layers.q[l] = none;
    return out;
}

void branch_point_fill(struct branch_point *out, const struct theory_point *point, size_t groups,
                       const struct readout_group group[])
{
    *out = no_point();
    if (!point)
        return;
    out->exists = true;
    out->eps = point->eps;
    out->free_entropy = point->free_entropy;
    out->mean_q = point->mean_q;
    out->r2 = point->r2;
    out->layers = overlaps_of_layers(point);
    out->inner = inner_of(point);
    for (size_t g = 0; g < groups; g++)
        out->group[g] = overlap_of_group(point, &group[g]);
}

enum status level_solver_init(struct level_solver *solver, const struct config *config,
                              struct error *err)
{
    struct error why = {STATUS_OK, ""};

    *solver = (struct level_solver){.theory = theory_create(config, &why)};
    if (!solver->theory && why.code == STATUS_NO_MEMORY)
        return error_set(err, STATUS_NO_MEMORY, "%s", why.text);
    return STATUS_OK;
}

void level_solver_fini(struct level_solver *solver)
{
    theory_destroy(solver->theory);
    solver->theory = NULL;
}

/*
 * Among branches where weights are known (not so on the product branch of two layers), the one with
 * the lowest error is the most specialised.
 */
static void rank(struct levels *levels)
{
    double largest = -(double)INFINITY, least = (double)INFINITY;

    levels->best = levels->deepest = levels->branches;
    for (size_t b = 0; b < levels->branches; b++) {
        const struct branch_point *here = &levels->branch[b].here;

        if (!(here->free_entropy <= largest)) {
            largest = here->free_entropy;
            levels->best = b;
        }
        if (here->mean_q > 0.0 && here->eps < least) {
            least = here->eps;
            levels->deepest = b;
        }
    }
}

static double eps_of(const struct levels *levels, size_t branch)
{
    return branch < levels->branches ? levels->branch[branch].here.eps : (double)NAN;
}

enum status level_solver_solve(struct level_solver *solver, const struct config *config,
                               size_t groups, const struct readout_group group[],
                               struct levels *levels, struct error *err)
{
    bool has_universal = false;

    *levels = levels_none();
    if (!solver->theory)
        return STATUS_OK;
    levels->has_theory = true;
    theory_set_noise(solver->theory, config->noise);
    for (size_t b = 0; b < theory_branches(solver->theory); b++) {
        struct theory_point point = {.converged = false};
        struct level *level = &levels->branch[levels->branches];
        const enum status status =
            theory_solve(solver->theory, config->alpha, b, &point, NULL, err);

        if (status == STATUS_NO_MEMORY)
            return status;
        if (status != STATUS_OK || !point.converged)
            continue;
        has_universal = has_universal || b == 0;
        snprintf(level->name, sizeof level->name, "%s", point.branch);
        branch_point_fill(&level->here, &point, groups, group);
        levels->branches++;
    }
    rank(levels);
    levels->universal = has_universal ? eps_of(levels, 0) : (double)NAN;
    levels->specialised = eps_of(levels, levels->deepest);
    levels->optimal = eps_of(levels, levels->best);
    return STATUS_OK;
}
