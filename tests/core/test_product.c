/* The products in float64 against plain sums, and the bits of every instruction set. */
#include "plateau/product.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/products.h"
#include "plateau/memory.h"

/* Numbers of many sizes and both signs, without a pattern that a wrong index could hide in. */
static double number(size_t i)
{
    return sin(12.9898 * (double)i + 0.3) * exp2((double)(i * 7919 % 23) - 11.0);
}

static double *numbers(size_t n, size_t salt)
{
    double *at = memory_need(n + 1, sizeof *at);

    for (size_t i = 0; i < n; i++)
        at[i] = number(i + salt);
    return at;
}

/* Smaller and larger than a tile in every direction, and longer than what is packed at a time. */
static const size_t shapes[][3] = {{1, 1, 1},   {5, 3, 7},    {8, 8, 8},     {9, 17, 300},
                                   {16, 7, 64}, {50, 50, 97}, {33, 40, 513}, {1, 61, 256}};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static void meets_plain_chains(size_t m, size_t n, size_t l)
{
    double *a = numbers(m * l, 1), *b = numbers(n * l, 77), *turned_a = numbers(m * l, 0);
    double *turned_b = numbers(n * l, 0), *c = numbers(m * n, 0), *tn = numbers(m * n, 0);

    for (size_t at = 0; at < l; at++) {
        for (size_t i = 0; i < m; i++)
            turned_a[at * m + i] = a[i * l + at];
        for (size_t j = 0; j < n; j++)
            turned_b[at * n + j] = b[j * l + at];
    }
    product_nt(m, n, l, 0.37, a, b, c);
    product_tn(m, n, l, turned_a, turned_b, tn);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            double sum = 0.0;

            for (size_t at = 0; at < l; at++)
                sum = fma(a[i * l + at], b[j * l + at], sum);
            cr_assert_eq(c[i * n + j], 0.37 * sum, "%zu x %zu x %zu: %zu, %zu", m, n, l, i, j);
            cr_assert_eq(tn[i * n + j], sum, "%zu x %zu x %zu: %zu, %zu", m, n, l, i, j);
        }
    }
    free(a);
    free(b);
    free(turned_a);
    free(turned_b);
    free(c);
    free(tn);
}

Test(product, is_one_chain_of_multiply_adds_for_each_entry)
{
    for (size_t s = 0; s < SHAPES; s++)
        meets_plain_chains(shapes[s][0], shapes[s][1], shapes[s][2]);
}

Test(product, has_the_same_bits_on_every_instruction_set)
{
    for (size_t s = 0; s < SHAPES; s++) {
        const size_t m = shapes[s][0], n = shapes[s][1], l = shapes[s][2];
        double *a = numbers(m * l, 1), *b = numbers(n * l, 77);
        double *c = numbers(m * n, 0), *oracle = numbers(m * n, 0);
        const struct product product = {m, n, l, 1.7, a, b, l, 1, l, 1};

        product_by(product_tile_of(SIMD_SCALAR), &product, oracle);
        for (int set = 0; set < SIMD_COUNT; set++) {
            if (!simd_is_here((enum simd)set))
                continue;
            product_by(product_tile_of((enum simd)set), &product, c);
            cr_expect_arr_eq(c, oracle, m * n * sizeof *c, "set %d, shape %zu", set, s);
        }
        free(a);
        free(b);
        free(c);
        free(oracle);
    }
}

Test(product, of_nothing_is_zero_or_nothing)
{
    double c[2] = {5.0, 7.0};

    product_nt(0, 2, 3, 1.0, NULL, c, c);
    cr_expect(c[0] == 5.0 && c[1] == 7.0);
    product_nt(1, 2, 0, 1.0, NULL, NULL, c);
    cr_expect(c[0] == 0.0 && c[1] == 0.0);
}
