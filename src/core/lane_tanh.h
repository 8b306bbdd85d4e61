/* core, private: float32 hyperbolic tangent, one lane. */
#ifndef PLATEAU_CORE_LANE_TANH_H
#define PLATEAU_CORE_LANE_TANH_H

#include "lane_exp.h"

/*
 * With m = e^(2|x|) - 1, tanh |x| = m / (m + 2): nothing cancels, the result never exceeds 1, and
 * it is odd to the last bit. From |x| = 9.02 on the nearest float32 is 1.
 */
LANES_INLINE float lane_tanh(bool fused, float x)
{
    const uint32_t sign = lanes_bits(x) & 0x80000000U;
    const float size = lanes_float(lanes_bits(x) ^ sign);
    const struct lane_exp e = lane_exp(fused, lanes_clamp(2.0F * size, 0.0F, 30.0F));
    const float m = lanes_multiply_add(fused, e.power, e.rest, e.power - 1.0F);

    return lanes_float(lanes_bits(m / (m + 2.0F)) ^ sign);
}

/* 1 - t^2 without the cancellation after squaring. */
LANES_INLINE float lane_tanh_slope(float t)
{
    return (1.0F - t) * (1.0F + t);
}

#endif
