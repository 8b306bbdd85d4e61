/*
 * Gelman et al., Bayesian Data Analysis (2013), 11.4; Vehtari et al., Bayesian Analysis 16 (2021),
 * eq. (1)-(4), (10)-(13), without ranks. Every window is cut in two halves: M parts of N points.
 *   W = mean of the parts' variances,  V = (N-1)/N W + variance of their means,
 *   R-hat = sqrt(V / W),  rho_t = 1 - (W - mean of the parts' autocovariances at t) / V,
 *   tau = -1 + 2 sum of (rho_2t + rho_2t+1) while positive, made monotone (Geyer),  ESS = M N /
 * tau.
 */
#include "chain.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

enum { PARTS_MAX = 2 * CHAINS_MAX, LEAST_POINTS = 8 };

/* One half of a window. */
struct part {
    const double *x;
    size_t n;
    double mean;
};

/* All halves, of equal length. */
struct parts {
    struct part at[PARTS_MAX];
    size_t count, points; /* points: of each whole window */
    double clock;         /* that they span, all windows together */
    double within, all;   /* W, V */
};

void chain_restart(struct chain *chain, double clock)
{
    chain->origin = chain->now = clock;
    chain->stride = 1;
    chain->skipped = 0;
    chain->count = 0;
}

/* Keeps every second point, among them the newest. */
static void thin(struct chain *chain)
{
    for (size_t i = 0; i < CHAIN_POINTS / 2; i++) {
        chain->clock[i] = chain->clock[2 * i + 1];
        chain->value[i] = chain->value[2 * i + 1];
    }
    chain->count = CHAIN_POINTS / 2;
    chain->stride *= 2;
}

void chain_add(struct chain *chain, double clock, double value)
{
    chain->now = clock;
    if (++chain->skipped < chain->stride)
        return;
    chain->skipped = 0;
    if (chain->count == CHAIN_POINTS) {
        thin(chain);
        chain->skipped = chain->stride / 2; /* since the newest that was kept */
        return;
    }
    chain->clock[chain->count] = clock;
    chain->value[chain->count] = value;
    chain->count++;
}

size_t chain_window(const struct chain *chain, const double **out)
{
    const double middle = chain->origin + 0.5 * (chain->now - chain->origin);
    size_t first = 0;

    while (first < chain->count && chain->clock[first] <= middle)
        first++;
    *out = chain->value + first;
    return chain->count - first;
}

static double square(double x)
{
    return x * x;
}

static double part_mean(const struct part *part)
{
    double sum = 0.0;

    for (size_t i = 0; i < part->n; i++)
        sum += part->x[i];
    return sum / (double)part->n;
}

/* Returns the mean over the parts of their autocovariances at this lag, each divided by its n. */
static double autocovariance(const struct part part[], size_t parts, size_t lag)
{
    double sum = 0.0;

    for (size_t p = 0; p < parts; p++) {
        const double *x = part[p].x;
        double own = 0.0;

        for (size_t i = 0; i + lag < part[p].n; i++)
            own += (x[i] - part[p].mean) * (x[i + lag] - part[p].mean);
        sum += own / (double)part[p].n;
    }
    return sum / (double)parts;
}

static double variance_of_means(const struct part part[], size_t parts, double mean)
{
    double sum = 0.0;

    for (size_t p = 0; p < parts; p++)
        sum += square(part[p].mean - mean);
    return sum / ((double)parts - 1.0);
}

/* Returns tau, from the pairs of neighbouring lags until their sum is no longer positive. */
static double correlation_time(const struct part part[], size_t parts, double within, double all)
{
    const size_t n = part[0].n;
    double sum = 0.0, last = HUGE_VAL;

    for (size_t lag = 0; lag + 1 < n; lag += 2) {
        const double even =
            lag == 0 ? 1.0 : 1.0 - (within - autocovariance(part, parts, lag)) / all;
        const double odd = 1.0 - (within - autocovariance(part, parts, lag + 1)) / all;
        const double pair = fmin(even + odd, last);

        if (pair <= 0.0)
            break;
        sum += pair;
        last = pair;
    }
    /* Anticorrelated chains can have more than M N, but not infinitely many. */
    return fmax(2.0 * sum - 1.0, 1.0 / log10((double)(parts * n)));
}

