/*
 * The free entropy at a fixed overall overlap q = sum_i size_i Q_i / sum_i size_i, everything else
 * optimised: a multiplier in the conjugates, h_i = hat_i(r, P) + shift, holds the mean. At a
 * solution of the equations of state the shift is 0. With several |v| there are many stationary
 * points at one q: the largest f of several starts is taken.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fixed_point.h"
#include "plateau/memory.h"
#include "root.h"
#include "solver.h"

static const double mixing = 0.3;
/*
 * On the last change of P. f is stationary in P, so that its error is the square of that: with many
 * starts, of which the best is kept, the looser one does.
 */
static const double tolerance_one = 1e-9, tolerance_many = 1e-6;
/* Asked of the mean overlap; and by what the shift may move a conjugate. */
static const double mean_tolerance = 1e-13, shift_max = 1e13;
/* Of 1 - q: what lies beyond it must still differ from 1. */
static const double complement_least = 1e-12;
enum { STEPS_ONE = 5000, STEPS_MANY = 400, ROUNDS_MAX = 3 };

/* Owned by: one call. */
struct profile {
    const struct equations *equations;
    double alpha, q, shift;
    double tolerance;
    size_t steps_max;
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

    for (size_t i = 0; i < profile->steps_max && change > profile->tolerance; i++) {
        if (control && control->cancelled && control->cancelled(control->context))
            return STATUS_STOPPED;
        change = step(profile);
    }
    *f = change <= profile->tolerance ? free_entropy(profile) : (double)NAN;
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

/* ---- the best of several starts ---- */

/* The profile and, for every q, the overlaps of the best point so far. */
struct search {
    struct profile profile;
    const struct solver_ops *ops;
    const struct theory_control *control;
    double *kept; /* [n x count]; NULL: one start will do */
    double *here; /* [count] */
    double *f;
};

static void copy(const struct search *search, double to[], const double from[])
{
    memcpy(to, from, search->profile.equations->count * sizeof *to);
}

/*
 * Solves from the overlaps in profile.p, and then lets each group change to the better of its two
 * solutions in the fields it is in, as long as f grows by that.
 */
static enum status climb(struct search *search, bool choosing, double *best)
{
    static const double least_gain = 1e-12;
    struct profile *profile = &search->profile;
    const struct equations *equations = profile->equations;
    enum status status = solve_at(profile, search->control, best);

    for (size_t i = 0; status == STATUS_OK && choosing && i < ROUNDS_MAX; i++) {
        double f = (double)NAN;

        copy(search, search->here, profile->p);
        const double rate = equations_rate(equations, profile->alpha, profile->p);
        if (!search->ops->respond(equations->state, rate, profile->shift, profile->p))
            break;
        status = solve_at(profile, search->control, &f);
        if (!(f > *best + least_gain) && !isnan(*best)) {
            copy(search, profile->p, search->here);
            break;
        }
        *best = f;
    }
    return status;
}

/* Solves point i from profile.p, and keeps the result where it is better. */
static enum status try_point(struct search *search, const double q[], size_t i, bool choosing)
{
    const size_t count = search->profile.equations->count;
    double f = (double)NAN;

