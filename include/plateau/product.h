/*
 * core: products of float64 matrices with the same bits on every machine. Every entry is one chain
 * of fused multiply-adds in the order of l, from 0, and is scaled at the end; no library, thread
 * count or instruction set changes that. Matrices are dense and row-major. Any thread; pure
 * functions.
 */
#ifndef PLATEAU_PRODUCT_H
#define PLATEAU_PRODUCT_H

#include <stddef.h>

/** Computes C [m x n] = scale * A [m x l] B^T, B [n x l]. C overlaps neither A nor B. */
void product_nt(size_t m, size_t n, size_t l, double scale, const double *a, const double *b,
                double *c);

/** Computes C [m x n] = A^T B with A [l x m], B [l x n]. C overlaps neither A nor B. */
void product_tn(size_t m, size_t n, size_t l, const double *a, const double *b, double *c);

#endif
