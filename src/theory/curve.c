#include "curve.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"
#include "root.h"

/* On t: a minimum is flat, so that the error of alpha there is the square of this. */
static const double fold_tolerance = 1e-7;
static const double root_tolerance = 1e-14;

enum status curve_init(struct curve *curve, const struct equations *equations,
                       struct curve_point (*at)(void *state, double t, double p[]), double first,
                       double last, double spacing, struct error *err)
{
    *curve = (struct curve){.equations = equations,
                            .at = at,
                            .lin = (double)NAN,
                            .first = first,
                            .spacing = spacing,
                            .count = (size_t)((last - first) / spacing) + 1};
    curve->table = memory_zeroed(curve->count, sizeof *curve->table);
    curve->p = memory_zeroed(equations->count, sizeof *curve->p);
    curve->hat = memory_zeroed(equations->count, sizeof *curve->hat);
    if (!curve->table || !curve->p || !curve->hat)
        return error_set(err, STATUS_NO_MEMORY,
                         "theory: out of memory: no room for a solution curve");
    for (size_t i = 0; i < curve->count; i++)
        curve->table[i] = at(equations->state, first + spacing * (double)i, curve->p);
    return STATUS_OK;
}

void curve_fini(struct curve *curve)
{
    free(curve->table);
    free(curve->p);
    free(curve->hat);
    *curve = (struct curve){0};
}

double curve_alpha(const struct curve *curve, double t, double p[], double *rate)
{
    const struct curve_point point = curve->at(curve->equations->state, t, p);

    if (rate)
        *rate = point.rate;
    return point.rate * (curve->equations->noise + point.error);
}

static double alpha_at(const struct curve *curve, size_t i)
{
    return curve->table[i].rate * (curve->equations->noise + curve->table[i].error);
}

static double t_at(const struct curve *curve, size_t i)
{
    return curve->first + curve->spacing * (double)i;
}

struct curve_search {
    const struct curve *curve;
    double alpha;
};

/* In logarithms: alpha runs over many decades. */
static double alpha_excess(void *context, double t)
{
    const struct curve_search *search = context;

    return log(curve_alpha(search->curve, t, search->curve->p, NULL) / search->alpha);
}

static double alpha_deficit(void *context, double t)
{
    return -alpha_excess(context, t);
}

static double solve_between(const struct curve *curve, double alpha, double lo, double hi)
{
    struct curve_search search = {curve, alpha};

    return root_between(alpha_excess, &search, lo, hi, root_tolerance);
}

static double refine_fold(const struct curve *curve, size_t i)
{
    struct curve_search search = {curve, 1.0};

    return minimum_between(alpha_excess, &search, t_at(curve, i - 1), t_at(curve, i + 1),
                           fold_tolerance);
}

double curve_fold(const struct curve *curve)
{
    for (size_t i = curve->count - 1; i-- > 1;)
        if (alpha_at(curve, i) < alpha_at(curve, i + 1) &&
            alpha_at(curve, i) <= alpha_at(curve, i - 1))
            return refine_fold(curve, i);
    return (double)NAN;
}

/* Searches from the top down: alpha falls through the given value, or turns just above it. */
double curve_find(const struct curve *curve, double alpha)
{
    if (alpha > alpha_at(curve, curve->count - 1))
        return (double)INFINITY;
    for (size_t i = curve->count - 1; i-- > 0;) {
        if (alpha_at(curve, i) <= alpha)
            return solve_between(curve, alpha, t_at(curve, i), t_at(curve, i + 1));
        if (i == 0 || alpha_at(curve, i) >= alpha_at(curve, i + 1) ||
            alpha_at(curve, i) > alpha_at(curve, i - 1))
            continue;
        const double fold = refine_fold(curve, i);
        if (curve_alpha(curve, fold, curve->p, NULL) <= alpha)
            return solve_between(curve, alpha, fold, t_at(curve, i + 1));
    }
    return (double)NAN;
}

/* Finds alpha's extremum next to point i of the table, whose neighbours lie on one side. */
static double refine_top(const struct curve *curve, size_t i)
{
    struct curve_search search = {curve, 1.0};

    return minimum_between(alpha_deficit, &search, t_at(curve, i - 1), t_at(curve, i + 1),
                           fold_tolerance);
}

