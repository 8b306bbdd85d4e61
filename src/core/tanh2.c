#include <math.h>

#include "kernels.h"
#include "lane_tanh.h"
#include "registry.h"

/* The square root of E tanh(2z)^2. */
#define NORM 0.7970327686218052

LANES_INLINE void tanh2_block(const struct activation *self, bool fused, const float z[],
                              float value[], float slope[])
{
    (void)self;
    for (size_t i = 0; i < LANES; i++) {
        const float t = lane_tanh(fused, 2.0F * z[i]);

        value[i] = t * (float)(1.0 / NORM);
        slope[i] = lane_tanh_slope(t) * (float)(2.0 / NORM);
    }
}
ACTIVATION_MAPS(tanh2)

static double tanh2_value(const struct activation *self, double z)
{
    (void)self;
    return tanh(2.0 * z) / NORM;
}

const struct activation_ops activation_tanh2 = {
    .name = "tanh2",
    .formula = "tanh(2z) / 0.7970327686218052, of unit variance",
    .parity = ACTIVATION_ODD,
    .maps = tanh2_maps,
    .value = tanh2_value,
};
