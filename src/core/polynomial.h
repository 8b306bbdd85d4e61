/* core, private: activations that are a sum of Hermite polynomials, sum_l C_l He_l(z) / l!. */
#ifndef PLATEAU_CORE_POLYNOMIAL_H
#define PLATEAU_CORE_POLYNOMIAL_H

#include <stddef.h>

#include "registry.h"

/** Computes self->power from self->coefficient. */
void polynomial_expand(struct activation *self);

/* Members of struct activation_ops. */
extern activation_map *const polynomial_maps[SIMD_COUNT];
double polynomial_value(const struct activation *self, double z);
double polynomial_kernel(const struct activation *self, double a, double b, double c);

#endif
