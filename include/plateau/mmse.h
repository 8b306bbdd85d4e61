/*
 * channel: the two matrix-denoising functions that the theory rests on, mmse_S(x) of
 * Y = sqrt(x) S + Z for S = W^T diag(v) W / sqrt(k d) (symmetric) and for S = W2 W1 / sqrt(k1)
 * (rectangular), solved from their definitions: see src/channel/README.md.
 */
#ifndef PLATEAU_MMSE_H
#define PLATEAU_MMSE_H

#include <stddef.h>

#include "plateau/readout_law.h"
#include "plateau/status.h"

/* Everything at one signal-to-noise ratio x. mmse and m = 1 - mmse are both free of cancellation.
 */
struct mmse_point {
    double mmse;
    double m;
    double slope;    /* d mmse / dx, < 0 */
    double residual; /* |int rho - 1| of the spectral density: how far to trust the rest */
};

/**
 * Symmetric channel, the exact law (atoms as they are; uniform and gaussian by their resolvents).
 * x >= 0, gamma > 0. STATUS_INVALID names what is out of range.
 */
enum status mmse_symmetric(const struct readout_law *law, double gamma, double x,
                           struct mmse_point *out, struct error *err);

/** The same for any number of atoms: v [count] of weight p [count], sum p = 1, sum p v^2 = 1. */
enum status mmse_symmetric_atoms(const double v[], const double p[], size_t count, double gamma,
                                 double x, struct mmse_point *out, struct error *err);

/**
 * The best estimate of S that keeps the eigenvectors of Y: lambda [n], eigenvalues of Y / sqrt(x)
 * in increasing order, become xi, those of E[S | Y] = U diag(xi) U^T, x > 0. Outside the bulk xi is
 * that of its edge. Otherwise as mmse_symmetric_atoms, point included.
 */
enum status mmse_shrink(const double v[], const double p[], size_t count, double gamma, double x,
                        double lambda[], size_t n, struct mmse_point *out, struct error *err);

/** Rectangular channel, S = W2 W1 / sqrt(k1), W1 [gamma1 d x d], W2 [gamma2 d x gamma1 d]. */
enum status mmse_rectangular(double gamma1, double gamma2, double x, struct mmse_point *out,
                             struct error *err);

/*
 * The function over all x as a table: ln(m / mmse) by cubic Hermite in ln x, slope 1 outside.
 * Immutable once made; any thread may read it. Owned by: whoever made it.
 */
struct mmse;

/** NULL with a reason. Milliseconds (ones) to a second (gaussian). */
struct mmse *mmse_create_symmetric(const struct readout_law *law, double gamma, struct error *err);
struct mmse *mmse_create_atoms(const double v[], const double p[], size_t count, double gamma,
                               struct error *err);
struct mmse *mmse_create_rectangular(double gamma1, double gamma2, struct error *err);
void mmse_destroy(struct mmse *mmse);

/** Worst residual of the points behind the table. */
double mmse_residual(const struct mmse *mmse);

double mmse_at(const struct mmse *mmse, double x); /* mmse(x), x >= 0 */
double mmse_m(const struct mmse *mmse, double x);  /* 1 - mmse(x), relative accuracy at small x */
double mmse_slope(const struct mmse *mmse, double x);    /* mmse'(x) */
double mmse_integral(const struct mmse *mmse, double x); /* int_0^x mmse; iota = 1/4 or 1/2 of it */

/** The x with mmse(x) = c (keep c, not m: near full recovery 1 - m is all that matters). 0 < c
 * <= 1. */
double mmse_inverse(const struct mmse *mmse, double c);

#endif
