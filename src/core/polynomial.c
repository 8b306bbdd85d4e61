#include "polynomial.h"

#include "kernels.h"

/* From Hermite polynomials to powers, by He_(l+1) = z He_l - l He_(l-1). */
void polynomial_expand(struct activation *self)
{
    double sum[ACTIVATION_TERMS_MAX] = {0};
    double last[ACTIVATION_TERMS_MAX] = {0};    /* He_(l-1) */
    double hermite[ACTIVATION_TERMS_MAX] = {1}; /* He_l */
    double factorial = 1.0;

    for (size_t l = 0; l < self->terms; l++) {
        for (size_t j = 0; j <= l; j++)
            sum[j] += self->coefficient[l] / factorial * hermite[j];
        for (size_t j = ACTIVATION_TERMS_MAX; j-- > 0;) {
            const double next = (j > 0 ? hermite[j - 1] : 0.0) - (double)l * last[j];

            last[j] = hermite[j];
            hermite[j] = next;
        }
        factorial *= (double)(l + 1);
    }
    for (size_t j = 0; j < self->terms; j++)
        self->power[j] = (float)sum[j];
}

/* Horner's rule, for the value and its derivative at once. */
LANES_INLINE void polynomial_block(const struct activation *self, bool fused, const float z[],
                                   float value[], float slope[])
{
    for (size_t i = 0; i < LANES; i++) {
        value[i] = 0.0F;
        slope[i] = 0.0F;
    }
    for (size_t j = self->terms; j-- > 0;) {
        for (size_t i = 0; i < LANES; i++) {
            slope[i] = lanes_multiply_add(fused, slope[i], z[i], value[i]);
            value[i] = lanes_multiply_add(fused, value[i], z[i], self->power[j]);
        }
    }
}
ACTIVATION_MAPS(polynomial)

double polynomial_value(const struct activation *self, double z)
{
    double sum = 0.0;
    double last = 0.0;    /* He_(l-1) / (l-1)! */
    double hermite = 1.0; /* He_l / l! */

    for (size_t l = 0; l < self->terms; l++) {
        const double next = (z * hermite - last) / (double)(l + 1);

        sum += self->coefficient[l] * hermite;
        last = hermite;
        hermite = next;
    }
    return sum;
}

/*
 * sigma(sqrt(a) z) = sum_l T_l(a) a^(l/2) He_l(z) / l!, with
 * T_l(a) = sum_j C_(l+2j) ((a - 1) / 2)^j / j!, from He_m(s z) expanded in He_l(z).
 */
static double rescaled_term(const struct activation *self, size_t l, double a)
{
    double sum = 0.0;
    double factor = 1.0;

    for (size_t j = 0; l + 2 * j < self->terms; j++) {
        sum += self->coefficient[l + 2 * j] * factor;
        factor *= 0.5 * (a - 1.0) / (double)(j + 1);
    }
    return sum;
}

/* kap = sum_l T_l(a) T_l(b) c^l / l!: src/observe/README.md, eq. (5). */
double polynomial_kernel(const struct activation *self, double a, double b, double c)
{
    double sum = 0.0;
    double factor = 1.0;

    for (size_t l = 0; l < self->terms; l++) {
        sum += rescaled_term(self, l, a) * rescaled_term(self, l, b) * factor;
        factor *= c / (double)(l + 1);
    }
    return sum;
}
