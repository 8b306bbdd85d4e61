#include "transition.h"

#include <math.h>
#include <string.h>

#include "fixed_point.h"
#include "root.h"

/* A smaller fall of the overlap does not count as a transition. */
static const double fall_least = 0.02;
/*
 * In ln alpha. A fall within the first may be a jump: the minimum of alpha decides. A fall within
 * the second is a jump: this is the error of alpha where no such minimum exists.
 */
static const double wide = 0x1p-10, narrow = 0x1p-20;
/* In ln alpha, from the spinodal: nearer the iteration takes too long. */
static const double margin = 0x1p-17;
/* Distances to solutions, relative in P: at fixed alpha, and at a fixed overlap. */
static const double settle_tolerance = 1e-7, hold_tolerance = 1e-11;
/* On ln(Q / (1 - Q)) at the spinodal; the error of alpha is its square. */
static const double fold_tolerance = 1e-5;
static const double crossing_tolerance = 1e-9, same_overlaps = 1e-5;
/*
 * In ln alpha, on the way down to where nothing can fall any more, and up to where the branch is
 * best.
 */
static const double stride = 1.0, stride_up = 0.1;
enum { STRIDES_MAX = 60, STRIDES_UP_MAX = 120, HOLD_STEPS_MAX = 2000, INTERVALS_MAX = 256 };

/*
 * Overlaps times iterations that one search may take. Two layers take 2e7 where they are tested,
 * and some ten times as many at worst. Below that noise a search could take minutes, and may take
 * some seconds.
 */
static const double work_most = 3e8, work_most_silent = 2e7, noise_least = 1e-4;

size_t transition_scratch(size_t count)
{
    return fixed_point_scratch(count) + 4 * count;
}

void transition_init(struct transition *search, const struct equations *equations, double scratch[],
                     const struct theory_control *control)
{
    const size_t count = equations->count;

    *search = (struct transition){.equations = equations,
                                  .control = control,
                                  .p = scratch,
                                  .kept = scratch + count,
                                  .landed = scratch + 2 * count,
                                  .other = scratch + 3 * count,
                                  .scratch = scratch + 4 * count};
}

static void copy(const struct transition *search, double to[], const double from[])
{
    memcpy(to, from, search->equations->count * sizeof *to);
}

/*
 * Returns whether the search was cancelled or is out of time: then it ends without iterating
 * further.
 */
static bool is_over(const struct transition *search)
{
    const double work = (double)search->steps * (double)search->equations->count;

    return search->stopped ||
           work > (search->equations->noise < noise_least ? work_most_silent : work_most);
}

/* Iterates p at fixed alpha, or at a fixed rate when alpha is 0. Returns the rate. */
static double settle(struct transition *search, double alpha, double rate, double p[])
{
    struct fixed_point solve;

    if (is_over(search))
        return rate;
    fixed_point_init(&solve, search->equations, p, search->scratch, alpha, rate);
    solve.mixing = search->mixing;
    solve.tolerance = settle_tolerance;
    search->stopped = fixed_point_run(&solve, search->control) == STATUS_STOPPED;
    search->steps += solve.steps;
    return solve.rate;
}

/* Solves the branch at ln alpha, from its own start. Returns 1 - Q of the overlap in question. */
static double solve_at(struct transition *search, double x, double p[])
{
    search->start(search->context, p);
    settle(search, exp(x), 0.0, p);
    return search->complement(search->context, p);
}

static double log_alpha(const struct transition *search, double rate, const double p[])
{
    const struct equations *equations = search->equations;

    return log(rate * (equations->noise + equations->error(equations->state, rate, p)));
}

/* ---- the spinodal ---- */

static double log_odds(const struct transition *search, const double p[])
{
    const double rest = search->complement(search->context, p);

    return log((1.0 - rest) / rest);
}

/* Returns ln(Q / (1 - Q)) of the map's image of p at ln r; the image stays in scratch. */
static double log_odds_mapped(struct transition *search, double log_rate)
{
    const struct equations *equations = search->equations;
    double *next = search->scratch, *hat = next + equations->count;

    equations->hats(equations->state, exp(log_rate), search->p, hat);
    equations_next(equations, search->p, hat, 0.0, next);
    return log_odds(search, next);
}

