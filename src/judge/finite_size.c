#include "plateau/finite_size.h"

#include <math.h>
#include <string.h>

#include "deviation.h"

/*
 * Returns chi^2 of the line a + b / d over its degrees of freedom, at least 1 (Birge's ratio): each
 * run has a teacher of its own, so that runs may scatter more about the line than their own errors
 * say.
 */
static double excess_scatter(const double d[], const struct figure at[], size_t count, double a,
                             double b)
{
    double square = 0.0;

    for (size_t i = 0; i < count; i++) {
        const double sigmas = (at[i].mean - a - b / d[i]) / at[i].se;
        square += sigmas * sigmas;
    }
    return count > 2 ? fmax(square / (double)(count - 2), 1.0) : 1.0;
}

struct figure finite_size_limit(const double d[], const struct figure at[], size_t count)
{
    double s = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;

    for (size_t i = 0; i < count; i++) {
        const double w = 1.0 / (at[i].se * at[i].se), x = 1.0 / d[i];

        s += w;
        sx += w * x;
        sy += w * at[i].mean;
        sxx += w * x * x;
        sxy += w * x * at[i].mean;
    }
    const double determinant = s * sxx - sx * sx;

    /* With one size alone the determinant is rounding. */
    if (!(determinant > 1e-9 * s * sxx))
        return (struct figure){(double)NAN, (double)NAN};
    const double a = (sxx * sy - sx * sxy) / determinant, b = (s * sxy - sx * sy) / determinant;

    return (struct figure){a, sqrt(excess_scatter(d, at, count, a, b) * sxx / determinant)};
}

bool finite_size_takes(const struct deviation *deviation)
{
    return (deviation->verdict == AGREEMENT_AGREES || deviation->verdict == AGREEMENT_DIFFERS) &&
           deviation->run.se > 0.0;
}

bool finite_size_alike(const struct sized *a, const struct sized *b)
{
    static const double rounding = 1e-12; /* for numbers that were written and read */

    return strcmp(a->preset, b->preset) == 0 && strcmp(a->algorithm, b->algorithm) == 0 &&
           strcmp(a->branch, b->branch) == 0 &&
           fabs(a->alpha - b->alpha) <= rounding * fabs(a->alpha) &&
           fabs(a->theory - b->theory) <= rounding * fabs(a->theory);
}

size_t finite_size_judge(const struct sized runs[], size_t count, const struct sized *like,
                         struct deviation *limit)
{
    double d[FINITE_SIZE_MAX];
    struct figure at[FINITE_SIZE_MAX];
    size_t alike = 0;

    for (size_t i = count; i > 0 && alike < FINITE_SIZE_MAX; i--)
        if (finite_size_alike(&runs[i - 1], like)) {
            d[alike] = runs[i - 1].d;
            at[alike++] = runs[i - 1].mean;
        }
    const struct figure mean = finite_size_limit(d, at, alike);
    /* The error of the limit contains those of the runs: no further error is added. */
    const struct mixing known = {
        .mean = mean.mean, .se = mean.se, .rhat = 1.0, .ess = (double)INFINITY};
    *limit = deviation_judge(&known, (double)NAN, like->theory, (double)NAN);
    return isfinite(mean.mean) ? alike : 0;
}
