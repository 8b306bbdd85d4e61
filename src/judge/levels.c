#include "plateau/levels.h"

#include <math.h>
#include <stdio.h>

/* An error within so much of a branch's error is near that branch. */
static const double near = 0.25;

struct levels levels_none(void)
{
    const double none = (double)NAN;

    return (struct levels){.universal = none, .specialised = none, .optimal = none};
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

double branch_point_r2(const struct branch_point *point, bool is_mean)
{
    return is_mean ? 0.5 * (1.0 + point->r2) : point->r2;
}
