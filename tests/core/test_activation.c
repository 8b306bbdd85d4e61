#include "plateau/activation.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "each_activation.h"
#include "gauss_legendre.h"

static void check_bits(enum simd set)
{
    const float *z = points();
    static float scalar[2][POINTS], other[2][POINTS];
    struct activation f;

    for (size_t k = 0; registered(k, &f) && set != SIMD_PLAIN; k++) {
        activation_apply(&f, SIMD_SCALAR, z, scalar[0], scalar[1], POINTS);
        activation_apply(&f, set, z, other[0], other[1], POINTS);
        cr_expect_arr_eq(other, scalar, sizeof scalar, "%s in set %d", f.name, (int)set);
    }
}

Test(activation, instruction_sets_that_fuse_give_the_same_bits)
{
    in_each_set(check_bits);
}

Test(activation, values_with_and_without_slope_have_the_same_bits)
{
    const float *z = points();
    static float alone[POINTS], value[POINTS], slope[POINTS];
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        f.factor = 0.731;
        activation_apply(&f, SIMD_BEST, z, alone, NULL, POINTS);
        activation_apply(&f, SIMD_BEST, z, value, slope, POINTS);
        cr_expect_arr_eq(alone, value, sizeof alone, "%s", f.name);
    }
}

/* Lengths, places and alignments: the bits of an entry depend on this entry alone. */
Test(activation, an_entry_does_not_depend_on_its_neighbours)
{
    enum { LONGEST = 71 };
    const float *z = points() + POINTS / 2 - 40;
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        float one[LONGEST], one_slope[LONGEST];

        for (size_t i = 0; i < LONGEST; i++)
            activation_apply(&f, SIMD_BEST, z + i, one + i, one_slope + i, 1);
        for (size_t n = 0; n <= LONGEST; n++) {
            for (size_t first = 0; first + n <= LONGEST; first += 3) {
                float value[LONGEST + 1], slope[LONGEST + 1];

                value[n] = 55.0F;
                slope[n] = 66.0F;
                activation_apply(&f, SIMD_BEST, z + first, value, slope, n);
                cr_assert_arr_eq(value, one + first, n * sizeof value[0]);
                cr_assert_arr_eq(slope, one_slope + first, n * sizeof slope[0]);
                cr_assert(value[n] == 55.0F && slope[n] == 66.0F, "wrote past %zu", n);
            }
        }
    }
}

Test(activation, works_in_place)
{
    enum { N = 53 };
    const float *z = points() + POINTS / 2 - 25;
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        float value[N], slope[N], in_place[N], other[N];

        activation_apply(&f, SIMD_BEST, z, value, slope, N);
        memcpy(in_place, z, sizeof in_place);
        activation_apply(&f, SIMD_BEST, in_place, in_place, NULL, N);
        cr_expect_arr_eq(in_place, value, sizeof value);
        memcpy(in_place, z, sizeof in_place);
        activation_apply(&f, SIMD_BEST, in_place, other, in_place, N);
        cr_expect_arr_eq(in_place, slope, sizeof slope);
        cr_expect_arr_eq(other, value, sizeof value);
    }
}

/* A run that diverges must show it: the loss becomes NaN. */
Test(activation, lets_nan_through)
{
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        const float z = NAN;
        float value, slope;

        activation_apply(&f, SIMD_BEST, &z, &value, &slope, 1);
        cr_expect(isnan(value), "%s", f.name);
        cr_expect(isnan(activation_value(&f, (double)z)), "%s", f.name);
    }
}

Test(activation, saturates_far_out)
{
    const char *names[] = {"tanh", "tanh2", "erf", "elu"};
    const double limit[] = {1.0, 1.0 / 0.7970327686218052, sqrt(3.0), 1.0};
    const float far[] = {9.5F, 40.0F, 1e5F, FLT_MAX, INFINITY};

    for (size_t k = 0; k < 4; k++) {
        const struct activation f = parse(names[k]);

        for (size_t i = 0; i < 5; i++) {
            const float z = -far[i];
            float value, slope;

            activation_apply(&f, SIMD_BEST, &z, &value, &slope, 1);
            /* elu: e^-9.5 is not yet 0. */
            cr_expect_float_eq((double)value, -limit[k], k == 3 ? 1e-4 : 1e-7, "%s", names[k]);
            cr_expect(slope >= 0.0F && slope < 1e-4F, "%s", names[k]);
        }
    }
}