/* Moves p to the map's image. Returns how far, relative in P. */
static double advance(struct transition *search)
{
    static const double floor = 1e-12;
    const double *next = search->scratch;
    double furthest = 0.0;

    for (size_t i = 0; i < search->equations->count; i++) {
        const double step = next[i] - search->p[i];
        furthest = fmax(furthest, fabs(step) / (search->p[i] + floor));
        search->p[i] += (1.0 - search->mixing) * step;
    }
    return furthest;
}

/*
 * Returns ln alpha of the solution with the overlap Q = 1 / (1 + e^-t), from p on; NaN when the
 * iteration does not find it. r holds the overlap that falls at the spinodal at every step, so that
 * nothing slows down there.
 */
static double log_alpha_held(void *context, double t)
{
    static const double apart = 1e-3, reach = 1.0;
    struct transition *search = context;
    const struct theory_control *control = search->control;
    double x = search->log_rate, left = 1.0;
    const double slope = (log_odds_mapped(search, x + apart) - log_odds_mapped(search, x)) / apart;

    for (size_t n = 0; n < HOLD_STEPS_MAX && left > hold_tolerance && !is_over(search); n++) {
        x -= (log_odds_mapped(search, x) - t) / slope;
        if (!(fabs(x - search->log_rate) < reach))
            return (double)NAN;
        left = fabs(log_odds_mapped(search, x) - t) / slope;
        left = fmax(left, advance(search));
        search->steps++;
        search->stopped = control && control->cancelled && control->cancelled(control->context);
    }
    if (!(left <= hold_tolerance))
        return (double)NAN;
    search->log_rate = x;
    return log_alpha(search, exp(x), search->p);
}

/*
 * Returns ln alpha at its minimum over the overlap, below the kept solution; NaN when there is no
 * minimum between low and high.
 */
static double refine_fold(struct transition *search, double low, double high)
{
    static const double first = 1e-3, factor = 1.5, last = 5.0, slack = 1e-9;
    const double from = log_odds(search, search->kept);
    double step = first, here, further = high;

    copy(search, search->p, search->kept);
    search->log_rate = log(equations_rate(search->equations, exp(high), search->p));
    do {
        here = further;
        step *= factor;
        further = log_alpha_held(search, from - step);
    } while (further <= here && step < last);
    if (!(further > here))
        return (double)NAN;
    const double at = minimum_between(log_alpha_held, search, from - step, from, fold_tolerance);
    const double x = log_alpha_held(search, at);
    return x > low - slack && x <= here + slack ? x : (double)NAN;
}

/*
 * Takes the fall between two alphas as a spinodal; returns false when it is not one, or belongs to
 * something else. Most of the fall must lie next to the minimum, since there may be a smaller jump
 * above.
 */
static bool keep_jump(struct transition *search, double low, double high)
{
    static const double share = 0.5;
    const double above = solve_at(search, high, search->kept);
    const double below = solve_at(search, low, search->landed);

    if (search->owns && !search->owns(search->context, search->kept, search->landed))
        return false;
    search->fold = refine_fold(search, low, high);
    if (isnan(search->fold)) {
        search->fold = high;
        return high - low <= narrow;
    }
    const double landed = solve_at(search, search->fold - margin, search->landed);
    return landed - above > share * (below - above) || high - low <= narrow;
}

/* Intervals of ln alpha still to be searched. */
struct intervals {
    size_t count;
    struct {
        double low, high, p_low, p_high; /* 1 - Q at both ends */
    } at[INTERVALS_MAX];
};

/* Adds an interval; leaves out falls too small to count. Returns false when all are used. */
static bool add(struct intervals *left, double low, double high, double p_low, double p_high)
{
    if (!(p_low - p_high > fall_least))
        return true;
    if (left->count == INTERVALS_MAX)
        return false;
    left->at[left->count].low = low;
    left->at[left->count].high = high;
    left->at[left->count].p_low = p_low;
    left->at[left->count++].p_high = p_high;
    return true;
}

