#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "channel_laws.h"

/* The last two have E v^3 != 0 and readouts of 0. */
static const char *const laws[] = {
    "ones",
    "rademacher",
    "4point",
    "uniform",
    "gaussian",
    "atoms:-0.5@0.8,2@0.2",
    "atoms:0@0.75,2@0.25",
};
static const double gammas[] = {0.05, 0.37, 1.0, 2.385, 50.0};

enum { LAWS = sizeof laws / sizeof laws[0], GAMMAS = sizeof gammas / sizeof gammas[0] };

/* One band, by the plain rule: 20000 nodes in theta, w by bisection. */
static double plain_noise(const struct readout_law *law, double gamma, double x, double low,
                          double high)
{
    enum { NODES = 20000 };
    double sum = 0.0;

    for (int j = 0; j < NODES; j++) {
        const double theta = (j + 0.5) * M_PI / NODES;
        const double p = 0.5 * (low + high) - 0.5 * (high - low) * cos(theta);
        double below = 0.0, above = 1.0 + x, a = 0.0, b = 0.0, s = 0.0;

        for (int i = 0; i < 70; i++) {
            double f = -1.0;

            s = 0.5 * (below + above);
            f += 1.0 / (p * p + s);
            for (size_t k = 0; k < law->atoms; k++) {
                const double apart = p - law->value[k] * sqrt(x / gamma);
                f += x * law->probability[k] * law->value[k] * law->value[k] / (apart * apart + s);
            }
            *(f > 0.0 ? &below : &above) = s;
        }
        a = 1.0 / pow(p * p + s, 2.0);
        b = a * p;
        for (size_t k = 0; k < law->atoms; k++) {
            const double apart = p - law->value[k] * sqrt(x / gamma);
            const double nu = x * law->probability[k] * law->value[k] * law->value[k];
            const double term = nu / pow(apart * apart + s, 2.0);
            a += term;
            b += term * apart;
        }
        const double rho = sqrt(s) / (M_PI * (p * p + s));
        sum += rho * rho * rho * 2.0 * (s * a + b * b / a) * 0.5 * (high - low) * sin(theta) *
               M_PI / NODES;
    }
    return 4.0 * M_PI * M_PI / 3.0 * sum;
}

/* Where H = 1, between a point with H > 1 and one with H < 1. */
static double plain_edge(const struct readout_law *law, double gamma, double x, double inside,
                         double outside)
{
    for (int i = 0; i < 100; i++) {
        const double p = 0.5 * (inside + outside);
        double h = 1.0 / (p * p);

        for (size_t k = 0; k < law->atoms; k++) {
            const double apart = p - law->value[k] * sqrt(x / gamma);
            h += x * law->probability[k] * law->value[k] * law->value[k] / (apart * apart);
        }
        *(h > 1.0 ? &inside : &outside) = p;
    }
    return inside;
}

/*
 * Where the published values are farthest from ours: 4point at x = 45.5, a single band whose gap is
 * about to open, and rademacher at 46.4 with three bands. Ours are right.
 */
Test(mmse_symmetric, agrees_with_a_plain_sum_over_theta)
{
    const struct readout_law four = parse_law("4point"), two = parse_law("rademacher");
    const double reach = sqrt(46.5);
    double pole = four.value[3] * sqrt(45.5 / 0.5);
    double edge = plain_edge(&four, 0.5, 45.5, pole, pole + reach);
    double noise = plain_noise(&four, 0.5, 45.5, -edge, edge);

    cr_expect_float_eq(symmetric_point("4point", 0.5, 45.5).mmse, (1.0 - noise) / 45.5, 1e-11);

    pole = sqrt(46.4 / 0.5);
    edge = plain_edge(&two, 0.5, 46.4, 1e-9, 2.5); /* the noise's own band ends here */
    noise = plain_noise(&two, 0.5, 46.4, -edge, edge);
    noise += 2.0 * plain_noise(&two, 0.5, 46.4, plain_edge(&two, 0.5, 46.4, pole, 2.5),
                               plain_edge(&two, 0.5, 46.4, pole, pole + reach));
    cr_expect_float_eq(symmetric_point("rademacher", 0.5, 46.4).mmse, (1.0 - noise) / 46.4, 1e-13);
}

