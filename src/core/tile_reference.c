/* The products by cblas_sgemm: to compare speed and, to rounding, results. */
#include "plateau/linalg.h"
#include "tiles.h"

/* B^T, as linalg_product_nt wants it. */
static void pack(size_t n, size_t l, float scale, const float *b, size_t row, size_t column,
                 float *packed)
{
    for (size_t v = 0; v < n; v++)
        for (size_t i = 0; i < l; i++)
            packed[v * l + i] = scale * b[i * row + v * column];
}

static void multiply(size_t m, size_t n, size_t l, const float *a, size_t lda, const float *packed,
                     float *c, size_t ldc)
{
    linalg_product_nt(m, n, l, 1.0F, a, lda, packed, l, c, ldc);
}

static void dot(size_t rows, size_t n, const float *a, const float *v, float *out)
{
    for (size_t r = 0; r < rows; r++) {
        float part[TILE_LANES] = {0};

        for (size_t i = 0; i < n; i += TILE_LANES)
            for (size_t j = 0; j < TILE_LANES; j++)
                part[j] += a[r * n + i + j] * v[i + j];
        for (size_t half = TILE_LANES / 2; half > 0; half /= 2)
            for (size_t j = 0; j < half; j++)
                part[j] += part[j + half];
        out[r] = part[0];
    }
}

static void scale(size_t rows, size_t n, const float *by, const float *v, float *b)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < n; i++)
            b[r * n + i] *= by[r] * v[i];
}

const struct tile_ops tile_reference = {
    .name = "reference",
    .simd = SIMD_BEST,
    .lanes = 1,
    .pack = pack,
    .multiply = multiply,
    .accumulate = linalg_accumulate_tn,
    .dot = dot,
    .scale = scale,
};
