/*
 * The free entropy at a fixed overall overlap q = sum_i size_i Q_i / sum_i size_i, everything else
 * optimised: a multiplier in the conjugates, h_i = hat_i(r, P) + shift, holds the mean. At a
 * solution of the equations of state the shift is 0.
 */
#include <math.h>

#include "fixed_point.h"
#include "root.h"
#include "solver.h"

static const double mixing = 0.3, tolerance = 1e-9;
/* Asked of the mean overlap; and by what the shift may move a conjugate. */
static const double mean_tolerance = 1e-13, shift_max = 1e13;
/* Of 1 - q: what lies beyond it must still differ from 1. */
static const double complement_least = 1e-12;
enum { STEPS_MAX = 5000 };

/* Owned by: one call. */
struct profile {
    const struct equations *equations;
    double alpha, q, shift;
    double *p, *hat, *next;
};

/* ln(Q / P) of the mean at a shift, minus that of q: even near both ends. */
static double mean_excess(void *context, double scaled)
{
    struct profile *profile = context;
    const struct equations *equations = profile->equations;

    equations_next(equations, profile->p, profile->hat, sinh(scaled), profile->next);
    const double mean = equations_mean(equations, profile->next);
    return log(fmax(mean, 1e-300) / fmax(1.0 - mean, 1e-300)) -
           log(profile->q / (1.0 - profile->q));
}

/* One iteration; returns max |next - P| / P. */
static double step(struct profile *profile)
{
    const struct equations *equations = profile->equations;
    const double rate = equations_rate(equations, profile->alpha, profile->p);
    const double reach = asinh(shift_max);
    double largest = 0.0;

    equations->hats(equations->state, rate, profile->p, profile->hat);
    profile->shift = sinh(root_between(mean_excess, profile, -reach, reach, mean_tolerance));
    equations_next(equations, profile->p, profile->hat, profile->shift, profile->next);
    for (size_t i = 0; i < equations->count; i++) {
        const double change = (1.0 - mixing) * (profile->next[i] - profile->p[i]);
        largest = fmax(largest, fabs(change) / profile->p[i]);
        profile->p[i] += change;
    }
    return largest;
}

/* f at the overlaps, with the conjugates that belong to them. */
static double free_entropy(const struct profile *profile)
{
    const struct equations *equations = profile->equations;
    const double rate = equations_rate(equations, profile->alpha, profile->p);

    equations->hats(equations->state, rate, profile->p, profile->hat);
    for (size_t i = 0; i < equations->weights; i++)
        profile->hat[i] = fmax(profile->hat[i] + profile->shift, 0.0);
    return equations_free_entropy(equations, profile->alpha, rate, profile->p, profile->hat);
}

static enum status solve_at(struct profile *profile, const struct theory_control *control,
                            double *f)
{
    double change = (double)INFINITY;

    for (size_t i = 0; i < STEPS_MAX && change > tolerance; i++) {
        if (control && control->cancelled && control->cancelled(control->context))
            return STATUS_STOPPED;
        change = step(profile);
    }
    *f = change <= tolerance ? free_entropy(profile) : (double)NAN;
    return STATUS_OK;
}

/* 1 - q of the most specialised solution there is: the one that falls from P = 0. */
static double least_complement(struct theory *theory, double alpha)
{
    struct theory_point point = {.converged = false};

    if (theory_solve(theory, alpha, 1, &point, NULL, NULL) != STATUS_OK || !point.converged)
        return 1.0;
    return fmax(1.0 - point.mean_q, complement_least);
}

void theory_profile_overlaps(struct theory *theory, double alpha, double q[], size_t n)
{
    enum { BEYOND = 2 };
    const double least = least_complement(theory, alpha);
    const size_t closing = least * (double)(n + 1) < 1.0 ? n / 3 : 0, even = n - closing;
    const double first = 1.0 / (double)(even + 1);

    for (size_t i = 0; i < even; i++)
        q[i] = (double)(i + 1) * first;
    for (size_t i = 1; i <= closing; i++)
        q[even + i - 1] = 1.0 - first * pow(least / first, (double)i / (double)(closing - BEYOND));
}

/* Each point starts from all overlaps equal to q; NaN where that does not converge. */
enum status theory_profile(struct theory *theory, double alpha, const double q[], double f[],
                           size_t n, const struct theory_control *control, struct error *err)
{
    const struct equations *equations = theory->ops->equations(theory->state);
    struct profile profile = {.equations = equations,
                              .alpha = alpha,
                              .p = theory->p,
                              .hat = theory->hat,
                              .next = theory->scratch};

    for (size_t i = 0; i < n; i++) {
        profile.q = q[i];
        for (size_t j = 0; j < equations->count; j++)
            profile.p[j] = 1.0 - q[i];
        const enum status status = solve_at(&profile, control, &f[i]);
        if (status != STATUS_OK)
            return error_set(err, status, "theory: stopped before the profile was complete");
    }
    return STATUS_OK;
}