/* Every law, gamma and x: the eigenvalues add up to 1, m + mmse = 1, and the values are ordered. */
Test(mmse_symmetric, is_whole_and_falls_everywhere)
{
    for (size_t l = 0; l < LAWS; l++) {
        for (size_t g = 0; g < GAMMAS; g++) {
            struct mmse_point last = {.mmse = 1.0};

            for (double x = 1.1e-6; x < 1e7; x *= 3.7) {
                const struct mmse_point point = symmetric_point(laws[l], gammas[g], x);

                cr_assert(point.residual < 1e-10, "%s %g %g: %g", laws[l], gammas[g], x,
                          point.residual);
                cr_assert_float_eq(point.m + point.mmse, 1.0, 2 * DBL_EPSILON);
                cr_assert(point.mmse > 0.0 && point.m > last.m && point.slope < 0.0, "%s %g %g",
                          laws[l], gammas[g], x);
                cr_assert(point.mmse < last.mmse, "%s %g %g", laws[l], gammas[g], x);
                last = point;
            }
        }
    }
}

/* Fourth-order central differences of m or mmse, whichever has digits there. */
static double difference(const char *law, double gamma, double x)
{
    static const double weight[] = {1.0 / 12.0, -8.0 / 12.0, 8.0 / 12.0, -1.0 / 12.0};
    static const double step[] = {-2.0, -1.0, 1.0, 2.0};
    const double h = 1e-3 * x;
    double sum = 0.0;

    for (int i = 0; i < 4; i++) {
        const struct mmse_point point = symmetric_point(law, gamma, x + step[i] * h);
        sum += weight[i] * (x < 1.0 ? -point.m : point.mmse);
    }
    return sum / h;
}

/* Both formulas of the slope: x < 0.05 and above. */
Test(mmse_symmetric, slope_is_the_derivative)
{
    static const double places[] = {1e-5, 3.3e-3, 0.0499, 0.0501, 0.31, 1.7, 23.0, 410.0, 9e3};
    double worst = 0.0;

    for (size_t l = 0; l < LAWS; l++) {
        for (size_t g = 0; g < GAMMAS; g++) {
            for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
                const double x = places[i];
                const double slope = symmetric_point(laws[l], gammas[g], x).slope;
                const double error = fabs(difference(laws[l], gammas[g], x) / slope - 1.0);

                cr_expect(error < 1e-7, "%s %g %g: %g", laws[l], gammas[g], x, error);
                worst = fmax(worst, error);
            }
        }
    }
    cr_log_info("slope against differences: largest relative error %.1e", worst);
}

/* m = x + ((E v^3)^2 / gamma - 1) x^2 + O(x^3), and no error at all at 0. */
Test(mmse_symmetric, begins_as_its_series)
{
    static const struct {
        const char *law;
        double third; /* E v^3 */
    } skewed[] = {{"ones", 1.0},
                  {"4point", 0.0},
                  {"uniform", 0.0},
                  {"gaussian", 0.0},
                  {"atoms:-0.5@0.8,2@0.2", 1.5},
                  {"atoms:-2@0.2,0.5@0.8", -1.5},
                  {"atoms:0@0.75,2@0.25", 2.0}};

    for (size_t l = 0; l < sizeof skewed / sizeof skewed[0]; l++) {
        for (double gamma = 0.31; gamma < 40.0; gamma *= 3.0) {
            const double second = skewed[l].third * skewed[l].third / gamma - 1.0;

            for (double x = 1e-7; x < 2e-4; x *= 10.0) {
                const struct mmse_point point = symmetric_point(skewed[l].law, gamma, x);
                const double rest = 40.0 / (gamma * gamma) + 10.0; /* bounds the next coefficient */

                cr_expect_float_eq(point.m / x, 1.0 + second * x, rest * x * x + 1e-13, "%s %g %g",
                                   skewed[l].law, gamma, x);
                cr_expect_float_eq(point.slope, -1.0 - 2.0 * second * x, 3.0 * rest * x * x + 1e-13,
                                   "%s %g %g", skewed[l].law, gamma, x);
            }
        }
        const struct mmse_point start = symmetric_point(skewed[l].law, 0.31, 0.0);
        cr_expect(start.mmse == 1.0 && start.m == 0.0 && start.slope == -1.0);
    }
}

