#include "plateau/product.h"

#include <math.h>
#include <string.h>

#include "lanes.h"
#include "products.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { DEPTH = 256, TILE = PRODUCT_ROWS * PRODUCT_COLUMNS };

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif

/* ---- tiles ------------------------------------------------------------------------------------
 */

static void tile_scalar_by(size_t l, const double *const a[], size_t step, const double *packed,
                           double *c)
{
    for (size_t i = 0; i < PRODUCT_ROWS; i++)
        for (size_t j = 0; j < PRODUCT_COLUMNS; j++)
            for (size_t at = 0; at < l; at++)
                c[i * PRODUCT_COLUMNS + j] = fma(a[i][at * step], packed[at * PRODUCT_COLUMNS + j],
                                                 c[i * PRODUCT_COLUMNS + j]);
}

#if defined(__x86_64__)

/* Takes half of the rows at a time: eight sums of four lanes, in 16 registers. */
LANES_AVX2 static void tile_avx2_by(size_t l, const double *const a[], size_t step,
                                    const double *packed, double *c)
{
    enum { ROWS = 4, WIDE = 4, VECTORS = PRODUCT_COLUMNS / WIDE };

    for (size_t half = 0; half < PRODUCT_ROWS; half += ROWS, c += (size_t)ROWS * PRODUCT_COLUMNS) {
        __m256d sum[ROWS][VECTORS];

        UNROLL
        for (size_t i = 0; i < ROWS; i++) {
            sum[i][0] = _mm256_loadu_pd(c + i * PRODUCT_COLUMNS);
            sum[i][1] = _mm256_loadu_pd(c + i * PRODUCT_COLUMNS + WIDE);
        }
        for (size_t at = 0; at < l; at++) {
            const __m256d low = _mm256_loadu_pd(packed + at * PRODUCT_COLUMNS);
            const __m256d high = _mm256_loadu_pd(packed + at * PRODUCT_COLUMNS + WIDE);

            UNROLL
            for (size_t i = 0; i < ROWS; i++) {
                const __m256d same = _mm256_set1_pd(a[half + i][at * step]);

                sum[i][0] = _mm256_fmadd_pd(same, low, sum[i][0]);
                sum[i][1] = _mm256_fmadd_pd(same, high, sum[i][1]);
            }
        }
        UNROLL
        for (size_t i = 0; i < ROWS; i++) {
            _mm256_storeu_pd(c + i * PRODUCT_COLUMNS, sum[i][0]);
            _mm256_storeu_pd(c + i * PRODUCT_COLUMNS + WIDE, sum[i][1]);
        }
    }
}

LANES_AVX512 static void tile_avx512_by(size_t l, const double *const a[], size_t step,
                                        const double *packed, double *c)
{
    __m512d sum[PRODUCT_ROWS];

    UNROLL
    for (size_t i = 0; i < PRODUCT_ROWS; i++)
        sum[i] = _mm512_loadu_pd(c + i * PRODUCT_COLUMNS);
    for (size_t at = 0; at < l; at++) {
        const __m512d lanes = _mm512_loadu_pd(packed + at * PRODUCT_COLUMNS);

        UNROLL
        for (size_t i = 0; i < PRODUCT_ROWS; i++)
            sum[i] = _mm512_fmadd_pd(_mm512_set1_pd(a[i][at * step]), lanes, sum[i]);
    }
    UNROLL
    for (size_t i = 0; i < PRODUCT_ROWS; i++)
        _mm512_storeu_pd(c + i * PRODUCT_COLUMNS, sum[i]);
}

#else
#define tile_avx2_by tile_scalar_by
#define tile_avx512_by tile_scalar_by
#endif

product_tile *product_tile_of(enum simd set)
{
    return set == SIMD_AVX512 ? tile_avx512_by : set == SIMD_AVX2 ? tile_avx2_by : tile_scalar_by;
}

/* ---- whole products ---------------------------------------------------------------------------
 */

/*
 * Packs columns first.. of rows from.. of B, [l x PRODUCT_COLUMNS]; zeros behind the last column.
 */
