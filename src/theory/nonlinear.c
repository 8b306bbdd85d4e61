#include "nonlinear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "plateau/quadrature.h"

enum { TERMS_FIRST = 256, TERMS_MAX = 2048, LANES = 8 };

/* The series may stop where c_l^2 is smaller: tanh(2z) needs 550 terms, elu needs all. */
static const double term_least = 1e-17;

/* Where parity or a subtraction makes mu_l zero, the quadrature gives 1e-14 or less. */
static const double mu_least = 1e-9;

/* Below this p, g(1) - g(1-p) is the integral of g'. */
static const double gap_small = 1e-3;

/* Range of E sigma^2 in which squares and rates stay far inside the floating range. */
static const double variance_least = 1e-30, variance_most = 1e30;

/* Closed forms for series that converge too slowly. */
struct closed_form {
    const char *activation;
    void (*at)(double p, double *value, double *slope);
    double (*gap)(double p);
};

/*
 * g = [sqrt(1-q^2) + q asin q - 1 - q^2/2] / (2 pi), g' = (asin q - q) / (2 pi). Both cancel at
 * small q: there the series of asin q - q serves, sum_j a_j q^(2j+3).
 */
static void relu_at(double p, double *value, double *slope)
{
    static const double series[] = {1.0 / 6.0, 3.0 / 40.0, 15.0 / 336.0, 105.0 / 3456.0,
                                    945.0 / 42240.0};
    static const double q_small = 0.05;
    const double q = 1.0 - p;

    if (q < q_small) {
        double power = q * q * q;

        *value = *slope = 0.0;
        for (size_t j = 0; j < sizeof series / sizeof series[0]; j++, power *= q * q) {
            *slope += series[j] * power / (2.0 * M_PI);
            *value += series[j] * power * q / (2.0 * (double)(j + 2)) / (2.0 * M_PI);
        }
        return;
    }
    const double arc = M_PI_2 - 2.0 * asin(sqrt(0.5 * p)); /* asin q */
    *slope = (arc - q) / (2.0 * M_PI);
    *value = (sqrt(p * (2.0 - p)) + q * arc - 1.0 - 0.5 * q * q) / (2.0 * M_PI);
}

/* With q = cos t: [pi p / 2 - p (2-p) / 2 - (sin t - t cos t)] / (2 pi); the last is O(t^3). */
static double relu_gap(double p)
{
    const double t = 2.0 * asin(sqrt(0.5 * p));

    return (0.5 * M_PI * p - 0.5 * p * (2.0 - p) - (sqrt(p * (2.0 - p)) - t * (1.0 - p))) /
           (2.0 * M_PI);
}

static const struct closed_form closed_forms[] = {{"relu", relu_at, relu_gap}};

static const struct closed_form *find_closed(const struct activation *activation)
{
    for (size_t i = 0; i < sizeof closed_forms / sizeof closed_forms[0]; i++)
        if (strcmp(closed_forms[i].activation, activation->name) == 0)
            return &closed_forms[i];
    return NULL;
}

/* Computes c_l = mu_l / sqrt(l!) of a polynomial, from its own coefficients: exact. */
static size_t polynomial_terms(const struct activation *activation, double c[TERMS_MAX])
{
    double factorial = 1.0;

    for (size_t l = 0; l < activation->terms; l++) {
        factorial *= l > 0 ? (double)l : 1.0;
        c[l] = activation->factor * activation->coefficient[l] / sqrt(factorial);
    }
    for (size_t l = activation->terms; l < 3; l++)
        c[l] = 0.0;
    return activation->terms > 3 ? activation->terms : 3;
}

/* Doubles the number of terms until the last quarter is negligible. */
static size_t quadrature_terms(const struct activation *activation, double c[TERMS_MAX])
{
    for (size_t count = TERMS_FIRST;; count *= 2) {
        bool enough = true;

        quadrature_hermite(activation, c, count);
        for (size_t l = count - count / 4; l < count; l++)
            enough = enough && c[l] * c[l] <= term_least;
        if (enough || count == TERMS_MAX)
            return count;
    }
}

static double clean(double mu, double scale)
{
    return fabs(mu) > mu_least * scale ? mu : 0.0;
}

/* Keeps the orders that are not zero: every one, or every second. */
static enum status keep_series(struct nonlinear *out, const double c[], size_t count,
                               struct error *err)
{
    bool odd = false, even = false;

    while (count > 3 && c[count - 1] * c[count - 1] <= term_least * out->variance)
        count--;
    for (size_t l = 3; l < count; l++) {
        const bool there = c[l] * c[l] > term_least * out->variance;
        odd = odd || (there && l % 2 == 1);
        even = even || (there && l % 2 == 0);
    }
    out->first = odd ? 3 : 4;
    out->stride = odd && even ? 1 : 2;
    for (size_t l = out->first; l < count; l += out->stride)
        out->count++;
    out->term = memory_zeroed(out->count + LANES, sizeof *out->term);
    out->slope = memory_zeroed(out->count + LANES, sizeof *out->slope);
    if (!out->term || !out->slope)
        return error_set(err, STATUS_NO_MEMORY,
                         "theory: out of memory: no room for the activation's series");
    for (size_t j = 0; j < out->count; j++) {
        const size_t l = out->first + out->stride * j;
        out->term[j] = c[l] * c[l];
        out->slope[j] = (double)l * out->term[j];
    }
    return STATUS_OK;
}

enum status nonlinear_init(struct nonlinear *out, const struct activation *activation,
                           struct error *err)
{
    double *c = memory_zeroed(TERMS_MAX, sizeof *c);