/* Each point stands for the stretch of clock before it, the first point too. */
static double stretch_of(const struct chain *chain, const double *first, size_t n)
{
    const double *clock = chain->clock + (first - chain->value);

    return (clock[n - 1] - clock[0]) * (double)n / (double)(n - 1);
}

/*
 * Splits the newest points into halves, as many points of each window as the shortest has; returns
 * no parts when these are too few.
 */
static struct parts split(const struct chain chain[], size_t count)
{
    struct parts parts = {.count = 0};
    const double *window[CHAINS_MAX];
    size_t size[CHAINS_MAX], least = CHAIN_POINTS;

    for (size_t c = 0; c < count; c++) {
        size[c] = chain_window(&chain[c], &window[c]);
        least = size[c] < least ? size[c] : least;
    }
    parts.points = least;
    if (least < LEAST_POINTS)
        return parts;
    const size_t half = least / 2;
    parts.points = 2 * half;
    for (size_t c = 0; c < count; c++) {
        const double *newest = window[c] + size[c] - 2 * half;

        parts.at[parts.count++] = (struct part){newest, half, 0.0};
        parts.at[parts.count++] = (struct part){newest + half, half, 0.0};
        parts.clock += stretch_of(&chain[c], newest, 2 * half);
    }
    return parts;
}

/* Computes the parts' means, W and V; returns the mean of all. */
static double weigh(struct parts *parts)
{
    const double n = (double)parts->at[0].n;
    double mean = 0.0;

    for (size_t p = 0; p < parts->count; p++) {
        parts->at[p].mean = part_mean(&parts->at[p]);
        mean += parts->at[p].mean / (double)parts->count;
    }
    parts->within = autocovariance(parts->at, parts->count, 0) * n / (n - 1.0);
    parts->all = (n - 1.0) / n * parts->within + variance_of_means(parts->at, parts->count, mean);
    return mean;
}

/* Returns whether nothing was sampled, even if the parts agree. */
static bool is_frozen(const struct parts *parts, double mean)
{
    return parts->within <= square((double)parts->at[0].n * DBL_EPSILON * mean);
}

struct mixing chain_mixing(const struct chain chain[], size_t count)
{
    const double none = (double)NAN;
    struct parts parts = split(chain, count);

    if (parts.count == 0)
        return (struct mixing){parts.points, none, none, none, none, none, none};
    struct mixing out = {.points = parts.points, .clock = parts.clock};
    out.mean = weigh(&parts);
    out.variance = parts.all;
    if (is_frozen(&parts, out.mean)) {
        out.rhat = (double)INFINITY;
        out.ess = 1.0;
    } else {
        out.rhat = sqrt(parts.all / parts.within);
        out.ess = (double)(count * parts.points) /
                  correlation_time(parts.at, parts.count, parts.within, parts.all);
    }
    out.se = sqrt(out.variance / out.ess);
    return out;
}

/* Chooses the step so that the lags reach four correlation times, or at least half a window. */
static size_t wide_step(const struct parts *parts)
{
    const double tau = correlation_time(parts->at, parts->count, parts->within, parts->all);
    const size_t most = (parts->at[0].n - 1) / (CHAIN_LAGS - 1);

    return (size_t)fmax(1.0, fmin(ceil(4.0 * tau / (CHAIN_LAGS - 1)), (double)most));
}

struct autocorrelation chain_autocorrelation(const struct chain chain[], size_t count, size_t step)
{
    struct parts parts = split(chain, count);
    struct autocorrelation out = {.step = 0, .clock = (double)NAN};

    for (size_t i = 0; i < CHAIN_LAGS; i++)
        out.rho[i] = (double)NAN;
    if (parts.count == 0 || is_frozen(&parts, weigh(&parts)))
        return out;
    out.step = step > 0 ? step : wide_step(&parts);
    out.clock = (double)out.step * parts.clock / (double)(count * parts.points);
    out.rho[0] = 1.0;
    for (size_t i = 1; i < CHAIN_LAGS && i * out.step < parts.at[0].n; i++)
        out.rho[i] =
            1.0 - (parts.within - autocovariance(parts.at, parts.count, i * out.step)) / parts.all;
    return out;
}
