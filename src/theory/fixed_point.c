#include "fixed_point.h"

#include <math.h>

/*
 * The remaining distance is the residual over 1 - ratio. Near a fold the ratio nears 1: a solution
 * that is not converged at the cap says so, and no transition relies on it (transition.h, curve.h).
 */
static const double tolerance_default = 1e-11;
enum { STEPS_MAX = 30000, JUMP_EVERY = 5, ARRAYS = 4, STILL = 200 };

/* In units of the tolerance: where the step before the last one must be. */
static const double near = 10.0;

/* The largest distance where the residual falls no more. */
static const double rounding_most = 1e-9;

/*
 * Added to P where steps are measured: below it an overlap is complete, and only rounding is left.
 */
static const double complement_floor = 1e-12;

/*
 * The tail of a geometric series is summed only where the steps form one: the ratio has settled to
 * this share of its distance from 1. Only so much of the tail is used, and for each overlap at most
 * its own tail. Beyond an overlap's barrier the map moves the same way as before it, so that no
 * later test would see the error: an overlap that fell too far, or before another had grown, is
 * lost.
 */
static const double ratio_settled = 0.05, tail_share = 0.8;
/* Overlaps that move by less, relative in P, do not count for that. */
static const double step_least = 1e-10;

size_t fixed_point_scratch(size_t count)
{
    return ARRAYS * count;
}

void fixed_point_init(struct fixed_point *solve, const struct equations *equations, double p[],
                      double scratch[], double alpha, double rate)
{
    const size_t count = equations->count;

    *solve = (struct fixed_point){
        .equations = equations,
        .alpha = alpha,
        .rate = rate,
        .tolerance = tolerance_default,
        .steps_max = STEPS_MAX,
        .residual = (double)INFINITY,
        .least = (double)INFINITY,
        .p = p,
        .next = scratch,
        .hat = scratch + count,
        .step = scratch + 2 * count,
        .trial = scratch + 3 * count,
    };
    for (size_t i = 0; i < count; i++)
        solve->step[i] = 0.0;
}

/* Computes next = the map at p, mixed with p. */
static void apply(struct fixed_point *solve, const double p[], double next[])
{
    const struct equations *equations = solve->equations;

    if (solve->alpha > 0.0)
        solve->rate = equations_rate(equations, solve->alpha, p);
    equations->hats(equations->state, solve->rate, p, solve->hat);
    equations_next(equations, p, solve->hat, 0.0, next);
    for (size_t i = 0; i < equations->count; i++)
        next[i] += solve->mixing * (p[i] - next[i]);
}

/* Returns the tail of the series that continues from `before` with `step`, in units of the step. */
static double tail_of(double before, double step)
{
    const double shrinks = step / before;

    return shrinks > 0.0 && shrinks < 1.0 ? shrinks / (1.0 - shrinks) : 0.0;
}

/* Measures residual, ratio and tail from next - p and the step before; all relative in P. */
static void measure(struct fixed_point *solve)
{
    double product = 0.0, square = 0.0, largest = 0.0;

    solve->tail = (double)INFINITY;
    for (size_t i = 0; i < solve->equations->count; i++) {
        const double unit = solve->p[i] + complement_floor, step = solve->next[i] - solve->p[i];
        if (fabs(step) > step_least * unit)
            solve->tail = fmin(solve->tail, tail_of(solve->step[i], step));
        product += step * solve->step[i] / (unit * unit);
        square += solve->step[i] * solve->step[i] / (unit * unit);
        largest = fmax(largest, fabs(step) / unit);
        solve->step[i] = step;
    }
    solve->before = solve->residual;
    solve->residual = largest / (1.0 - solve->mixing);
    solve->ratio_before = solve->ratio;
    solve->ratio = square > 0.0 ? product / square : 0.0;
    solve->still++;
    solve->worst = fmax(solve->worst, solve->residual);
    if (solve->residual <= 0.5 * solve->least) {
        solve->least = solve->residual;
        solve->falling = solve->ratio;
        solve->worst = solve->residual;
        solve->still = 0;
    }
}

/*
 * Adds the sum of the geometric series that the last step begins; returns false when it overshoots.
 */
static bool jump(struct fixed_point *solve)
{
    const double factor = tail_share * solve->tail;
    const size_t count = solve->equations->count;
    double *from = solve->trial, *to = solve->hat;

    for (size_t i = 0; i < count; i++) {
        from[i] = solve->next[i] + factor * solve->step[i];
        if (!(from[i] > 0.0 && from[i] <= 1.0))
            return false;
    }
    apply(solve, from, to);
    for (size_t i = 0; i < count; i++)
        if ((to[i] - from[i]) * solve->step[i] < 0.0)
            return false;
    for (size_t i = 0; i < count; i++)
        solve->p[i] = to[i];
    return true;
}

static bool is_geometric(const struct fixed_point *solve)
{
    return solve->tail > 0.0 && isfinite(solve->tail) && solve->ratio < 1.0 &&
           fabs(solve->ratio - solve->ratio_before) < ratio_settled * (1.0 - solve->ratio);
}

void fixed_point_step(struct fixed_point *solve)
{
    apply(solve, solve->p, solve->next);
    measure(solve);
    solve->steps++;
    if (++solve->since_jump >= JUMP_EVERY && is_geometric(solve)) {
        solve->since_jump = 0;
        if (jump(solve))
            return;
    }
    for (size_t i = 0; i < solve->equations->count; i++)
        solve->p[i] = solve->next[i];
}

static double left_of(double ratio)
{
    return fmin(fmax(1.0 - ratio, 1e-4), 1.0);
}

bool fixed_point_test(const struct fixed_point *solve)
{
    if (solve->still >= STILL)
        return solve->worst <= rounding_most * left_of(solve->falling);
    return solve->residual <= solve->tolerance * left_of(solve->ratio) &&
           solve->before <= near * solve->tolerance;
}

enum status fixed_point_run(struct fixed_point *solve, const struct theory_control *control)
{
    do {
        if (control && control->cancelled && control->cancelled(control->context))
            return STATUS_STOPPED;
        fixed_point_step(solve);
    } while (!fixed_point_test(solve) && solve->steps < solve->steps_max);
    return STATUS_OK;
}

double fixed_point_residual(const struct equations *equations, double alpha, const double p[],
                            double scratch[])
{
    double *hat = scratch, *next = scratch + equations->count, largest = 0.0;

    equations->hats(equations->state, equations_rate(equations, alpha, p), p, hat);
    equations_next(equations, p, hat, 0.0, next);
    for (size_t i = 0; i < equations->count; i++)
        largest = fmax(largest, fabs(next[i] - p[i]) / (p[i] + complement_floor));
    return largest;
}
