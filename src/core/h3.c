#include "polynomial.h"
#include "registry.h"

static const double coefficient[] = {0.0, 0.0, 0.0, 2.4494897427831781};

const struct activation_ops activation_h3 = {
    .name = "h3",
    .formula = "He3(z) / sqrt(6), of unit variance",
    .terms = 4,
    .coefficient = coefficient,
    .maps = polynomial_maps,
    .value = polynomial_value,
    .kernel = polynomial_kernel,
};
