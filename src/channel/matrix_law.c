/*
 * Continuous readout laws, through K(U) = E[v^2 / (U - v)]: with U = u / s and s = sqrt(x / gamma),
 * Phi(u) = 1 / u + gamma s K(U); see README.md.
 */
#include "symmetric.h"

#include <cerf.h>
#include <complex.h>
#include <math.h>

/* A law's K and K' at U. */
struct resolvent {
    double complex k, slope;
};

/*
 * Beyond these |U| the closed forms cancel, and the series sum_j E[v^(2j)] U^(1-2j) has more
 * digits. The gaussian series is asymptotic, with a smallest term of exp(-U^2 / 2).
 */
static const double uniform_far = 25.0;
static const double gaussian_far = 9.0;

/* The code cuts gaussian readouts off here: 2e-17 of v^2 lies beyond. */
static const double gaussian_end = 9.0;

/* E[v^(2j+2)] / E[v^(2j)], j >= 0. */
static double moment_ratio(enum readout_kind kind, int j)
{
    return kind == READOUT_UNIFORM ? 3.0 * (2 * j + 1) / (2 * j + 3) : 2.0 * j + 1.0;
}

static struct resolvent resolvent_far(enum readout_kind kind, double complex at)
{
    const double complex square = 1.0 / (at * at);
    double complex term = 1.0 / at;
    struct resolvent sum = {0.0, 0.0};
    double last = (double)INFINITY;

    for (int j = 1; j < 60; j++) {
        const double size = cabs(term);

        if (size > last || size < 1e-17 * cabs(sum.k))
            break;
        last = size;
        sum.k += term;
        sum.slope += (1.0 - 2.0 * j) * term / at;
        term *= moment_ratio(kind, j) * square;
    }
    return sum;
}

static struct resolvent resolvent_uniform(double complex at)
{
    const double end = sqrt(3.0);

    if (cabs(at) > uniform_far)
        return resolvent_far(READOUT_UNIFORM, at);

    const double complex log_ratio = clog((at + end) / (at - end)) / (2.0 * end);
    const double complex square = at * at;

    return (struct resolvent){square * log_ratio - at,
                              2.0 * at * log_ratio - square / (square - 3.0) - 1.0};
}

/* G = -i sqrt(pi / 2) w(U / sqrt 2) with Faddeeva's w, G' = 1 - U G; K = U^2 G - U. */
static struct resolvent resolvent_gaussian(double complex at)
{
    if (cabs(at) > gaussian_far)
        return resolvent_far(READOUT_GAUSSIAN, at);

    const double complex g = bulk_u(0.0, -sqrt(M_PI_2)) * w_of_z(at * M_SQRT1_2);
    const double complex k = at * (at * g - 1.0);

    return (struct resolvent){k, 2.0 * at * g - at * k - 1.0};
}

static struct resolvent resolvent(const struct continuous *law, double complex u)
{
    const double complex at = u / law->scale;

    return law->kind == READOUT_UNIFORM ? resolvent_uniform(at) : resolvent_gaussian(at);
}

static double law_height(const void *context, double p)
{
    const struct continuous *law = context;

    return 1.0 / (p * p) - law->gamma * creal(resolvent(law, p).slope);
}

static void law_width(const void *context, double p, double s, double *f, double *fall)
{
    const struct continuous *law = context;
    const double w = sqrt(s);
    const struct resolvent at = resolvent(law, bulk_u(p, w));
    const double noise = 1.0 / (p * p + s);
    const double signal = -law->gamma * law->scale * cimag(at.k) / w;

    *f = noise + signal;
    *fall = noise * noise + (law->gamma * creal(at.slope) + signal) / (2.0 * s);
}

/* T = -(2 p Im k - Im(u k)) / w = Re k - p Im k / w with k = K / s. */
static void law_fill(const void *context, double p, double w, struct bulk_node *node)
{
    const struct continuous *law = context;
    const double complex u = bulk_u(p, w);
    const struct resolvent at = resolvent(law, u);
    const double complex k = at.k / law->scale;
    const double complex k_slope = at.slope / (law->scale * law->scale);
    const double complex phi_slope = law->gamma * at.slope - 1.0 / (u * u);
    const double w_per_p = -cimag(phi_slope) / (1.0 + creal(phi_slope));
    const double k_per_w = cimag(k) / w;
    const struct symmetric_place place = {
        .p = p,
        .w = w,
        .energy = p + p / (p * p + w * w) + law->gamma * law->scale * creal(at.k),
        .energy_per_p = (1.0 + creal(phi_slope)) * (1.0 + w_per_p * w_per_p),
        .w_dw_per_p = w * w_per_p,
        .shrink = creal(k) - p * k_per_w,
        .shrink_per_p = creal(k_slope) - cimag(k_slope) * w_per_p - k_per_w -
                        p / w * (cimag(k_slope) + w_per_p * (creal(k_slope) - k_per_w)),
    };

    symmetric_fill(&place, node);
}

void continuous_spectrum(struct continuous *law, enum readout_kind kind, double gamma, double x,
                         struct spectrum *out)
{
    static const struct piece noise = {.radius = 1.0};
    const double scale = sqrt(x / gamma);
    const double end = (kind == READOUT_UNIFORM ? sqrt(3.0) : gaussian_end) * scale;

    *law = (struct continuous){
        .kind = kind, .gamma = gamma, .scale = scale, .support = {.low = -end, .high = end}};
    *out = (struct spectrum){.context = law,
                             .support = &law->support,
                             .supports = 1,
                             .pole = &noise,
                             .poles = 1,
                             .total = 1.0 + x,
                             .height = law_height,
                             .width = law_width,
                             .fill = law_fill};
}
