#include <criterion/criterion.h>
#include <math.h>

#include "channel_laws.h"

/* A channel in both ways: as a table and point by point. gamma2 = 0: symmetric. */
struct table_case {
    const char *law;
    double gamma, gamma2;
};

static const struct table_case settings[] = {
    {"ones", 0.05, 0.0},         {"rademacher", 0.5, 0.0},
    {"4point", 0.05, 0.0},       {"4point", 2.385, 0.0},
    {"uniform", 0.37, 0.0},      {"gaussian", 0.37, 0.0},
    {"gaussian", 50.0, 0.0},     {"atoms:0@0.75,2@0.25", 0.2, 0.0},
    {"rectangular", 0.5, 0.5},   {"rectangular", 0.05, 0.3},
    {"rectangular", 2.385, 4.0},
};

enum { SETTINGS = sizeof settings / sizeof settings[0] };

static struct mmse *table_of(const struct table_case *setting)
{
    struct error err = {.text = ""};
    struct mmse *mmse;

    if (setting->gamma2 > 0.0) {
        mmse = mmse_create_rectangular(setting->gamma, setting->gamma2, &err);
    } else {
        const struct readout_law law = parse_law(setting->law);
        mmse = mmse_create_symmetric(&law, setting->gamma, &err);
    }
    cr_assert(mmse, "%s", err.text);
    return mmse;
}

static struct mmse_point point_of(const struct table_case *setting, double x)
{
    return setting->gamma2 > 0.0 ? rectangular_point(setting->gamma, setting->gamma2, x)
                                 : symmetric_point(setting->law, setting->gamma, x);
}

Test(mmse_table, has_the_values_of_the_points)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        struct mmse *table = table_of(&settings[i]);
        double worst = 0.0, worst_relative = 0.0, worst_slope = 0.0;

        for (double x = 1.03e-5; x < 1.1e5; x *= 1.37) {
            const struct mmse_point point = point_of(&settings[i], x);

            worst = fmax(worst, fabs(mmse_m(table, x) - point.m));
            worst = fmax(worst, fabs(mmse_at(table, x) - point.mmse));
            worst_relative = fmax(worst_relative, fabs(mmse_at(table, x) / point.mmse - 1.0));
            worst_relative = fmax(worst_relative, fabs(mmse_m(table, x) / point.m - 1.0));
            worst_slope = fmax(worst_slope, fabs(mmse_slope(table, x) / point.slope - 1.0));
        }
        cr_log_info("%s %g %g: table against points: m %.1e, relative %.1e, slope %.1e",
                    settings[i].law, settings[i].gamma, settings[i].gamma2, worst, worst_relative,
                    worst_slope);
        cr_expect_lt(worst, 3e-7, "%s %g", settings[i].law, settings[i].gamma);
        cr_expect_lt(worst_relative, 1e-6, "%s %g", settings[i].law, settings[i].gamma);
        cr_expect_lt(worst_slope, 3e-5, "%s %g", settings[i].law, settings[i].gamma);
        cr_expect_lt(mmse_residual(table), 1e-10, "%s %g", settings[i].law, settings[i].gamma);
        mmse_destroy(table);
    }
}

/* Far outside the table too. */
Test(mmse_table, falls_everywhere)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        struct mmse *table = table_of(&settings[i]);
        double last_mmse = 1.0, last_m = 0.0, last_integral = 0.0;

        for (double x = 1e-9; x < 1e9; x *= 1.004) {
            const double mmse = mmse_at(table, x), m = mmse_m(table, x);
            const double integral = mmse_integral(table, x);

            cr_assert(mmse <= last_mmse && mmse > 0.0, "%s %g", settings[i].law, x);
            cr_assert(m > last_m && m <= 1.0, "%s %g", settings[i].law, x);
            cr_assert(mmse_slope(table, x) < 0.0, "%s %g", settings[i].law, x);
            cr_assert(integral > last_integral, "%s %g", settings[i].law, x);
            last_mmse = mmse;
            last_m = m;
            last_integral = integral;
        }
        mmse_destroy(table);
    }
}

Test(mmse_table, slope_is_the_derivative_of_its_own_values)
{
    struct mmse *table = table_of(&settings[3]);

    for (double x = 1e-8; x < 1e9; x *= 2.9) {
        const double h = 1e-5 * x;
        const double slope = x < 1.0 ? -(mmse_m(table, x + h) - mmse_m(table, x - h)) / (2.0 * h)
                                     : (mmse_at(table, x + h) - mmse_at(table, x - h)) / (2.0 * h);

        cr_expect_float_eq(mmse_slope(table, x) / slope, 1.0, 1e-8, "%g", x);
    }
    mmse_destroy(table);
}

