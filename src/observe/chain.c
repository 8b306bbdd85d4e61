/*
 * Gelman et al., Bayesian Data Analysis (2013), 11.4; Vehtari et al., Bayesian Analysis 16 (2021),
 * eq. (1)-(4), (10)-(13), without ranks. Every window is cut in two halves: M parts of N points.
 *   W = mean of the parts' variances,  V = (N-1)/N W + variance of their means,
 *   R-hat = sqrt(V / W),  rho_t = 1 - (W - mean of the parts' autocovariances at t) / V,
 *   tau = -1 + 2 sum of (rho_2t + rho_2t+1) while positive, made monotone (Geyer),  ESS = M N /
 * tau.
 */
#include "plateau/chain.h"

#include <float.h>
#include <math.h>

enum { PARTS_MAX = 2 * CHAINS_MAX, LEAST_POINTS = 8 };

/* One half of a window. */
struct part {
    const double *x;
    size_t n;
    double mean;
};

void chain_restart(struct chain *chain, double clock)
{
    chain->origin = chain->now = clock;
    chain->stride = 1;
    chain->skipped = 0;
    chain->count = 0;
}

/* Keeps every second point, the newest among them. */
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

/* Mean over the parts of their autocovariances at this lag, each divided by its n. */
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

/* tau, from the pairs of neighbouring lags until their sum is no longer positive. */
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
    /* Anticorrelated chains can have more than M N, and should not have infinitely many. */
    return fmax(2.0 * sum - 1.0, 1.0 / log10((double)(parts * n)));
}

static struct mixing mix(struct part part[], size_t parts)
{
    const double n = (double)part[0].n;
    struct mixing out = {.points = 2 * part[0].n, .mean = 0.0};

    for (size_t p = 0; p < parts; p++) {
        part[p].mean = part_mean(&part[p]);
        out.mean += part[p].mean / (double)parts;
    }
    const double within = autocovariance(part, parts, 0) * n / (n - 1.0);
    const double between = variance_of_means(part, parts, out.mean);

    out.variance = (n - 1.0) / n * within + between;
    if (within <= square(n * DBL_EPSILON * out.mean)) {
        out.rhat = (double)INFINITY;
        out.ess = 1.0; /* frozen: nothing was sampled, whatever the parts agree on */
        out.se = sqrt(out.variance);
        return out;
    }
    out.rhat = sqrt(out.variance / within);
    out.ess = (double)parts * n / correlation_time(part, parts, within, out.variance);
    out.se = sqrt(out.variance / out.ess);
    return out;
}

struct mixing chain_mixing(const struct chain chain[], size_t count)
{
    const double none = (double)NAN;
    struct part part[PARTS_MAX] = {{0}};
    const double *window[CHAINS_MAX];
    size_t size[CHAINS_MAX], least = CHAIN_POINTS;

    for (size_t c = 0; c < count; c++) {
        size[c] = chain_window(&chain[c], &window[c]);
        least = size[c] < least ? size[c] : least;
    }
    if (least < LEAST_POINTS)
        return (struct mixing){least, none, none, none, none, none};
    const size_t half = least / 2;
    for (size_t c = 0; c < count; c++) {
        const double *newest = window[c] + size[c] - 2 * half;

        part[2 * c] = (struct part){newest, half, 0.0};
        part[2 * c + 1] = (struct part){newest + half, half, 0.0};
    }
    return mix(part, 2 * count);
}
