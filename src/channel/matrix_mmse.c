/* The symmetric channel for atoms, and the error of any law from its bulk; see README.md. */
#include "channel.h"
#include "symmetric.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_integration.h>

#include "plateau/memory.h"

enum { HERMITE_ATOMS = 64 };

/* Below this x the slope is a sum over pairs; above, it is the slope of the error's closed form. */
static const double pairs_below = 0.05;
/*
 * Gaussian readouts beyond v^2 = gamma (1 + x) / x stand outside the noise. While that v is larger
 * than this, they are so rare that the bulk has almost a sharp edge there: the exact law is hard to
 * integrate, and Gauss-Hermite atoms agree with it to 1e-11. Below, the exact law is smooth.
 */
static const double hermite_beyond = 6.5;
/* Readouts nearer to each other than this become one atom. */
static const double merge_apart = 1e-9;
/* The code drops rarer readouts: their eigenvalues would be lines thinner than rounding. */
static const double weight_least = 1e-16;
static const double sum_tolerance = 1e-6;

/* The poles of nu in increasing order; the pole of the noise stands at 0 and has strength 0. */
struct atoms {
    size_t count;
    double *v, *strength; /* strength = P v^2 */
    double *pole, *nu;    /* at the present x */
    struct piece *support;
};

struct symmetric {
    enum readout_kind kind;
    double gamma;
    struct atoms atoms;
};

static double atoms_height(const void *context, double p)
{
    const struct atoms *atoms = context;
    double h = 0.0;

    for (size_t i = 0; i < atoms->count; i++) {
        const double apart = p - atoms->pole[i];

        h += atoms->nu[i] / (apart * apart);
    }
    return h;
}

static void atoms_width(const void *context, double p, double s, double *f, double *fall)
{
    const struct atoms *atoms = context;

    *f = 0.0;
    *fall = 0.0;
    for (size_t i = 0; i < atoms->count; i++) {
        const double apart = p - atoms->pole[i];
        const double inverse = 1.0 / (apart * apart + s);
        const double term = atoms->nu[i] * inverse;

        *f += term;
        *fall += term * inverse;
    }
}

/* A = sum nu / |u-a|^4, B = sum nu (p-a) / |u-a|^4, T = sum P v^2 (2p-a) / |u-a|^2. */
static void atoms_fill(const void *context, double p, double w, struct bulk_node *node)
{
    const struct atoms *atoms = context;
    struct symmetric_place place = {.p = p, .w = w, .energy = p};
    double a = 0.0, b = 0.0, per_p = 0.0, per_w = 0.0;

    for (size_t i = 0; i < atoms->count; i++) {
        const double apart = p - atoms->pole[i];
        const double inverse = 1.0 / (apart * apart + w * w);
        const double term = atoms->nu[i] * inverse * inverse;
        const double pull = atoms->strength[i] * inverse;
        const double lever = 2.0 * p - atoms->pole[i];

        a += term;
        b += term * apart;
        place.energy += atoms->nu[i] * apart * inverse;
        place.shrink += pull * lever;
        per_p += 2.0 * pull * (1.0 - lever * apart * inverse);
        per_w -= 2.0 * pull * lever * inverse; /* dT/dw / w */
    }
    place.energy_per_p = 2.0 * (w * w * a + b * b / a);
    place.w_dw_per_p = -b / a;
    place.shrink_per_p = per_p + place.w_dw_per_p * per_w;
    symmetric_fill(&place, node);
}

static void atoms_spectrum(struct atoms *atoms, double gamma, double x, struct spectrum *out)
{
    const double scale = sqrt(x / gamma);

    for (size_t i = 0; i < atoms->count; i++) {
        const double pole = atoms->v[i] * scale;

        atoms->pole[i] = pole;
        atoms->nu[i] = atoms->strength[i] > 0.0 ? x * atoms->strength[i] : 1.0;
        atoms->support[i] = (struct piece){pole, pole, sqrt(atoms->nu[i])};
    }
    *out = (struct spectrum){.context = atoms,
                             .support = atoms->support,
                             .supports = atoms->count,
                             .pole = atoms->support,
                             .poles = atoms->count,
                             .total = 1.0 + x,
                             .height = atoms_height,
                             .width = atoms_width,
                             .fill = atoms_fill};
}

/* [(T - T') / (E - E')]^2, on the diagonal (dT/dE)^2. */
static double slope_kernel(const struct bulk_node *node, const struct bulk_node *other)
{
    const double ratio =
        other ? (node->shrink - other->shrink) / (node->position - other->position) : node->slope;

    return ratio * ratio;
}

static bool is_sharp(const struct symmetric *channel, double x)
{
    return channel->gamma * (1.0 + x) > hermite_beyond * hermite_beyond * x;
}

