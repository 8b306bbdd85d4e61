#include "plateau/finite_size.h"

#include <math.h>

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

    /* Of one size alone it is rounding. */
    if (!(determinant > 1e-9 * s * sxx))
        return (struct figure){(double)NAN, (double)NAN};
    return (struct figure){(sxx * sy - sx * sxy) / determinant, sqrt(sxx / determinant)};
}
