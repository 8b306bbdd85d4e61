#include "plateau/quadrature.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 2048, FIELDS_MAX = 16 };

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

/* sum over l >= 3 of c_l^2 q^l, or its derivative. */
static double remainder_of(const double c[], double q, bool derivative)
{
    double sum = 0.0;

    for (size_t l = COUNT; l-- > 3;) {
        const double power = pow(q, (double)l - (derivative ? 1.0 : 0.0));

        sum += c[l] * c[l] * power * (derivative ? (double)l : 1.0);
    }
    return sum;
}

/* The golden error, 1e-12, and half a unit of the twelfth digit. */
static void expect_golden(const char *name, const char *what, double value, double golden)
{
    cr_expect_float_eq(value, golden, 1e-12 + 5e-12 * fabs(golden), "%s: %s = %.14g, not %.14g",
                       name, what, value, golden);
}

/* Fields: mu0..mu4, E sigma^2, g(1), g(.25), g(.5), g(.9), g(.99), g'(.5), g'(.9), g'(.99). */
static void compare(const char *name, const double golden[])
{
    const double q[] = {0.25, 0.5, 0.9, 0.99, 0.5, 0.9, 0.99};
    const struct activation f = parse(name);
    const double variance = quadrature_variance(&f);
    static double c[COUNT];
    double root = 1.0;

    quadrature_hermite(&f, c, COUNT);
    for (size_t l = 0; l < 5; l++) {
        expect_golden(name, "mu", c[l] * root, golden[l]);
        root *= sqrt((double)(l + 1));
    }
    expect_golden(name, "E sigma^2", variance, golden[5]);
    expect_golden(name, "g(1)", variance - c[0] * c[0] - c[1] * c[1] - c[2] * c[2], golden[6]);
    for (size_t i = 0; i < 7; i++)
        expect_golden(name, i < 4 ? "g" : "g'", remainder_of(c, q[i], i >= 4), golden[7 + i]);
}

/* tests/golden/hermite.csv says where the numbers come from. */
Test(quadrature, agrees_with_the_reference_values)
{
    const char *names[][2] = {
        {"relu", "relu"}, {"tanh", "tanh"}, {"tanh2", "tanh2"}, {"erf", "erf"},
        {"elu", "elu"},   {"h23", "h2h3"},  {"h3", "h3"},       {"deeptanh", "tanh2c"},
    };
    FILE *file = fopen(PLATEAU_GOLDEN "/hermite.csv", "r");
    char line[1024];
    size_t compared = 0;

    cr_assert_not_null(file);
    while (fgets(line, sizeof line, file)) {
        double golden[FIELDS_MAX] = {0};
        char *rest = strchr(line, ',');

        for (size_t i = 0; rest && i < FIELDS_MAX && *rest == ','; i++)
            golden[i] = strtod(rest + 1, &rest);
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            const size_t length = strlen(names[i][0]);

            if (strncmp(line, names[i][0], length) == 0 && line[length] == ',') {
                compare(names[i][1], golden);
                compared++;
            }
        }
    }
    cr_expect_eq(compared, sizeof names / sizeof names[0]);
    fclose(file);
}
