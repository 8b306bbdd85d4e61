#include "polynomial.h"
#include "registry.h"

static const double coefficient[] = {0.0, 0.0, 1.4142135623730951};

const struct activation_ops activation_h2 = {
    .name = "h2",
    .formula = "He2(z) / sqrt(2), of unit variance",
    .terms = 3,
    .coefficient = coefficient,
    .maps = polynomial_maps,
    .value = polynomial_value,
    .kernel = polynomial_kernel,
};
