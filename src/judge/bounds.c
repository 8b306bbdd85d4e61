#include "bounds.h"

#include <math.h>

/*
 * A training error this many times the larger of 1 and the first counts as an explosion, even while
 * it is finite.
 */
static const double explosion = 1e6;

/*
 * So many times the larger of 1, which is the prior's, and the first: under the prior the mean
 * square of N weights reaches 100 with probability below exp(-47 N). HMC on its way down from a
 * random start was seen at 2.4, Langevin with a step at the edge of stability at 1.2.
 */
static const double exploded_square = 100.0, strained_square = 10.0;

enum breach bounds_crossed(struct bounds *bounds, bool sampler, double train, double eps,
                           double square)
{
    if (isnan(train) && isnan(square))
        return BREACH_NONE;
    if (!bounds->known)
        *bounds = (struct bounds){true, train, square};
    if (!isfinite(train) || !isfinite(eps))
        return BREACH_NOT_FINITE;
    if (train > explosion * fmax(1.0, bounds->train))
        return BREACH_TRAIN;
    if (sampler && square > exploded_square * fmax(1.0, bounds->square))
        return BREACH_WEIGHTS;
    return BREACH_NONE;
}

bool bounds_are_strained(const struct bounds *bounds, double square)
{
    return square > strained_square * fmax(1.0, bounds->square);
}
