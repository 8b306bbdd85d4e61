#include "nuts_mass.h"

#include <math.h>

void nuts_mass_see(struct nuts_mass *mass, const float weight[], float mean[], float spread[],
                   size_t count)
{
    const float share = (float)(1.0 / ++mass->seen);

    for (size_t p = 0; p < count; p++) {
        const float off = weight[p] - mean[p];
        mean[p] += share * off;
        spread[p] += off * (weight[p] - mean[p]);
    }
}

void nuts_mass_find(struct nuts_mass *mass, const float spread[], float scale[], size_t count)
{
    const double seen = mass->seen;

    for (size_t p = 0; p < count; p++)
        scale[p] = (float)sqrt(((double)spread[p] * seen / (seen - 1.0) + 5e-3) / (seen + 5.0));
    mass->is_known = true;
}
