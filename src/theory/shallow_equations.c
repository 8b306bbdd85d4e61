/*
 * One hidden layer: Q(v) per |v|, tau, R2.
 *
 *     eps = (mu_2^2/2) mmse_S(tau + mu_2^2 r) + E_v v^2 [g(1) - g(Q)],   r = alpha / (Delta + eps)
 *     m_S(tau) = E v^2 Q^2
 *     hat(v) = (v^2/gamma) [A Q + r g'(Q)],
 *     A = [mmse_S(tau) - mmse_S(tau + mu_2^2 r)] / (-mmse_S'(tau))
 *
 * With one |v| the solution curve is explicit in Q.
 */
#include "shallow.h"

#include <math.h>

#include "coupling.h"
#include "prior.h"
#include "root.h"

enum { SCAN_CELLS = 32 };

/* mmse_S(tau) = 1 - E v^2 Q^2 = E v^2 P (2 - P) */
double shallow_left(const struct shallow *shallow, const double p[])
{
    const struct groups *groups = &shallow->groups;
    double left = 0.0;

    for (size_t i = 0; i < groups->count; i++)
        left += groups->p[i] * groups->v[i] * groups->v[i] * p[i] * (2.0 - p[i]);
    return fmin(left, 1.0);
}

/* E v^2 Q^2 */
double shallow_known(const struct shallow *shallow, const double p[])
{
    const struct groups *groups = &shallow->groups;
    double known = 0.0;

    for (size_t i = 0; i < groups->count; i++)
        known += groups->p[i] * groups->v[i] * groups->v[i] * (1.0 - p[i]) * (1.0 - p[i]);
    return known;
}

/* E v^2 [g(1) - g(Q)] */
static double gap_of(const struct shallow *shallow, const double p[])
{
    const struct groups *groups = &shallow->groups;
    double gap = 0.0;

    for (size_t i = 0; i < groups->count; i++)
        gap +=
            groups->p[i] * groups->v[i] * groups->v[i] * nonlinear_gap(&shallow->nonlinear, p[i]);
    return gap;
}

/* Returns (mu_2^2/2) mmse_S at a signal-to-noise ratio. */
static double quadratic_error(const struct shallow *shallow, double snr)
{
    return shallow->mmse ? 0.5 * shallow->mu22 * mmse_at(shallow->mmse, snr) : 0.0;
}

static void shallow_hats(void *state, double rate, const double p[], double hat[])
{
    const struct shallow *shallow = state;
    const struct groups *groups = &shallow->groups;
    const double left = shallow_left(shallow, p), tau = coupling_tau(shallow->mmse, left);
    const double a = coupling_pull(shallow->mmse, tau, left, rate * shallow->mu22);

    for (size_t i = 0; i < groups->count; i++)
        hat[i] = groups->v[i] * groups->v[i] / shallow->gamma *
                 (a * (1.0 - p[i]) + rate * nonlinear_slope(&shallow->nonlinear, p[i]));
}

static double shallow_error(void *state, double rate, const double p[])
{
    const struct shallow *shallow = state;
    const double tau = coupling_tau(shallow->mmse, shallow_left(shallow, p));

    return quadratic_error(shallow, tau + shallow->mu22 * rate) + gap_of(shallow, p);
}

/* y = Delta + eps at given overlaps: y - (mu_2^2/2) mmse_S(tau + alpha mu_2^2 / y) - floor = 0. */
struct self_consistent {
    const struct shallow *shallow;
    double alpha, tau, floor;
};

static double noise_excess(void *context, double y)
{
    const struct self_consistent *at = context;
    const double snr = at->tau + at->alpha * at->shallow->mu22 / y;

    return y - quadratic_error(at->shallow, snr) - at->floor;
}

/*
 * Returns the smallest root, which lies between perfect knowledge of the quadratic part and the
 * knowledge at tau.
 */