/* Returns ln alpha from where on the overlap is almost complete, starting from the given rate. */
static double find_top(struct transition *search)
{
    static const double complete = 0.01;

    search->start(search->context, search->p);
    settle(search, 0.0, search->rate_max, search->p);
    double high = log_alpha(search, search->rate_max, search->p);
    for (size_t i = 0; i < STRIDES_MAX && solve_at(search, high, search->p) > complete; i++)
        high += stride;
    return high;
}

/* Covers the whole way down, in strides. */
static void fill_intervals(struct transition *search, struct intervals *left)
{
    double high = find_top(search), p_high = solve_at(search, high, search->p);

    search->incomplete = !(1.0 - p_high > fall_least);
    for (size_t i = 0; i < STRIDES_MAX && 1.0 - p_high > fall_least && !is_over(search); i++) {
        const double low = high - stride, p_low = solve_at(search, low, search->p);
        add(left, low, high, p_low, p_high);
        high = low;
        p_high = p_low;
    }
    search->incomplete |= 1.0 - p_high > fall_least;
}

/*
 * Finds the largest fall of the overlap that is a jump; returns false when none is. It halves the
 * interval of the largest fall until that fall is a jump: then no other interval holds a larger
 * one.
 */
static bool find_spinodal(struct transition *search)
{
    struct intervals left = {.count = 0};

    fill_intervals(search, &left);
    while (left.count > 0 && !is_over(search)) {
        size_t best = 0;
        for (size_t i = 1; i < left.count; i++)
            if (left.at[i].p_low - left.at[i].p_high > left.at[best].p_low - left.at[best].p_high)
                best = i;
        const double low = left.at[best].low, high = left.at[best].high;
        const double p_low = left.at[best].p_low, p_high = left.at[best].p_high;
        left.at[best] = left.at[--left.count];
        if (high - low <= wide && keep_jump(search, low, high))
            return true;
        if (high - low <= narrow)
            continue;
        const double middle = 0.5 * (low + high), p = solve_at(search, middle, search->p);
        search->incomplete |= !add(&left, low, middle, p_low, p);
        search->incomplete |= !add(&left, middle, high, p, p_high);
    }
    return false;
}

/* ---- the spinodal of a branch that is known when it is there ---- */

static bool exists_at(struct transition *search, double x, double p[])
{
    solve_at(search, x, p);
    return search->exists(search->context, p);
}

/*
 * Returns whether the branch ends at the minimum of alpha between two alphas: a smaller jump does
 * not count.
 */
static bool keep_onset(struct transition *search, double low, double high)
{
    solve_at(search, high, search->kept);
    search->fold = refine_fold(search, low, high);
    if (isnan(search->fold))
        return false;
    return exists_at(search, search->fold + margin, search->other) &&
           !exists_at(search, search->fold - margin, search->landed);
}

/*
 * Goes down in strides while the branch exists, then by halves; returns false when its end was not
 * found.
 */
static bool find_onset(struct transition *search)
{
    double high = find_top(search), low = high;

    for (size_t i = 0; i < STRIDES_MAX && exists_at(search, low, search->p); i++) {
        high = low;
        low -= stride;
    }
    search->incomplete = high == low || exists_at(search, low, search->p);
    while (high - low > narrow && !search->incomplete && !is_over(search)) {
        const double middle = 0.5 * (low + high);
        if (high - low <= wide && keep_onset(search, low, high))
            return true;
        if (exists_at(search, middle, search->p))
            high = middle;
        else
            low = middle;
    }
    const double fall =
        solve_at(search, low, search->landed) - solve_at(search, high, search->kept);
    search->fold = high;
    return !search->incomplete && !is_over(search) && fall > fall_least;
}

/* ---- the equilibrium ---- */

static double free_entropy_at(struct transition *search, double x, double rate, const double p[])
{
    const struct equations *equations = search->equations;

    equations->hats(equations->state, rate, p, search->scratch);
    return equations_free_entropy(equations, exp(x), rate, p, search->scratch);
}