static void solve_symmetric(void *channel, struct bulk *bulk, double x, struct mmse_point *out)
{
    struct symmetric *self = channel;
    struct continuous law;
    struct spectrum spectrum;
    double sum[BULK_VALUES];

    if (self->kind == READOUT_ATOMS || (self->kind == READOUT_GAUSSIAN && is_sharp(self, x)))
        atoms_spectrum(&self->atoms, self->gamma, x, &spectrum);
    else
        continuous_spectrum(&law, self->kind, self->gamma, x, &spectrum);
    out->residual = bulk_integrate(bulk, &spectrum, sum);
    channel_split(x, sum[1], sum[2], out);
    out->slope = x < pairs_below ? -bulk_pairs(bulk, slope_kernel)
                                 : -(1.0 - 2.0 * sum[2] - sum[3]) / (x * x);
}

struct readout {
    double v, p;
};

static int compare_readouts(const void *left, const void *right)
{
    const struct readout *a = left, *b = right;

    return (a->v > b->v) - (a->v < b->v);
}

/*
 * Adds a readout. The noise stands among the readouts as v = 0 with p = -1; other readouts near 0
 * change nothing.
 */
static void add_readout(struct atoms *atoms, double v, double p)
{
    const size_t last = atoms->count - 1;

    if (p >= 0.0 && (fabs(v) < merge_apart || p < weight_least))
        return;
    if (p >= 0.0 && atoms->count > 0 && v - atoms->v[last] < merge_apart) {
        atoms->strength[last] += p * v * v;
        return;
    }
    atoms->v[atoms->count] = v;
    atoms->strength[atoms->count++] = p >= 0.0 ? p * v * v : 0.0;
}

/*
 * Sorts readouts [count], the last of which is the noise. square = E v^2, which becomes exactly 1.
 */
static enum status arrange(struct atoms *atoms, struct readout readouts[], size_t count,
                           double square)
{
    const double scale = 1.0 / sqrt(square);

    atoms->v = memory_zeroed(4 * count, sizeof atoms->v[0]);
    atoms->support = memory_zeroed(count, sizeof atoms->support[0]);
    if (!atoms->v || !atoms->support)
        return STATUS_NO_MEMORY;
    atoms->strength = atoms->v + count;
    atoms->pole = atoms->v + 2 * count;
    atoms->nu = atoms->v + 3 * count;
    qsort(readouts, count, sizeof readouts[0], compare_readouts);
    for (size_t i = 0; i < count; i++)
        add_readout(atoms, readouts[i].v * scale, readouts[i].p);
    return STATUS_OK;
}

static enum status check_sums(double sum, double square, struct error *err)
{
    if (!(fabs(sum - 1.0) < sum_tolerance)) {
        return error_set(err, STATUS_INVALID,
                         "readout: the probabilities add up to %.8g; their sum must be 1", sum);
    }
    if (!(fabs(square - 1.0) < sum_tolerance))
        return error_set(err, STATUS_INVALID, "readout: E v^2 = %.8g; it must be 1", square);
    return STATUS_OK;
}

static void destroy_symmetric(void *self)
{
    struct symmetric *channel = self;

    if (channel) {
        free(channel->atoms.v);
        free(channel->atoms.support);
        free(channel);
    }
}

static struct channel make_channel(struct symmetric *self, enum status status)
{
    return (struct channel){self, status, solve_symmetric, destroy_symmetric};
}

static struct channel refuse_memory(struct error *err)
{
    return make_channel(
        NULL, error_set(err, STATUS_NO_MEMORY, "out of memory: no room for a channel of readouts"));
}

static struct channel create_plain(enum readout_kind kind, double gamma, struct error *err)
{
    if (channel_check_gamma("gamma", gamma, err) != STATUS_OK)
        return make_channel(NULL, STATUS_INVALID);
    struct symmetric *channel = memory_zeroed(1, sizeof *channel);
    if (!channel)
        return refuse_memory(err);
    channel->kind = kind;
    channel->gamma = gamma;
    return make_channel(channel, STATUS_OK);
}

/* readouts [count + 1] has room for the noise behind the atoms. */
static struct channel arrange_atoms(struct readout readouts[], size_t count, double gamma,
                                    struct error *err)
{
    double sum = 0.0, square = 0.0;

    readouts[count] = (struct readout){.v = 0.0, .p = -1.0};
    for (size_t i = 0; i < count; i++) {
        sum += readouts[i].p >= 0.0 ? readouts[i].p : (double)NAN;
        square += readouts[i].p * readouts[i].v * readouts[i].v;
    }
    if (channel_check_gamma("gamma", gamma, err) != STATUS_OK ||
        check_sums(sum, square, err) != STATUS_OK)
        return make_channel(NULL, STATUS_INVALID);
    const struct channel channel = create_plain(READOUT_ATOMS, gamma, err);
    struct symmetric *self = channel.self;
    if (self && arrange(&self->atoms, readouts, count + 1, square) != STATUS_OK) {
        destroy_symmetric(self);
        return refuse_memory(err);
    }
    return channel;
}

