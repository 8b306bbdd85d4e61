/*
 * The branches and transitions of two hidden layers:
 *
 * - universal: all overlaps 0.
 * - specialised: the largest solution.
 * - first: the largest with Q2 = Q21 = 0; product: with Q1 = Q2 = 0.
 * - partial, first:best: as effective readouts s are continuous, every cut between loud and quiet
 *   neurons of the first layer is a solution over some range. `partial` is specialised, and
 *   `first:best` is first, with every neuron on the better of its sides, where that is another
 *   solution; they have the larger f.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "coupling.h"
#include "plateau/memory.h"
#include "prior.h"
#include "transition.h"
#include "two_layer.h"

enum { UNIVERSAL, SPECIALISED, FIRST, PRODUCT, FIRST_BEST, PARTIAL, BRANCHES };

static const double start_on = 1e-9, start_off = 1.0 - 1e-4;
static const double same_side = 1e-3; /* overlaps of one neuron on one side */
static const double overlap_least = 1e-6;
static const double complement_top = 1e-3;

/* Without a linear path through the first layer, Q1 or Q21 cannot stay up alone. */
size_t two_layer_branches(const void *state)
{
    (void)state;
    return BRANCHES;
}

void two_layer_branch_name(const void *state, size_t branch, char name[BRANCH_NAME_MAX])
{
    static const char *const names[BRANCHES] = {"universal", "specialised", "first",
                                                "product",   "first:best",  "partial"};

    (void)state;
    snprintf(name, BRANCH_NAME_MAX, "%s", names[branch]);
}

static void set(const struct two_layer *two, double p[], double p1, double p2, double p21)
{
    const size_t weights = two->equations.weights;

    for (size_t i = 0; i < two->equations.count; i++)
        p[i] = i < two->nodes ? p1 : i < weights ? p2 : p21;
}

static size_t picks(const void *state, size_t branch)
{
    (void)state;
    return branch == FIRST_BEST ? FIRST : branch == PARTIAL ? SPECIALISED : 0;
}

static bool known_by_start(const void *state, size_t branch)
{
    return picks(state, branch) > 0;
}

void two_layer_start(const void *state, size_t branch, double p[])
{
    const size_t from = picks(state, branch), like = from > 0 ? from : branch;
    const bool first = like == SPECIALISED || like == FIRST;
    const bool product = like == SPECIALISED || like == PRODUCT;

    set(state, p, first ? start_on : 1.0, like == SPECIALISED ? start_on : 1.0,
        product ? start_on : 1.0);
}

/*
 * `partial` from below: the louder half with all its weights, or all neurons with those of the
 * half.
 */
static bool start_again(const void *state, size_t branch, size_t again, double p[])
{
    static const double median = 0.6745; /* of |s| */
    const struct two_layer *two = state;

    if (branch != PARTIAL || again > 1)
        return false;
    set(two, p, start_on, start_on, start_on);
    for (size_t i = 0; i < two->nodes && two->s[i] < median; i++) {
        p[i] = again == 0 ? start_off : start_on;
        for (size_t g = 0; g < two->groups.count; g++)
            p[two->nodes * (g + 1) + i] = start_off;
    }
    return true;
}

/* A point holds Q2 averaged over s: a good enough start. */
void two_layer_load(const void *state, const struct theory_point *point, double p[])
{
    const struct two_layer *two = state;

    for (size_t i = 0; i < two->nodes; i++) {
        p[i] = 1.0 - point->q1[i];
        for (size_t g = 0; g < two->groups.count; g++)
            p[two->nodes * (g + 1) + i] = 1.0 - point->q[g];
    }
    for (size_t g = 0; g < two->groups.count; g++)
        p[two->equations.weights + g] = 1.0 - point->q21[g];
}

static double mean_over_s(const struct two_layer *two, const double p[])
{
    double q = 0.0;

    for (size_t i = 0; i < two->nodes; i++)
        q += two->weight[i] * (1.0 - p[i]);
    return q;
}

size_t two_layer_landed(const void *state, double p[])
{
    const struct two_layer *two = state;
    double q2 = 0.0, q21 = 0.0;

    for (size_t g = 0; g < two->groups.count; g++) {
        q2 = fmax(q2, mean_over_s(two, two_layer_p2(two, p, g)));
        q21 = fmax(q21, 1.0 - two_layer_p21(two, p, g));
    }
    if (q2 > overlap_least)
        return SPECIALISED;
    for (size_t i = two->nodes; i < two->equations.weights; i++)
        p[i] = 1.0;
    if (q21 > overlap_least && mean_over_s(two, p) <= overlap_least) {
        for (size_t i = 0; i < two->nodes; i++)
            p[i] = 1.0;
        return PRODUCT;
    }
    for (size_t g = 0; g < two->groups.count; g++)
        p[two->equations.weights + g] = 1.0;
    if (mean_over_s(two, p) > overlap_least)
        return FIRST;
    set(two, p, 1.0, 1.0, 1.0);
    return UNIVERSAL;
}

