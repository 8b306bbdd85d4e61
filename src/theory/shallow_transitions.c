/*
 * Transitions of one hidden layer. One |v|: from the explicit curve. Few atoms: size by size, by
 * the largest jump of each (transition.h). Other readouts specialise size by size too, but far too
 * many for a way down each: bisection on alpha between "one of them is specialised" and "none is".
 */
#include <math.h>

#include "fixed_point.h"
#include "shallow.h"
#include "transition.h"

/* The way down to a spinodal starts where 1 - Q of the group in question is about this. */
static const double complement_top = 1e-3;

/*
 * The branch on which the `start` largest |v| begin specialised; the group that falls is number
 * `on`.
 */
struct descent {
    const struct shallow *shallow;
    size_t on, start;
};

static size_t last_on(const struct descent *descent)
{
    return descent->shallow->groups.count - descent->on;
}

static void descent_start(void *context, double p[])
{
    const struct descent *descent = context;

    shallow_start_on(descent->shallow, descent->start, p);
}

/* The branches with fewer groups; the first is the one that grows out of Q = 0. */
static void descent_start_rival(void *context, size_t rival, double p[])
{
    const struct descent *descent = context;

    shallow_start_on(descent->shallow, rival, p);
}

static double descent_complement(void *context, const double p[])
{
    return p[last_on(context)];
}

/* A group that falls with another falls at least half as far; else it only follows. */
static bool descent_owns(void *context, const double above[], const double below[])
{
    static const double share = 0.5;
    const struct descent *descent = context;
    const size_t own = last_on(descent);
    double furthest = 0.0;

    for (size_t i = 0; i < descent->shallow->groups.count; i++)
        furthest = fmax(furthest, below[i] - above[i]);
    return below[own] - above[own] >= share * furthest;
}

/* Without alpha_lin a branch can only begin by a jump. */
static void tell(const struct transition *search, const struct theory_step *step,
                 struct theory_transitions *out)
{
    const bool continuous = isfinite(out->algorithmic) && !search->incomplete;
    const bool silent = search->equations->noise == 0.0;
    const enum theory_absence unknown = silent ? THEORY_NOT_COMPUTED : THEORY_NOT_FOUND;

    out->spinodal = step->spinodal;
    out->equilibrium = step->equilibrium;
    out->spinodal_why = continuous && !silent ? THEORY_CONTINUOUS : unknown;
    out->equilibrium_why = isnan(step->spinodal) ? out->spinodal_why : unknown;
    if (isnan(step->spinodal) && out->spinodal_why == THEORY_CONTINUOUS)
        return;
    if (out->steps < THEORY_STEPS_MAX)
        out->step[out->steps++] = *step;
}

/*
 * Returns whether quieter groups that begin specialised too hold this one up where it falls by
 * itself, as sizes that are nearly equal do: they fall together, and descent->start counts them
 * from now on.
 */
static bool is_held(struct descent *descent, struct transition *search)
{
    const size_t alone = descent->start, active = shallow_active(descent->shallow);
    const double fallen = transition_below(search);
    const double half = 0.5 * (fallen + descent_complement(descent, search->kept));

    /* A start with more groups is nowhere lower: when all of them do not hold it, fewer do not. */
    for (descent->start = active; descent->start > alone; descent->start--)
        if (!(transition_below(search) < half))
            break;
    descent->start++;
    if (descent->start <= active)
        return true;
    descent->start = alone;
    return false;
}

static enum status descend(struct descent *descent, double scratch[],
                           struct theory_transitions *out, const struct theory_control *control)
{
    const struct shallow *shallow = descent->shallow;
    const double v = shallow->groups.v[last_on(descent)];
    struct theory_step step = {.v = v};
    struct transition search;