static double free_entropy_of(struct transition *search, double x, const double p[])
{
    return free_entropy_at(search, x, equations_rate(search->equations, exp(x), p), p);
}

/*
 * Returns the largest free entropy on the way from the solution p, which has `best`, to where
 * everything is on its better side, as long as that is on the branch, or beside it, as asked.
 */
static double free_entropy_chosen(struct transition *search, double x, bool on_branch, double best,
                                  double p[])
{
    enum { ROUNDS_MAX = 20 };

    for (size_t i = 0; i < ROUNDS_MAX && search->respond && !is_over(search); i++) {
        const double rate = equations_rate(search->equations, exp(x), p);
        if (!search->respond(search->context, rate, p))
            break;
        settle(search, exp(x), 0.0, p);
        if (search->exists && search->exists(search->context, p) != on_branch)
            break;
        best = fmax(best, free_entropy_of(search, x, p));
    }
    return best;
}

/*
 * Returns the free entropy at ln alpha of the solution that grows out of `other`; -INFINITY when
 * that is the branch, p.
 */
static double free_entropy_other(struct transition *search, double x)
{
    double furthest = 0.0;

    const double rate = settle(search, exp(x), 0.0, search->other);
    for (size_t i = 0; i < search->equations->count; i++)
        furthest = fmax(furthest, fabs(search->other[i] - search->p[i]));
    if (furthest < same_overlaps)
        return -(double)INFINITY;
    if (search->exists && search->exists(search->context, search->other))
        return -(double)INFINITY;
    return free_entropy_chosen(search, x, false, free_entropy_at(search, x, rate, search->other),
                               search->other);
}

/* Returns the free entropy of the branch, p, or of its parts with everything on the better side. */
static double free_entropy_own(struct transition *search, double x)
{
    double best = free_entropy_of(search, x, search->p);

    if (!search->respond)
        return best;
    copy(search, search->other, search->p);
    best = free_entropy_chosen(search, x, true, best, search->other);
    for (size_t i = 0; search->start_again(search->context, i, search->other); i++) {
        settle(search, exp(x), 0.0, search->other);
        if (!search->exists(search->context, search->other))
            continue;
        best = fmax(best, free_entropy_of(search, x, search->other));
        best = free_entropy_chosen(search, x, true, best, search->other);
    }
    return best;
}

/* Returns how far the branch is above the solution onto which it fell, and above its rivals. */
static double advantage(void *context, double x)
{
    struct transition *search = context;

    solve_at(search, x, search->p);
    copy(search, search->other, search->landed);
    double below = free_entropy_other(search, x);
    for (size_t i = 0; i < search->rivals; i++) {
        search->start_rival(search->context, i, search->other);
        below = fmax(below, free_entropy_other(search, x));
    }
    if (isinf(below))
        return 1.0;
    return free_entropy_own(search, x) - below;
}

/* Returns ln alpha where the branch overtakes what lies below it; NaN: nowhere. */
static double find_crossing(struct transition *search)
{
    double below = search->fold + margin, x = search->fold + wide;

    for (size_t i = 0; i < STRIDES_UP_MAX && !is_over(search); i++) {
        if (advantage(search, x) > 0.0)
            return root_between(advantage, search, below, x, crossing_tolerance);
        below = x;
        x += stride_up;
    }
    return (double)NAN;
}

enum status transition_find(struct transition *search, struct theory_step *step)
{
    step->spinodal = step->equilibrium = (double)NAN;
    if (search->exists ? find_onset(search) : find_spinodal(search)) {
        step->spinodal = is_over(search) ? (double)NAN : exp(search->fold);
        step->equilibrium = exp(find_crossing(search));
    }
    if (is_over(search)) {
        search->incomplete = true;
        step->equilibrium = (double)NAN;
    }
    return search->stopped ? STATUS_STOPPED : STATUS_OK;
}

double transition_below(struct transition *search)
{
    return solve_at(search, search->fold - margin, search->landed);
}
