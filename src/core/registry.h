/* core, private: what one activation consists of, and all those of registry.def. */
#ifndef PLATEAU_CORE_REGISTRY_H
#define PLATEAU_CORE_REGISTRY_H

#include "plateau/activation.h"

/*
 * Computes value [n] = sigma(z) and slope [n] = d sigma / dz in float32, without the factor. slope
 * may be NULL; slope may be z, and so may value when slope is NULL.
 */
typedef void activation_map(const struct activation *self, const float z[], float value[],
                            float slope[], size_t n);

struct activation_ops {
    const char *name;              /* spelling in presets, before a ':' */
    const char *formula;           /* for people */
    enum activation_parity parity; /* of non-polynomials; a polynomial's follows its terms */
    size_t terms;                  /* fixed polynomials (h2, h3, ...): their coefficients */
    const double *coefficient;
    activation_map *const *maps; /* [SIMD_COUNT] */
    /* float64 scalar, without the factor: the definition. */
    double (*value)(const struct activation *self, double z);
    /*
     * kap(a, b, c) = E[sigma(u) sigma(w)], u, w centred Gaussian with variances a, b, covariance
     * c, without the factor; NULL where no closed form exists. src/observe/README.md, eq. (1)-(5).
     */
    double (*kernel)(const struct activation *self, double a, double b, double c);
};

#define ACTIVATION(name) extern const struct activation_ops activation_##name;
#include "registry.def"
#undef ACTIVATION

#endif
