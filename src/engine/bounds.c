#include "bounds.h"

#include <math.h>

/* A training error this many times the larger of 1 and the first is an explosion, even while it is
 * finite. */
static const double explosion = 1e6;

/* So many times the larger of 1, the prior's, and the first: the prior gives the mean square of N
 * weights less than exp(-47 N) to reach 100. HMC on its way down from a random start was seen at
 * 2.4, Langevin with a step at the edge of stability at 1.2. */
static const double exploded_square = 100.0, strained_square = 10.0;

double bounds_mean_square(const float weight[], size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += (double)weight[i] * (double)weight[i];
    return sum / (double)count;
}

const char *bounds_crossed(struct bounds *bounds, bool sampler, double train, double eps,
                           double square)
{
    if (!bounds->known)
        *bounds = (struct bounds){true, train, square};
    if (!isfinite(train) || !isfinite(eps))
        return "eps or train is not finite";
    if (train > explosion * fmax(1.0, bounds->train))
        return "train is 1e6 times its start";
    if (sampler && square > exploded_square * fmax(1.0, bounds->square))
        return "the weights are over 10 times the prior's and their start";
    return NULL;
}

bool bounds_are_strained(const struct bounds *bounds, double square)
{
    return square > strained_square * fmax(1.0, bounds->square);
}
