/* Each version of the products against plain sums, and the memory around what they may write. */
#include "plateau/tile.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "guarded.h"
#include "plateau/rng.h"
#include "tiles.h"

static const float canary = 1234.5F;

static float *normals(size_t n, uint64_t row)
{
    float *x = guarded_floats(n);

    rng_fill_normal((struct rng){31, RNG_TEST, 0}, row, x, n);
    return x;
}

/* What rounding may do to a sum of l products of normals: l u times the sum of their sizes. */
static double rounding(size_t l)
{
    return 4.0 * (double)l * 0x1p-24 * (double)(l + 1);
}

static bool fuses(const struct tile_ops *tiles)
{
    return tiles->simd != SIMD_PLAIN && tiles->simd != SIMD_BEST;
}

/* C = A B / 2 with B = W^T or W, as layers go forward and backward. */
static void check_multiply(const struct tile_ops *tiles, size_t m, size_t n, size_t l, bool across)
{
    const size_t lda = l + 3, ldc = tile_padded(n) + TILE_LANES;
    float *a = normals(m * lda, 1), *w = normals(n * l, 2), *c = guarded_floats(m * ldc);
    float *packed = guarded_floats(l * tile_padded(n));

    for (size_t i = 0; i < m * ldc; i++)
        c[i] = canary;
    tiles->pack(n, l, 0.5F, w, across ? n : 1, across ? 1 : l, packed);
    tiles->multiply(m, n, l, a, lda, packed, c, ldc);
    for (size_t i = 0; i < m; i++) {
        for (size_t v = 0; v < n; v++) {
            float chain = 0.0F;
            double sum = 0.0;

            for (size_t j = 0; j < l; j++) {
                const float b = 0.5F * (across ? w[j * n + v] : w[v * l + j]);

                chain = fmaf(a[i * lda + j], b, chain);
                sum += (double)a[i * lda + j] * (double)b;
            }
            cr_assert(!fuses(tiles) || c[i * ldc + v] == chain, "%s %zu %zu %zu", tiles->name, m, n,
                      l);
            cr_assert_float_eq((double)c[i * ldc + v], sum, rounding(l), "%s %zu %zu %zu",
                               tiles->name, m, n, l);
        }
        for (size_t v = tile_padded(n); v < ldc; v++)
            cr_assert_eq(c[i * ldc + v], canary, "%s wrote past %zu columns", tiles->name, n);
    }
    guarded_free(a, m * lda);
    guarded_free(w, n * l);
    guarded_free(c, m * ldc);
    guarded_free(packed, l * tile_padded(n));
}

/* C += A^T B; the last row of B ends where nothing may be read but the padding. */
static void check_accumulate(const struct tile_ops *tiles, size_t m, size_t n, size_t l)
{
    const size_t lda = m + 1, ldb = tile_padded(n), ldc = tile_padded(n) + TILE_LANES;
    float *a = normals(l * lda, 1), *b = normals(l * ldb, 2), *c = normals(m * ldc, 3);
    float *before = normals(m * ldc, 3);

    tiles->accumulate(m, n, l, a, lda, b, ldb, c, ldc);
    for (size_t i = 0; i < m; i++) {
        for (size_t v = 0; v < n; v++) {
            float chain = before[i * ldc + v];
            double sum = (double)chain;

            for (size_t j = 0; j < l; j++) {
                chain = fmaf(a[j * lda + i], b[j * ldb + v], chain);
                sum += (double)a[j * lda + i] * (double)b[j * ldb + v];
            }
            cr_assert(!fuses(tiles) || c[i * ldc + v] == chain, "%s %zu %zu %zu", tiles->name, m, n,
                      l);
            cr_assert_float_eq((double)c[i * ldc + v], sum, rounding(l + 1), "%s %zu %zu %zu",
                               tiles->name, m, n, l);
        }
        cr_assert_arr_eq(c + i * ldc + tile_padded(n), before + i * ldc + tile_padded(n),
                         TILE_LANES * sizeof *c, "%s wrote past %zu columns", tiles->name, n);
    }
    guarded_free(a, l * lda);
    guarded_free(b, l * ldb);
    guarded_free(c, m * ldc);
    guarded_free(before, m * ldc);
}

