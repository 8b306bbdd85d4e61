/*
 * model: a predictor that is a quadratic form, not a network,
 *
 *   f(x) = constant + slope linear . x / sqrt d + (curvature / 2) b(x),
 *   b(x) = (x^T S x - tr S) / sqrt d,    S as W^T diag(v) W / sqrt(k d) of a network.
 *
 * Pure functions for any thread; a team belongs to the thread that made it.
 */
#ifndef PLATEAU_QUADRATIC_H
#define PLATEAU_QUADRATIC_H

#include <stddef.h>

#include "plateau/team.h"
#include "plateau/tile.h"

/* Rows whose forms are computed together: they and their images by S stay in cache. */
enum { QUADRATIC_ROWS = 192 };

/* Plain data; both arrays are borrowed. */
struct quadratic {
    size_t d;
    double constant, slope, curvature;
    const double *linear; /* [d] */
    const double *matrix; /* S [d x d], symmetric */
};

/** Returns the floats of a packed matrix. */
size_t quadratic_packed(size_t d);

/**
 * Packs S [d x d] for quadratic_form; scratch [d x d], packed [quadratic_packed], 64-byte aligned.
 * Returns tr S.
 */
double quadratic_pack(const struct tile_ops *tiles, const double *matrix, size_t d, float *scratch,
                      float *packed);

/**
 * Computes b of the rows x [n x d], n <= QUADRATIC_ROWS, with a packed S in float32: accurate to
 * 1e-6, where the noise in which S is learned is O(1). scratch [n x tile_padded(d)].
 */
void quadratic_form(const struct tile_ops *tiles, const float *packed, double trace, const float *x,
                    size_t n, size_t d, float *scratch, double b[]);

/** Returns the floats of scratch that quadratic_predict takes. */
size_t quadratic_scratch(const struct team *team, size_t d);

/**
 * Writes f [n], the predictions on the rows x [n x d]; scratch is 64-byte aligned. The bits do not
 * depend on the team's size; they are the same for avx512, avx2 and scalar tiles.
 */
void quadratic_predict(const struct quadratic *quadratic, const struct tile_ops *tiles,
                       struct team *team, const float *x, size_t n, float *scratch, float *f);

#endif