void two_layer_save(void *state, double rate, const double p[], struct theory_point *point)
{
    const struct two_layer *two = state;

    (void)rate;
    point->groups = two->groups.count;
    point->nodes = two->nodes;
    for (size_t g = 0; g < point->groups; g++) {
        point->v[g] = two->groups.v[g];
        point->p[g] = two->groups.p[g];
        point->q[g] = mean_over_s(two, two_layer_p2(two, p, g));
        point->q21[g] = 1.0 - two_layer_p21(two, p, g);
    }
    for (size_t i = 0; i < point->nodes; i++) {
        point->s[i] = two->s[i];
        point->weight[i] = two->weight[i];
        point->q1[i] = 1.0 - p[i];
    }
}

/* The fields in which all neurons of the first layer live: at fixed fields each is on its own. */
struct two_layer_fields {
    const struct two_layer *two;
    double rate, shift;
    double pull[THEORY_GROUPS_MAX], a[THEORY_GROUPS_MAX]; /* r v^2 g2'; A */
};

/* The overlaps of one such neuron: with its own weights, and those that read it, by group. */
struct neuron {
    double p1, p2[THEORY_GROUPS_MAX];
};

static void read_fields(const struct two_layer *two, double rate, double shift, const double p[],
                        struct two_layer_fields *at)
{
    at->two = two;
    at->rate = rate;
    at->shift = shift;
    two_layer_read_first(two, p);
    for (size_t g = 0; g < two->groups.count; g++) {
        const double v = two->groups.v[g], left = two_layer_left(two, p, g);
        const double slope = nonlinear_slope(&two->outer, two_layer_inner(two, p, g));
        at->pull[g] = rate * v * v * slope;
        at->a[g] = coupling_pull(two->mmse, coupling_tau(two->mmse, left), left,
                                 two->mu2 * at->pull[g] / two->gamma2);
    }
}

static double hat1_of(const struct two_layer_fields *at, double s, const struct neuron *neuron,
                      double slope)
{
    const struct two_layer *two = at->two;
    double hat = at->rate * two->mu2_outer * s * s * slope;

    for (size_t g = 0; g < two->groups.count; g++)
        hat += two->groups.p[g] * (1.0 - neuron->p2[g]) *
               (at->pull[g] * slope + two->gamma2 * at->a[g]);
    return fmax(hat / two->gamma1 + at->shift, 0.0);
}

static double hat2_of(const struct two_layer_fields *at, size_t g, double q1, double value)
{
    const struct two_layer *two = at->two;

    return fmax((at->pull[g] * value / two->gamma2 + at->a[g] * q1) / two->gamma1 + at->shift, 0.0);
}

/* Finds where a neuron ends in the fields; returns false when that takes too many steps to tell. */
static bool settle_neuron(const struct two_layer_fields *at, double s, struct neuron *neuron)
{
    enum { STEPS_MAX = 100 };
    static const double tolerance = 1e-5;
    const struct two_layer *two = at->two;

    for (size_t i = 0; i < STEPS_MAX; i++) {
        const double last = neuron->p1;
        double value, slope, change = 0.0;

        nonlinear_at(&two->inner, last, &value, &slope);
        neuron->p1 = prior_complement(WEIGHTS_GAUSSIAN, hat1_of(at, s, neuron, slope));
        change = fabs(neuron->p1 / last - 1.0);
        for (size_t g = 0; g < two->groups.count; g++) {
            const double before = neuron->p2[g];
            neuron->p2[g] = prior_complement(WEIGHTS_GAUSSIAN, hat2_of(at, g, 1.0 - last, value));
            change = fmax(change, fabs(neuron->p2[g] / before - 1.0));
        }
        if (change <= tolerance)
            return true;
    }
    return false;
}

/*
 * Returns what a neuron adds to 2 alpha f / size of its weights in the first layer, up to terms
 * that do not depend on the neuron: its derivatives are the fields less h, so that it is stationary
 * where the equations of state hold.
 */
static double gain_of(const struct two_layer_fields *at, double s, const struct neuron *neuron)
{
    const struct two_layer *two = at->two;
    double value, slope, sum;

    nonlinear_at(&two->inner, neuron->p1, &value, &slope);
    const double h1 = hat1_of(at, s, neuron, slope), q1 = 1.0 - neuron->p1;
    sum = at->rate * two->mu2_outer * s * s * value / two->gamma1 + at->shift * q1 +
          2.0 * prior_entropy(WEIGHTS_GAUSSIAN, h1) + neuron->p1 * h1;
    for (size_t g = 0; g < two->groups.count; g++) {
        const double h2 = hat2_of(at, g, q1, value), p2 = neuron->p2[g];
        sum += two->groups.p[g] *
               ((1.0 - p2) * (at->pull[g] * value + two->gamma2 * at->a[g] * q1) / two->gamma1 +
                two->gamma2 *
                    (at->shift * (1.0 - p2) + 2.0 * prior_entropy(WEIGHTS_GAUSSIAN, h2) + p2 * h2));
    }
    return sum;
}

