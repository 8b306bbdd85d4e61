/*
 * The branches of one hidden layer, each where its solution differs from those before it:
 *
 * - universal: Q = 0.
 * - specialised: the largest solution.
 * - partial:j: the j largest |v| of a law of atoms are specialised, the others at 0 or weakly on.
 * - weak: the solution that grows out of Q = 0 beyond alpha_lin.
 * - partial: for readouts that are not few atoms. Every cut between loud and quiet readouts is a
 *   solution over some range, and the specialised one is the last of them. `partial` is the one
 *   where the next group gains nothing by joining or leaving; it has the largest f.
 */
#include <math.h>
#include <stdio.h>

#include "coupling.h"
#include "prior.h"
#include "shallow.h"

static const double start_on = 1e-9, start_off = 1.0 - 1e-4;
static const double overlap_least = 1e-6; /* a smaller overlap has fallen to Q = 0 */

size_t shallow_active(const struct shallow *shallow)
{
    return shallow->groups.count - shallow->off;
}

/* Returns how many branches the solver has besides weak and partial. */
static size_t named(const struct shallow *shallow)
{
    return shallow->groups.atoms ? 1 + shallow_active(shallow) : 2;
}

/* Without a quadratic part Q = 0 never becomes unstable. */
static bool is_weak(const struct shallow *shallow, size_t branch)
{
    return shallow->mmse && branch == named(shallow);
}

static bool has_partial(const struct shallow *shallow)
{
    return !shallow->groups.atoms && shallow_active(shallow) > 1;
}

static size_t picks(const void *state, size_t branch)
{
    const struct shallow *shallow = state;

    return has_partial(shallow) && branch == named(shallow) + (shallow->mmse ? 1 : 0) ? 1 : 0;
}

static bool known_by_start(const void *state, size_t branch)
{
    (void)state;
    return branch > 1;
}

size_t shallow_branches(const void *state)
{
    const struct shallow *shallow = state;

    if (shallow->degenerate)
        return 1;
    return named(shallow) + (shallow->mmse ? 1 : 0) + (has_partial(shallow) ? 1 : 0);
}

void shallow_branch_name(const void *state, size_t branch, char name[BRANCH_NAME_MAX])
{
    if (branch < 2)
        snprintf(name, BRANCH_NAME_MAX, "%s", branch == 0 ? "universal" : "specialised");
    else if (is_weak(state, branch))
        snprintf(name, BRANCH_NAME_MAX, "weak");
    else if (picks(state, branch) > 0)
        snprintf(name, BRANCH_NAME_MAX, "partial");
    else
        snprintf(name, BRANCH_NAME_MAX, "partial:%u", (unsigned)(branch - 1));
}

/* Starts the `on` largest |v| near full recovery, the others at `rest`. */
static void start_groups(const struct shallow *shallow, size_t on, double rest, double p[])
{
    const size_t count = shallow->groups.count;

    for (size_t i = 0; i < count; i++)
        p[i] = i < shallow->off ? 1.0 : i + on < count ? rest : start_on;
}

void shallow_start_on(const struct shallow *shallow, size_t on, double p[])
{
    start_groups(shallow, on, start_off, p);
}

void shallow_start(const void *state, size_t branch, double p[])
{
    const struct shallow *shallow = state;

    if (branch == 0)
        start_groups(shallow, 0, 1.0, p);
    else if (branch == 1 || picks(state, branch) > 0)
        shallow_start_on(shallow, shallow_active(shallow), p);
    else
        shallow_start_on(shallow, is_weak(shallow, branch) ? 0 : branch - 1, p);
}

void shallow_load(const void *state, const struct theory_point *point, double p[])
{
    const struct shallow *shallow = state;

    for (size_t i = 0; i < shallow->groups.count; i++)
        p[i] = 1.0 - point->q[i];
}

size_t shallow_landed(const void *state, double p[])
{
    const struct shallow *shallow = state;
    size_t on = 0;

    for (size_t i = 0; i < shallow->groups.count; i++)
        if (1.0 - p[i] > overlap_least)
            on++;
        else
            p[i] = 1.0;
    if (on == 0)
        return 0;
    return on == shallow_active(shallow) || !shallow->groups.atoms ? 1 : 1 + on;
}

