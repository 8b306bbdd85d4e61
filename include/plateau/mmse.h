/*
 * channel: the two matrix-denoising functions on which the theory rests, mmse_S(x) of
 * Y = sqrt(x) S + Z for S = W^T diag(v) W / sqrt(k d) (symmetric) and for S = W2 W1 / sqrt(k1)
 * (rectangular). They are solved from their definitions: see src/channel/README.md.
 *
 * Any thread may call these functions; they are pure.
 */
#ifndef PLATEAU_MMSE_H
#define PLATEAU_MMSE_H

#include <stddef.h>

#include "plateau/readout_law.h"
#include "plateau/status.h"

/*
 * The result at one signal-to-noise ratio x. Neither mmse nor m = 1 - mmse loses digits by
 * cancellation.
 */
struct mmse_point {
    double mmse;
    double m;
    double slope;    /* d mmse / dx, < 0 */
    double residual; /* |int rho - 1| of the spectral density: the size of the other errors */
};

/**
 * Solves the symmetric channel for the exact law: atoms as they are, uniform and gaussian by their
 * resolvents.
 *
 * x, gamma  x >= 0, gamma > 0
 * returns   STATUS_INVALID when a parameter is out of range; err names the parameter
 */
enum status mmse_symmetric(const struct readout_law *law, double gamma, double x,
                           struct mmse_point *out, struct error *err);

/**
 * Does the same for any number of atoms: values v [count] with probabilities p [count], sum p = 1,
 * sum p v^2 = 1.
 */
enum status mmse_symmetric_atoms(const double v[], const double p[], size_t count, double gamma,
                                 double x, struct mmse_point *out, struct error *err);

/**
 * Computes the best estimate of S that keeps the eigenvectors of Y. On entry lambda [n] holds the
 * eigenvalues of Y / sqrt(x) in increasing order; on return it holds xi, the eigenvalues of
 * E[S | Y] = U diag(xi) U^T. x > 0. Outside the bulk xi has its value at the nearest edge. All
 * else, and out, is as for mmse_symmetric_atoms.
 */
enum status mmse_shrink(const double v[], const double p[], size_t count, double gamma, double x,
                        double lambda[], size_t n, struct mmse_point *out, struct error *err);

/**
 * Solves the rectangular channel: S = W2 W1 / sqrt(k1), W1 [gamma1 d x d],
 * W2 [gamma2 d x gamma1 d].
 */
enum status mmse_rectangular(double gamma1, double gamma2, double x, struct mmse_point *out,
                             struct error *err);

/*
 * The function for all x, as a table: ln(m / mmse) by cubic Hermite in ln x, slope 1 outside.
 * Immutable once made; any thread may read the table. Owned by: whoever made the table.
 */
struct mmse;

/**
 * Make a table in a few milliseconds (ones) to a second (gaussian); NULL, with the reason in err,
 * when a parameter is out of range.
 */
struct mmse *mmse_create_symmetric(const struct readout_law *law, double gamma, struct error *err);
struct mmse *mmse_create_atoms(const double v[], const double p[], size_t count, double gamma,
                               struct error *err);
struct mmse *mmse_create_rectangular(double gamma1, double gamma2, struct error *err);
void mmse_destroy(struct mmse *mmse);

/** Returns the worst residual of the points in the table. */
double mmse_residual(const struct mmse *mmse);

double mmse_at(const struct mmse *mmse, double x); /* mmse(x), x >= 0 */
double mmse_m(const struct mmse *mmse, double x);  /* 1 - mmse(x), relative accuracy at small x */
double mmse_slope(const struct mmse *mmse, double x);    /* mmse'(x) */
double mmse_integral(const struct mmse *mmse, double x); /* int_0^x mmse; iota is 1/4 or 1/2 this */

/**
 * Returns the x with mmse(x) = c, 0 < c <= 1. Keep c, not m: near full recovery only 1 - m matters.
 */
double mmse_inverse(const struct mmse *mmse, double c);

#endif
