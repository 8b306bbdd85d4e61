#include <math.h>

#include "kernels.h"
#include "lane_tanh.h"
#include "registry.h"

LANES_INLINE void tanh_block(const void *context, bool fused, const float z[], float value[],
                             float slope[])
{
    (void)context;
    for (size_t i = 0; i < LANES; i++) {
        value[i] = lane_tanh(fused, z[i]);
        slope[i] = lane_tanh_slope(value[i]);
    }
}
ACTIVATION_KERNELS(tanh)

static double tanh_value(const struct activation *self, double z)
{
    (void)self;
    return tanh(z);
}

const struct activation_ops activation_tanh = {
    .name = "tanh",
    .formula = "tanh(z)",
    .parity = ACTIVATION_ODD,
    .apply = tanh_apply,
    .apply_with_slope = tanh_apply_with_slope,
    .value = tanh_value,
};
