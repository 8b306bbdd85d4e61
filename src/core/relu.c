#include <math.h>

#include "kernels.h"
#include "registry.h"

LANES_INLINE void relu_block(const struct activation *self, bool fused, const float z[],
                             float value[], float slope[])
{
    (void)self;
    (void)fused;
    LANES_KEEP_IN_GCC
    for (size_t i = 0; i < LANES; i++)
        value[i] = z[i] < 0.0F ? 0.0F : z[i]; /* a NaN passes */
    LANES_KEEP_IN_GCC
    for (size_t i = 0; i < LANES; i++)
        slope[i] = (float)(z[i] > 0.0F);
}
ACTIVATION_MAPS(relu)

static double relu_value(const struct activation *self, double z)
{
    (void)self;
    return z < 0.0 ? 0.0 : z;
}

/* The arc-cosine kernel, src/observe/README.md, eq. (3). */
static double relu_kernel(const struct activation *self, double a, double b, double c)
{
    const double scale = sqrt(a * b);

    (void)self;
    if (scale <= 0.0)
        return 0.0;
    /* Rounding may carry the correlation of equal rows past 1. */
    const double r = fmax(-1.0, fmin(1.0, c / scale));
    return scale / (2.0 * M_PI) * (sqrt(1.0 - r * r) + r * (M_PI - acos(r)));
}

const struct activation_ops activation_relu = {
    .name = "relu",
    .formula = "max(z, 0)",
    .parity = ACTIVATION_MIXED,
    .maps = relu_maps,
    .value = relu_value,
    .kernel = relu_kernel,
};