static struct channel create_atoms(const double v[], const double p[], size_t count, double gamma,
                                   struct error *err)
{
    struct readout *readouts = memory_zeroed(count + 1, sizeof readouts[0]);

    if (!readouts)
        return refuse_memory(err);
    for (size_t i = 0; i < count; i++)
        readouts[i] = (struct readout){v[i], p[i]};
    const struct channel channel = arrange_atoms(readouts, count, gamma, err);
    free(readouts);
    return channel;
}

/* Makes the atoms that stand for a gaussian law at small x. */
static struct channel create_gaussian(double gamma, struct error *err)
{
    gsl_integration_fixed_workspace *hermite = gsl_integration_fixed_alloc(
        gsl_integration_fixed_hermite, HERMITE_ATOMS, 0.0, 0.5, 0.0, 0.0);
    double p[HERMITE_ATOMS];

    if (!hermite)
        return refuse_memory(err);
    for (size_t i = 0; i < HERMITE_ATOMS; i++)
        p[i] = gsl_integration_fixed_weights(hermite)[i] / sqrt(2.0 * M_PI);
    const struct channel channel =
        create_atoms(gsl_integration_fixed_nodes(hermite), p, HERMITE_ATOMS, gamma, err);
    gsl_integration_fixed_free(hermite);
    if (channel.self)
        ((struct symmetric *)channel.self)->kind = READOUT_GAUSSIAN;
    return channel;
}

static struct channel create_law(const struct readout_law *law, double gamma, struct error *err)
{
    switch (law->kind) {
    case READOUT_ATOMS:
        return create_atoms(law->value, law->probability, law->atoms, gamma, err);
    case READOUT_GAUSSIAN:
        return create_gaussian(gamma, err);
    case READOUT_UNIFORM:
        break;
    }
    return create_plain(READOUT_UNIFORM, gamma, err);
}

enum status mmse_symmetric(const struct readout_law *law, double gamma, double x,
                           struct mmse_point *out, struct error *err)
{
    return channel_point(create_law(law, gamma, err), x, out, err);
}

enum status mmse_symmetric_atoms(const double v[], const double p[], size_t count, double gamma,
                                 double x, struct mmse_point *out, struct error *err)
{
    return channel_point(create_atoms(v, p, count, gamma, err), x, out, err);
}

/*
 * Computes xi = sqrt(gamma) E v + sqrt(x) T. The eigenvalues of Y are sqrt(x) lambda; the positions
 * in the bulk leave their mean sqrt(gamma x) E v out.
 */
static void shrink(const struct symmetric *channel, const struct bulk *bulk, double mean, double x,
                   double lambda[], size_t n)
{
    const double shift = sqrt(channel->gamma) * mean;

    for (size_t i = 0; i < n; i++)
        lambda[i] = sqrt(x) * (lambda[i] - shift);
    bulk_shrink(bulk, lambda, n, lambda);
    for (size_t i = 0; i < n; i++)
        lambda[i] = shift + sqrt(x) * lambda[i];
}

enum status mmse_shrink(const double v[], const double p[], size_t count, double gamma, double x,
                        double lambda[], size_t n, struct mmse_point *out, struct error *err)
{
    double mean = 0.0, square = 0.0;

    if (channel_check_snr(x, err) != STATUS_OK)
        return STATUS_INVALID;
    const struct channel channel = create_atoms(v, p, count, gamma, err);
    if (!channel.self)
        return channel.status;
    struct bulk *bulk = bulk_create(err);
    if (!bulk) {
        channel.destroy(channel.self);
        return STATUS_NO_MEMORY;
    }

    for (size_t i = 0; i < count; i++) {
        mean += p[i] * v[i];
        square += p[i] * v[i] * v[i];
    }
    solve_symmetric(channel.self, bulk, x, out);
    shrink(channel.self, bulk, mean / sqrt(square), x, lambda, n);
    bulk_destroy(bulk);
    channel.destroy(channel.self);
    return STATUS_OK;
}

struct mmse *mmse_create_symmetric(const struct readout_law *law, double gamma, struct error *err)
{
    return channel_table(create_law(law, gamma, err), err);
}

struct mmse *mmse_create_atoms(const double v[], const double p[], size_t count, double gamma,
                               struct error *err)
{
    return channel_table(create_atoms(v, p, count, gamma, err), err);
}
