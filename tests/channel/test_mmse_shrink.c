/* The optimal shrinkage against resolvents solved independently, and against its law. */
#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "channel_laws.h"

/* Readouts with atoms, among them one with E v^3 != 0; square 1. */
struct readout_atoms {
    size_t count;
    double v[4], p[4];
};

static const struct readout_atoms ones = {1, {1.0}, {1.0}};
static const struct readout_atoms skew = {2, {-0.5, 2.0}, {0.8, 0.2}};
static const struct readout_atoms four = {
    4,
    {-1.3416407864998738, -0.4472135954999579, 0.4472135954999579, 1.3416407864998738},
    {0.25, 0.25, 0.25, 0.25}};

static double mean_readout(const struct readout_atoms *atoms)
{
    double mean = 0.0;

    for (size_t i = 0; i < atoms->count; i++)
        mean += atoms->p[i] * atoms->v[i];
    return mean;
}

/*
 * G(z) of Y in the upper half plane, from z = 1/G + G + gamma sum_i p_i s v_i / (1 - s v_i G) with
 * s = sqrt(x / gamma), the sum of the R-transforms of noise and signal, by Newton from far above.
 */
static double complex resolvent(const struct readout_atoms *atoms, double gamma, double x,
                                double energy)
{
    double complex g = 0.0;

    for (double height = 1e3; height > 1e-10; height *= 0.9) {
        const double complex z = energy + height * (double complex)I;

        if (g == 0.0)
            g = 1.0 / z;
        for (int i = 0; i < 60; i++) {
            double complex f = 1.0 / g + g - z, slope = 1.0 - 1.0 / (g * g);

            for (size_t a = 0; a < atoms->count; a++) {
                const double pole = atoms->v[a] * sqrt(x / gamma);
                const double complex part = 1.0 - pole * g;

                f += gamma * atoms->p[a] * pole / part;
                slope += gamma * atoms->p[a] * pole * pole / (part * part);
            }
            g -= f / slope;
            if (cabs(f) < 1e-14 * cabs(z))
                break;
        }
    }
    return g;
}

static double shrunk(const struct readout_atoms *atoms, double gamma, double x, double lambda)
{
    struct mmse_point point;
    struct error err;

    cr_assert_eq(mmse_shrink(atoms->v, atoms->p, atoms->count, gamma, x, &lambda, 1, &point, &err),
                 STATUS_OK, "%s", err.text);
    return lambda;
}

/* xi = (E - 2 Re G) / sqrt(x), E = sqrt(x) lambda, at every eigenvalue. */
static void agrees(const struct readout_atoms *atoms, double gamma, double x)
{
    size_t inside = 0;

    for (double energy = -6.0; energy < 9.0; energy += 0.117) {
        const double complex g = resolvent(atoms, gamma, x, energy);

        if (-cimag(g) < 1e-3)
            continue;
        inside++;
        const double xi = (energy - 2.0 * creal(g)) / sqrt(x);
        cr_expect_float_eq(shrunk(atoms, gamma, x, energy / sqrt(x)), xi, 2e-5, "x %g, E %g", x,
                           energy);
    }
    cr_expect_gt(inside, 10);
}

Test(mmse_shrink, is_energy_minus_twice_the_real_part_of_the_resolvent)
{
    agrees(&ones, 0.5, 2.385);
    agrees(&ones, 1.7, 0.31);
    agrees(&skew, 0.37, 3.1);
    agrees(&four, 0.5, 7.7);
}

/* int rho (xi - mean)^2 = m: the estimate's own variance is the known part of S. */
static void knows_its_variance(const struct readout_atoms *atoms, double gamma, double x)
{
    enum { POINTS = 30000 };
    static double lambda[POINTS], rho[POINTS];
    const double from = -9.0, to = 15.0, step = (to - from) / POINTS;
    const double mean = sqrt(gamma) * mean_readout(atoms);
    struct mmse_point point, plain;
    double mass = 0.0, variance = 0.0;

    for (size_t i = 0; i < POINTS; i++) {
        const double energy = from + ((double)i + 0.5) * step;

        rho[i] = -cimag(resolvent(atoms, gamma, x, energy)) / M_PI;
        lambda[i] = energy / sqrt(x);
    }
    mmse_shrink(atoms->v, atoms->p, atoms->count, gamma, x, lambda, POINTS, &point, NULL);
    mmse_symmetric_atoms(atoms->v, atoms->p, atoms->count, gamma, x, &plain, NULL);
    for (size_t i = 0; i < POINTS; i++) {
        mass += rho[i] * step;
        variance += rho[i] * (lambda[i] - mean) * (lambda[i] - mean) * step;
    }
    cr_expect_float_eq(mass, 1.0, 1e-5);
    cr_expect_float_eq(variance, plain.m, 2e-5, "x %g: %.8f, %.8f", x, variance, plain.m);
    cr_expect_eq(point.mmse, plain.mmse);
}

Test(mmse_shrink, has_the_variance_of_what_is_known)
{
    knows_its_variance(&ones, 0.5, 2.385);
    knows_its_variance(&skew, 0.37, 1.9);
}

/* Across bands and gaps alike; gamma is so small that every atom has a band of its own. */
Test(mmse_shrink, rises_and_is_that_of_the_edge_outside)
{
    enum { N = 41 };
    const double xs[] = {1e-3, 0.7, 46.4, 1e5}, gamma = 0.05;

    for (size_t k = 0; k < sizeof xs / sizeof xs[0]; k++) {
        const double reach = 3.0 * (sqrt(xs[k] / gamma) + sqrt(1.0 + xs[k]));
        double lambda[N];
        struct mmse_point point;

        for (size_t i = 0; i < N; i++)
            lambda[i] = reach * (2.0 * (double)i / (N - 1) - 1.0) / sqrt(xs[k]);
        cr_assert_eq(mmse_shrink(four.v, four.p, four.count, gamma, xs[k], lambda, N, &point, NULL),
                     STATUS_OK);
        for (size_t i = 1; i < N; i++)
            cr_expect(lambda[i] >= lambda[i - 1] && isfinite(lambda[i]), "%g: %zu", xs[k], i);
        cr_expect_eq(lambda[0], lambda[1]);
        cr_expect_eq(lambda[N - 2], lambda[N - 1]);
        cr_expect_gt(lambda[N - 1], lambda[0]);
    }
}

Test(mmse_shrink, refuses_what_is_out_of_range)
{
    double lambda = 0.3;
    struct mmse_point point;
    struct error err;

    cr_expect_eq(mmse_shrink(ones.v, ones.p, 1, 0.5, 0.0, &lambda, 1, &point, &err),
                 STATUS_INVALID);
    cr_expect(strstr(err.text, "snr"), "%s", err.text);
    cr_expect_eq(mmse_shrink(ones.v, ones.p, 1, 1e-9, 1.0, &lambda, 1, &point, &err),
                 STATUS_INVALID);
    cr_expect(strstr(err.text, "gamma"), "%s", err.text);
    cr_expect_eq(lambda, 0.3);
}