Test(activation, parity_is_that_of_the_function)
{
    const float *z = points();
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        const enum activation_parity parity = activation_parity(&f);
        const double sign = parity == ACTIVATION_ODD ? -1.0 : 1.0;

        for (size_t i = 0; i < POINTS && parity != ACTIVATION_MIXED; i += 7) {
            const float mirrored = -z[i];
            float value, other;

            activation_apply(&f, SIMD_BEST, &z[i], &value, NULL, 1);
            activation_apply(&f, SIMD_BEST, &mirrored, &other, NULL, 1);
            cr_assert((double)other == sign * (double)value, "%s at %g", f.name, (double)z[i]);
            cr_assert_float_eq(activation_value(&f, -(double)z[i]),
                               sign * activation_value(&f, (double)z[i]), 1e-12);
        }
    }
}

struct named_parity {
    const char *text;
    enum activation_parity parity;
};

Test(activation, parity_of_a_polynomial_follows_its_terms)
{
    const struct named_parity expected[] = {
        {"relu", ACTIVATION_MIXED},
        {"elu", ACTIVATION_MIXED},
        {"tanh", ACTIVATION_ODD},
        {"-2*tanh2", ACTIVATION_ODD},
        {"tanh2c", ACTIVATION_ODD},
        {"erf", ACTIVATION_ODD},
        {"linear", ACTIVATION_ODD},
        {"h2", ACTIVATION_EVEN},
        {"h3", ACTIVATION_ODD},
        {"h2h3", ACTIVATION_MIXED},
        {"hermite:0,0,1,0,2", ACTIVATION_EVEN},
        {"hermite:0,3,0,-1", ACTIVATION_ODD},
        {"hermite:1,0,0,1", ACTIVATION_MIXED},
        {"hermite:2", ACTIVATION_EVEN},
    };

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct activation f = parse(expected[i].text);

        cr_expect_eq(activation_parity(&f), expected[i].parity, "%s", expected[i].text);
    }
}

/* E[sigma(u) sigma(w)] with u = sqrt(a) x and w = (c x + t y) / sqrt(a), t^2 = a b - c^2. */
struct pair_law {
    const struct activation *f;
    const struct gauss_legendre *rule;
    double a, b, c;
    double mean, deviation; /* of w given x */
};

static double density(double x)
{
    return exp(-0.5 * x * x) / sqrt(2.0 * M_PI);
}

static double inner_integrand(double y, const void *context)
{
    const struct pair_law *law = context;

    return density(y) * activation_value(law->f, law->mean + law->deviation * y);
}

static double outer_integrand(double x, const void *context)
{
    struct pair_law law = *(const struct pair_law *)context;

    law.mean = law.c / sqrt(law.a) * x;
    law.deviation = sqrt(law.b - law.c * law.c / law.a);

    /* Split where w = 0: a kink inside a panel would spoil it. */
    const double kink = fmax(-10.0, fmin(10.0, -law.mean / law.deviation));
    const double inner = integrate(law.rule, inner_integrand, &law, -10.0, kink, 10) +
                         integrate(law.rule, inner_integrand, &law, kink, 10.0, 10);
    return density(x) * activation_value(law.f, sqrt(law.a) * x) * inner;
}

