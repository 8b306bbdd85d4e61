/*
 * core: the matrix products we need, on OpenBLAS with one thread always. Row-major throughout. Any
 * thread, and several at a time, once linalg_init has run.
 */
#ifndef PLATEAU_LINALG_H
#define PLATEAU_LINALG_H

#include <stddef.h>

/** Tells OpenBLAS to run one thread. Once, before any other thread starts. */
void linalg_init(void);

/** The library's own description of itself, for benches. */
const char *linalg_version(void);

/** C [m x n] = scale * A [m x l] B^T, B [n x l]; ldc is the row stride of C. */
void linalg_product_nt(size_t m, size_t n, size_t l, float scale, const float *a, size_t lda,
                       const float *b, size_t ldb, float *c, size_t ldc);

/** C [m x n] += A^T B with A [l x m], B [l x n]; ldc is the row stride of C. */
void linalg_accumulate_tn(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *b,
                          size_t ldb, float *c, size_t ldc);

/** C [m x n] = scale * A [m x l] B^T in float64, all dense (row stride = columns). */
void linalg_gram(size_t m, size_t n, size_t l, double scale, const double *a, const double *b,
                 double *c);

#endif
