/*
 * The free entropy at a fixed overall overlap q = sum_i size_i Q_i / sum_i size_i, with everything
 * else optimised: a multiplier in the conjugates, h_i = hat_i(r, P) + shift, holds the mean. At a
 * solution of the equations of state the shift is 0. With several |v| one q has many stationary
 * points: the code takes the largest f of several starts.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fixed_point.h"
#include "plateau/memory.h"
#include "plateau/theory.h"
#include "root.h"
#include "solver.h"

/*
 * The share of a step that is taken. At a fixed mean one layer gains what another one loses, and
 * steps that turn back each time could grow: they are shortened, and others lengthened again.
 */
static const double share_most = 0.7, share_least = 0.02, shorter = 0.7, longer = 1.1;
/*
 * On the last change of P. f is stationary in P, so that its error is the square of that: with many
 * starts, of which the best is kept, the looser tolerance is enough.
 */
static const double tolerance_one = 1e-9, tolerance_many = 1e-6;
/* Of the mean overlap; and the most by which the shift may move a conjugate. */
static const double mean_tolerance = 1e-13, shift_max = 1e13;
/* Of 1 - q: smaller values must still differ from 1. */
static const double complement_least = 1e-12;
enum { STEPS_ONE = 5000, STEPS_MANY = 1000, ROUNDS_MAX = 3 };

/* Owned by: one call. */
struct profile {
    const struct equations *equations;
    double alpha, q, shift;
    double scaled, moved; /* asinh of the shift, and its last change */
    double tolerance;
    size_t steps_max;
    double share;
    double *p, *hat, *next, *last; /* [count]; last: the step before */
};

/*
 * Returns ln(Q / P) of the mean at a shift, minus that of q: equally good near both ends, and exact
 * there.
 */
static double mean_excess(void *context, double scaled)
{
    struct profile *profile = context;
    const struct equations *equations = profile->equations;
    const double shift = sinh(scaled);
    double overlap = 0.0, complement = 0.0;

    for (size_t i = 0; i < equations->weights; i++) {
        const double p = equations_complement(equations, profile->hat[i] + shift);
        overlap += equations->size[i] * (1.0 - p);
        complement += equations->size[i] * p;
    }
    return log(fmax(overlap, 1e-300) / fmax(complement, 1e-300)) -
           log(profile->q / (1.0 - profile->q));
}

/*
 * Finds the shift that holds the mean: near the last one, which saves most of the way, or anywhere.
 */
static void find_shift(struct profile *profile)
{
    static const double least = 1e-9, margin = 4.0;
    const double width = fmax(margin * profile->moved, least), reach = asinh(shift_max);
    const double last = profile->scaled;
    double lo = fmax(last - width, -reach), hi = fmin(last + width, reach);

    if (!(mean_excess(profile, lo) <= 0.0 && mean_excess(profile, hi) >= 0.0)) {
        lo = -reach;
        hi = reach;
    }
    profile->scaled = root_between(mean_excess, profile, lo, hi, mean_tolerance);
    profile->moved = fabs(profile->scaled - last);
    profile->shift = sinh(profile->scaled);
}

/* Makes one iteration; returns max |next - P| / P. */
static double step(struct profile *profile)
{
    const struct equations *equations = profile->equations;
    const double rate = equations_rate(equations, profile->alpha, profile->p);
    double largest = 0.0, turn = 0.0;

    equations->hats(equations->state, rate, profile->p, profile->hat);
    find_shift(profile);
    equations_next(equations, profile->p, profile->hat, profile->shift, profile->next);
    for (size_t i = 0; i < equations->count; i++) {
        const double move = (profile->next[i] - profile->p[i]) / profile->p[i];
        turn += move * profile->last[i];
        profile->last[i] = move;
    }
    profile->share = turn < 0.0 ? fmax(shorter * profile->share, share_least)
                                : fmin(longer * profile->share, share_most);
    for (size_t i = 0; i < equations->count; i++) {
        largest = fmax(largest, fabs(profile->last[i]));
        profile->p[i] *= 1.0 + profile->share * profile->last[i];
    }
    return largest;
}

/* Returns f at the overlaps, with the conjugates that belong to them. */
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

    profile->moved = (double)INFINITY;
    profile->share = share_most;
    for (size_t i = 0; i < profile->equations->count; i++)
        profile->last[i] = 0.0;
    for (size_t i = 0; i < profile->steps_max && change > profile->tolerance; i++) {
        if (control && control->cancelled && control->cancelled(control->context))
            return STATUS_STOPPED;
        change = step(profile);
    }
    *f = change <= profile->tolerance ? free_entropy(profile) : (double)NAN;
    return STATUS_OK;
}