static double shallow_rate(void *state, double alpha, const double p[])
{
    static const double tolerance = 1e-15;
    const struct shallow *shallow = state;
    const double left = shallow_left(shallow, p);
    struct self_consistent at = {shallow, alpha, coupling_tau(shallow->mmse, left),
                                 shallow->equations.noise + gap_of(shallow, p)};
    const double width = 0.5 * shallow->mu22 * left / SCAN_CELLS;
    double y = at.floor;

    if (!shallow->mmse)
        return alpha / at.floor;
    for (size_t i = 1; i < SCAN_CELLS && noise_excess(&at, y + width) < 0.0; i++)
        y += width;
    return alpha / root_between(noise_excess, &at, y, y + width, tolerance * y);
}

/* (R_d - R2) R2hat / (4 alpha) + (iota(tau) - iota(tau + R2hat)) / alpha, iota = 1/4 int mmse. */
static double shallow_rest(void *state, double alpha, double rate, const double p[],
                           const double hat[])
{
    const struct shallow *shallow = state;

    (void)hat;
    if (!shallow->mmse)
        return 0.0;
    const double tau = coupling_tau(shallow->mmse, shallow_left(shallow, p));
    const double r2_hat = rate * shallow->mu22;
    return 0.25 / alpha *
           (mmse_at(shallow->mmse, tau + r2_hat) * r2_hat + mmse_integral(shallow->mmse, tau) -
            mmse_integral(shallow->mmse, tau + r2_hat));
}

/* One |v|: the rate at which Q is a solution; the left side rises with the rate. */
struct rate_search {
    const struct shallow *shallow;
    double p, tau, left, hat, slope;
};

static double hat_excess(void *context, double log_rate)
{
    const struct rate_search *at = context;
    const double rate = exp(log_rate);
    const double a = coupling_pull(at->shallow->mmse, at->tau, at->left, rate * at->shallow->mu22);

    return log((a * (1.0 - at->p) + rate * at->slope) / at->hat);
}

/*
 * Solves gamma phi^-1(Q) = A Q + r g'(Q): without A this gives r, with A a smaller r. Where g' = 0
 * the matrix alone may never say so much about a neuron, however large r: then a rate far too large
 * means "none".
 */
static double rate_of(const struct shallow *shallow, double p)
{
    static const double tolerance = 1e-15, log_rate_most = 200.0;
    const double left = p * (2.0 - p);
    struct rate_search at = {shallow,
                             p,
                             coupling_tau(shallow->mmse, left),
                             left,
                             shallow->gamma * prior_inverse(shallow->equations.prior, p),
                             nonlinear_slope(&shallow->nonlinear, p)};
    double high = fmin(log(at.hat / at.slope), log_rate_most), low;

    if (!shallow->mmse)
        return exp(high);
    if (at.slope == 0.0 && hat_excess(&at, high) < 0.0)
        return exp(high);
    for (low = fmin(high, 0.0); hat_excess(&at, low) > 0.0;)
        low -= 2.0;
    return exp(root_between(hat_excess, &at, low, high, tolerance));
}

struct curve_point shallow_curve(void *state, double t, double p[])
{
    const struct shallow *shallow = state;

    p[0] = 1.0 / (1.0 + exp(t));
    const double rate = rate_of(shallow, p[0]);
    return (struct curve_point){rate, shallow_error(state, rate, p)};
}

double shallow_instability(const struct shallow *shallow)
{
    const double v = shallow->groups.largest, left = 1.0 - shallow->gamma / (v * v);

    if (!shallow->mmse || left <= 0.0 || isinf(v))
        return (double)NAN;
    const double r2_hat = mmse_inverse(shallow->mmse, left);
    return r2_hat / shallow->mu22 *
           (shallow->equations.noise + shallow->nonlinear.top + 0.5 * shallow->mu22 * left);
}

void shallow_set_equations(struct shallow *shallow, enum weight_law prior, double noise)
{
    shallow->equations = (struct equations){
        .state = shallow,
        .count = shallow->groups.count,
        .weights = shallow->groups.count,
        .prior = prior,
        .noise = noise,
        .size = shallow->size,
        .hats = shallow_hats,
        .error = shallow_error,
        .rate = shallow_rate,
        .rest = shallow_rest,
    };
}
