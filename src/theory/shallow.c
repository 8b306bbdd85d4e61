/*
 * One hidden layer: Q(v) per |v|, tau, R2.
 *
 *     eps = (mu_2^2/2) mmse_S(tau + mu_2^2 r) + E_v v^2 [g(1) - g(Q)],   r = alpha / (Delta + eps)
 *     m_S(tau) = E v^2 Q^2
 *     hat(v) = (v^2/gamma) [A Q + r g'(Q)],
 *     A = [mmse_S(tau) - mmse_S(tau + mu_2^2 r)] / (-mmse_S'(tau))
 *
 * Branch j > 1 is partial:(j-1), the j-1 largest |v| specialised. With one |v| the solution curve
 * is explicit in Q.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "coupling.h"
#include "groups.h"
#include "nonlinear.h"
#include "plateau/memory.h"
#include "plateau/mmse.h"
#include "prior.h"
#include "root.h"
#include "solver.h"

enum { SCAN_CELLS = 32 };

static const double start_on = 1e-9, start_off = 1.0 - 1e-4;
static const double overlap_least = 1e-6; /* less has fallen to Q = 0 */
static const double curve_first = -14.0, curve_last = 34.0, curve_spacing = 0.1;
/* The way down to a spinodal starts where 1 - Q of the group in question is about this. */
static const double complement_top = 1e-3;

/* Owned by: one thread. */
struct shallow {
    double gamma;
    double mu22;     /* mu_2^2 */
    size_t off;      /* groups of v = 0, which come first and never specialise */
    bool degenerate; /* g' = 0: only W^T diag(v) W is fixed, and W up to rotations */
    struct groups groups;
    struct nonlinear nonlinear;
    struct mmse *mmse; /* NULL: mu_2 = 0 */
    double size[THEORY_GROUPS_MAX];
    struct equations equations;
    struct curve curve; /* table NULL: more than one |v| */
};

/* mmse_S(tau) = 1 - E v^2 Q^2 = E v^2 P (2 - P) */
static double left_of(const struct groups *groups, const double p[])
{
    double left = 0.0;

    for (size_t i = 0; i < groups->count; i++)
        left += groups->p[i] * groups->v[i] * groups->v[i] * p[i] * (2.0 - p[i]);
    return fmin(left, 1.0);
}

