/* core, private: float32 exponential, one lane. */
#ifndef PLATEAU_CORE_LANE_EXP_H
#define PLATEAU_CORE_LANE_EXP_H

#include "lanes.h"

/* e^x = power (1 + rest). */
struct lane_exp {
    float power; /* of two */
    float rest;  /* e^r - 1, |r| <= ln(2) / 2 */
};

/*
 * x| <= 87. The polynomial is a minimax fit of our own, with a relative error of 3.1e-9 in e^r.
 */
LANES_INLINE struct lane_exp lane_exp(bool fused, float x)
{
    /* Adding 1.5 2^23 rounds to an integer, which the low bits of the sum then hold. */
    const float magic = 12582912.0F;
    const float shifted = lanes_multiply_add(fused, x, 1.4426950408889634F, magic);
    const float n = shifted - magic;
    /* ln 2 in two parts: n times the first is exact. */
    const float most = lanes_multiply_add(fused, n, -0.693359375F, x);
    const float r = lanes_multiply_add(fused, n, 2.12194440e-4F, most);

    float p = 0.0013950503198429942F;
    p = lanes_multiply_add(fused, p, r, 0.008368882350623608F);
    p = lanes_multiply_add(fused, p, r, 0.04166620597243309F);
    p = lanes_multiply_add(fused, p, r, 0.166665181517601F);
    p = lanes_multiply_add(fused, p, r, 0.5F);

    return (struct lane_exp){
        .power = lanes_float((lanes_bits(shifted) << 23) + 0x3F800000U),
        .rest = lanes_multiply_add(fused, r * r, p, r),
    };
}

#endif
