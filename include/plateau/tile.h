/*
 * core: the products that a gradient is made of, on blocks of rows in cache, in several versions:
 * one source compiled per instruction set, a scalar oracle, and cblas_sgemm for reference.
 *
 * Every entry of a product is one chain of multiply-adds in the order of l, every sum over a row
 * 16 partial sums folded 16-8-4-2-1: so avx512, avx2 and scalar give the same bits. plain does not
 * fuse and reference sums as OpenBLAS likes: they agree to rounding. Any thread; pure functions.
 */
#ifndef PLATEAU_TILE_H
#define PLATEAU_TILE_H

#include <stddef.h>

#include "plateau/simd.h"
#include "plateau/status.h"

/* Rows of what a product writes are readable and writable up to their length rounded up to this,
 * rows of B in accumulate readable; what stands between is nobody's. */
enum { TILE_LANES = 16, TILE_BURN = 12 };

struct tile_ops {
    const char *name; /* as --kernel spells it */
    enum simd simd;   /* what it needs, and the activations that belong to it */
    size_t lanes;     /* entries of a row that it computes at once */

    /* packed = scale B for multiply, B [l x n] with B(i, v) = b[i row + v column].
     * packed: [l x n rounded up to TILE_LANES], 64-byte aligned */
    void (*pack)(size_t n, size_t l, float scale, const float *b, size_t row, size_t column,
                 float *packed);

    /* C [m x n] = A [m x l] B; lda, ldc are row strides. */
    void (*multiply)(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *packed,
                     float *c, size_t ldc);

    /* C [m x n] += A^T B with A [l x m], B [l x n]. */
    void (*accumulate)(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *b,
                       size_t ldb, float *c, size_t ldc);

    /* out[r] = sum_i A(r, i) v[i], A [rows x n] dense; n is a multiple of TILE_LANES. */
    void (*dot)(size_t rows, size_t n, const float *a, const float *v, float *out);

    /* B(r, i) *= by[r] v[i], B [rows x n] dense; n is a multiple of TILE_LANES. */
    void (*scale)(size_t rows, size_t n, const float *by, const float *v, float *b);

    /* For benches, NULL in those that are not for speed: multiply-adds in registers and nothing
     * else, TILE_BURN lanes of them a round. out [TILE_BURN lanes] keeps them from being left out.
     */
    void (*burn)(size_t rounds, float *out);
};

/** n rounded up to TILE_LANES. */
static inline size_t tile_padded(size_t n)
{
    return (n + TILE_LANES - 1) / TILE_LANES * TILE_LANES;
}

/** All versions, those this processor lacks too, in order of choice; NULL past the end. */
const struct tile_ops *tile_at(size_t index);

/** The first of them that this processor has. */
const struct tile_ops *tile_best(void);

/**
 * By name; "auto" is tile_best(). NULL when unknown or not for this processor, with a reason that
 * says what would do; who asked puts in front where the name came from.
 */
const struct tile_ops *tile_find(const char *name, struct error *err);

#endif
