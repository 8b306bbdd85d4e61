/*
 * The rectangular channel Y = sqrt(x) W2 W1 / sqrt(k1) + Z, by the spectrum zeta = sigma^2 of
 * Y Y^T / d; see README.md.
 *
 * Given W1, the rows of Y have variance h = 1 + kappa l, kappa = x / gamma1, along the eigenvectors
 * of W1^T W1 / d, and l follows the Marchenko-Pastur law of rate gamma1: nu(da) = gamma2 h^2 at
 * a = gamma2 h. With F = E[1 / (u - gamma2 h)],
 *
 *     zeta = u + 1 + x + Phi = u (gamma2 - 1 + u F) / gamma2.
 */
#include "channel.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

struct rectangular {
    double gamma1, gamma2; /* gamma2 <= 1 */
    double x, kappa;       /* at the present point */
    struct piece support[2];
};

/* The functions of u. */
struct place {
    double complex m, m_slope; /* M = E[l / (y - l)] and dM/du */
    double complex f;          /* F */
    double complex zeta_per_u; /* 1 + Phi' */
};

/*
 * Returns G(y) = E[1 / (y - l)], where y = (u - gamma2) / (gamma2 kappa). Of its two forms the code
 * takes the one that adds where the other subtracts; they are equal by (b - root) (b + root) = 4 y.
 */
static double complex find_resolvent(double gamma1, double complex y)
{
    const double low = (1.0 - sqrt(gamma1)) * (1.0 - sqrt(gamma1));
    const double high = (1.0 + sqrt(gamma1)) * (1.0 + sqrt(gamma1));
    const double complex root = csqrt(y - low) * csqrt(y - high);
    const double complex b = y + 1.0 - gamma1;
    const double sign = creal(b * conj(root));

    return sign >= 0.0 ? 2.0 / (b + root) : (b - root) / (2.0 * y);
}

/* y = 1 / G + gamma1 / (1 - G), whose derivative gives G' without cancellation at large y. */
static struct place find_place(const struct rectangular *self, double complex u)
{
    const double gamma1 = self->gamma1, gamma2 = self->gamma2;
    const double stretch = gamma2 * self->kappa; /* du/dy */
    const double complex g = find_resolvent(gamma1, (u - gamma2) / stretch);
    const double complex rest = (1.0 - g) * (1.0 - g);
    const double complex g_slope = g * g / (gamma1 * g * g - rest); /* G' / (1 - G)^2 */
    const double complex f = g / stretch, f_slope = g_slope * rest / (stretch * stretch);

    return (struct place){.m = gamma1 * g / (1.0 - g),
                          .m_slope = gamma1 * g_slope / stretch,
                          .f = f,
                          .zeta_per_u = (gamma2 - 1.0 + 2.0 * u * f + u * u * f_slope) / gamma2};
}

static double rect_height(const void *context, double p)
{
    return 1.0 - creal(find_place(context, p).zeta_per_u);
}

/* Computes F = -Im Phi / w, and its derivative from Re Phi'. */
static void rect_width(const void *context, double p, double s, double *f, double *fall)
{
    const struct rectangular *self = context;
    const double w = sqrt(s);
    const double complex u = bulk_u(p, w);
    const struct place place = find_place(self, u);

    *f = (1.0 - cimag(u * u * place.f) / w) / self->gamma2;
    *fall = (creal(place.zeta_per_u) - 1.0 + *f) / (2.0 * s);
}

/*
 * value[]: rho, rho T^2, rho n^2 and (1 - gamma2) rho (T / sigma)^2, per dp. T = xi / sqrt(x) =
 * |u|^2 Lambda / (sigma x) with Lambda = -Im M / (gamma2 w); n is the posterior mean of the noise.
 */
