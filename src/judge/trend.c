#include "trend.h"

#include <math.h>
#include <stdlib.h>

/* A stronger correlation cannot be told from a slope. */
static const double rho_most = 0.95;

static double mean_of(const double value[], size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += value[i];
    return sum / (double)n;
}

/*
 * Residuals from a line show too little correlation: rho - (2 + 4 rho)/n (Kendall's argument for
 * the mean, with two parameters). For few points the correction adds more noise than it removes.
 */
static double unbiased(double seen, double n)
{
    return (seen + 2.0 / n) / fmax(1.0 - 4.0 / n, 0.7);
}

struct trend trend_fit(const double x[], const double y[], size_t n)
{
    const double at = mean_of(x, n), count = (double)n;
    struct trend trend = {.mean = mean_of(y, n)};
    double xx = 0.0, xy = 0.0, square = 0.0, product = 0.0, before = 0.0;

    for (size_t i = 0; i < n; i++) {
        xx += (x[i] - at) * (x[i] - at);
        xy += (x[i] - at) * (y[i] - trend.mean);
    }
    trend.slope = xy / xx;
    for (size_t i = 0; i < n; i++) {
        const double residual = y[i] - trend.mean - trend.slope * (x[i] - at);
        square += residual * residual;
        product += residual * before;
        before = residual;
    }
    const double seen = square > 0.0 ? unbiased(product / square, count) : 0.0;
    const double rho = fmin(fmax(seen, 0.0), rho_most);
    const double worth = (1.0 - rho) / (1.0 + rho);

    trend.scatter = sqrt(square / (count - 2.0));
    trend.mean_se = trend.scatter / sqrt(count * worth);
    trend.slope_se = trend.scatter / sqrt(xx * worth);
    return trend;
}

double trend_confidence(const struct trend *trend, double limit)
{
    const double unit = sqrt(2.0) * trend->slope_se;

    if (!(unit > 0.0))
        return fabs(trend->slope) < limit ? 1.0 : 0.0;
    return 0.5 * (erf((limit - trend->slope) / unit) + erf((limit + trend->slope) / unit));
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

double trend_median(double value[], size_t n)
{
    qsort(value, n, sizeof value[0], compare);
    return 0.5 * (value[(n - 1) / 2] + value[n / 2]);
}