/* Every number of rows and of vectors that a tile can have, and what a few of them leave over. */
Test(tile, products_are_chains_of_multiply_adds)
{
    const struct tile_ops *tiles;

    for (size_t t = 0; (tiles = tiles_here(t)); t++)
        for (size_t m = 1; m <= 26; m++)
            for (size_t n = m % 3 + 1; n <= 150; n += 7) {
                check_multiply(tiles, m, n, m % 5 + 1, n % 2);
                check_accumulate(tiles, m, n, m % 4 + 1);
            }
}

Test(tile, products_of_long_sums)
{
    const struct tile_ops *tiles;

    for (size_t t = 0; (tiles = tiles_here(t)); t++) {
        check_multiply(tiles, 29, 37, 211, false);
        check_multiply(tiles, 13, 90, 77, true);
        check_accumulate(tiles, 41, 51, 193);
    }
}

/* 16 partial sums, folded 16-8-4-2-1. */
static float folded(size_t n, const float *a, const float *v)
{
    float part[TILE_LANES] = {0};

    for (size_t i = 0; i < n; i++)
        part[i % TILE_LANES] = fmaf(a[i], v[i], part[i % TILE_LANES]);
    for (size_t half = TILE_LANES / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; i++)
            part[i] += part[i + half];
    return part[0];
}

Test(tile, rows_are_summed_in_sixteen_parts_and_scaled_in_place)
{
    enum { ROWS = 5 };
    const struct tile_ops *tiles;

    for (size_t t = 0; (tiles = tiles_here(t)); t++) {
        for (size_t n = TILE_LANES; n <= 128; n += TILE_LANES) {
            float *a = normals(ROWS * n, 1), *v = normals(n, 2), *b = normals(ROWS * n, 3);
            float *out = guarded_floats(ROWS), *before = normals(ROWS * n, 3);

            tiles->dot(ROWS, n, a, v, out);
            tiles->scale(ROWS, n, out, v, b);
            for (size_t r = 0; r < ROWS; r++) {
                const float exact = folded(n, a + r * n, v);

                cr_assert(!fuses(tiles) || out[r] == exact, "%s", tiles->name);
                cr_assert_float_eq((double)out[r], (double)exact, rounding(n), "%s", tiles->name);
                for (size_t i = 0; i < n; i++)
                    cr_assert_eq(b[r * n + i], before[r * n + i] * (out[r] * v[i]), "%s",
                                 tiles->name);
            }
            guarded_free(a, ROWS * n);
            guarded_free(v, n);
            guarded_free(b, ROWS * n);
            guarded_free(out, ROWS);
            guarded_free(before, ROWS * n);
        }
    }
}

Test(tile, the_best_is_the_first_that_the_processor_has)
{
    cr_expect_eq(tile_best(), tiles_here(0));
    cr_expect_eq(tile_best()->simd, simd_best());
    cr_expect_eq(tile_find("auto", NULL), tile_best());
}

Test(tile, tests_compute_with_what_the_environment_names)
{
    unsetenv("PLATEAU_KERNEL");
    cr_expect_eq(tiles_tested(), tiles_here(0));
    setenv("PLATEAU_KERNEL", "scalar", 1);
    cr_expect_str_eq(tiles_tested()->name, "scalar");
    cr_expect_eq(tile_best(), tiles_here(0), "core asks nobody");
}

Test(tile, tests_end_when_the_environment_names_nothing, .signal = SIGABRT)
{
    setenv("PLATEAU_KERNEL", "abacus", 1);
    tiles_tested();
}

Test(tile, refuses_a_name_that_it_does_not_know)
{
    struct error err;

    cr_assert_null(tile_find("avx1024", &err));
    cr_expect_eq(err.code, STATUS_INVALID);
    cr_expect(strncmp(err.text, "'avx1024'", 9) == 0 &&
                  strstr(err.text, "plain, scalar, reference"),
              "%s", err.text);
    for (size_t i = 0; tile_at(i); i++)
        cr_expect_eq(tile_find(tile_at(i)->name, &err) != NULL, simd_is_here(tile_at(i)->simd));
}