/*
 * Returns 1 - q of the most specialised solution, which falls from P = 0; 1 where every branch has
 * q = 0.
 */
static double least_complement(struct theory *theory, double alpha)
{
    struct theory_point point = {.converged = false};

    if (theory_branches(theory) < 2)
        return 1.0;
    if (theory_solve(theory, alpha, 1, &point, NULL, NULL) != STATUS_OK || !point.converged)
        return 1.0;
    return fmax(1.0 - point.mean_q, complement_least);
}

/* The overlaps that branches have moved already. */
struct taken {
    size_t count, at[THEORY_BRANCHES_MAX];
};

/* Moves the nearest overlap that no other branch has moved onto that of a branch. */
static void take_branch(const struct theory_point *point, double q[], size_t n, struct taken *taken)
{
    size_t nearest = 0;

    for (size_t i = 1; i < n; i++)
        if (fabs(q[i] - point->mean_q) < fabs(q[nearest] - point->mean_q))
            nearest = i;
    for (size_t i = 0; i < taken->count; i++)
        if (taken->at[i] == nearest)
            return;
    if (!(point->mean_q > 0.0 && point->mean_q < 1.0 - complement_least))
        return;
    q[nearest] = point->mean_q;
    taken->at[taken->count++] = nearest;
}

void theory_profile_overlaps(struct theory *theory, double alpha, double q[], size_t n)
{
    enum { BEYOND = 2 };
    const double least = least_complement(theory, alpha);
    const size_t closing = least * (double)(n + 1) < 1.0 ? n / 3 : 0, even = n - closing;
    const double first = 1.0 / (double)(even + 1);
    struct taken taken = {.count = 0};

    for (size_t i = 0; i < even; i++)
        q[i] = (double)(i + 1) * first;
    for (size_t i = 1; i <= closing; i++)
        q[even + i - 1] = 1.0 - first * pow(least / first, (double)i / (double)(closing - BEYOND));
    for (size_t b = theory_branches(theory); b-- > 1;) {
        struct theory_point point = {.converged = false};

        if (theory_solve(theory, alpha, b, &point, NULL, NULL) == STATUS_OK && point.converged)
            take_branch(&point, q, n, &taken);
    }
}

/* ---- the best of several starts ---- */

/* The profile and, for every q, the overlaps of the best point so far. */
struct profile_search {
    struct profile profile;
    const struct solver_ops *ops;
    const struct theory_control *control;
    double *kept; /* [n x count]; NULL: one start is enough */
    double *here; /* [count] */
    double *f;
};

static void copy(const struct profile_search *search, double to[], const double from[])
{
    memcpy(to, from, search->profile.equations->count * sizeof *to);
}

/*
 * Solves from the overlaps in profile.p, and then lets each group change to the better of its two
 * solutions in its fields, as long as that raises f.
 */
static enum status climb(struct profile_search *search, bool choosing, double *best)
{
    static const double least_gain = 1e-12;
    struct profile *profile = &search->profile;
    const struct equations *equations = profile->equations;
    enum status status = solve_at(profile, search->control, best);

    for (size_t i = 0; status == STATUS_OK && choosing && i < ROUNDS_MAX; i++) {
        double f = (double)NAN;

        copy(search, search->here, profile->p);
        const double rate = equations_rate(equations, profile->alpha, profile->p);
        if (!search->ops->starts->respond(equations->state, rate, profile->shift, profile->p))
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
static enum status try_point(struct profile_search *search, const double q[], size_t i,
                             bool choosing)
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

static void start_equal(struct profile_search *search, double q)
{
    for (size_t j = 0; j < search->profile.equations->count; j++)
        search->profile.p[j] = 1.0 - q;
}

/* Sets the largest |v| near 1 until the mean is q, the others near 0. */
static void start_loud(struct profile_search *search, double q)
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

static void start_from(struct profile_search *search, size_t i)
{
    copy(search, search->profile.p, search->kept + i * search->profile.equations->count);
}

/* Tries the branches themselves, at the point next to each: no branch lies above the profile. */
static enum status try_branches(struct profile_search *search, struct theory *theory,
                                const double q[], size_t n)
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
        status = try_point(search, q, nearest, false); /* from the overlaps it left in theory->p */
    }
    return status == STATUS_STOPPED ? status : STATUS_OK;
}