static void pack(const struct product *p, size_t first, size_t from, size_t l, double *packed)
{
    const size_t columns = p->n - first < PRODUCT_COLUMNS ? p->n - first : PRODUCT_COLUMNS;
    const double *b = p->b + first * p->b_column + from * p->b_step;

    if (columns < PRODUCT_COLUMNS)
        memset(packed, 0, l * PRODUCT_COLUMNS * sizeof *packed);
    for (size_t j = 0; j < columns; j++)
        for (size_t at = 0; at < l; at++)
            packed[at * PRODUCT_COLUMNS + j] = b[j * p->b_column + at * p->b_step];
}

/* The part of C that a tile covers. */
struct corner {
    size_t rows, columns, stride;
};

static void copy_in(const struct corner *corner, const double *c, double tile[TILE])
{
    memset(tile, 0, TILE * sizeof *tile);
    for (size_t i = 0; i < corner->rows; i++)
        memcpy(tile + i * PRODUCT_COLUMNS, c + i * corner->stride, corner->columns * sizeof *c);
}

static void copy_out(const struct corner *corner, const double tile[TILE], double scale, double *c)
{
    for (size_t i = 0; i < corner->rows; i++)
        for (size_t j = 0; j < corner->columns; j++)
            c[i * corner->stride + j] = scale * tile[i * PRODUCT_COLUMNS + j];
}

/* Adds terms from..from+l-1 of each chain to the columns first.. of C. */
static void add_panel(product_tile *tile_by, const struct product *p, size_t first, size_t from,
                      size_t l, const double *packed, double *c)
{
    struct corner corner = {.stride = p->n};

    corner.columns = p->n - first < PRODUCT_COLUMNS ? p->n - first : PRODUCT_COLUMNS;
    for (size_t begin = 0; begin < p->m; begin += PRODUCT_ROWS) {
        const double *a[PRODUCT_ROWS];
        double tile[TILE], *at = c + begin * p->n + first;

        corner.rows = p->m - begin < PRODUCT_ROWS ? p->m - begin : PRODUCT_ROWS;
        /* In place of missing rows stands the last row again; its results are not written. */
        for (size_t i = 0; i < PRODUCT_ROWS; i++)
            a[i] = p->a + (begin + (i < corner.rows ? i : corner.rows - 1)) * p->a_row +
                   from * p->a_step;
        if (from > 0)
            copy_in(&corner, at, tile);
        else
            memset(tile, 0, sizeof tile);
        tile_by(l, a, p->a_step, packed, tile);
        copy_out(&corner, tile, from + l == p->l ? p->scale : 1.0, at);
    }
}

void product_by(product_tile *tile, const struct product *product, double *c)
{
    double packed[DEPTH * PRODUCT_COLUMNS];

    if (product->m == 0)
        return;
    if (product->l == 0)
        memset(c, 0, product->m * product->n * sizeof *c);
    for (size_t first = 0; first < product->n; first += PRODUCT_COLUMNS) {
        for (size_t from = 0; from < product->l; from += DEPTH) {
            const size_t l = product->l - from < DEPTH ? product->l - from : DEPTH;

            pack(product, first, from, l, packed);
            add_panel(tile, product, first, from, l, packed, c);
        }
    }
}

void product_nt(size_t m, size_t n, size_t l, double scale, const double *a, const double *b,
                double *c)
{
    const struct product product = {.m = m,
                                    .n = n,
                                    .l = l,
                                    .scale = scale,
                                    .a = a,
                                    .b = b,
                                    .a_row = l,
                                    .a_step = 1,
                                    .b_column = l,
                                    .b_step = 1};

    product_by(product_tile_of(simd_best()), &product, c);
}

void product_tn(size_t m, size_t n, size_t l, const double *a, const double *b, double *c)
{
    const struct product product = {.m = m,
                                    .n = n,
                                    .l = l,
                                    .scale = 1.0,
                                    .a = a,
                                    .b = b,
                                    .a_row = 1,
                                    .a_step = m,
                                    .b_column = 1,
                                    .b_step = n};

    product_by(product_tile_of(simd_best()), &product, c);
}
