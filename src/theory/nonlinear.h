/*
 * theory, private: the effect of an activation on correlations: its Hermite data mu_0..mu_2 and the
 * part of order three and more,
 *
 *     g(q) = sum_{l >= 3} mu_l^2 q^l / l!,   g'(q) = dg/dq,
 *
 * as functions of p = 1 - q, so that digits near q = 1 stay.
 */
#ifndef PLATEAU_THEORY_NONLINEAR_H
#define PLATEAU_THEORY_NONLINEAR_H

#include <stddef.h>

#include "plateau/activation.h"

struct closed_form;

/* Immutable once made. */
struct nonlinear {
    double mu0, mu1, mu2;
    double variance;                  /* E sigma^2 */
    double top;                       /* g(1) = E sigma^2 - mu_0^2 - mu_1^2 - mu_2^2 / 2, exact */
    const struct closed_form *closed; /* in place of the series; NULL: none */
    double scale;                     /* of the closed form: the activation's factor squared */
    size_t first, stride, count;      /* g = sum_j term[j] q^(first + stride j) */
    double *term, *slope;             /* slope[j] = (first + stride j) term[j] */
};

/**
 * Computes the data by quadrature: 1 to 50 ms. STATUS_INVALID: the variance lies outside 1e-30 to
 * 1e30, and numbers would overflow. STATUS_NO_MEMORY. nonlinear_fini takes the result of either.
 */
enum status nonlinear_init(struct nonlinear *out, const struct activation *activation,
                           struct error *err);
void nonlinear_fini(struct nonlinear *nonlinear);

/** Computes g(1-p) and g'(1-p), 0 <= p <= 1; each may be NULL. */
void nonlinear_at(const struct nonlinear *nonlinear, double p, double *value, double *slope);

double nonlinear_slope(const struct nonlinear *nonlinear, double p);

/** Returns g(1) - g(1-p), without cancellation. */
double nonlinear_gap(const struct nonlinear *nonlinear, double p);

/** Returns the same when g(1-p) = value is known already, which saves its series. */
double nonlinear_gap_from(const struct nonlinear *nonlinear, double p, double value);

#endif
