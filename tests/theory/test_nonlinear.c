#include "theory/nonlinear.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct nonlinear make(const char *text)
{
    struct activation activation;
    struct nonlinear nonlinear;

    cr_assert_eq(activation_parse(&activation, text, NULL), STATUS_OK, "%s", text);
    cr_assert_eq(nonlinear_init(&nonlinear, &activation, NULL), STATUS_OK, "%s", text);
    return nonlinear;
}

static double value(const struct nonlinear *nonlinear, double q)
{
    double g;

    nonlinear_at(nonlinear, 1.0 - q, &g, NULL);
    return g;
}

Test(nonlinear, parts_that_are_not_there_are_exactly_zero)
{
    struct nonlinear tanh2 = make("tanh2"), tanh2c = make("tanh2c"), h2 = make("h2");

    cr_expect_eq(tanh2.mu0, 0.0);
    cr_expect_eq(tanh2.mu2, 0.0);
    cr_expect_eq(tanh2c.mu1, 0.0);
    cr_expect_eq(h2.top, 0.0);
    cr_expect_eq(nonlinear_slope(&h2, 0.3), 0.0);
    nonlinear_fini(&tanh2);
    nonlinear_fini(&tanh2c);
    nonlinear_fini(&h2);
}

Test(nonlinear, a_factor_scales_g_by_its_square)
{
    struct nonlinear one = make("relu"), scaled = make("-1.7*relu");

    cr_expect_float_eq(value(&scaled, 0.83), 2.89 * value(&one, 0.83), 1e-15);
    cr_expect_float_eq(nonlinear_slope(&scaled, 0.17), 2.89 * nonlinear_slope(&one, 0.17), 1e-15);
    cr_expect_float_eq(nonlinear_gap(&scaled, 1e-9), 2.89 * nonlinear_gap(&one, 1e-9), 1e-24);
    cr_expect_float_eq(scaled.mu1, -0.85, 1e-12);
    nonlinear_fini(&one);
    nonlinear_fini(&scaled);
}

Test(nonlinear, relu_has_one_value_on_both_sides_of_its_small_series)
{
    struct nonlinear n = make("relu");
    const double q = 0.05;

    cr_expect_float_eq(value(&n, q * (1.0 - 1e-12)) / value(&n, q), 1.0, 1e-8);
    cr_expect_float_eq(nonlinear_slope(&n, 1.0 - q * (1.0 - 1e-12)) / nonlinear_slope(&n, 1.0 - q),
                       1.0, 1e-11);
    nonlinear_fini(&n);
}

/* The gap is what is missing from g(1), and its slope is g': checked where either is accurate. */
Test(nonlinear, gap_is_the_rest_of_g_and_grows_by_its_slope)
{
    static const char *const all[] = {"relu", "tanh2", "erf",
                                      "elu",  "h3",    "hermite:0,1,0.3,-0.7,0,0.2"};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct nonlinear n = make(all[i]);
        for (double p = 1e-10; p < 0.7; p *= 3.3) {
            const double h = 1e-3 * p;
            const double slope = (nonlinear_gap(&n, p + h) - nonlinear_gap(&n, p - h)) / (2.0 * h);
            cr_expect_float_eq(slope / nonlinear_slope(&n, p), 1.0, 2e-5, "%s, p = %g", all[i], p);
            /* 2048 terms leave 5e-10 of elu's g(1). */
            cr_expect_float_eq(nonlinear_gap(&n, p), n.top - value(&n, 1.0 - p),
                               strcmp(all[i], "elu") == 0 ? 5e-10 : 1e-12, "%s, p = %g", all[i], p);
        }
        nonlinear_fini(&n);
    }
}
