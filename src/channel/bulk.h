/*
 * The bulk of a random matrix spectrum, by the curve u = 1 / G on which the spectrum is real.
 *
 * Wherever z(u) = u + constant + Phi(u), with Phi(u) = int nu(da) / (u - a) for a positive measure
 * nu, the points u = p + i w inside the bulk are those with F(p, w^2) = 1, where
 *
 *     F(p, s) = int nu(da) / ((p - a)^2 + s) = -Im Phi(u) / w,      H(p) = F(p, 0).
 *
 * Every real p with H(p) > 1 has exactly one such w, every other p has none. So p parametrises the
 * bulk: no root has to be chosen, and no quantity tends to 0 (README.md).
 */
#ifndef PLATEAU_CHANNEL_BULK_H
#define PLATEAU_CHANNEL_BULK_H

#include <complex.h>
#include <stddef.h>

#include "plateau/status.h"

enum { BULK_VALUES = 4 };

/* One eigenvalue of the bulk. */
struct bulk_node {
    double value[BULK_VALUES];      /* integrands, per dp; value[0] is the density of eigenvalues */
    double mass;                    /* the share of all eigenvalues that this node holds */
    double width;                   /* w */
    double position, shrink, slope; /* for sums over pairs: shrink(position), its derivative */
};

/* A piece of nu: an interval, or an atom (low = high) that alone makes H > 1 within radius. */
struct piece {
    double low, high, radius;
};

/* The measure nu, as the solver sees it. Owned by: whoever solves. */
struct spectrum {
    const void *context;
    const struct piece *support; /* disjoint, increasing */
    size_t supports;
    const struct piece *pole; /* atoms of nu: F may be narrow there */
    size_t poles;
    double total; /* nu of the whole line */
    /** Returns H(p) for p off the support. */
    double (*height)(const void *context, double p);
    /** Computes F(p, s) and -dF/ds for s > 0. */
    void (*width)(const void *context, double p, double s, double *f, double *fall);
    /** Fills value, position, shrink and slope at u = p + i w. */
    void (*fill)(const void *context, double p, double w, struct bulk_node *node);
};

/* Nodes and sums of one integration; made once, used for many. Owned by: whoever solves. */
struct bulk;

/** Returns p + i w. Not every compiler has CMPLX. */
static inline double complex bulk_u(double p, double w)
{
    return p + w * (double complex)I;
}

/** Makes an empty set of nodes; NULL, with the reason in err, when out of memory. */
struct bulk *bulk_create(struct error *err);
void bulk_destroy(struct bulk *bulk);

/**
 * Integrates value[] over the bulk, adaptively: halves panels until the last Legendre coefficients
 * of every value are negligible, and repeats everything with other panels while the eigenvalues do
 * not add up to 1. sum [BULK_VALUES]; the nodes stay for bulk_pairs.
 *
 * returns  |sum[0] - 1| <= 1e-10, or how far the last attempt was off (infinite if not a number)
 */
double bulk_integrate(struct bulk *bulk, const struct spectrum *spectrum, double sum[]);

/**
 * Computes shrink at each position [n], in increasing order, by monotone cubics between the nodes
 * of the last integration; outside the bulk it takes the value of the first or last node.
 */
void bulk_shrink(const struct bulk *bulk, const double position[], size_t n, double shrink[]);

/**
 * Returns the sum of mass mass' kernel(node, node') over all pairs; the kernel gets NULL as its
 * second node on the diagonal.
 */
double bulk_pairs(const struct bulk *bulk,
                  double (*kernel)(const struct bulk_node *, const struct bulk_node *));

#endif
