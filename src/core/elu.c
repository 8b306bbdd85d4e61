#include <math.h>

#include "kernels.h"
#include "lane_exp.h"
#include "registry.h"

LANES_INLINE void elu_block(const struct activation *self, bool fused, const float z[],
                            float value[], float slope[])
{
    (void)self;
    for (size_t i = 0; i < LANES; i++) {
        const struct lane_exp e = lane_exp(fused, lanes_clamp(z[i], -80.0F, 0.0F));
        /* e^z - 1 = power rest + (power - 1): exact to the last digits near 0. */
        const float below = lanes_multiply_add(fused, e.power, e.rest, e.power - 1.0F);
        const float below_slope = lanes_multiply_add(fused, e.power, e.rest, e.power);

        value[i] = z[i] > 0.0F ? z[i] : below;
        slope[i] = z[i] > 0.0F ? 1.0F : below_slope;
    }
}
ACTIVATION_MAPS(elu)

static double elu_value(const struct activation *self, double z)
{
    (void)self;
    return z > 0.0 ? z : expm1(z);
}

const struct activation_ops activation_elu = {
    .name = "elu",
    .formula = "z above 0, exp(z) - 1 below",
    .parity = ACTIVATION_MIXED,
    .maps = elu_maps,
    .value = elu_value,
};
