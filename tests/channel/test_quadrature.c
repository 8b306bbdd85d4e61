#include "plateau/quadrature.h"

#include <criterion/criterion.h>
#include <math.h>

enum { COUNT = 2048 };

static struct activation parse(const char *text)
{
    struct activation activation;

    cr_assert_eq(activation_parse(&activation, text, NULL), STATUS_OK, "%s", text);
    return activation;
}

/*
 * E[relu He_l] = E[relu'' He_(l-2)] = He_(l-2)(0) / sqrt(2 pi), by parts, so that for even l
 * c_l = (-1)^(l/2-1) (l-3)!! / sqrt(2 pi l!).
 */
Test(quadrature, relu_has_its_closed_coefficients_up_to_the_last)
{
    const struct activation relu = parse("relu");
    static double c[COUNT];
    double exact = 1.0 / sqrt(4.0 * M_PI); /* l = 2 */

    quadrature_hermite(&relu, c, COUNT);
    cr_expect_float_eq(c[0], 1.0 / sqrt(2.0 * M_PI), 1e-13);
    cr_expect_float_eq(c[1], 0.5, 1e-13);
    for (size_t l = 2; l + 1 < COUNT; l += 2) {
        const double n = (double)l;

        cr_assert_float_eq(c[l], exact, 1e-12, "l = %zu: %.15g, not %.15g", l, c[l], exact);
        cr_assert_float_eq(c[l + 1], 0.0, 1e-12, "l = %zu", l + 1);
        exact *= -(n - 1.0) / sqrt((n + 1.0) * (n + 2.0));
    }
}

/* kap(1, 1, q) = (6 / pi) asin(q / 2) = sum_l c_l^2 q^l. */
Test(quadrature, erf_has_its_closed_coefficients)
{
    const struct activation f = parse("erf");
    double c[200];
    double square = 3.0 / M_PI; /* l = 1 */

    quadrature_hermite(&f, c, 200);
    for (size_t l = 1; l + 1 < 200; l += 2) {
        const double n = (double)l;

        cr_assert_float_eq(fabs(c[l]), sqrt(square), 1e-13, "l = %zu", l);
        cr_assert_float_eq(c[l + 1], 0.0, 1e-13);
        square *= n * n / ((n + 1.0) * (n + 2.0)) / 4.0;
    }
}

Test(quadrature, a_polynomial_gives_its_own_coefficients)
{
    const double given[] = {0.3, -1.1, 0.7, 0.25, -0.4, 0.07};
    const struct activation f = parse("-1.5*hermite:0.3,-1.1,0.7,0.25,-0.4,0.07");
    double c[40];
    double root = 1.0; /* sqrt(l!) */
    double variance = 0.0;

    quadrature_hermite(&f, c, 40);
    for (size_t l = 0; l < 40; l++) {
        const double exact = l < 6 ? -1.5 * given[l] / root : 0.0;

        cr_expect_float_eq(c[l], exact, 1e-13, "l = %zu", l);
        variance += exact * exact;
        root *= sqrt((double)(l + 1));
    }
    cr_expect_float_eq(quadrature_variance(&f), variance, 1e-12);
}

Test(quadrature, squares_of_the_coefficients_sum_to_the_variance)
{
    const char *smooth[] = {"tanh", "0.3*tanh2", "tanh2c", "erf"};
    static double c[COUNT];

    for (size_t i = 0; i < 4; i++) {
        const struct activation f = parse(smooth[i]);
        double sum = 0.0;

        quadrature_hermite(&f, c, COUNT);
        for (size_t l = 0; l < COUNT; l++)
            sum += c[l] * c[l];
        cr_expect_float_eq(sum, quadrature_variance(&f), 1e-12, "%s", smooth[i]);
    }
}

Test(quadrature, normalised_activations_have_unit_variance)
{
    const char *unit[] = {"tanh2", "tanh2c", "erf", "linear", "h2", "h3"};

    for (size_t i = 0; i < 6; i++) {
        const struct activation f = parse(unit[i]);

        cr_expect_float_eq(quadrature_variance(&f), 1.0, 1e-12, "%s", unit[i]);
    }
}

Test(quadrature, variance_is_the_closed_kernel)
{
    const char *closed[] = {"relu", "0.4*erf", "h2h3"};

    for (size_t i = 0; i < 3; i++) {
        const struct activation f = parse(closed[i]);

        cr_expect_float_eq(quadrature_variance(&f), activation_kernel(&f, 1.0, 1.0, 1.0), 1e-13);
    }
}

/* kap(a, b, c) = sum_l c_l(a) c_l(b) r^l, r = c / sqrt(a b): at norms that are not 1. */
Test(quadrature, coefficients_at_other_variances_make_the_closed_kernel)
{
    static const char *const closed[] = {"relu", "erf", "h2h3"};
    const double a = 0.71, b = 1.385, r = -0.6;

    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        const struct activation f = parse(closed[i]);
        double left[100], right[100], sum = 0.0;

        quadrature_hermite_at(&f, a, left, 100);
        quadrature_hermite_at(&f, b, right, 100);
        for (size_t l = 0; l < 100; l++)
            sum += left[l] * right[l] * pow(r, (double)l);
        cr_expect_float_eq(sum, activation_kernel(&f, a, b, r * sqrt(a * b)), 1e-12, "%s",
                           closed[i]);
    }
}