Test(activation, closed_kernels_are_gaussian_averages)
{
    const double variances[][3] = {{0.83, 1.27, 0.41}, {0.83, 1.27, -0.6}, {1.9, 0.35, 0.05}};
    const struct gauss_legendre rule = gauss_legendre();
    size_t tested = 0;
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        f.factor = 1.3;
        for (size_t i = 0; i < 3 && activation_has_kernel(&f); i++) {
            const struct pair_law law = {
                .f = &f,
                .rule = &rule,
                .a = variances[i][0],
                .b = variances[i][1],
                .c = variances[i][2],
            };
            const double exact = integrate(&rule, outer_integrand, &law, -10.0, 0.0, 12) +
                                 integrate(&rule, outer_integrand, &law, 0.0, 10.0, 12);
            const double closed = activation_kernel(&f, law.a, law.b, law.c);

            cr_expect_float_eq(closed, exact, 1e-11 * fmax(1.0, fabs(exact)),
                               "%s: %.15g, not %.15g", f.name, closed, exact);
            tested++;
        }
    }
    cr_expect_geq(tested, 21);
}

Test(activation, kernel_of_equal_arguments_is_the_mean_square)
{
    const struct activation relu = parse("relu");
    const struct activation erf_one = parse("erf");

    /* E relu(z)^2 = a/2, also where rounding takes c past sqrt(a b). */
    cr_expect_float_eq(activation_kernel(&relu, 0.83, 0.83, 0.83), 0.415, 1e-15);
    cr_expect_float_eq(activation_kernel(&relu, 0.1, 0.3, sqrt(0.03) * (1.0 + 1e-15)),
                       sqrt(0.03) / 2.0, 1e-15);
    cr_expect_float_eq(activation_kernel(&relu, 0.7, 0.7, -0.7 * (1.0 + 1e-15)), 0.0, 1e-15);
    cr_expect_float_eq(activation_kernel(&erf_one, 1.0, 1.0, 1.0), 1.0, 1e-15);
}

Test(activation, kernel_of_a_dead_neuron_is_finite)
{
    const struct activation f = parse("relu");

    cr_expect_eq(activation_kernel(&f, 0.0, 1.3, 0.0), 0.0);
    cr_expect_eq(activation_kernel(&f, 0.0, 0.0, 0.0), 0.0);
}

