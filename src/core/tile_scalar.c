/*
 * The products entry by entry, as plateau/tile.h defines them: the oracle that the vector versions
 * must match bit for bit.
 */
#include <math.h>

#include "tiles.h"

static void pack(size_t n, size_t l, float scale, const float *b, size_t row, size_t column,
                 float *packed)
{
    for (size_t i = 0; i < l; i++)
        for (size_t v = 0; v < n; v++)
            packed[i * n + v] = scale * b[i * row + v * column];
}

static void multiply(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *packed,
                     float *c, size_t ldc)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t v = 0; v < n; v++) {
            float sum = 0.0F;

            for (size_t at = 0; at < l; at++)
                sum = fmaf(a[i * lda + at], packed[at * n + v], sum);
            c[i * ldc + v] = sum;
        }
    }
}

static void accumulate(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *b,
                       size_t ldb, float *c, size_t ldc)
{
    for (size_t i = 0; i < m; i++)
        for (size_t v = 0; v < n; v++)
            for (size_t at = 0; at < l; at++)
                c[i * ldc + v] = fmaf(a[at * lda + i], b[at * ldb + v], c[i * ldc + v]);
}

static void dot(size_t rows, size_t n, const float *a, const float *v, float *out)
{
    for (size_t r = 0; r < rows; r++) {
        float part[TILE_LANES] = {0};

        for (size_t i = 0; i < n; i++)
            part[i % TILE_LANES] = fmaf(a[r * n + i], v[i], part[i % TILE_LANES]);
        for (size_t half = TILE_LANES / 2; half > 0; half /= 2)
            for (size_t i = 0; i < half; i++)
                part[i] += part[i + half];
        out[r] = part[0];
    }
}

static void scale(size_t rows, size_t n, const float *by, const float *v, float *b)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < n; i++)
            b[r * n + i] *= by[r] * v[i];
}

const struct tile_ops tile_scalar = {
    .name = "scalar",
    .simd = SIMD_SCALAR,
    .lanes = 1,
    .pack = pack,
    .multiply = multiply,
    .accumulate = accumulate,
    .dot = dot,
    .scale = scale,
};
