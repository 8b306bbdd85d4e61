/*
 * core: our part of OpenBLAS and its LAPACK: products of float32 and eigenvalues, always with one
 * thread; and a solver of our own. Row-major throughout. Any thread, and several at a time, once
 * linalg_init has run.
 */
#ifndef PLATEAU_LINALG_H
#define PLATEAU_LINALG_H

#include <stddef.h>

#include "plateau/status.h"

/**
 * Sets OpenBLAS to one thread, and replaces its oldest kernels where the processor can do better,
 * unless OPENBLAS_CORETYPE names others. Call it once, before any other thread starts.
 */
void linalg_init(void);

/** Returns the name that OpenBLAS gives its kernels: "Haswell". */
const char *linalg_core(void);

/** Returns the library's own description of itself, for benches. */
const char *linalg_version(void);

/** Computes C [m x n] = scale * A [m x l] B^T, B [n x l]; ldc is the row stride of C. */
void linalg_product_nt(size_t m, size_t n, size_t l, float scale, const float *a, size_t lda,
                       const float *b, size_t ldb, float *c, size_t ldc);

/** Computes C [m x n] += A^T B with A [l x m], B [l x n]; ldc is the row stride of C. */
void linalg_accumulate_tn(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *b,
                          size_t ldb, float *c, size_t ldc);

/**
 * Solves A x = b for a symmetric positive definite A [n x n], by Cholesky. Overwrites A; b becomes
 * x. STATUS_DIVERGED, with b overwritten, when A is not positive definite or not finite.
 */
enum status linalg_solve(size_t n, double *a, double *b);

/** Returns the bytes of scratch, aligned for doubles, that linalg_eigen takes. */
size_t linalg_eigen_scratch(size_t n);

/**
 * Computes the eigenvalues of a symmetric A [n x n] in increasing order, and its eigenvectors: row
 * j of a becomes the eigenvector of value[j], of length 1. STATUS_DIVERGED when A is not finite.
 */
enum status linalg_eigen(size_t n, double *a, double *value, void *scratch);

/** Does the reverse: A [n x n] = V^T diag(value) V, V [n x n]; scratch [n x n]. */
void linalg_compose(size_t n, const double *v, const double *value, double *a, double *scratch);

#endif
