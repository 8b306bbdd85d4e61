#include <math.h>

#include "kernels.h"
#include "lane_tanh.h"
#include "registry.h"

LANES_INLINE void tanh_block(const struct activation *self, bool fused, const float z[],
                             float value[], float slope[])
{
    (void)self;
    for (size_t i = 0; i < LANES; i++) {
        value[i] = lane_tanh(fused, z[i]);
        slope[i] = lane_tanh_slope(value[i]);
    }
}
ACTIVATION_MAPS(tanh)

static double tanh_value(const struct activation *self, double z)
{
    (void)self;
    return tanh(z);
}

const struct activation_ops activation_tanh = {
    .name = "tanh",
    .formula = "tanh(z)",
    .parity = ACTIVATION_ODD,
    .maps = tanh_maps,
    .value = tanh_value,
};
