#include <math.h>

#include "kernels.h"
#include "lane_exp.h"
#include "registry.h"

#define SQRT_3 1.7320508075688772

/*
 * sqrt 3 erf(z / sqrt 2): z P(z^2) in the middle, sqrt 3 (1 - e^G(|z|)) outside, where cancellation
 * is harmless; beyond 5.8 erf is 1 to within 7e-9. P and G are minimax fits of our own, accurate to
 * 2.3e-10 (relative) and 3e-9 (absolute, after the exponential).
 */
LANES_INLINE float middle(bool fused, float z)
{
    const float s = z * z;

    float p = 1.6491710539412452e-06F;
    p = lanes_multiply_add(fused, p, s, -3.137935709673911e-05F);
    p = lanes_multiply_add(fused, p, s, 0.00039848306914791465F);
    p = lanes_multiply_add(fused, p, s, -0.004112268332391977F);
    p = lanes_multiply_add(fused, p, s, 0.03454921767115593F);
    p = lanes_multiply_add(fused, p, s, -0.23032940924167633F);
    p = lanes_multiply_add(fused, p, s, 1.38197660446167F);
    return z * p;
}

/* z >= 0 */
LANES_INLINE float outside(bool fused, float z)
{
    const float x = lanes_clamp(z, 0.0F, 5.8F);

    float g = 2.488008794898633e-05F;
    g = lanes_multiply_add(fused, g, x, -0.0005433547776192427F);
    g = lanes_multiply_add(fused, g, x, 0.005587102845311165F);
    g = lanes_multiply_add(fused, g, x, -0.036834511905908585F);
    g = lanes_multiply_add(fused, g, x, -0.318447470664978F);
    g = lanes_multiply_add(fused, g, x, -0.7975077033042908F);
    g = lanes_multiply_add(fused, g, x, -0.0001544365513836965F);

    const struct lane_exp e = lane_exp(fused, g);
    const float rest = lanes_multiply_add(fused, e.power, e.rest, e.power);
    return lanes_multiply_add(fused, (float)-SQRT_3, rest, (float)SQRT_3);
}

LANES_INLINE float lane_erf(bool fused, float z)
{
    const uint32_t sign = lanes_bits(z) & 0x80000000U;
    const float size = lanes_float(lanes_bits(z) ^ sign);
    const float far = lanes_float(lanes_bits(outside(fused, size)) ^ sign);

    return size < 1.25F ? middle(fused, z) : far;
}

/* sqrt(6 / pi) exp(-z^2 / 2) */
LANES_INLINE float lane_erf_slope(bool fused, float z)
{
    const struct lane_exp e = lane_exp(fused, lanes_clamp(-0.5F * z * z, -80.0F, 0.0F));

    return 1.3819765978853418F * lanes_multiply_add(fused, e.power, e.rest, e.power);
}

LANES_INLINE void erf_block(const struct activation *self, bool fused, const float z[],
                            float value[], float slope[])
{
    (void)self;
    for (size_t i = 0; i < LANES; i++) {
        value[i] = lane_erf(fused, z[i]);
        slope[i] = lane_erf_slope(fused, z[i]);
    }
}
ACTIVATION_MAPS(erf)

static double erf_value(const struct activation *self, double z)
{
    (void)self;
    return SQRT_3 * erf(z * M_SQRT1_2);
}

/* src/observe/README.md, eq. (4). */
static double erf_kernel(const struct activation *self, double a, double b, double c)
{
    (void)self;
    return 6.0 / M_PI * asin(c / sqrt((1.0 + a) * (1.0 + b)));
}

const struct activation_ops activation_erf = {
    .name = "erf",
    .formula = "sqrt(3) erf(z / sqrt(2)), of unit variance",
    .parity = ACTIVATION_ODD,
    .maps = erf_maps,
    .value = erf_value,
    .kernel = erf_kernel,
};