    transition_init(&search, &shallow->equations, scratch, control);
    search.context = descent;
    search.start = descent_start;
    search.start_rival = descent_start_rival;
    search.complement = descent_complement;
    search.owns = descent_owns;
    const double slope = nonlinear_slope(&shallow->nonlinear, 0.0);
    search.rate_max =
        shallow->gamma / (v * v * (slope > 0.0 ? slope : shallow->mu22) * complement_top);
    enum status status = STATUS_OK;
    descent->start = descent->on;
    do {
        search.rivals = descent->start;
        status = transition_find(&search, &step);
    } while (status == STATUS_OK && isfinite(step.spinodal) && is_held(descent, &search));
    tell(&search, &step, out);
    return status;
}

/* ---- readouts that are not few atoms ---- */

struct onset {
    struct shallow *shallow;
    const struct theory_control *control;
    double *scratch;
    double low[THEORY_GROUPS_MAX], high[THEORY_GROUPS_MAX]; /* P from below and from above */
    bool best; /* asks for the larger free entropy, too */
    bool late; /* asks for a jump of the mean overlap, not of one group's */
    bool fine; /* near the fold of the solution from above */
    bool stopped;
};

static void settle(struct onset *onset, double alpha, bool fine, double p[])
{
    enum { STEPS_MAX = 100000 };
    struct fixed_point solve;

    if (onset->stopped)
        return;
    fixed_point_init(&solve, &onset->shallow->equations, p, onset->scratch, alpha, 0.0);
    /*
     * Just below a fold the iteration creeps past it with steps of about the distance in alpha: the
     * finer tolerance is far below the bracket's width, and the test takes 1 - ratio of it. +-1
     * weights do not reach 1e-13: P = e^(-h/2) carries the rounding of h.
     */
    solve.tolerance = fine ? 1e-10 : 1e-7;
    solve.steps_max = STEPS_MAX;
    onset->stopped = fixed_point_run(&solve, onset->control) == STATUS_STOPPED;
}

/* Finds the largest solution, with every group on the better of its two sides if asked. */
static void settle_high(struct onset *onset, double alpha)
{
    const struct shallow *shallow = onset->shallow;
    double *p = onset->high;

    shallow_start_on(shallow, shallow_active(shallow), p);
    settle(onset, alpha, onset->fine, p);
    for (size_t i = 0; i < shallow->groups.count && onset->best; i++) {
        const double rate = equations_rate(&shallow->equations, alpha, p);
        if (!shallow_respond(shallow, rate, 0.0, p))
            return;
        settle(onset, alpha, onset->fine, p);
    }
}

static double free_entropy_at(struct onset *onset, double alpha, const double p[])
{
    const struct equations *equations = &onset->shallow->equations;
    const double rate = equations_rate(equations, alpha, p);

    equations->hats(equations->state, rate, p, onset->scratch);
    return equations_free_entropy(equations, alpha, rate, p, onset->scratch);
}

/* Returns how far the largest solution lies above the one that grows out of Q = 0. */
static double rise(struct onset *onset, double alpha)
{
    const struct equations *equations = &onset->shallow->equations;
    double furthest = 0.0;

    shallow_start_on(onset->shallow, 0, onset->low);
    settle(onset, alpha, false, onset->low);
    settle_high(onset, alpha);
    if (onset->late)
        return equations_mean(equations, onset->high) - equations_mean(equations, onset->low);
    for (size_t i = 0; i < equations->count; i++)
        furthest = fmax(furthest, onset->low[i] - onset->high[i]);
    return furthest;
}

static bool is_on(struct onset *onset, double alpha)
{
    static const double rise_of_one = 0.02, rise_of_mean = 0.1, rounding = 1e-13;

    if (!(rise(onset, alpha) > (onset->late ? rise_of_mean : rise_of_one)))
        return false;
    return !onset->best || free_entropy_at(onset, alpha, onset->high) >=
                               free_entropy_at(onset, alpha, onset->low) - rounding;
}