    *out = (struct nonlinear){.scale = activation->factor * activation->factor};
    if (!c)
        return error_set(err, STATUS_NO_MEMORY,
                         "theory: out of memory: no room for the activation's series");
    out->closed = find_closed(activation);
    const size_t count = activation->terms > 0 ? polynomial_terms(activation, c)
                         : out->closed         ? (quadrature_hermite(activation, c, 3), (size_t)3)
                                               : quadrature_terms(activation, c);
    if (activation->terms > 0)
        for (size_t l = 0; l < count; l++)
            out->variance += c[l] * c[l];
    else
        out->variance = quadrature_variance(activation);
    if (!(out->variance >= variance_least && out->variance <= variance_most)) {
        free(c);
        return error_set(err, STATUS_INVALID,
                         "no theory: the activation has variance %.3g; it takes %g to %g: another "
                         "factor would do",
                         out->variance, variance_least, variance_most);
    }
    out->mu0 = clean(c[0], sqrt(out->variance));
    out->mu1 = clean(c[1], sqrt(out->variance));
    out->mu2 = clean(c[2] * M_SQRT2, sqrt(out->variance));
    out->top =
        out->variance - out->mu0 * out->mu0 - out->mu1 * out->mu1 - 0.5 * out->mu2 * out->mu2;
    if (out->top <= term_least * out->variance)
        out->top = 0.0;
    const enum status status = keep_series(out, c, count, err);
    free(c);
    return status;
}

void nonlinear_fini(struct nonlinear *nonlinear)
{
    free(nonlinear->term);
    free(nonlinear->slope);
    *nonlinear = (struct nonlinear){0};
}

/* x = q, or q^2 where every second order is missing. */
static double argument_of(const struct nonlinear *n, double q)
{
    return n->stride == 2 ? q * q : q;
}

/* Returns how many terms matter, in whole strands: powers below 1e-18 are left out. */
static size_t terms_at(const struct nonlinear *n, double p)
{
    static const double negligible = 41.0; /* -ln 1e-18 */
    const double last = negligible / (p * (double)n->stride) + 1.0;
    const size_t count = last < (double)n->count ? (size_t)last : n->count;

    return (count + LANES - 1) / LANES * LANES;
}

/* f_0 + x f_1 + ... + x^7 f_7 */
static double join_strands(const double f[LANES], double x)
{
    const double x2 = x * x, x4 = x2 * x2;

    return f[0] + x * f[1] + x2 * (f[2] + x * f[3]) +
           x4 * (f[4] + x * f[5] + x2 * (f[6] + x * f[7]));
}

/*
 * Computes sum_j coefficient[j] x^j by Horner's rule, in strands that do not wait for one another.
 */
static double series_at(const struct nonlinear *n, const double coefficient[], double p)
{
    const double x = argument_of(n, 1.0 - p), x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
    double f[LANES] = {0.0};

    for (size_t j = terms_at(n, p); j > 0;) {
        j -= LANES;
        for (size_t k = 0; k < LANES; k++)
            f[k] = f[k] * x8 + coefficient[j + k];
    }
    return join_strands(f, x);
}

/* Computes both series at once, which takes little longer than one: most of the time is waiting. */
static void series_pair(const struct nonlinear *n, double p, double *value, double *slope)
{
    const double x = argument_of(n, 1.0 - p), x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
    double f[LANES] = {0.0}, s[LANES] = {0.0};

    for (size_t j = terms_at(n, p); j > 0;) {
        j -= LANES;
        for (size_t k = 0; k < LANES; k++)
            f[k] = f[k] * x8 + n->term[j + k];
        for (size_t k = 0; k < LANES; k++)
            s[k] = s[k] * x8 + n->slope[j + k];
    }
    *value = join_strands(f, x);
    *slope = join_strands(s, x);
}

/* Computes value = q^first sum_j term[j] x^j, and its derivative; each may be NULL. */
static void sum_series(const struct nonlinear *n, double p, double *value, double *slope)
{
    const double q = 1.0 - p, power = n->first == 4 ? q * q * q : q * q;
    double f = 0.0, s = 0.0;

    if (value && slope)
        series_pair(n, p, &f, &s);
    else if (value)
        f = series_at(n, n->term, p);
    else
        s = series_at(n, n->slope, p);
    if (slope)
        *slope = power * s;
    if (value)
        *value = power * q * f;
}

void nonlinear_at(const struct nonlinear *nonlinear, double p, double *value, double *slope)
{
    double f, s;

    if (!nonlinear->closed) {
        sum_series(nonlinear, p, value, slope);
        return;
    }
    nonlinear->closed->at(p, &f, &s);
    if (value)
        *value = nonlinear->scale * f;
    if (slope)
        *slope = nonlinear->scale * s;
}

double nonlinear_slope(const struct nonlinear *nonlinear, double p)
{
    double slope;

    nonlinear_at(nonlinear, p, NULL, &slope);
    return slope;
}

double nonlinear_gap(const struct nonlinear *nonlinear, double p)
{
    double value = 0.0;

    if (!nonlinear->closed && p > gap_small)
        nonlinear_at(nonlinear, p, &value, NULL);
    return nonlinear_gap_from(nonlinear, p, value);
}

double nonlinear_gap_from(const struct nonlinear *nonlinear, double p, double value)
{
    double sum = 0.0;

    if (nonlinear->closed)
        return nonlinear->scale * nonlinear->closed->gap(p);
    if (p > gap_small)
        return nonlinear->top - value;
    /* Three Gauss-Legendre nodes on [0, p]. */
    static const double node[] = {0.1127016653792583, 0.5, 0.8872983346207417};
    static const double weight[] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
    for (size_t i = 0; i < 3; i++)
        sum += weight[i] * nonlinear_slope(nonlinear, node[i] * p);
    return p * sum;
}
