#include "continuation.h"

#include <math.h>
#include <string.h>

#include "fixed_point.h"
#include "root.h"

/* In ln r. The step is refined where the branch is lost, down to the least. */
static const double step_first = 0.1, step_least = 1e-4, step_finer = 0.125;
static const double fold_tolerance = 1e-6, crossing_tolerance = 1e-11;
/* Below the spinodal, relative in alpha; and what counts as the same solution. */
static const double landing_margin = 2e-3, same_overlaps = 1e-6;
/* The way up, to the equilibrium, ends here above the spinodal. */
static const double ascent_max = 12.0;

size_t continuation_scratch(size_t count)
{
    return fixed_point_scratch(count) + 3 * count;
}

void continuation_init(struct continuation *way, const struct equations *equations,
                       double scratch[], const struct theory_control *control)
{
    const size_t count = equations->count;

    *way = (struct continuation){.equations = equations,
                                 .control = control,
                                 .p = scratch,
                                 .kept = scratch + count,
                                 .landed = scratch + 2 * count,
                                 .scratch = scratch + 3 * count};
}

/* Iterates p at fixed alpha, or at a fixed rate when alpha is 0. returns the rate. */
static double settle(struct continuation *way, double alpha, double rate, double p[])
{
    struct fixed_point solve;

    if (way->stopped)
        return rate;
    fixed_point_init(&solve, way->equations, p, way->scratch, alpha, rate);
    solve.mixing = way->mixing;
    way->stopped = fixed_point_run(&solve, way->control) == STATUS_STOPPED;
    return solve.rate;
}

static double free_entropy(struct continuation *way, double alpha, double rate, const double p[])
{
    double *hat = way->scratch;

    way->equations->hats(way->equations->state, rate, p, hat);
    return equations_free_entropy(way->equations, alpha, rate, p, hat);
}

double continuation_settle(struct continuation *way, double alpha, double p[])
{
    const double rate = settle(way, alpha, 0.0, p);

    return way->stopped ? (double)NAN : free_entropy(way, alpha, rate, p);
}

static double alpha_of(const struct continuation *way, double rate)
{
    const struct equations *equations = way->equations;

    return rate * (equations->noise + equations->error(equations->state, rate, way->p));
}

static void copy(const struct continuation *way, double to[], const double from[])
{
    memcpy(to, from, way->equations->count * sizeof *to);
}

/* From the upper bound that is kept, which may serve many rates below it. */
static double alpha_from_kept(void *context, double log_rate)
{
    struct continuation *way = context;

    copy(way, way->p, way->kept);
    settle(way, 0.0, exp(log_rate), way->p);
    return alpha_of(way, exp(log_rate));
}

/*
 * ln r at the minimum of alpha; NaN when alpha falls all the way to where the branch ends. Keeps in
 * way->kept the solution two steps back, above the minimum.
 */
static double find_fold(struct continuation *way)
{
    double step = step_first, x = log(way->rate_max), last, high;

    way->start(way->context, way->kept);
    settle(way, 0.0, way->rate_max, way->kept);
    high = x;
    last = alpha_from_kept(way, x);
    while (!way->stopped && step > step_least) {
        const double alpha = alpha_from_kept(way, x - step);
        if (!way->on(way->context, way->p)) {
            step *= step_finer;
            continue;
        }
        if (alpha >= last)
            return minimum_between(alpha_from_kept, way, x - step, high, fold_tolerance);
        last = alpha;
        high = x;
        x -= step;
        /* One step behind, so that the minimum is between here and the rates kept. */
        copy(way, way->p, way->kept);
        settle(way, 0.0, exp(high), way->p);
        copy(way, way->kept, way->p);
    }
    return (double)NAN;
}

/* Falls off just below the spinodal, and keeps where that ends. */
static void find_landing(struct continuation *way, double spinodal)
{
    way->start(way->context, way->landed);
    settle(way, spinodal * (1.0 - landing_margin), 0.0, way->landed);
}

/* The free entropy of what the branch fell onto, at another alpha; -INFINITY when it has ended. */
static double free_entropy_landed(struct continuation *way, double alpha)
{
    double furthest = 0.0;

    copy(way, way->kept, way->landed);
    const double f = continuation_settle(way, alpha, way->kept);
    for (size_t i = 0; i < way->equations->count; i++)
        furthest = fmax(furthest, fabs(way->kept[i] - way->p[i]));
    return furthest < same_overlaps ? -(double)INFINITY : f;
}

static double advantage(void *context, double log_rate)
{
    struct continuation *way = context;

    way->start(way->context, way->p);
    settle(way, 0.0, exp(log_rate), way->p);
    const double alpha = alpha_of(way, exp(log_rate));
    const double above = free_entropy(way, alpha, exp(log_rate), way->p);
    const double below = fmax(free_entropy_landed(way, alpha), way->below(way->context, alpha));
    return isinf(below) ? 1.0 : above - below;
}

/* ln r where the branch overtakes what lies below it. */
static double find_crossing(struct continuation *way, double fold)
{
    double below = fold;

    for (double x = fold + step_first; x < fold + ascent_max && !way->stopped; x += step_first) {
        if (advantage(way, x) > 0.0)
            return root_between(advantage, way, below, x, crossing_tolerance);
        below = x;
    }
    return (double)NAN;
}

enum status continuation_transitions(struct continuation *way, double *spinodal,
                                     double *equilibrium)
{
    *spinodal = *equilibrium = (double)NAN;
    const double fold = find_fold(way);
    if (isnan(fold))
        return way->stopped ? STATUS_STOPPED : STATUS_OK;
    *spinodal = alpha_from_kept(way, fold);
    find_landing(way, *spinodal);
    const double crossing = find_crossing(way, fold);
    if (!isnan(crossing)) {
        way->start(way->context, way->p);
        settle(way, 0.0, exp(crossing), way->p);
        *equilibrium = alpha_of(way, exp(crossing));
    }
    return way->stopped ? STATUS_STOPPED : STATUS_OK;
}
