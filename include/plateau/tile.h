/*
 * core: the products of a gradient, on blocks of rows in cache, in several versions: one source
 * compiled for each instruction set, a scalar version as an oracle, and cblas_sgemm for reference.
 *
 * Every entry of a product is one chain of multiply-adds in the order of l; every sum over a row is
 * 16 partial sums folded 16-8-4-2-1. So avx512, avx2 and scalar give the same bits. plain does not
 * fuse, and reference sums in OpenBLAS's order: they agree to rounding. Any thread; pure functions.
 */
#ifndef PLATEAU_TILE_H
#define PLATEAU_TILE_H

#include <stddef.h>

#include "plateau/simd.h"
#include "plateau/status.h"

/*
 * Rows that a product writes are readable and writable up to their length rounded up to this, rows
 * of B in accumulate are readable so far; the contents between are undefined.
 */
enum { TILE_LANES = 16, TILE_BURN = 12 };

struct tile_ops {
    const char *name; /* as --kernel spells it */
    enum simd simd;   /* the set that it needs, and that its activations use */
    size_t lanes;     /* entries of a row that it computes at once */

    /*
     * Computes packed = scale B for multiply, B [l x n] with B(i, v) = b[i row + v column]. packed:
     * [l x n rounded up to TILE_LANES], 64-byte aligned
     */
    void (*pack)(size_t n, size_t l, float scale, const float *b, size_t row, size_t column,
                 float *packed);

    /* Computes C [m x n] = A [m x l] B; lda, ldc are row strides. */
    void (*multiply)(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *packed,
                     float *c, size_t ldc);

    /* Computes C [m x n] += A^T B with A [l x m], B [l x n]. */
    void (*accumulate)(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *b,
                       size_t ldb, float *c, size_t ldc);

    /* Computes out[r] = sum_i A(r, i) v[i], A [rows x n] dense; n is a multiple of TILE_LANES. */
    void (*dot)(size_t rows, size_t n, const float *a, const float *v, float *out);

    /* Computes B(r, i) *= by[r] v[i], B [rows x n] dense; n is a multiple of TILE_LANES. */
    void (*scale)(size_t rows, size_t n, const float *by, const float *v, float *b);

    /*
     * For benches; NULL in versions not made for speed: runs multiply-adds in registers and nothing
     * else, TILE_BURN lanes of them a round. out [TILE_BURN lanes] keeps the compiler from removing
     * them.
     */
    void (*burn)(size_t rounds, float *out);
};

/** Returns n rounded up to TILE_LANES. */
static inline size_t tile_padded(size_t n)
{
    return (n + TILE_LANES - 1) / TILE_LANES * TILE_LANES;
}

/**
 * Returns a version in order of choice, including those that this processor lacks; NULL past the
 * end.
 */
const struct tile_ops *tile_at(size_t index);

/** Returns the first version that this processor has. */
const struct tile_ops *tile_best(void);

/**
 * Finds a version by name; "auto" is tile_best(). NULL when the name is unknown or needs another
 * processor; the reason lists the valid names, and the caller puts the source of the name in front.
 */
const struct tile_ops *tile_find(const char *name, struct error *err);

#endif
