#include "plateau/linalg.h"

#include <criterion/criterion.h>
#include <string.h>

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

Test(linalg, gram_is_in_double_precision)
{
    double a[M * L], b[N * L], c[M * N];

    for (size_t i = 0; i < sizeof a / sizeof a[0]; i++)
        a[i] = 1.0 / (3.0 + (double)i);
    for (size_t i = 0; i < sizeof b / sizeof b[0]; i++)
        b[i] = 1.0 / (2.7 - (double)i);
    linalg_gram(M, N, L, 0.11, a, b, c);
    for (size_t i = 0; i < M; i++) {
        for (size_t j = 0; j < N; j++) {
            double sum = 0.0;

            for (size_t l = 0; l < L; l++)
                sum += 0.11 * a[i * L + l] * b[j * L + l];
            cr_expect_float_eq(c[i * N + j], sum, 1e-15);
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
