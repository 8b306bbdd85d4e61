#include <criterion/criterion.h>

#include "networks.h"
#include "observe/gram.h"

enum { D = 7, K = 5, K0 = 3 };

static double plain_product(const float *left, const float *right)
{
    double sum = 0.0;

    for (size_t l = 0; l < D; l++)
        sum += (double)left[l] * (double)right[l];
    return sum / D;
}

Test(gram, is_the_products_of_rows_over_d)
{
    float w[K * D], w0[K0 * D];
    struct gram gram;

    fill_rows(3, w, K, D, 0.4);
    fill_rows(4, w0, K0, D, 0.7);
    cr_assert_eq(gram_init(&gram, D, K, w0, K0, NULL), STATUS_OK);
    gram_measure(&gram, w);
    for (size_t i = 0; i < K; i++) {
        for (size_t j = 0; j < K; j++)
            cr_expect_float_eq(gram.a[i * K + j], plain_product(w + i * D, w + j * D), 1e-14);
        for (size_t j = 0; j < K0; j++)
            cr_expect_float_eq(gram.b[i * K0 + j], plain_product(w + i * D, w0 + j * D), 1e-14);
    }
    for (size_t i = 0; i < K0; i++)
        for (size_t j = 0; j < K0; j++)
            cr_expect_float_eq(gram.c[i * K0 + j], plain_product(w0 + i * D, w0 + j * D), 1e-14);
    gram_fini(&gram);
    cr_expect_null(gram.a);
}

Test(gram, refuses_weights_that_do_not_fit)
{
    const float w0[1] = {0};
    struct error err;
    struct gram gram;

    cr_expect_eq(gram_init(&gram, (size_t)1 << 61, (size_t)1 << 62, w0, 1, &err), STATUS_NO_MEMORY);
    cr_expect_eq(err.code, STATUS_NO_MEMORY);
    cr_expect_null(gram.w);
}