void shallow_save(void *state, double rate, const double p[], struct theory_point *point)
{
    const struct shallow *shallow = state;
    const double left = shallow_left(shallow, p);
    const double snr = coupling_tau(shallow->mmse, left) + rate * shallow->mu22;

    point->groups = shallow->groups.count;
    for (size_t i = 0; i < point->groups; i++) {
        point->v[i] = shallow->groups.v[i];
        point->p[i] = shallow->groups.p[i];
        point->q[i] = 1.0 - p[i];
    }
    point->r2 = shallow->mmse ? mmse_m(shallow->mmse, snr) : shallow_known(shallow, p);
}

bool shallow_direct(void *state, double alpha, size_t branch, double p[], bool *found)
{
    const struct shallow *shallow = state;

    if (!shallow->curve.table || (branch != 1 && !is_weak(shallow, branch)))
        return false;
    const double t =
        branch == 1 ? curve_find(&shallow->curve, alpha) : curve_find_low(&shallow->curve, alpha);
    if (isinf(t))
        return false;
    *found = !isnan(t);
    if (*found)
        p[0] = 1.0 / (1.0 + exp(t));
    return true;
}

/* The fields in which all groups live: at fixed fields each group is on its own. */
struct shallow_fields {
    const struct shallow *shallow;
    double pull, rate, shift;
};

static double hat_in(const struct shallow_fields *at, double v2, double p)
{
    const struct shallow *shallow = at->shallow;

    return fmax(
        v2 / shallow->gamma *
                (at->pull * (1.0 - p) + at->rate * nonlinear_slope(&shallow->nonlinear, p)) +
            at->shift,
        0.0);
}

/* Returns 1 - Q where a group ends that starts at p; NaN when that takes too many steps to tell. */
static double settle_group(const struct shallow_fields *at, double v2, double p)
{
    enum { STEPS_MAX = 100 };
    static const double tolerance = 1e-5;

    for (size_t i = 0; i < STEPS_MAX; i++) {
        const double last = p;
        p = prior_complement(at->shallow->equations.prior, hat_in(at, v2, p));
        if (fabs(p - last) <= tolerance * p)
            return p;
    }
    return (double)NAN;
}

/*
 * Returns what a group of so little weight that it moves no field adds to 2 alpha f / size, up to
 * terms that do not depend on Q: (v^2/gamma) [A Q^2/2 + r g(Q)] + shift Q + 2 psi(h) - Q h. Its
 * derivative by Q is the field less h, so that it is stationary where the equations of state hold.
 */
static double gain_of(const struct shallow_fields *at, double v2, double p)
{
    const struct shallow *shallow = at->shallow;
    const double q = 1.0 - p, h = hat_in(at, v2, p);

    return v2 / shallow->gamma *
               (0.5 * at->pull * q * q - at->rate * nonlinear_gap(&shallow->nonlinear, p)) +
           at->shift * q + 2.0 * prior_entropy(shallow->equations.prior, h) + p * h;
}

bool shallow_respond(const void *state, double rate, double shift, double p[])
{
    static const double same = 1e-4;
    const struct shallow *shallow = state;
    const double left = shallow_left(shallow, p), tau = coupling_tau(shallow->mmse, left);
    const struct shallow_fields at = {
        shallow, coupling_pull(shallow->mmse, tau, left, rate * shallow->mu22), rate, shift};
    bool moved = false;

    for (size_t i = shallow->off; i < shallow->groups.count; i++) {
        const double v2 = shallow->groups.v[i] * shallow->groups.v[i];
        const double low = settle_group(&at, v2, start_off), high = settle_group(&at, v2, start_on);
        if (!(low - high >= same))
            continue;
        const bool on = gain_of(&at, v2, high) > gain_of(&at, v2, low);
        const double best = on ? high : low, other = on ? low : high;
        if (fabs(p[i] - other) < fabs(p[i] - best)) {
            p[i] = best;
            moved = true;
        }
    }
    return moved;
}

static double grain(const void *state)
{
    const struct shallow *shallow = state;
    double largest = 0.0;

    for (size_t i = 0; i < shallow->groups.count && shallow->groups.nodes; i++)
        largest = fmax(largest, shallow->groups.p[i]);
    return largest;
}

/* Each branch has one start. */
static bool start_again(const void *state, size_t branch, size_t again, double p[])
{
    (void)state;
    (void)branch;
    (void)again;
    (void)p;
    return false;
}

const struct start_ops shallow_starts = {
    .knows = known_by_start,
    .again = start_again,
    .picks = picks,
    .respond = shallow_respond,
    .grain = grain,
};
