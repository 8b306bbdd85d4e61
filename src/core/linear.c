#include "polynomial.h"
#include "registry.h"

static const double coefficient[] = {0.0, 1.0};

const struct activation_ops activation_linear = {
    .name = "linear",
    .formula = "z",
    .terms = 2,
    .coefficient = coefficient,
    .apply = polynomial_apply,
    .apply_with_slope = polynomial_apply_with_slope,
    .value = polynomial_value,
    .kernel = polynomial_kernel,
};