/*
 * Searches from the bottom up for where alpha first rises through the given value. It rises from
 * the end of the table or from a fold to the end or to a top, each of which may lie between two
 * points.
 */
double curve_find_low(const struct curve *curve, double alpha)
{
    double low = t_at(curve, 0);
    bool below = alpha_at(curve, 0) <= alpha;

    for (size_t i = 1; i < curve->count; i++) {
        if (below && alpha_at(curve, i) >= alpha)
            return solve_between(curve, alpha, low, t_at(curve, i));
        if (alpha_at(curve, i) <= alpha) {
            below = true;
            low = t_at(curve, i);
        }
        if (i + 1 == curve->count)
            break;
        const double before = alpha_at(curve, i - 1), here = alpha_at(curve, i);
        const double after = alpha_at(curve, i + 1);
        if (below && here > before && here >= after) {
            const double top = refine_top(curve, i);
            if (curve_alpha(curve, top, curve->p, NULL) >= alpha)
                return solve_between(curve, alpha, t_at(curve, i - 1), top);
        } else if (!below && here < before && here <= after) {
            const double fold = refine_fold(curve, i);
            below = curve_alpha(curve, fold, curve->p, NULL) <= alpha;
            low = fold;
        }
    }
    return (double)NAN;
}

static double free_entropy(const struct curve *curve, double alpha, double rate)
{
    curve->equations->hats(curve->equations->state, rate, curve->p, curve->hat);
    return equations_free_entropy(curve->equations, alpha, rate, curve->p, curve->hat);
}

/* Returns the best of what lies below the solution t at its alpha. */
static double free_entropy_below(const struct curve *curve, double alpha, double t)
{
    static const double same = 1e-6;
    const double low = curve_find_low(curve, alpha);
    double rate, grown = -(double)INFINITY;

    if (!isnan(low) && low < t - same) {
        const double there = curve_alpha(curve, low, curve->p, &rate);
        grown = free_entropy(curve, there, rate);
    }
    for (size_t i = 0; i < curve->equations->count; i++)
        curve->p[i] = 1.0;
    rate = equations_rate(curve->equations, alpha, curve->p);
    return fmax(grown, free_entropy(curve, alpha, rate));
}

static double advantage(void *context, double t)
{
    const struct curve *curve = ((struct curve_search *)context)->curve;
    double rate;
    const double alpha = curve_alpha(curve, t, curve->p, &rate);
    const double above = free_entropy(curve, alpha, rate);

    return above - free_entropy_below(curve, alpha, t);
}

/* Returns where the branch that begins at the fold overtakes; NaN: beyond the table. */
static double find_equilibrium(const struct curve *curve, double fold)
{
    struct curve_search search = {.curve = curve};
    double below = fold;

    for (size_t i = 0; i < curve->count; i++) {
        const double t = t_at(curve, i);
        if (t <= fold)
            continue;
        if (advantage(&search, t) > 0.0)
            return root_between(advantage, &search, below, t, root_tolerance);
        below = t;
    }
    return (double)NAN;
}

enum status curve_transitions(const struct curve *curve, double v, struct theory_transitions *out,
                              const struct theory_control *control)
{
    const double fold = curve_fold(curve);

    *out = (struct theory_transitions){
        .spinodal = (double)NAN, .equilibrium = (double)NAN, .algorithmic = curve->lin};
    out->spinodal_why = out->equilibrium_why =
        isfinite(curve->lin) ? THEORY_CONTINUOUS : THEORY_ABSENT;
    if (isnan(fold))
        return STATUS_OK;
    if (control && control->cancelled && control->cancelled(control->context))
        return STATUS_STOPPED;
    const double crossing = find_equilibrium(curve, fold);
    out->spinodal = curve_alpha(curve, fold, curve->p, NULL);
    if (!isnan(crossing))
        out->equilibrium = curve_alpha(curve, crossing, curve->p, NULL);
    else
        out->equilibrium_why =
            curve->equations->noise == 0.0 ? THEORY_NOT_COMPUTED : THEORY_NOT_FOUND;
    out->steps = 1;
    out->step[0] = (struct theory_step){v, out->spinodal, out->equilibrium};
    return STATUS_OK;
}
