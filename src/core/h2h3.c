#include "polynomial.h"
#include "registry.h"

static const double coefficient[] = {0.0, 0.0, 1.4142135623730951, 1.0};

const struct activation_ops activation_h2h3 = {
    .name = "h2h3",
    .formula = "He2(z) / sqrt(2) + He3(z) / 6",
    .terms = 4,
    .coefficient = coefficient,
    .maps = polynomial_maps,
    .value = polynomial_value,
    .kernel = polynomial_kernel,
};