/* E v^2 Q^2 */
static double known_of(const struct groups *groups, const double p[])
{
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

static double tau_of(const struct shallow *shallow, double left)
{
    return coupling_tau(shallow->mmse, left);
}

/* (mu_2^2/2) mmse_S at a signal-to-noise ratio. */
static double quadratic_error(const struct shallow *shallow, double snr)
{
    return shallow->mmse ? 0.5 * shallow->mu22 * mmse_at(shallow->mmse, snr) : 0.0;
}

static void shallow_hats(void *state, double rate, const double p[], double hat[])
{
    const struct shallow *shallow = state;
    const struct groups *groups = &shallow->groups;
    const double left = left_of(groups, p), tau = tau_of(shallow, left);
    const double a = coupling_pull(shallow->mmse, tau, left, rate * shallow->mu22);

    for (size_t i = 0; i < groups->count; i++)
        hat[i] = groups->v[i] * groups->v[i] / shallow->gamma *
                 (a * (1.0 - p[i]) + rate * nonlinear_slope(&shallow->nonlinear, p[i]));
}

static double shallow_error(void *state, double rate, const double p[])
{
    const struct shallow *shallow = state;
    const double tau = tau_of(shallow, left_of(&shallow->groups, p));

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

/* The smallest root: it lies between perfect knowledge of the quadratic part and tau's alone. */
static double shallow_rate(void *state, double alpha, const double p[])
{
    static const double tolerance = 1e-15;
    const struct shallow *shallow = state;
    const double left = left_of(&shallow->groups, p);
    struct self_consistent at = {shallow, alpha, tau_of(shallow, left),
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
    const double tau = tau_of(shallow, left_of(&shallow->groups, p));
    const double r2_hat = rate * shallow->mu22;
    return 0.25 / alpha *
           (mmse_at(shallow->mmse, tau + r2_hat) * r2_hat + mmse_integral(shallow->mmse, tau) -
            mmse_integral(shallow->mmse, tau + r2_hat));
}

/* One |v|: the rate at which Q is a solution; the left side rises with it. */
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

/* gamma phi^-1(Q) = A Q + r g'(Q): without A this is r, with it r is smaller. */
static double rate_of(const struct shallow *shallow, double p)
{
    static const double tolerance = 1e-15;
    const double left = p * (2.0 - p);
    struct rate_search at = {shallow,
                             p,
                             tau_of(shallow, left),
                             left,
                             shallow->gamma * prior_inverse(shallow->equations.prior, p),
                             nonlinear_slope(&shallow->nonlinear, p)};
    double high = log(at.hat / at.slope), low;

    if (!shallow->mmse)
        return exp(high);
    for (low = fmin(high, 0.0); hat_excess(&at, low) > 0.0;)
        low -= 2.0;
    return exp(root_between(hat_excess, &at, low, high, tolerance));
}

static struct curve_point shallow_curve(void *state, double t, double p[])
{
    const struct shallow *shallow = state;

    p[0] = 1.0 / (1.0 + exp(t));
    const double rate = rate_of(shallow, p[0]);
    return (struct curve_point){rate, shallow_error(state, rate, p)};
}

/* Where max v^2 m_S(R2hat) = gamma at Q = 0; 0 when there is no largest |v|. */
static double instability(const struct shallow *shallow)
{
    const double v = shallow->groups.largest, left = 1.0 - shallow->gamma / (v * v);

    if (!shallow->mmse || left <= 0.0)
        return (double)NAN;
    const double r2_hat = mmse_inverse(shallow->mmse, left);
    return r2_hat / shallow->mu22 *
           (shallow->equations.noise + shallow->nonlinear.top + 0.5 * shallow->mu22 * left);
}

static void shallow_destroy(void *state)
{
    struct shallow *shallow = state;

    if (!shallow)
        return;
    curve_fini(&shallow->curve);
    nonlinear_fini(&shallow->nonlinear);
    mmse_destroy(shallow->mmse);
    free(shallow);
}

/* How many groups can specialise. */
static size_t active(const struct shallow *shallow)
{
    return shallow->groups.count - shallow->off;
}

/* The matrix channel only matters, and is only made, where there is a quadratic part. */
static enum status make_channel(struct shallow *shallow, const struct readouts *readouts,
                                struct error *err)
{
    const size_t count = readouts->count;

    if (shallow->mu22 == 0.0)
        return STATUS_OK;
    double *p = memory_need(count + 1, sizeof *p);
    for (size_t i = 0; i < count; i++)
        p[i] = 1.0 / (double)count;
    shallow->mmse = count > 0 ? mmse_create_atoms(readouts->value, p, count, shallow->gamma, err)
                              : mmse_create_symmetric(readouts->law, shallow->gamma, err);
    free(p);
    return shallow->mmse ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status shallow_fill(struct shallow *shallow, const struct config *config,
                                const struct readouts *readouts, struct error *err)
{
    enum status status = nonlinear_init(&shallow->nonlinear, config_activation(config, 0), err);

    if (status == STATUS_OK)
        status = groups_read(&shallow->groups, readouts, err);
    while (shallow->off < shallow->groups.count && shallow->groups.v[shallow->off] == 0.0)
        shallow->off++;
    for (size_t i = 0; i < shallow->groups.count; i++)
        shallow->size[i] = shallow->gamma * shallow->groups.p[i];
    shallow->equations.count = shallow->equations.weights = shallow->groups.count;
    shallow->mu22 = shallow->nonlinear.mu2 * shallow->nonlinear.mu2;
    shallow->degenerate = shallow->nonlinear.top == 0.0 && shallow->groups.atoms;
    if (status == STATUS_OK)
        status = make_channel(shallow, readouts, err);
    if (status == STATUS_OK && shallow->groups.count == 1 && !shallow->degenerate)
        status = curve_init(&shallow->curve, &shallow->equations, shallow_curve, curve_first,
                            curve_last, curve_spacing, err);
    return status;
}

static void *shallow_create(const struct config *config, const struct readouts *readouts,
                            struct error *err)
{
    struct shallow *shallow = memory_zeroed(1, sizeof *shallow);

    if (!shallow) {
        error_set(err, STATUS_NO_MEMORY, "theory: no memory for the equations of one layer");
        return NULL;
    }
    shallow->gamma = config_gamma(config, 0);
    shallow->equations = (struct equations){
        .state = shallow,
        .prior = (enum weight_law)config->weights,
        .noise = config->noise,
        .size = shallow->size,
        .hats = shallow_hats,
        .error = shallow_error,
        .rate = shallow_rate,
        .rest = shallow_rest,
    };
    if (shallow_fill(shallow, config, readouts, err) != STATUS_OK) {
        shallow_destroy(shallow);
        return NULL;
    }
    return shallow;
}

static bool shallow_takes(const struct config *config)
{
    return config_layers(config) == 1;
}

static struct equations *shallow_equations(void *state)
{
    return &((struct shallow *)state)->equations;
}

/* Quadrature nodes specialise one after another, but no set of them is a branch of the law. */
static size_t shallow_branches(const void *state)
{
    const struct shallow *shallow = state;

    if (shallow->degenerate)
        return 1;
    return shallow->groups.atoms ? 1 + active(shallow) : 2;
}

static void shallow_branch_name(const void *state, size_t branch, char name[BRANCH_NAME_MAX])
{
    (void)state;
    if (branch < 2)
        snprintf(name, BRANCH_NAME_MAX, "%s", branch == 0 ? "universal" : "specialised");
    else
        snprintf(name, BRANCH_NAME_MAX, "partial:%u", (unsigned)(branch - 1));
}

/* The `on` largest |v| start from near full recovery, the others from `rest`. */
static void start_groups(const struct shallow *shallow, size_t on, double rest, double p[])
{
    const size_t count = shallow->groups.count;

    for (size_t i = 0; i < count; i++)
        p[i] = i < shallow->off ? 1.0 : i + on < count ? rest : start_on;
}

static void shallow_start(const void *state, size_t branch, double p[])
{
    const struct shallow *shallow = state;

    if (branch == 0)
        start_groups(shallow, 0, 1.0, p);
    else
        start_groups(shallow, branch == 1 ? active(shallow) : branch - 1, start_off, p);
}

static void shallow_load(const void *state, const struct theory_point *point, double p[])
{
    const struct shallow *shallow = state;

    for (size_t i = 0; i < shallow->groups.count; i++)
        p[i] = 1.0 - point->q[i];
}

static size_t shallow_landed(const void *state, double p[])
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
    return on == active(shallow) || !shallow->groups.atoms ? 1 : 1 + on;
}

static void shallow_save(void *state, double rate, const double p[], struct theory_point *point)
{
    const struct shallow *shallow = state;
    const double left = left_of(&shallow->groups, p);
    const double snr = tau_of(shallow, left) + rate * shallow->mu22;

    point->groups = shallow->groups.count;
    for (size_t i = 0; i < point->groups; i++) {
        point->v[i] = shallow->groups.v[i];
        point->p[i] = shallow->groups.p[i];
        point->q[i] = 1.0 - p[i];
    }
    point->r2 = shallow->mmse ? mmse_m(shallow->mmse, snr) : known_of(&shallow->groups, p);
}

static bool shallow_direct(void *state, double alpha, size_t branch, double p[], bool *found)
{
    const struct shallow *shallow = state;

    if (branch != 1 || !shallow->curve.table)
        return false;
    const double t = curve_find(&shallow->curve, alpha);
    if (isinf(t))
        return false;
    *found = !isnan(t);
    if (*found)
        p[0] = 1.0 / (1.0 + exp(t));
    return true;
}

static bool shallow_matrix(const void *state, double rate, double *snr, double *mmse)
{
    const struct shallow *shallow = state;

    if (!shallow->mmse)
        return false;
    *snr = rate * shallow->mu22;
    *mmse = mmse_at(shallow->mmse, *snr);
    return true;
}

/* The way down of the branch on which the `on` largest |v| are specialised. */
struct descent {
    struct shallow *shallow;
    struct continuation way;
    size_t on;
};

static void descent_start(void *context, double p[])
{
    const struct descent *descent = context;

    start_groups(descent->shallow, descent->on, start_off, p);
}

static bool descent_on(void *context, const double p[])
{
    const struct descent *descent = context;

    return 1.0 - p[descent->shallow->groups.count - descent->on] > overlap_least;
}

/* The branch with one group less; for the last one, what grows out of Q = 0. */
static double descent_below(void *context, double alpha)
{
    struct descent *descent = context;
    double p[THEORY_GROUPS_MAX];

    start_groups(descent->shallow, descent->on - 1, start_off, p);
    const double f = continuation_settle(&descent->way, alpha, p);
    return descent_on(descent, p) ? -(double)INFINITY : f;
}

static enum status descend(struct descent *descent, struct theory_transitions *out)
{
    const struct shallow *shallow = descent->shallow;
    const double v = shallow->groups.v[shallow->groups.count - descent->on];
    double spinodal, equilibrium;

    descent->way.rate_max =
        shallow->gamma / (v * v * nonlinear_slope(&shallow->nonlinear, 0.0) * complement_top);
    const enum status status = continuation_transitions(&descent->way, &spinodal, &equilibrium);
    if (!isnan(spinodal) && out->steps < THEORY_STEPS_MAX)
        out->step[out->steps++] = (struct theory_step){v, spinodal, equilibrium};
    out->spinodal = spinodal;
    out->equilibrium = equilibrium;
    return status;
}

static enum status shallow_transitions(void *state, double scratch[],
                                       struct theory_transitions *out,
                                       const struct theory_control *control)
{
    struct shallow *shallow = state;
    struct descent descent = {.shallow = shallow};
    enum status status = STATUS_OK;

    *out = (struct theory_transitions){
        .spinodal = (double)NAN, .equilibrium = (double)NAN, .algorithmic = instability(shallow)};
    shallow->curve.lin = out->algorithmic;
    if (shallow->curve.table)
        return curve_transitions(&shallow->curve, shallow->groups.v[0], out, control);
    if (shallow->degenerate || !shallow->groups.atoms)
        return STATUS_OK;
    continuation_init(&descent.way, &shallow->equations, scratch, control);
    descent.way.context = &descent;
    descent.way.start = descent_start;
    descent.way.on = descent_on;
    descent.way.below = descent_below;
    for (descent.on = 1; descent.on <= active(shallow) && status == STATUS_OK; descent.on++)
        status = descend(&descent, out);
    return status;
}

const struct solver_ops solver_shallow = {
    .name = "shallow",
    .takes = shallow_takes,
    .create = shallow_create,
    .destroy = shallow_destroy,
    .equations = shallow_equations,
    .branches = shallow_branches,
    .branch_name = shallow_branch_name,
    .start = shallow_start,
    .load = shallow_load,
    .landed = shallow_landed,
    .save = shallow_save,
    .direct = shallow_direct,
    .matrix = shallow_matrix,
    .transitions = shallow_transitions,
};
