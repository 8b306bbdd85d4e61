/*
 * Two hidden layers, odd activations, gaussian weights: Q1(s), Q2(v,s), Q21(v),
 * with s standard normal the effective readout of a first-layer neuron.
 *
 *     inner(v) = mu^2 Q21 + E_s Q2 g1(Q1)
 *     eps      = mu'^2 E_s s^2 [g1(1) - g1(Q1)] + E_v v^2 [g2(1) - g2(inner)]
 *     m_ns(tau(v)) = E_s Q2 Q1,   hat21 = (r/gamma2) mu^2 v^2 g2'(inner),   Q21 = m_ns(tau + hat21)
 *     A(v)  = [mmse_ns(tau) - mmse_ns(tau + hat21)] / (-mmse_ns'(tau))
 *     hat1  = (r/gamma1) g1'(Q1) [mu'^2 s^2 + E_v v^2 g2'(inner) Q2] + (gamma2/gamma1) E_v A Q2
 *     hat2  = (r/(gamma1 gamma2)) v^2 g2'(inner) g1(Q1) + A Q1 / gamma1
 *
 * Exact when |v| is constant, an approximation otherwise: rows of different |v| share one W1, and
 * the channel is then not rotationally invariant.
 */
#include "two_layer.h"

#include <math.h>

#include "coupling.h"

const double *two_layer_p2(const struct two_layer *two, const double p[], size_t g)
{
    return p + two->nodes * (g + 1);
}

double two_layer_p21(const struct two_layer *two, const double p[], size_t g)
{
    return p[two->nodes * (two->groups.count + 1) + g];
}

/* Equations ask for the error and for the fields at the same overlaps, one after the other. */
void two_layer_read_first(const struct two_layer *two, const double p[])
{
    struct first_layer *first = two->first;

    for (size_t i = 0; i < two->nodes; i++) {
        if (first->p[i] == p[i])
            continue;
        nonlinear_at(&two->inner, p[i], &first->value[i], &first->slope[i]);
        first->gap[i] = nonlinear_gap_from(&two->inner, p[i], first->value[i]);
        first->p[i] = p[i];
    }
}

/* 1 - inner(v), where mu^2 + g1(1) = 1; after read_first. */
double two_layer_inner(const struct two_layer *two, const double p[], size_t g)
{
    const double *p2 = two_layer_p2(two, p, g);
    double sum = two->mu2 * two_layer_p21(two, p, g);

    for (size_t i = 0; i < two->nodes; i++)
        sum += two->weight[i] * (two->first->gap[i] + p2[i] * two->first->value[i]);
    return fmin(sum, 1.0);
}

/* mmse_ns(tau(v)) = 1 - E_s Q2 Q1 */
double two_layer_left(const struct two_layer *two, const double p[], size_t g)
{
    const double *p2 = two_layer_p2(two, p, g);
    double sum = 0.0;

    for (size_t i = 0; i < two->nodes; i++)
        sum += two->weight[i] * (p[i] + p2[i] - p[i] * p2[i]);
    return fmin(sum, 1.0);
}

/* Adds group g's part of hat1, and sets its hat2 and hat21. */
static void add_group(struct two_layer *two, double rate, const double p[], size_t g, double hat[])
{
    const double *p2 = two_layer_p2(two, p, g);
    const double vv = two->groups.v[g] * two->groups.v[g], share = two->groups.p[g];
    const double pull =
        rate * vv * nonlinear_slope(&two->outer, two_layer_inner(two, p, g)); /* r v^2 g2' */
    const double hat21 = two->mu2 * pull / two->gamma2;
    const double left = two_layer_left(two, p, g);
    const double a = coupling_pull(two->mmse, coupling_tau(two->mmse, left), left, hat21);
    double *hat2 = hat + two->nodes * (g + 1);

    for (size_t i = 0; i < two->nodes; i++) {
        const double q2 = 1.0 - p2[i];
        hat[i] += share * q2 / two->gamma1 * (pull * two->first->slope[i] + two->gamma2 * a);
        hat2[i] = (pull * two->first->value[i] / two->gamma2 + a * (1.0 - p[i])) / two->gamma1;
    }
    hat[two->nodes * (two->groups.count + 1) + g] = hat21;
}

static void two_layer_hats(void *state, double rate, const double p[], double hat[])
{
    struct two_layer *two = state;

    two_layer_read_first(two, p);
    for (size_t i = 0; i < two->nodes; i++)
        hat[i] = rate / two->gamma1 * two->mu2_outer * two->s[i] * two->s[i] * two->first->slope[i];
    for (size_t g = 0; g < two->groups.count; g++)
        add_group(two, rate, p, g, hat);
}

static double two_layer_error(void *state, double rate, const double p[])
{
    struct two_layer *two = state;
    double sum = 0.0;

    (void)rate;
    two_layer_read_first(two, p);
    for (size_t i = 0; i < two->nodes; i++)
        sum += two->mu2_outer * two->weight[i] * two->s[i] * two->s[i] * two->first->gap[i];
    for (size_t g = 0; g < two->groups.count; g++)
        sum += two->groups.p[g] * two->groups.v[g] * two->groups.v[g] *
               nonlinear_gap(&two->outer, two_layer_inner(two, p, g));
    return sum;
}

/* P21 = mmse_ns(tau + hat21) */
static void two_layer_close(void *state, const double p[], const double hat[], double next[])
{
    const struct two_layer *two = state;
    const size_t first = two->nodes * (two->groups.count + 1);

    for (size_t g = 0; g < two->groups.count; g++) {
        const double left = two_layer_left(two, p, g);
        next[first + g] =
            two->mmse ? mmse_at(two->mmse, coupling_tau(two->mmse, left) + hat[first + g]) : left;
    }
}

/* (gamma2/alpha) E_v { hat21 P21 / 2 - [iota(tau + hat21) - iota(tau)] }, iota = 1/2 int mmse. */
static double two_layer_rest(void *state, double alpha, double rate, const double p[],
                             const double hat[])
{
    const struct two_layer *two = state;
    const double *hat21 = hat + two->nodes * (two->groups.count + 1);
    double sum = 0.0;

    (void)rate;
    for (size_t g = 0; g < two->groups.count && two->mmse; g++) {
        const double tau = coupling_tau(two->mmse, two_layer_left(two, p, g));
        sum += two->groups.p[g] *
               (hat21[g] * two_layer_p21(two, p, g) - mmse_integral(two->mmse, tau + hat21[g]) +
                mmse_integral(two->mmse, tau));
    }
    return 0.5 * two->gamma2 / alpha * sum;
}

void two_layer_set_equations(struct two_layer *two, double noise)
{
    const size_t groups = two->groups.count, weights = two->nodes * (groups + 1);

    two->equations = (struct equations){
        .state = two,
        .count = weights + groups,
        .weights = weights,
        .prior = WEIGHTS_GAUSSIAN,
        .noise = noise,
        .size = two->size,
        .hats = two_layer_hats,
        .error = two_layer_error,
        .close = two_layer_close,
        .rest = two_layer_rest,
    };
}
