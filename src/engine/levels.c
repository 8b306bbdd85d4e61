#include "levels.h"

#include <math.h>
#include <stdio.h>

#include "chart.h"
#include "plateau/theory.h"

/* Within so much of a branch's error is near it. */
static const double near = 0.25;

void levels_init(struct levels *levels, const struct config *config)
{
    *levels = (struct levels){.theory = theory_create(config, NULL)};
}

void levels_fini(struct levels *levels)
{
    theory_destroy(levels->theory);
    levels->theory = NULL;
}

/* Of those where weights are known (not so on the product branch of two layers) the lowest error is
 * the most specialised. */
static void rank(struct levels *levels)
{
    double largest = -(double)INFINITY, least = (double)INFINITY;

    levels->best = levels->deepest = levels->branches;
    for (size_t b = 0; b < levels->branches; b++) {
        const struct chart_point *here = &levels->branch[b].here;

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

void levels_solve(struct levels *levels, const struct config *config, size_t groups,
                  const struct readout_group group[])
{
    bool has_universal = false;

    levels->branches = 0;
    if (levels->theory)
        theory_set_noise(levels->theory, config->noise);
    for (size_t b = 0; levels->theory && b < theory_branches(levels->theory); b++) {
        struct theory_point point = {.converged = false};
        struct level *level = &levels->branch[levels->branches];
        const enum status status =
            theory_solve(levels->theory, config->alpha, b, &point, NULL, NULL);

        if (status != STATUS_OK || !point.converged)
            continue;
        has_universal = has_universal || b == 0;
        snprintf(level->name, sizeof level->name, "%s", point.branch);
        chart_point_fill(&level->here, &point, groups, group);
        levels->branches++;
    }
    rank(levels);
    levels->universal = has_universal ? eps_of(levels, 0) : (double)NAN;
    levels->specialised = eps_of(levels, levels->deepest);
    levels->optimal = eps_of(levels, levels->best);
}

const struct level *levels_nearest(const struct levels *levels, double eps)
{
    const struct level *nearest = NULL;
    double least = (double)INFINITY;

    for (size_t b = 0; b < levels->branches; b++) {
        const double far = fabs(log(eps / levels->branch[b].here.eps));

        if (far < least) {
            least = far;
            nearest = &levels->branch[b];
        }
    }
    return nearest;
}

double levels_middle(const struct levels *levels)
{
    static const double apart = 0.05;
    const double gap = log(levels->universal / levels->specialised);

    return gap >= apart ? sqrt(levels->universal * levels->specialised) : (double)NAN;
}

double levels_ceiling(const struct levels *levels, bool is_point)
{
    return isfinite(levels->universal) ? (is_point ? 2.0 : 1.0) * (1.0 + near) * levels->universal
                                       : (double)INFINITY;
}

struct naming levels_name(const struct levels *levels, double eps, double se)
{
    const struct level *level = levels_nearest(levels, eps);
    const double none = (double)NAN;
    struct naming out = {.branch = "", .eps = none, .excess = none, .sigmas = none};

    if (!level)
        return out;
    snprintf(out.branch, sizeof out.branch, "%s", level->name);
    out.eps = level->here.eps;
    out.excess = eps / out.eps - 1.0;
    out.sigmas = (eps - out.eps) / se;
    out.is_near = fabs(out.excess) < near;
    return out;
}
