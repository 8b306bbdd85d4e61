/* Small networks for the tests of this folder: awkward norms, fixed seeds. */
#ifndef PLATEAU_TESTS_OBSERVE_NETWORKS_H
#define PLATEAU_TESTS_OBSERVE_NETWORKS_H

#include <stddef.h>
#include <stdint.h>

#include "plateau/activation.h"
#include "plateau/rng.h"

/* Gaussian rows w [k x d]; row i is `spread` i / k longer than unit variance has it. */
static inline void fill_rows(uint64_t seed, float w[], size_t k, size_t d, double spread)
{
    for (size_t i = 0; i < k; i++) {
        const float factor = (float)(1.0 + spread * (double)i / (double)k);

        rng_fill_normal((struct rng){seed, RNG_TEACHER, 0}, i, w + i * d, d);
        for (size_t j = 0; j < d; j++)
            w[i * d + j] *= factor;
    }
}

/* The four-point law, +-3/sqrt 5 and +-1/sqrt 5, in an order that is not sorted. */
static inline void fill_4point(float v[], size_t k)
{
    static const float law[] = {0.4472136F, -1.3416408F, -0.4472136F, 1.3416408F};

    for (size_t i = 0; i < k; i++)
        v[i] = law[i % 4];
}

static inline void fill_ones(float v[], size_t k)
{
    for (size_t i = 0; i < k; i++)
        v[i] = 1.0F;
}

#endif