/* x mmse -> g0 (2 - g0), g0 = min(1, gamma P(v != 0)); atoms have power corrections 1/x. */
Test(mmse_symmetric, ends_as_the_dimension_of_low_rank_matrices)
{
    for (size_t l = 0; l < LAWS; l++) {
        const double alive = strncmp(laws[l], "atoms:0@", 8) == 0 ? 0.25 : 1.0;

        for (size_t g = 0; g < GAMMAS; g++) {
            const double rank = fmin(1.0, gammas[g] * alive);

            for (double x = 1e8; x < 2e12; x *= 1e2) {
                const struct mmse_point point = symmetric_point(laws[l], gammas[g], x);
                const double tolerance = gammas[g] == 1.0 / alive ? 3.0 / sqrt(x) : 20.0 / sqrt(x);

                cr_expect_float_eq(x * point.mmse, rank * (2.0 - rank), tolerance, "%s %g %g",
                                   laws[l], gammas[g], x);
                cr_expect_float_eq(-x * x * point.slope, rank * (2.0 - rank), tolerance, "%s %g %g",
                                   laws[l], gammas[g], x);
            }
        }
    }
}

/* S tends to a semicircle: the error of m = x / (1 + x) falls as 1 / gamma (1 / gamma^2 if E v^3 =
 * 0: the next cumulant). */
Test(mmse_symmetric, forgets_the_law_at_large_gamma)
{
    for (size_t l = 0; l < LAWS; l++) {
        for (double x = 0.03; x < 1e3; x *= 7.0) {
            const double limit = x / (1.0 + x);
            const double far = symmetric_point(laws[l], 2e3, x).m - limit;
            const double farther = symmetric_point(laws[l], 2e4, x).m - limit;

            cr_expect_lt(fabs(far), 5.0 / 2e3, "%s %g", laws[l], x);
            cr_expect_lt(fabs(farther), 0.11 * fabs(far) + 1e-13, "%s %g", laws[l], x);
        }
    }
}

Test(mmse_symmetric, does_not_see_the_sign_of_all_readouts)
{
    for (double x = 0.02; x < 1e4; x *= 9.0) {
        const struct mmse_point point = symmetric_point("atoms:-0.5@0.8,2@0.2", 0.6, x);
        const struct mmse_point mirror = symmetric_point("atoms:-2@0.2,0.5@0.8", 0.6, x);

        cr_expect_float_eq(point.m, mirror.m, 1e-13);
        cr_expect_float_eq(point.slope, mirror.slope, 1e-12 * fabs(point.slope));
    }
}

/* Readouts of a network: in any order, many of them equal, some equal but for rounding. */
Test(mmse_symmetric, equal_readouts_are_one_and_silent_ones_none)
{
    const double v[] = {2.0, 0.0, -0.5, 2.0 + 1e-15, 0.0, -0.5, 0.0, -0.5 - 1e-16};
    const double p[] = {0.1, 0.03, 0.2, 0.03, 0.0, 0.5, 0.04, 0.1};
    const double w[] = {-0.5, 2.0};
    double q[] = {0.8, 0.13};
    const double square = 0.25 * 0.8 + 4.0 * 0.13;
    double scaled[8], kept[3] = {0.0};
    const double r[] = {0.07, q[0], q[1]};
    struct mmse_point point, merged;

    for (size_t i = 0; i < 8; i++)
        scaled[i] = v[i] / sqrt(square);
    for (size_t i = 0; i < 2; i++)
        kept[i + 1] = w[i] / sqrt(square);
    for (double x = 0.02; x < 1e4; x *= 9.0) {
        cr_assert_eq(mmse_symmetric_atoms(scaled, p, 8, 0.6, x, &point, NULL), STATUS_OK);
        cr_assert_eq(mmse_symmetric_atoms(kept, r, 3, 0.6, x, &merged, NULL), STATUS_OK);
        cr_expect_float_eq(point.m, merged.m, 1e-13);
        cr_expect_float_eq(point.slope, merged.slope, 1e-12 * fabs(merged.slope));
    }
}