/*
 * Tries all starts at point i, and then each group on the better of its solutions from the best
 * start.
 */
static enum status try_starts(struct profile_search *search, const double q[], size_t i)
{
    start_equal(search, q[i]);
    enum status status = try_point(search, q, i, false);
    if (!search->kept || status != STATUS_OK)
        return status;
    start_loud(search, q[i]);
    status = try_point(search, q, i, false);
    if (status == STATUS_OK && i > 0 && !isnan(search->f[i - 1])) {
        start_from(search, i - 1);
        status = try_point(search, q, i, false);
    }
    if (status != STATUS_OK || isnan(search->f[i]))
        return status;
    start_from(search, i);
    return try_point(search, q, i, true);
}

/* Sweeps upwards from all starts, then downwards from the best of the point above. */
static enum status sweep(struct profile_search *search, const double q[], size_t n)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = try_starts(search, q, i);
    for (size_t i = n - 1; search->kept && i-- > 0 && status == STATUS_OK;) {
        if (isnan(search->f[i + 1]))
            continue;
        start_from(search, i + 1);
        status = try_point(search, q, i, false);
    }
    return status;
}

/* Lowers [from, to) to the largest of f there. */
static void lower_to_top(const double f[], size_t from, size_t to, double lowered[])
{
    double top = -(double)INFINITY;

    for (size_t i = from; i < to; i++)
        top = fmax(top, f[i]);
    for (size_t i = from; i < to; i++)
        lowered[i] = fmin(lowered[i], top);
}

/*
 * The neurons of a law pass from one side to the other one by one, but the nodes that stand for
 * them pass only whole: a dip in f narrower than a node comes from the rule. It is filled: each
 * point is raised to the lowest of the tops of all stretches of that reach that contain it; other
 * points stay.
 */
static void fill_dips(const double q[], double f[], size_t n, double reach, double filled[])
{
    for (size_t i = 0; i < n; i++)
        filled[i] = (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        size_t from = i, to = i + 1;

        while (to < n && q[to] - q[i] <= reach)
            to++;
        while (from > 0 && q[i] - q[from - 1] <= reach)
            from--;
        lower_to_top(f, i, to, filled);
        lower_to_top(f, from, i + 1, filled);
    }
    for (size_t i = 0; i < n; i++)
        f[i] = isnan(f[i]) ? f[i] : filled[i];
}

enum status theory_profile(struct theory *theory, double alpha, const double q[], double f[],
                           size_t n, const struct theory_control *control, struct error *err)
{
    const struct equations *equations = theory->ops->equations(theory->state);
    const size_t count = equations->count;
    struct profile_search search = {.profile = {.equations = equations,
                                                .alpha = alpha,
                                                .tolerance = tolerance_one,
                                                .steps_max = STEPS_ONE,
                                                .p = theory->p,
                                                .hat = theory->hat,
                                                .next = theory->scratch,
                                                .last = theory->scratch + count},
                                    .ops = theory->ops,
                                    .control = control,
                                    .f = f};
    double *kept = NULL;

    if (equations->rotates)
        return error_set(err, STATUS_INVALID,
                         "no profile: activation %s has no orders above 2, so that the weights are "
                         "known up to rotations only, and their overlap says nothing",
                         theory->activation);
    if (theory->ops->starts && count > 1) {
        kept = memory_zeroed((n + 1) * count + n, sizeof *kept);
        if (!kept)
            return error_set(err, STATUS_NO_MEMORY,
                             "theory: out of memory: no room for the profile");
        search.profile.tolerance = tolerance_many;
        search.profile.steps_max = STEPS_MANY;
        search.here = kept;
        search.kept = kept + count;
    }
    for (size_t i = 0; i < n; i++)
        f[i] = (double)NAN;
    enum status status = kept && n > 0 ? try_branches(&search, theory, q, n) : STATUS_OK;
    status = n > 0 && status == STATUS_OK ? sweep(&search, q, n) : status;
    if (status == STATUS_OK && kept)
        fill_dips(q, f, n, theory->ops->starts->grain(theory->state), kept + (n + 1) * count);
    free(kept);
    if (status != STATUS_OK)
        return error_set(err, status, "theory: stopped before the profile was complete");
    return STATUS_OK;
}