Test(mmse_table, begins_and_ends_right)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        struct mmse *table = table_of(&settings[i]);
        const double end = 1e11 * point_of(&settings[i], 1e11).mmse;

        cr_expect_eq(mmse_at(table, 0.0), 1.0);
        cr_expect_eq(mmse_m(table, 0.0), 0.0);
        cr_expect_eq(mmse_slope(table, 0.0), -1.0);
        cr_expect_eq(mmse_integral(table, 0.0), 0.0);
        cr_expect_eq(mmse_inverse(table, 1.0), 0.0);
        cr_expect_float_eq(mmse_m(table, 1e-12) / 1e-12, 1.0, 1e-5);
        cr_expect_float_eq(mmse_integral(table, 1e-12) / 1e-12, 1.0, 1e-11);
        cr_expect_float_eq(1e11 * mmse_at(table, 1e11), end, 1e-3);
        mmse_destroy(table);
    }
}

/* From 1 - 1e-13, where rounding of c leaves three digits of x, to 1e-12. */
Test(mmse_table, inverse_undoes_the_function)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        struct mmse *table = table_of(&settings[i]);

        for (double x = 1e-13; x < 1e12; x *= 1.83) {
            const double c = mmse_at(table, x);
            const double rounding = 4e-16 / mmse_m(table, x) + 1e-13;

            cr_expect_float_eq(mmse_inverse(table, c) / x, 1.0, 2.0 * rounding, "%s %g: %g",
                               settings[i].law, x, mmse_inverse(table, c) / x - 1.0);
        }
        mmse_destroy(table);
    }
}

/* Simpson's rule in ln x over points: error (step / 2)^4 / 180 of values and derivatives of
 * order 1. */
Test(mmse_table, integral_is_that_of_the_points)
{
    for (size_t i = 0; i < SETTINGS; i += 2) {
        struct mmse *table = table_of(&settings[i]);
        const double start = 0.01, step = 0.1;
        double sum = 0.0;

        for (int k = 0; k < 120; k++) {
            const double x = start * exp(step * k), middle = start * exp(step * (k + 0.5));
            const double next = start * exp(step * (k + 1));

            sum += step / 6.0 *
                   (x * point_of(&settings[i], x).mmse +
                    4.0 * middle * point_of(&settings[i], middle).mmse +
                    next * point_of(&settings[i], next).mmse);
            const double integral = mmse_integral(table, next) - mmse_integral(table, start);
            cr_expect_float_eq(integral, sum, 3e-6 * (k + 1) / 120.0, "%s %g: %g", settings[i].law,
                               next, integral - sum);
        }
        mmse_destroy(table);
    }
}

/* int_0^x mmse over the table's ends, by Simpson over its own values. */
Test(mmse_table, integral_goes_on_outside)
{
    struct mmse *table = table_of(&settings[1]);
    const double ends[] = {1e-7, 1e7};

    for (size_t i = 0; i < 2; i++) {
        const double a = ends[i] * exp(-0.01), b = ends[i] * exp(0.01), step = 0.01 / 3.0;
        double sum = 0.0;

        for (int k = 0; k <= 6; k++) {
            const double x = a * exp(k * step);
            const double weight = k == 0 || k == 6 ? 1.0 : k % 2 ? 4.0 : 2.0;
            sum += weight * x * mmse_at(table, x) * step / 3.0;
        }
        cr_expect_float_eq((mmse_integral(table, b) - mmse_integral(table, a)) / sum, 1.0, 1e-8);
    }
    mmse_destroy(table);
}

Test(mmse_table, of_atoms_is_that_of_their_law)
{
    const struct readout_law law = parse_law("4point");
    struct mmse *table = mmse_create_symmetric(&law, 0.7, NULL);
    struct mmse *atoms = mmse_create_atoms(law.value, law.probability, law.atoms, 0.7, NULL);

    for (double x = 1e-3; x < 1e5; x *= 5.0)
        cr_expect_float_eq(mmse_at(table, x), mmse_at(atoms, x), 1e-15);
    mmse_destroy(table);
    mmse_destroy(atoms);
    mmse_destroy(NULL);
}