/* The k readouts of a finite network: hundreds of bands, thin ones among them. */
Test(mmse_symmetric, resolves_hundreds_of_readouts)
{
    enum { K = 230 };
    static double v[K], p[K];
    const struct readout_law law = parse_law("gaussian");

    for (size_t i = 0; i < K; i++)
        p[i] = 1.0 / K;
    readout_law_draw(&law, (struct rng){.seed = 8, .stream = RNG_READOUT}, v, K);
    for (double gamma = 0.05; gamma < 1.0; gamma *= 6.0) {
        for (double x = 0.3; x < 1e6; x *= 60.0) {
            struct mmse_point point;
            const double exact = symmetric_point("gaussian", gamma, x).m;

            cr_assert_eq(mmse_symmetric_atoms(v, p, K, gamma, x, &point, NULL), STATUS_OK);
            cr_expect_lt(point.residual, 1e-10, "%g %g", gamma, x);
            /* 230 draws follow the law to 1 / sqrt(230), but not in the last digits. */
            cr_expect_float_eq(point.m, exact, 0.1, "%g %g", gamma, x);
        }
    }
}

/* Gauss-Legendre nodes of the uniform law, as atoms: exact where the poles are far from the curve.
 */
Test(mmse_symmetric, uniform_is_the_limit_of_its_nodes)
{
    enum { K = 5 };
    const double x5[K] = {-0.90617984593866399, -0.53846931010568309, 0.0, 0.53846931010568309,
                          0.90617984593866399};
    const double w5[K] = {0.23692688505618909, 0.47862867049936647, 0.56888888888888889,
                          0.47862867049936647, 0.23692688505618909};
    enum { PANELS = 40, ATOMS = K * PANELS };
    double v[ATOMS], p[ATOMS];
    struct mmse_point atoms;

    for (int panel = 0; panel < PANELS; panel++) {
        for (int i = 0; i < K; i++) {
            const double unit = (2.0 * panel + 1.0 + x5[i]) / PANELS - 1.0;
            v[panel * K + i] = sqrt(3.0) * unit;
            p[panel * K + i] = 0.5 * w5[i] / PANELS;
        }
    }
    for (double x = 0.01; x < 30.0; x *= 3.0) {
        const struct mmse_point exact = symmetric_point("uniform", 0.7, x);

        cr_assert_eq(mmse_symmetric_atoms(v, p, ATOMS, 0.7, x, &atoms, NULL), STATUS_OK);
        cr_expect_float_eq(exact.m, atoms.m, 1e-8, "%g: %g", x, exact.m - atoms.m);
    }
}

/* A gaussian as 801 atoms a step of 0.02 apart. */
Test(mmse_symmetric, gaussian_is_the_limit_of_a_grid)
{
    enum { K = 801, MIDDLE = 400 };
    static double v[K], p[K];
    struct mmse_point atoms;

    for (int i = 0; i < K; i++) {
        v[i] = 0.02 * (i - MIDDLE);
        p[i] = 0.02 * exp(-0.5 * v[i] * v[i]) / sqrt(2.0 * M_PI);
    }
    for (double x = 0.02; x < 1200.0; x *= 14.0) {
        const struct mmse_point exact = symmetric_point("gaussian", 0.7, x);

        cr_assert_eq(mmse_symmetric_atoms(v, p, K, 0.7, x, &atoms, NULL), STATUS_OK);
        cr_log_info("x = %g: gaussian minus grid %.1e", x, exact.m - atoms.m);
        cr_expect_float_eq(exact.m, atoms.m, 1e-6, "%g: %g", x, exact.m - atoms.m);
    }
}