static void read_neuron(const struct two_layer *two, const double p[], size_t i,
                        struct neuron *neuron)
{
    neuron->p1 = p[i];
    for (size_t g = 0; g < two->groups.count; g++)
        neuron->p2[g] = two_layer_p2(two, p, g)[i];
}

static void write_neuron(const struct two_layer *two, const struct neuron *neuron, size_t i,
                         double p[])
{
    p[i] = neuron->p1;
    for (size_t g = 0; g < two->groups.count; g++)
        p[two->nodes * (g + 1) + i] = neuron->p2[g];
}

static double distance(const struct two_layer *two, const struct neuron *a, const struct neuron *b)
{
    double apart = fabs(a->p1 - b->p1);

    for (size_t g = 0; g < two->groups.count; g++)
        apart = fmax(apart, fabs(a->p2[g] - b->p2[g]));
    return apart;
}

/*
 * Puts a neuron on its own side, with neither layer, the first or both: the one with the largest
 * gain.
 */
static void choose_side(const struct two_layer_fields *at, double s, struct neuron *own)
{
    static const struct {
        double p1, p2;
    } start[] = {{start_off, start_off}, {start_on, start_off}, {start_on, start_on}};
    double best = settle_neuron(at, s, own) ? gain_of(at, s, own) : -(double)INFINITY;
    struct neuron other = {0};

    for (size_t i = 0; i < sizeof start / sizeof start[0]; i++) {
        other.p1 = start[i].p1;
        for (size_t g = 0; g < at->two->groups.count; g++)
            other.p2[g] = start[i].p2;
        if (!settle_neuron(at, s, &other))
            continue;
        const double gain = gain_of(at, s, &other);
        if (gain > best && distance(at->two, own, &other) >= same_side) {
            best = gain;
            *own = other;
        }
    }
}

static bool respond(const void *state, double rate, double shift, double p[])
{
    const struct two_layer *two = state;
    struct neuron here = {0}, better;
    struct two_layer_fields at = {0};
    bool moved = false;

    read_fields(two, rate, shift, p, &at);
    for (size_t i = 0; i < two->nodes; i++) {
        read_neuron(two, p, i, &here);
        better = here;
        choose_side(&at, two->s[i], &better);
        if (distance(two, &here, &better) < same_side)
            continue;
        write_neuron(two, &better, i, p);
        moved = true;
    }
    return moved;
}

static double grain(const void *state)
{
    const struct two_layer *two = state;
    double largest = 0.0;

    for (size_t i = 0; i < two->nodes; i++)
        largest = fmax(largest, two->weight[i]);
    return largest;
}

const struct start_ops two_layer_starts = {
    .knows = known_by_start,
    .again = start_again,
    .picks = picks,
    .respond = respond,
    .grain = grain,
};

static void specialised_start(void *context, double p[])
{
    two_layer_start(context, SPECIALISED, p);
}

static void rival_start(void *context, size_t rival, double p[])
{
    static const size_t rivals[] = {UNIVERSAL, FIRST, PRODUCT};

    two_layer_start(context, rivals[rival], p);
}

/* P2 of the largest |v|: the branch lasts as long as any is on. */
static double specialised_complement(void *context, const double p[])
{
    const struct two_layer *two = context;
    const double *p2 = two_layer_p2(two, p, two->groups.count - 1);
    double sum = 0.0;

    for (size_t i = 0; i < two->nodes; i++)
        sum += two->weight[i] * p2[i];
    return sum;
}

/* As two_layer_landed decides. */
static bool specialised_exists(void *context, const double p[])
{
    const struct two_layer *two = context;
    double q2 = 0.0;

    for (size_t g = 0; g < two->groups.count; g++)
        q2 = fmax(q2, mean_over_s(two, two_layer_p2(two, p, g)));
    return q2 > overlap_least;
}

static bool choose_sides(void *context, double rate, double p[])
{
    return respond(context, rate, 0.0, p);
}

static bool partial_start_again(void *context, size_t again, double p[])
{
    return start_again(context, PARTIAL, again, p);
}

enum status two_layer_transitions(void *state, double scratch[], struct theory_transitions *out,
                                  const struct theory_control *control)
{
    struct two_layer *two = state;
    struct transition search;
    struct theory_step step;

    *out = (struct theory_transitions){.algorithmic = (double)NAN};
    transition_init(&search, &two->equations, scratch, control);
    search.context = two;
    search.start = specialised_start;
    search.rivals = 3;
    search.start_rival = rival_start;
    search.complement = specialised_complement;
    search.exists = specialised_exists;
    search.respond = choose_sides;
    search.start_again = partial_start_again;
    search.mixing = TWO_LAYER_MIXING;
    search.rate_max =
        fmax(1.0, two->gamma2) * fmax(1.0, two->gamma1) /
        (complement_top * nonlinear_slope(&two->outer, 0.0) * nonlinear_slope(&two->inner, 0.0));
    const enum status status = transition_find(&search, &step);
    out->spinodal_why = out->equilibrium_why = THEORY_NOT_FOUND;
    out->spinodal = step.spinodal;
    out->equilibrium = step.equilibrium;
    return status;
}
