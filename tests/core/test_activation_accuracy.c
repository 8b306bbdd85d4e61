/* Every activation of the registry against its definition in float64. */
#include "plateau/activation.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "each_activation.h"

/* The table of plateau/activation.h; where it differs along z, below. */
struct accuracy {
    const char *name;
    double value, plain_value, slope;
};

static const struct accuracy accuracies[] = {
    {"relu", 0.0, 0.0, 0.0},           {"tanh", 9e-8, 9e-8, 1.8e-7},
    {"tanh2", 1.9e-7, 1.9e-7, 4.5e-7}, {"tanh2c", 2.2e-6, 3e-6, 1.24e-6},
    {"erf", 1.7e-7, 1.9e-7, 1.4e-7},   {"elu", 4.1e-8, 4.1e-8, 5.1e-8},
};

/* Enough for any gradient: what an activation has to keep that states nothing better. */
static const struct accuracy unstated = {"", 5e-6, 5e-6, 5e-6};

static const struct accuracy *accuracy_of(const struct activation *f)
{
    for (size_t i = 0; i < sizeof accuracies / sizeof accuracies[0]; i++)
        if (strcmp(f->name, accuracies[i].name) == 0)
            return &accuracies[i];
    return &unstated;
}

/*
 * What rounding to float32 may do to a polynomial of degree n at z, and to a derivative found along
 * with it, f then having the coefficients of the derivative: the bound (2 n + 1) u sum_j |p_j z^j|
 * of Horner's rule (Higham, Accuracy and Stability, section 5.1, and one u for the coefficients
 * themselves).
 */
static double rounding(const struct activation *f, size_t degree, double z)
{
    const double unit = 0x1p-24;
    double sum = 0.0;
    double last = 0.0;
    double hermite = 1.0; /* as He_l(z) / l!, but with the sizes of the coefficients */

    for (size_t l = 0; l < f->terms; l++) {
        const double next = (fabs(z) * hermite + last) / (double)(l + 1);

        sum += fabs(f->coefficient[l]) * hermite;
        last = hermite;
        hermite = next;
    }
    return (2.0 * (double)degree + 1.0) * unit * sum;
}

static double value_bound(const struct activation *f, enum simd set, double z)
{
    if (f->terms > 0)
        return rounding(f, f->terms - 1, z);
    if (strcmp(f->name, "tanh2c") == 0 && fabs(z) <= 3.0)
        return set == SIMD_PLAIN ? 8.5e-7 : 4.9e-7;
    return set == SIMD_PLAIN ? accuracy_of(f)->plain_value : accuracy_of(f)->value;
}

/* He_l' = l He_(l-1). */
static struct activation derivative(const struct activation *f)
{
    struct activation g = *f;

    g.terms = f->terms - 1;
    for (size_t l = 0; l < g.terms; l++)
        g.coefficient[l] = f->coefficient[l + 1];
    return g;
}

/* Five points; the error is h^4 f'''''/30 < 1e-9 and rounding / h. */
static double finite_difference(const struct activation *f, double z)
{
    const double h = 3e-4;
    const double near = activation_value(f, z + h) - activation_value(f, z - h);
    const double far = activation_value(f, z + 2.0 * h) - activation_value(f, z - 2.0 * h);

    return (8.0 * near - far) / (12.0 * h);
}