/*
 * Below x = gamma / (6.5^2 - gamma) a gaussian is solved as atoms, above by its resolvent. That
 * both are good to 1e-11 there bounds the jump of m; the slope only has to be as good as the
 * table's.
 */
Test(mmse_symmetric, the_two_ways_to_a_gaussian_meet)
{
    for (double gamma = 0.05; gamma < 39.0; gamma *= 3.1) {
        const double seam = gamma / (6.5 * 6.5 - gamma);
        const struct mmse_point below = symmetric_point("gaussian", gamma, seam * (1.0 - 1e-9));
        const struct mmse_point above = symmetric_point("gaussian", gamma, seam * (1.0 + 1e-9));
        const double middle = -0.5 * (below.slope + above.slope) * 2e-9 * seam;

        cr_expect_float_eq(above.m - below.m, middle, 1e-11, "%g", gamma);
        cr_expect_float_eq(above.slope / below.slope, 1.0, 5e-7, "%g", gamma);
    }
}

Test(mmse_symmetric, refuses_what_it_cannot_solve)
{
    static const double bad_gamma[] = {0.0, -1.0, 9e-4, 1.1e6, (double)NAN, (double)INFINITY};
    static const double bad_x[] = {-1e-9, 1e-101, 1.1e12, (double)NAN, (double)INFINITY};
    static const char *const kinds[] = {"4point", "uniform", "gaussian"};
    struct mmse_point point;
    struct error err;

    for (size_t k = 0; k < 3; k++) {
        const struct readout_law law = parse_law(kinds[k]);

        for (size_t i = 0; i < 6; i++) {
            cr_expect_eq(mmse_symmetric(&law, bad_gamma[i], 1.0, &point, &err), STATUS_INVALID);
            cr_expect(strstr(err.text, "gamma") && strstr(err.text, "0.001"), "%s", err.text);
            cr_expect_null(mmse_create_symmetric(&law, bad_gamma[i], &err));
        }
        for (size_t i = 0; i < 5; i++) {
            cr_expect_eq(mmse_symmetric(&law, 1.0, bad_x[i], &point, &err), STATUS_INVALID);
            cr_expect(strstr(err.text, "snr"), "%s", err.text);
        }
    }
}

Test(mmse_symmetric, refuses_atoms_that_are_no_law)
{
    static const double v[] = {1.0, -1.0}, huge[] = {(double)INFINITY, 1.0},
                        none[] = {(double)NAN, 1.0};
    static const double half[] = {0.5, 0.5}, less[] = {0.5, 0.4}, minus[] = {1.5, -0.5};
    struct mmse_point point;
    struct error err;

    cr_expect_eq(mmse_symmetric_atoms(v, half, 2, 0.5, 1.0, &point, &err), STATUS_OK);
    cr_expect_eq(mmse_symmetric_atoms(v, less, 2, 0.5, 1.0, &point, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "0.9"), "%s", err.text);
    cr_expect_eq(mmse_symmetric_atoms(v, minus, 2, 0.5, 1.0, &point, &err), STATUS_INVALID);
    cr_expect_eq(mmse_symmetric_atoms(huge, half, 2, 0.5, 1.0, &point, &err), STATUS_INVALID);
    cr_expect_eq(mmse_symmetric_atoms(none, half, 2, 0.5, 1.0, &point, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "E v^2"), "%s", err.text);
    cr_expect_eq(mmse_symmetric_atoms(v, half, 0, 0.5, 1.0, &point, &err), STATUS_INVALID);
    cr_expect_null(mmse_create_atoms(v, less, 2, 0.5, &err));
}
