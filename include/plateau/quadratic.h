/*
 * model: a predictor that is a quadratic form and not a network,
 *
 *   f(x) = constant + slope linear . x / sqrt d + (curvature / 2) b(x),
 *   b(x) = (x^T S x - tr S) / sqrt d,    S as W^T diag(v) W / sqrt(k d) of a network.
 *
 * Pure functions for any thread, but that a team belongs to the one that made it.
 */
#ifndef PLATEAU_QUADRATIC_H
#define PLATEAU_QUADRATIC_H

#include <stddef.h>

#include "plateau/team.h"

/* Rows whose forms are made at a time: they and their images by S stay in cache. */
enum { QUADRATIC_ROWS = 192 };

/* Plain data; both arrays are borrowed. */
struct quadratic {
    size_t d;
    double constant, slope, curvature;
    const double *linear; /* [d] */
    const double *matrix; /* S [d x d], symmetric */
};

/**
 * b of the rows x [n x d], n <= QUADRATIC_ROWS, with S [d x d] in float32: good to 1e-6, where the
 * noise that anybody learns S from is O(1). scratch [n x d].
 */
void quadratic_form(const float *matrix, double trace, const float *x, size_t n, size_t d,
                    float *scratch, double b[]);

/** Floats of scratch that quadratic_predict takes. */
size_t quadratic_scratch(const struct team *team, size_t d);

/** f [n] = predictions on the rows x [n x d]; the bits do not depend on the team's size. */
void quadratic_predict(const struct quadratic *quadratic, struct team *team, const float *x,
                       size_t n, float *scratch, float *f);

#endif
