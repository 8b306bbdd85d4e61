#include "rng_map.h"

#include <math.h>

#include "lanes.h"
#include "plateau/simd.h"

/*
 * Every bit of this file is part of the format: a seed must give the same data for ever.
 *
 * - No product enters a sum except through fmaf, so a compiler has nothing to contract.
 * - Integer arithmetic, fmaf, sqrtf and sums are exactly rounded everywhere.
 * - The loops have a fixed length and no branches, so they become vector code, whose width does not
 *   matter to the result.
 *
 * The polynomials are minimax fits (Remez) of our own; their relative errors are 7.5e-10 (log),
 * 3.6e-9 (sin) and 1e-10 (cos), below the rounding of float32.
 */

/*
 * -2 ln u, u = (word + 1/2) 2^-32. Write u = 2^e (1 + f) with 1 + f in [1/sqrt 2, sqrt 2). Above
 * 1/sqrt 2 the code takes the distance of u from 1 from the complement of the word: a float32 u
 * would round it away, and radii near 0 would be coarse.
 */
LANES_INLINE float minus_two_log(uint32_t word)
{
    const uint32_t near_one = word >= 0xB504F334U ? 0xFFFFFFFFU : 0;
    const uint32_t n = word ^ near_one;
    const float low = (float)(int32_t)(n & 0xFFFFU) + 0.5F;
    const float x = fmaf((float)(int32_t)(n >> 16), 65536.0F, low); /* n + 1/2, rounded once */

    const uint32_t shifted = lanes_bits(x) - 0x3F3504F3U; /* bits of 1/sqrt 2 */
    const int32_t exponent = ((int32_t)shifted >> 23) - 32;
    const float mantissa = lanes_float((shifted & 0x7FFFFFU) + 0x3F3504F3U);
    const float e = near_one ? 0.0F : (float)exponent;
    const float f = near_one ? x * -0x1p-32F : mantissa - 1.0F;

    const float s = f * f;
    float p = 0.06746639311313629F;
    p = fmaf(p, f, -0.11675650626420975F);
    p = fmaf(p, f, 0.11888162046670914F);
    p = fmaf(p, f, -0.1240558922290802F);
    p = fmaf(p, f, 0.14219552278518677F);
    p = fmaf(p, f, -0.1666799634695053F);
    p = fmaf(p, f, 0.2000211924314499F);
    p = fmaf(p, f, -0.25000008940696716F);
    p = fmaf(p, f, 0.3333331346511841F);

    /* ln 2 in two parts: e times the first is exact. */
    const float tail = fmaf(e, -2.12194440e-4F, f * s * p);
    const float log_1pf = f + fmaf(-0.5F, s, tail);
    return -2.0F * fmaf(e, 0.693359375F, log_1pf);
}

/*
 * cos and sin of t = 2 pi (word + 1/2) 2^-32. The code subtracts the nearest quarter turn in
 * integers; the remaining angle lies in [-pi/4, pi/4].
 */
LANES_INLINE void cos_sin_turn(uint32_t word, float *c, float *s)
{
    const uint32_t quarter = (word + 0x20000000U) >> 30;
    const int32_t rest = (int32_t)(word - (quarter << 30));
    const float a = ((float)rest + 0.5F) * 1.46291807926715968e-9F; /* 2 pi 2^-32 */
    const float aa = a * a;

    float p = -0.00019517297914717346F;
    p = fmaf(p, aa, 0.008332177996635437F);
    p = fmaf(p, aa, -0.16666655242443085F);
    const float sine = fmaf(a * aa, p, a);

    float q = 2.4438451873720624e-05F;
    q = fmaf(q, aa, -0.001388736767694354F);
    q = fmaf(q, aa, 0.04166664555668831F);
    const float cosine = fmaf(aa * aa, q, fmaf(-0.5F, aa, 1.0F));

    /* Quarter q: (cos, sin) = (c, s), (-s, c), (-c, -s), (s, -c). */
    const uint32_t odd = quarter & 1U ? 0xFFFFFFFFU : 0;
    const uint32_t swap = (lanes_bits(sine) ^ lanes_bits(cosine)) & odd;
    const uint32_t cos_sign = ((quarter + 1U) & 2U) << 30;
    const uint32_t sin_sign = (quarter & 2U) << 30;
    *c = lanes_float(lanes_bits(cosine) ^ swap ^ cos_sign);
    *s = lanes_float(lanes_bits(sine) ^ swap ^ sin_sign);
}

LANES_INLINE void map(const uint32_t radius[], const uint32_t angle[], float out[])
{
    float r[RNG_PAIRS];
    float x[RNG_PAIRS];
    float y[RNG_PAIRS];

    for (size_t i = 0; i < RNG_PAIRS; i++)
        r[i] = minus_two_log(radius[i]);
    for (size_t i = 0; i < RNG_PAIRS; i++)
        r[i] = sqrtf(r[i]);
    for (size_t i = 0; i < RNG_PAIRS; i++)
        cos_sin_turn(angle[i], &x[i], &y[i]);
    for (size_t i = 0; i < RNG_PAIRS; i++) {
        out[2 * i] = r[i] * x[i];
        out[2 * i + 1] = r[i] * y[i];
    }
}

void rng_map_plain(const uint32_t radius[], const uint32_t angle[], float out[])
{
    map(radius, angle, out);
}

LANES_AVX2 static void map_fused(const uint32_t radius[], const uint32_t angle[], float out[])
{
    map(radius, angle, out);
}

rng_map *rng_map_best(void)
{
    return simd_is_here(SIMD_AVX2) ? map_fused : rng_map_plain;
}
