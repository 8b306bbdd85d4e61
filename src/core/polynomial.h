/* core, private: activations that are a sum of Hermite polynomials, sum_l C_l He_l(z) / l!. */
#ifndef PLATEAU_CORE_POLYNOMIAL_H
#define PLATEAU_CORE_POLYNOMIAL_H

#include <stddef.h>

#include "plateau/activation.h"

/* The four functions of activation_ops. */
void polynomial_apply(const struct activation *self, const float z[], float out[], size_t n);
void polynomial_apply_with_slope(const struct activation *self, const float z[], float value[],
                                 float slope[], size_t n);
double polynomial_value(const struct activation *self, double z);
double polynomial_kernel(const struct activation *self, double a, double b, double c);

#endif
