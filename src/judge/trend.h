/* judge: a straight line through block means, with errors that allow for their correlation. */
#ifndef PLATEAU_JUDGE_TREND_H
#define PLATEAU_JUDGE_TREND_H

#include <stddef.h>

struct trend {
    double mean, mean_se;
    double slope, slope_se;
    double scatter; /* standard deviation about the line */
};

/**
 * Fits y on x by least squares; n >= 3, x not all equal. The residuals' lag-one correlation rho, if
 * positive, makes each of the n worth (1 - rho)/(1 + rho): the errors grow by the root of that.
 */
struct trend trend_fit(const double x[], const double y[], size_t n);

/**
 * Returns the probability that a slope with that estimate and Gaussian error lies within +-limit.
 */
double trend_confidence(const struct trend *trend, double limit);

/** Sorts value [n], n >= 1. Returns the middle one, for an even number the mean of both. */
double trend_median(double value[], size_t n);

#endif
