/*
 * channel: Gaussian averages of an activation by composite Gauss-Legendre on [-17, 17]. Any thread
 * may call these functions; they are pure.
 */
#ifndef PLATEAU_QUADRATURE_H
#define PLATEAU_QUADRATURE_H

#include <stddef.h>

#include "plateau/activation.h"

/**
 * Computes c[l] = mu_l / sqrt(l!) for l < count, with mu_l = E[sigma(z) He_l(z)], through
 * orthonormal Hermite functions (src/channel/README.md); accurate to 1e-12 for smooth activations.
 * count <= 2048.
 */
void quadrature_hermite(const struct activation *activation, double c[], size_t count);

/** Does the same for sigma(sqrt(variance) z): the orders of a neuron whose row has another norm. */
void quadrature_hermite_at(const struct activation *activation, double variance, double c[],
                           size_t count);

/** Returns E sigma(z)^2. */
double quadrature_variance(const struct activation *activation);

#endif
