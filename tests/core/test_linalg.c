#include "plateau/linalg.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "plateau/product.h"

enum { M = 5, N = 3, L = 7, PAD = 2 };

/* Numbers without a pattern that a wrong index could hide in. */
static float number(size_t i, size_t j)
{
    return (float)((i * 37 + j * 101 + 11) % 67) / 31.0F - 1.0F;
}

static void fill(float *at, size_t rows, size_t columns, size_t stride, size_t salt)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            at[i * stride + j] = number(i + salt, j);
}

TestSuite(linalg, .init = linalg_init);

Test(linalg, product_nt_is_the_scaled_product_of_rows)
{
    float a[M * (L + PAD)], b[N * (L + 1)], c[M * (N + PAD)];

    fill(a, M, L, L + PAD, 3);
    fill(b, N, L, L + 1, 19);
    for (size_t i = 0; i < sizeof c / sizeof c[0]; i++)
        c[i] = 99.0F;
    linalg_product_nt(M, N, L, 0.37F, a, L + PAD, b, L + 1, c, N + PAD);
    for (size_t i = 0; i < M; i++) {
        for (size_t j = 0; j < N + PAD; j++) {
            double sum = j < N ? 0.0 : 99.0;

            for (size_t l = 0; l < L && j < N; l++)
                sum += 0.37 * (double)number(i + 3, l) * (double)number(j + 19, l);
            cr_expect_float_eq((double)c[i * (N + PAD) + j], sum, 2e-6);
        }
    }
}

Test(linalg, accumulate_tn_adds_the_product_of_columns)
{
    float a[L * (M + 1)], b[L * (N + PAD)], c[M * (N + PAD)];

    fill(a, L, M, M + 1, 5);
    fill(b, L, N, N + PAD, 23);
    fill(c, M, N + PAD, N + PAD, 41);
    linalg_accumulate_tn(M, N, L, a, M + 1, b, N + PAD, c, N + PAD);
    for (size_t i = 0; i < M; i++) {
        for (size_t j = 0; j < N + PAD; j++) {
            double sum = (double)number(i + 41, j);

            for (size_t l = 0; l < L && j < N; l++)
                sum += (double)number(l + 5, i) * (double)number(l + 23, j);
            cr_expect_float_eq((double)c[i * (N + PAD) + j], sum, 2e-6);
        }
    }
}

Test(linalg, empty_products_leave_zero_or_nothing)
{
    float c[2] = {5.0F, 7.0F};

    linalg_accumulate_tn(1, 2, 0, NULL, 1, NULL, 2, c, 2);
    cr_expect(c[0] == 5.0F && c[1] == 7.0F);
    linalg_product_nt(0, 2, 3, 1.0F, NULL, 3, c, 3, c, 2);
    cr_expect(c[0] == 5.0F && c[1] == 7.0F);
    linalg_product_nt(1, 2, 0, 1.0F, NULL, 0, NULL, 0, c, 2);
    cr_expect(c[0] == 0.0F && c[1] == 0.0F);
}

Test(linalg, the_library_names_itself)
{
    cr_expect(strstr(linalg_version(), "OpenBLAS"), "%s", linalg_version());
}

enum { ODD = 23 };

/* Symmetric, of both signs, without a pattern. */
static void fill_symmetric(double a[ODD * ODD])
{
    for (size_t i = 0; i < ODD; i++)
        for (size_t j = 0; j < ODD; j++)
            a[i * ODD + j] = (double)number(i, j) + (double)number(j, i);
}

/* A u_j = value_j u_j, u_i . u_j = 1 or 0, and sum value = tr A, sum value^2 = tr A^2. */
Test(linalg, eigen_finds_values_in_order_and_orthonormal_vectors)
{
    double a[ODD * ODD], v[ODD * ODD], value[ODD], trace = 0.0, square = 0.0;
    void *scratch = memory_need(1, linalg_eigen_scratch(ODD));

    fill_symmetric(a);
    memcpy(v, a, sizeof v);
    cr_assert_eq(linalg_eigen(ODD, v, value, scratch), STATUS_OK);
    for (size_t j = 0; j < ODD; j++) {
        cr_expect(j == 0 || value[j] >= value[j - 1]);
        trace += value[j] - a[j * ODD + j];
        square += value[j] * value[j];
        for (size_t i = 0; i < ODD; i++) {
            double product = 0.0, image = 0.0;

            square -= a[i * ODD + j] * a[i * ODD + j];
            for (size_t l = 0; l < ODD; l++) {
                product += v[i * ODD + l] * v[j * ODD + l];
                image += a[i * ODD + l] * v[j * ODD + l];
            }
            cr_expect_float_eq(product, i == j ? 1.0 : 0.0, 1e-14);
            cr_expect_float_eq(image, value[j] * v[j * ODD + i], 1e-13);
        }
    }
    cr_expect_float_eq(trace, 0.0, 1e-12);
    cr_expect_float_eq(square, 0.0, 1e-11);
    free(scratch);
}

Test(linalg, compose_puts_a_matrix_together_again)
{
    double a[ODD * ODD], v[ODD * ODD], again[ODD * ODD], room[ODD * ODD], value[ODD];
    void *scratch = memory_need(1, linalg_eigen_scratch(ODD));

    fill_symmetric(a);
    memcpy(v, a, sizeof v);
    linalg_eigen(ODD, v, value, scratch);
    linalg_compose(ODD, v, value, again, room);
    for (size_t i = 0; i < (size_t)ODD * ODD; i++)
        cr_expect_float_eq(again[i], a[i], 1e-13);
    free(scratch);
}

/* A = B B^T + 0.3 I with B [n x n]: the residual A x - b of its own. */
Test(linalg, solve_leaves_no_residual)
{
    double b[ODD * ODD], a[ODD * ODD], left[ODD * ODD], x[ODD];

    fill_symmetric(b);
    product_nt(ODD, ODD, ODD, 1.0, b, b, a);
    for (size_t i = 0; i < ODD; i++) {
        a[i * ODD + i] += 0.3;
        x[i] = (double)number(i, 77);
    }
    memcpy(left, a, sizeof left);
    cr_assert_eq(linalg_solve(ODD, left, x), STATUS_OK);
    for (size_t i = 0; i < ODD; i++) {
        double sum = -(double)number(i, 77);

        for (size_t j = 0; j < ODD; j++)
            sum += a[i * ODD + j] * x[j];
        cr_expect_float_eq(sum, 0.0, 1e-11);
    }
}

Test(linalg, decompositions_refuse_what_they_cannot_do)
{
    double indefinite[4] = {1.0, 2.0, 2.0, 1.0}, b[2] = {1.0, 1.0}, value[2];
    double infinite[4] = {1.0, (double)INFINITY, (double)INFINITY, 1.0};
    void *scratch = memory_need(1, linalg_eigen_scratch(2));

    cr_expect_eq(linalg_solve(2, indefinite, b), STATUS_DIVERGED);
    cr_expect_eq(linalg_solve(2, infinite, b), STATUS_DIVERGED);
    cr_expect_eq(linalg_eigen(2, infinite, value, scratch), STATUS_DIVERGED);
    free(scratch);
}