/* Goes from alpha up, in steps of a factor, to the first that is on; then bisects. NaN: none is. */
static double find_onset(struct onset *onset, double alpha, double most, double factor)
{
    static const double tolerance = 1e-5; /* the time grows as one over its root */
    double off = alpha, on = alpha;

    onset->fine = false;
    while (!is_on(onset, on)) {
        if (on >= most || onset->stopped)
            return (double)NAN;
        off = on;
        on = fmin(on * factor, most);
    }
    onset->fine = true;
    while (on > off * (1.0 + tolerance) && !onset->stopped) {
        const double middle = sqrt(on * off);
        if (is_on(onset, middle))
            on = middle;
        else
            off = middle;
    }
    return onset->stopped ? (double)NAN : on;
}

/*
 * A solution that is on below alpha_lin, or without alpha_lin, stays on when alpha grows: any
 * bracket will do. Where overlaps have grown out of 0 already, the search looks for a jump of their
 * mean. The jump may close again, and steps of a fifth in alpha find one that is open for longer
 * than that. A mean that has not jumped has come up to the threshold steadily, by groups that lag
 * behind.
 */
static enum status find_onsets(struct onset *onset, struct theory_transitions *out)
{
    static const double least = 1e-3, most = 1e3, beyond = 10.0, coarse = 2.0, fine = 1.2;
    /* Nearer to alpha_lin than this the iteration hardly moves. */
    static const double margin = 0.01, jump = 0.15;
    const double lin = out->algorithmic;

    out->spinodal_why = out->equilibrium_why = isnan(lin) ? THEORY_ABSENT : THEORY_CONTINUOUS;
    const double early = isfinite(lin) ? lin * (1.0 - margin) : most;
    onset->late = isfinite(lin) && !is_on(onset, early);
    double found = onset->late ? find_onset(onset, early, fmin(most, beyond * lin), fine)
                               : find_onset(onset, least, early, coarse);
    if (onset->late && !isnan(found) && rise(onset, found) < jump)
        found = (double)NAN;
    out->spinodal = found;
    if (!isnan(found)) {
        onset->best = true;
        out->equilibrium = find_onset(onset, found, fmin(most, beyond * found), fine);
    }
    return onset->stopped ? STATUS_STOPPED : STATUS_OK;
}

/* A law without a largest |v| has some specialised at every alpha, the loudest ones. */
static enum status gradual_transitions(struct shallow *shallow, double scratch[],
                                       struct theory_transitions *out,
                                       const struct theory_control *control)
{
    struct onset onset = {.shallow = shallow, .control = control, .scratch = scratch};

    if (isfinite(shallow->groups.largest))
        return find_onsets(&onset, out);
    out->spinodal_why = out->equilibrium_why = THEORY_CONTINUOUS;
    return STATUS_OK;
}

/*
 * A group that specialises with quieter groups at its side may be the best before it is so alone:
 * then it never is the best alone, and takes their equilibrium.
 */
static void settle_order(struct theory_transitions *out)
{
    for (size_t i = out->steps; i-- > 1;)
        if (out->step[i].equilibrium < out->step[i - 1].equilibrium)
            out->step[i - 1].equilibrium = out->step[i].equilibrium;
}

enum status shallow_transitions(void *state, double scratch[], struct theory_transitions *out,
                                const struct theory_control *control)
{
    struct shallow *shallow = state;
    struct descent descent = {.shallow = shallow};
    enum status status = STATUS_OK;

    *out = (struct theory_transitions){.spinodal = (double)NAN,
                                       .equilibrium = (double)NAN,
                                       .algorithmic = shallow_instability(shallow)};
    shallow->curve.lin = out->algorithmic;
    if (shallow->curve.table)
        return curve_transitions(&shallow->curve, shallow->groups.v[0], out, control);
    if (shallow->degenerate)
        return STATUS_OK;
    if (!shallow->groups.atoms)
        return gradual_transitions(shallow, scratch, out, control);
    for (descent.on = 1; descent.on <= shallow_active(shallow) && status == STATUS_OK; descent.on++)
        status = descend(&descent, scratch, out, control);
    settle_order(out);
    return status;
}