Test(activation, tells_which_kernels_are_closed)
{
    const char *closed[] = {"relu", "erf", "linear", "h2", "h3", "h2h3", "hermite:1,2"};
    const char *open[] = {"tanh", "tanh2", "tanh2c", "elu"};

    for (size_t i = 0; i < 7; i++) {
        const struct activation f = parse(closed[i]);
        cr_expect(activation_has_kernel(&f), "%s", closed[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        const struct activation f = parse(open[i]);
        cr_expect(!activation_has_kernel(&f), "%s", open[i]);
    }
}

Test(activation, definitions)
{
    const double z = -0.73;
    const double he2 = z * z - 1.0;
    const double he3 = z * z * z - 3.0 * z;
    const struct {
        const char *text;
        double value;
    } expected[] = {
        {"relu", 0.0},
        {"-0.5*elu", -0.5 * (exp(z) - 1.0)},
        {"tanh", tanh(z)},
        {"tanh2", tanh(2.0 * z) / 0.7970327686218052},
        {"tanh2c", (tanh(2.0 * z) - 0.7294775314861147 * z) / 0.3211288920571685},
        {"erf", sqrt(3.0) * erf(z / sqrt(2.0))},
        {"2e-1*linear", 0.2 * z},
        {"h2", he2 / sqrt(2.0)},
        {"h3", he3 / sqrt(6.0)},
        {"h2h3", he2 / sqrt(2.0) + he3 / 6.0},
        {"hermite:0.25,-1.5,0.5,2", 0.25 - 1.5 * z + 0.5 * he2 / 2.0 + 2.0 * he3 / 6.0},
        {"3*hermite:0,0,0,0,1", 3.0 * (z * z * z * z - 6.0 * z * z + 3.0) / 24.0},
    };

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct activation f = parse(expected[i].text);

        cr_expect_float_eq(activation_value(&f, z), expected[i].value, 1e-14, "%s",
                           expected[i].text);
    }
}

Test(activation, the_factor_multiplies_everything)
{
    const struct activation plain = parse("erf");
    const struct activation half = parse("-0.5*erf");
    const float z = 0.613F;
    float value, slope, other, other_slope;

    activation_apply(&plain, SIMD_BEST, &z, &value, &slope, 1);
    activation_apply(&half, SIMD_BEST, &z, &other, &other_slope, 1);
    cr_expect(other == -0.5F * value);
    cr_expect(other_slope == -0.5F * slope);
    cr_expect_eq(activation_value(&half, 0.613), -0.5 * activation_value(&plain, 0.613));
    cr_expect_eq(activation_kernel(&half, 0.9, 1.1, 0.2),
                 0.25 * activation_kernel(&plain, 0.9, 1.1, 0.2));
}

Test(activation, formats_what_it_parses)
{
    const char *texts[] = {"relu",
                           "0.5*relu",
                           "-3*tanh2c",
                           "h2h3",
                           "0.1*erf",
                           "hermite:0,1,0.3",
                           "linear",
                           "1e-05*hermite:-1.25",
                           "0.30000000000000004*elu"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct activation f = parse(texts[i]);
        char text[ACTIVATION_TEXT_MAX];

        activation_format(&f, text, sizeof text);
        cr_expect_str_eq(text, texts[i]);
    }
}

Test(activation, format_cuts_what_does_not_fit)
{
    const struct activation f = parse("0.25*hermite:0.1,0.2,0.3");
    char text[16];

    memset(text, '#', sizeof text);
    activation_format(&f, text, 9);
    cr_expect_str_eq(text, "0.25*her");
    cr_expect_eq(text[9], '#');
    activation_format(&f, text, 2);
    cr_expect_str_eq(text, "0");
}

Test(activation, refusals_name_the_text_and_what_would_do)
{
    const struct {
        const char *text;
        const char *reason;
    } refused[] = {
        {"reluu", "not known"},
        {"", "not known"},
        {"RELU", "not known"},
        {"0.5*", "not known"},
        {"0.5*relu:1", "takes no coefficients"},
        {"h2:", "takes no coefficients"},
        {"x*relu", "has a factor"},
        {"*relu", "has a factor"},
        {"0*relu", "has a factor"},
        {"nan*relu", "has a factor"},
        {"inf*relu", "has a factor"},
        {"2 *relu", "has a factor"},
        {"hermite", "needs its coefficients"},
        {"hermite:", "other than numbers"},
        {"hermite:1,", "other than numbers"},
        {"hermite:1,,2", "other than numbers"},
        {"hermite:1;2", "other than numbers"},
        {"hermite:1,inf", "other than numbers"},
        {"hermite:0,0", "zero everywhere"},
        {"hermite:1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "more than 16"},
    };

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct activation f = {.factor = 17.0};
        char quoted[64];
        struct error err;

        cr_assert_eq(activation_parse(&f, refused[i].text, &err), STATUS_INVALID, "%s",
                     refused[i].text);
        snprintf(quoted, sizeof quoted, "\"%s\"", refused[i].text);
        cr_expect(strstr(err.text, quoted), "%s", err.text);
        cr_expect(strstr(err.text, refused[i].reason), "%s", err.text);
        for (size_t k = 0; activation_name_at(k); k++)
            cr_expect(strstr(err.text, activation_name_at(k)), "%s", err.text);
        cr_expect(strstr(err.text, "0.5*relu"), "cut: %s", err.text);
        cr_expect_eq(f.factor, 17.0, "a refusal changed the activation");
    }
}

Test(activation, the_longest_refusal_fits)
{
    char text[300];
    struct activation f;
    struct error err;

    memset(text, 'a', sizeof text - 1);
    text[1] = '*';
    text[sizeof text - 1] = '\0';
    cr_assert_eq(activation_parse(&f, text, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "0.5*relu"), "cut: %s", err.text);
}

Test(activation, registry_has_names_and_formulas)
{
    for (size_t k = 0; activation_name_at(k); k++) {
        cr_expect_lt(strlen(activation_name_at(k)), ACTIVATION_NAME_MAX);
        cr_expect_gt(strlen(activation_formula_at(k)), 0);
        for (size_t j = 0; j < k; j++)
            cr_expect_str_neq(activation_name_at(k), activation_name_at(j));
    }
    cr_expect_null(activation_name_at(1000));
    cr_expect_null(activation_formula_at(1000));
}
