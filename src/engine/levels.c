#include "levels.h"

#include <math.h>

#include "plateau/theory.h"

void levels_init(struct levels *levels, const struct config *config)
{
    levels->theory = theory_create(config, NULL);
    levels_solve(levels, config);
}

void levels_fini(struct levels *levels)
{
    theory_destroy(levels->theory);
    levels->theory = NULL;
}

/* Branches come universal first; of those where weights are known (not so on the product branch of
 * two layers) the lowest error is the most specialised. */
static void take(struct levels *levels, size_t branch, const struct theory_point *point,
                 double *largest)
{
    if (branch == 0)
        levels->universal = point->eps;
    else if (point->mean_q > 0.0)
        levels->specialised = fmin(levels->specialised, point->eps); /* of NaN and x: x */
    if (!(point->free_entropy <= *largest)) {
        *largest = point->free_entropy;
        levels->optimal = point->eps;
    }
}

void levels_solve(struct levels *levels, const struct config *config)
{
    const double none = (double)NAN;
    double largest = -(double)INFINITY;

    levels->universal = levels->specialised = levels->optimal = none;
    if (!levels->theory)
        return;
    theory_set_noise(levels->theory, config->noise);
    for (size_t b = 0; b < theory_branches(levels->theory); b++) {
        struct theory_point point = {.converged = false};
        const enum status status =
            theory_solve(levels->theory, config->alpha, b, &point, NULL, NULL);
        if (status == STATUS_OK && point.converged)
            take(levels, b, &point, &largest);
    }
}