    search->profile.q = q[i];
    const enum status status = climb(search, choosing, &f);
    if (status == STATUS_OK && (isnan(search->f[i]) || f > search->f[i])) {
        search->f[i] = f;
        if (search->kept)
            copy(search, search->kept + i * count, search->profile.p);
    }
    return status;
}

static void start_equal(struct search *search, double q)
{
    for (size_t j = 0; j < search->profile.equations->count; j++)
        search->profile.p[j] = 1.0 - q;
}

/* The largest |v| near 1 until the mean is q, the others near 0. */
static void start_loud(struct search *search, double q)
{
    static const double on = 1e-3, off = 1.0 - 1e-4;
    const struct equations *equations = search->profile.equations;
    double all = 0.0, above = 0.0;

    for (size_t j = 0; j < equations->weights; j++)
        all += equations->size[j];
    for (size_t j = equations->count; j-- > 0;) {
        search->profile.p[j] = above < q * all ? on : off;
        above += equations->size[j];
    }
}

static void start_from(struct search *search, size_t i)
{
    copy(search, search->profile.p, search->kept + i * search->profile.equations->count);
}

/* The branches themselves, at the point next to each: no branch lies above the profile. */
static enum status try_branches(struct search *search, struct theory *theory, const double q[],
                                size_t n)
{
    enum status status = STATUS_OK;

    for (size_t b = 1; b < theory_branches(theory) && status != STATUS_STOPPED; b++) {
        struct theory_point point = {.converged = false};
        size_t nearest = 0;

        status = theory_solve(theory, search->profile.alpha, b, &point, search->control, NULL);
        if (status != STATUS_OK || !point.converged)
            continue;
        for (size_t i = 1; i < n; i++)
            if (fabs(q[i] - point.mean_q) < fabs(q[nearest] - point.mean_q))
                nearest = i;
        theory->ops->load(theory->state, &point, search->profile.p);
        status = try_point(search, q, nearest, false);
    }
    return status == STATUS_STOPPED ? status : STATUS_OK;
}

/* Upwards from all starts, then downwards from the best of the point above. */
static enum status sweep(struct search *search, const double q[], size_t n)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        start_equal(search, q[i]);
        status = try_point(search, q, i, false);
        if (!search->kept || status != STATUS_OK)
            continue;
        start_loud(search, q[i]);
        status = try_point(search, q, i, true);
        if (i == 0 || status != STATUS_OK || isnan(search->f[i - 1]))
            continue;
        start_from(search, i - 1);
        status = try_point(search, q, i, true);
    }
    for (size_t i = n - 1; search->kept && i-- > 0 && status == STATUS_OK;) {
        if (isnan(search->f[i + 1]))
            continue;
        start_from(search, i + 1);
        status = try_point(search, q, i, false);
    }
    return status;
}

/* The largest f from point i to either end within reach in q. */
static double highest(const double q[], const double f[], size_t n, size_t i, bool up, double reach)
{
    double high = f[i];

    for (size_t j = i; j < n && fabs(q[j] - q[i]) <= reach; j += up ? 1 : (size_t)-1)
        high = fmax(high, f[j]);
    return high;
}

/*
 * The neurons of a law pass from one side to the other one by one, the nodes that stand for them
 * only whole: a dip in f narrower than a node is the rule's, and is filled to its lower rim.
 */
static void fill_dips(const double q[], double f[], size_t n, double reach, double scratch[])
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = fmin(highest(q, f, n, i, false, reach), highest(q, f, n, i, true, reach));
    memcpy(f, scratch, n * sizeof *f);
}

enum status theory_profile(struct theory *theory, double alpha, const double q[], double f[],
                           size_t n, const struct theory_control *control, struct error *err)
{
    const struct equations *equations = theory->ops->equations(theory->state);
    const size_t count = equations->count;
    struct search search = {.profile = {.equations = equations,
                                        .alpha = alpha,
                                        .tolerance = tolerance_one,
                                        .steps_max = STEPS_ONE,
                                        .p = theory->p,
                                        .hat = theory->hat,
                                        .next = theory->scratch},
                            .ops = theory->ops,
                            .control = control,
                            .f = f};
    double *kept = NULL;

    if (theory->ops->respond && count > 1) {
        kept = memory_zeroed((n + 1) * count + n, sizeof *kept);
        if (!kept)
            return error_set(err, STATUS_NO_MEMORY, "theory: no memory for the profile");
        search.profile.tolerance = tolerance_many;
        search.profile.steps_max = STEPS_MANY;
        search.here = kept;
        search.kept = kept + count;
    }
    for (size_t i = 0; i < n; i++)
        f[i] = (double)NAN;
    enum status status = kept && n > 0 ? try_branches(&search, theory, q, n) : STATUS_OK;
    status = n > 0 && status == STATUS_OK ? sweep(&search, q, n) : status;
    if (status == STATUS_OK && kept && theory->ops->grain)
        fill_dips(q, f, n, theory->ops->grain(theory->state), kept + (n + 1) * count);
    free(kept);
    if (status != STATUS_OK)
        return error_set(err, status, "theory: stopped before the profile was complete");
    return STATUS_OK;
}
