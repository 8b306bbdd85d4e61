/*
 * theory, private: the scalar functions of the weight prior. Overlaps are kept as P = 1 - Q: near
 * full recovery Q rounds to 1, and only P matters.
 */
#ifndef PLATEAU_THEORY_PRIOR_H
#define PLATEAU_THEORY_PRIOR_H

#include "plateau/config.h"

/** Returns P = 1 - phi(h), h >= 0: 1 at h = 0, decreasing. */
double prior_complement(enum weight_law law, double h);

/** Returns the h >= 0 with prior_complement(h) = p, 0 < p <= 1. */
double prior_inverse(enum weight_law law, double p);

/**
 * Returns psi(h) - h/2, so that psi(h) - Q h/2 = prior_entropy(h) + P h/2 does not cancel at large
 * h.
 */
double prior_entropy(enum weight_law law, double h);

#endif