static void rect_fill(const void *context, double p, double w, struct bulk_node *node)
{
    const struct rectangular *self = context;
    const double complex u = bulk_u(p, w);
    const struct place place = find_place(self, u);
    const double complex per_zeta = 1.0 / place.zeta_per_u;
    const double square = p * p + w * w;
    const double zeta = creal(u * (self->gamma2 - 1.0 + u * place.f)) / self->gamma2;
    const double sigma = sqrt(zeta);
    const double mass = w / (M_PI * square) / creal(per_zeta);
    const double scale = -1.0 / (self->gamma2 * self->x);
    const double m_per_w = cimag(place.m) / w;
    const double m_per_zeta =
        (cimag(place.m_slope * per_zeta) - m_per_w * cimag(per_zeta)) / w; /* d(Im M / w) */
    const double shrink = scale * square * m_per_w / sigma;
    const double noise = 2.0 * self->gamma2 * sigma * p / square + (1.0 - self->gamma2) / sigma;

    node->value[0] = mass;
    node->value[1] = mass * shrink * shrink;
    node->value[2] = mass * noise * noise;
    node->value[3] = (1.0 - self->gamma2) * mass * shrink * shrink / zeta;
    node->position = sigma;
    node->shrink = shrink;
    node->slope = 2.0 * scale * (2.0 * creal(conj(u) * per_zeta) * m_per_w + square * m_per_zeta) -
                  shrink / sigma;
}

/* Supports of gamma2 h: gamma2 for the missing directions of W1, and the Marchenko-Pastur bulk. */
static void rect_spectrum(struct rectangular *self, double x, struct spectrum *out)
{
    const double gamma1 = self->gamma1, gamma2 = self->gamma2, kappa = x / gamma1;
    const double low = (1.0 - sqrt(gamma1)) * (1.0 - sqrt(gamma1));
    const double high = (1.0 + sqrt(gamma1)) * (1.0 + sqrt(gamma1));

    self->x = x;
    self->kappa = kappa;
    self->support[0] = (struct piece){
        .low = gamma2, .high = gamma2, .radius = sqrt(gamma2 * fmax(0.0, 1.0 - gamma1))};
    self->support[1] =
        (struct piece){.low = gamma2 * (1.0 + kappa * low), .high = gamma2 * (1.0 + kappa * high)};

    const size_t first = gamma1 < 1.0 ? 0 : 1;

    *out = (struct spectrum){.context = self,
                             .support = self->support + first,
                             .supports = 2 - first,
                             .pole = self->support,
                             .poles = 1 - first,
                             .total =
                                 gamma2 * (1.0 + 2.0 * x + kappa * kappa * gamma1 * (1.0 + gamma1)),
                             .height = rect_height,
                             .width = rect_width,
                             .fill = rect_fill};
}

static double square(double value)
{
    return value * value;
}

/* ((T - T') / (sigma - sigma'))^2 + ((T + T') / (sigma + sigma'))^2. */
static double slope_kernel(const struct bulk_node *node, const struct bulk_node *other)
{
    if (!other)
        return square(node->slope) + square(node->shrink / node->position);
    return square((node->shrink - other->shrink) / (node->position - other->position)) +
           square((node->shrink + other->shrink) / (node->position + other->position));
}

static void solve_rectangular(void *channel, struct bulk *bulk, double x, struct mmse_point *out)
{
    struct rectangular *self = channel;
    struct spectrum spectrum;
    double sum[BULK_VALUES];

    rect_spectrum(self, x, &spectrum);
    out->residual = bulk_integrate(bulk, &spectrum, sum);
    channel_split(x, sum[1], sum[2], out);
    out->slope = -(0.5 * self->gamma2 * bulk_pairs(bulk, slope_kernel) + sum[3]);
}

/* Transposing Y exchanges k2 and d, so that the code solves gamma2 <= 1 alone. */
static struct channel make_rectangular(double gamma1, double gamma2, struct error *err)
{
    struct channel channel = {NULL, STATUS_INVALID, solve_rectangular, free};

    if (channel_check_gamma("gamma1", gamma1, err) == STATUS_OK &&
        channel_check_gamma("gamma2", gamma2, err) == STATUS_OK) {
        struct rectangular *self = memory_zeroed(1, sizeof *self);

        channel.status =
            self ? STATUS_OK
                 : error_set(err, STATUS_NO_MEMORY, "out of memory: no room for a channel");
        if (!self)
            return channel;
        self->gamma1 = gamma2 > 1.0 ? gamma1 / gamma2 : gamma1;
        self->gamma2 = gamma2 > 1.0 ? 1.0 / gamma2 : gamma2;
        channel.self = self;
    }
    return channel;
}

enum status mmse_rectangular(double gamma1, double gamma2, double x, struct mmse_point *out,
                             struct error *err)
{
    return channel_point(make_rectangular(gamma1, gamma2, err), x, out, err);
}

struct mmse *mmse_create_rectangular(double gamma1, double gamma2, struct error *err)
{
    return channel_table(make_rectangular(gamma1, gamma2, err), err);
}