/* d sigma / dz in float64, by the rules of analysis; from differences where no rule stands here. */
static double exact_slope(const struct activation *f, double z)
{
    const char *name = f->name;

    if (f->terms > 0) {
        const struct activation g = derivative(f);
        return activation_value(&g, z);
    }
    if (strcmp(name, "relu") == 0)
        return z > 0.0 ? 1.0 : 0.0;
    if (strcmp(name, "elu") == 0)
        return z > 0.0 ? 1.0 : exp(z);
    if (strcmp(name, "erf") == 0)
        return sqrt(6.0 / M_PI) * exp(-0.5 * z * z);
    if (strcmp(name, "tanh") == 0)
        return pow(cosh(z), -2.0);
    if (strcmp(name, "tanh2") == 0)
        return 2.0 * pow(cosh(2.0 * z), -2.0) / 0.7970327686218052;
    if (strcmp(name, "tanh2c") == 0)
        return (2.0 * pow(cosh(2.0 * z), -2.0) - 0.7294775314861147) / 0.3211288920571685;
    const double h = 1e-6; /* good to h f'', also where f'' jumps */
    return (activation_value(f, z + h) - activation_value(f, z - h)) / (2.0 * h);
}

static double slope_bound(const struct activation *f, double z)
{
    if (f->terms == 0)
        return strcmp(f->name, "tanh2c") == 0 && fabs(z) >= 6.0 ? 1.3e-7 : accuracy_of(f)->slope;
    const struct activation g = derivative(f);
    return rounding(&g, f->terms - 1, z);
}

static void check_values(enum simd set)
{
    const float *z = points();
    static float value[POINTS];
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        activation_apply(&f, set, z, value, NULL, POINTS);
        for (size_t i = 0; i < POINTS; i++) {
            const double exact = activation_value(&f, (double)z[i]);

            cr_assert_float_eq((double)value[i], exact, value_bound(&f, set, (double)z[i]),
                               "%s(%g) = %.9g, not %.9g", f.name, (double)z[i], (double)value[i],
                               exact);
        }
    }
}

Test(activation, float_values_are_the_definition)
{
    in_each_set(check_values);
}

Test(activation, exact_slopes_are_derivatives_of_the_definition)
{
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        for (double z = -5.9; z < 6.0; z += 0.0317) {
            const double exact = exact_slope(&f, z);

            cr_assert_float_eq(finite_difference(&f, z), exact, 1e-9 * fmax(1.0, fabs(exact)),
                               "%s'(%g)", f.name, z);
        }
    }
}

static void check_slopes(enum simd set)
{
    const float *z = points();
    static float value[POINTS], slope[POINTS];
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        activation_apply(&f, set, z, value, slope, POINTS);
        for (size_t i = 0; i < POINTS; i++) {
            const double at = (double)z[i];
            const double exact = exact_slope(&f, at);

            cr_assert_float_eq((double)slope[i], exact, slope_bound(&f, at),
                               "%s'(%g) = %.9g, not %.9g", f.name, at, (double)slope[i], exact);
        }
    }
}

Test(activation, float_slopes_are_the_derivative)
{
    in_each_set(check_slopes);
}

/* Prints what plateau/activation.h states, as measured, for whoever adds an activation. */
static void check_printed_errors(enum simd set)
{
    const float *z = points();
    static float value[POINTS], slope[POINTS];
    static const char *const name[SIMD_COUNT] = {[SIMD_PLAIN] = "plain",
                                                 [SIMD_SCALAR] = "scalar",
                                                 [SIMD_AVX2] = "avx2",
                                                 [SIMD_AVX512] = "avx512"};
    struct activation f;

    for (size_t k = 0; registered(k, &f); k++) {
        double of_value = 0.0, of_slope = 0.0;

        activation_apply(&f, set, z, value, slope, POINTS);
        for (size_t i = 0; i < POINTS; i++) {
            const double at = (double)z[i];

            of_value = fmax(of_value, fabs((double)value[i] - activation_value(&f, at)));
            of_slope = fmax(of_slope, fabs((double)slope[i] - exact_slope(&f, at)));
        }
        printf("%-8s %-9s largest error of values %.2g, of slopes %.2g\n", name[set], f.name,
               of_value, of_slope);
        cr_expect(isfinite(of_value) && isfinite(of_slope), "%s", f.name);
    }
}

Test(activation, errors_are_finite_and_printed)
{
    in_each_set(check_printed_errors);
}
