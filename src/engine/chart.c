#include "chart.h"

#include <math.h>

/* The curves reach this factor beyond the run's alpha and all transitions. */
static const double reach = 3.0;
/* Where the solvers hold (src/theory/README.md). */
static const double alpha_least = 1e-3, alpha_most = 1e3;

/* The overlap of the atom that a group of the run is, whatever its sign. */
static double overlap_of_atom(const struct theory_point *point, double readout)
{
    size_t nearest = 0;

    for (size_t i = 1; i < point->groups; i++)
        if (fabs(point->v[i] - readout) < fabs(point->v[nearest] - readout))
            nearest = i;
    return point->groups > 0 ? point->q[nearest] : (double)NAN;
}

/*
 * The mean of x [count] with weights p, sum 1, between two shares of the whole, in order; of what
 * lies across an end, the part that is inside.
 */
static double mean_between(const double p[], const double x[], size_t count, double from, double to)
{
    double below = 0.0, sum = 0.0, weight = 0.0;

    for (size_t i = 0; i < count; i++) {
        const double part = fmin(below + p[i], to) - fmax(below, from);
        below += p[i];
        if (part <= 0.0)
            continue;
        sum += part * x[i];
        weight += part;
    }
    return weight > 0.0 ? sum / weight : (double)NAN;
}

/* One of `parts` parts of equal weight. */
static double mean_of_part(const double p[], const double x[], size_t count, size_t part,
                           size_t parts)
{
    return mean_between(p, x, count, (double)part / (double)parts,
                        (double)(part + 1) / (double)parts);
}

static double overlap_of_group(const struct theory_point *point, const struct readout_group *group)
{
    if (group->one_size && point->groups <= READOUT_ATOMS_MAX)
        return overlap_of_atom(point, group->readout);
    return mean_between(point->p, point->q, point->groups, group->from, group->to);
}

/* Q1(s) of two layers, in as many parts as the run's. */
static struct inner_overlaps inner_of(const struct theory_point *point)
{
    struct inner_overlaps out = {.bins = point->nodes > 0 ? INNER_BINS_MAX : 0};

    for (size_t b = 0; b < out.bins; b++) {
        out.s[b] = mean_of_part(point->weight, point->s, point->nodes, b, out.bins);
        out.q[b] = mean_of_part(point->weight, point->q1, point->nodes, b, out.bins);
    }
    return out;
}

/* sum_i p_i q_i; NaN where there is nothing to sum, or no such overlap. */
static double mean_of(const double p[], const double q[], size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += p[i] * q[i];
    return count > 0 ? sum : (double)NAN;
}

/* Two layers have q1(s), q2(v), q21(v); more have one overlap each, and one layer has mean_q. */
static struct layers_overlap overlaps_of_layers(const struct theory_point *point)
{
    struct layers_overlap out = {.q21 = mean_of(point->p, point->q21, point->groups),
                                 .mean = point->mean_q};

    for (size_t l = 0; l < DEPTH_MAX; l++)
        out.q[l] = point->layer[l];
    if (point->nodes > 0) {
        out.q[0] = mean_of(point->weight, point->q1, point->nodes);
        out.q[1] = mean_of(point->p, point->q, point->groups);
    } else if (point->groups > 0) {
        out.q[0] = point->mean_q;
    }
    return out;
}

/* A branch that does not exist has no numbers. */
static struct chart_point no_point(void)
{
    const double none = (double)NAN;
    struct chart_point out = {false, none, none, none, none, .layers = {.q21 = none, .mean = none}};

    for (size_t g = 0; g < Q_GROUPS_MAX; g++)
        out.group[g] = none;
    for (size_t l = 0; l < DEPTH_MAX; l++)
        out.layers.q[l] = none;
    return out;
}

void chart_point_fill(struct chart_point *out, const struct theory_point *point, size_t groups,
                      const struct readout_group group[])
{
    *out = no_point();
    if (!point)
        return;
    out->exists = true;
    out->eps = point->eps;
    out->free_entropy = point->free_entropy;
    out->mean_q = point->mean_q;
    out->r2 = point->r2;
    out->layers = overlaps_of_layers(point);
    out->inner = inner_of(point);
    for (size_t g = 0; g < groups; g++)
        out->group[g] = overlap_of_group(point, &group[g]);
}

double chart_r2(const struct chart_point *point, bool is_mean)
{
    return is_mean ? 0.5 * (1.0 + point->r2) : point->r2;
}

static double log_round(double alpha, double (*whole)(double))
{
    static const double steps_per_decade = 3.0;

    return exp(whole(log10(alpha) * steps_per_decade) / steps_per_decade * log(10.0));
}

static void widen(double *low, double *high, double alpha)
{
    if (isfinite(alpha) && alpha > 0.0) {
        *low = fmin(*low, alpha / reach);
        *high = fmax(*high, alpha * reach);
    }
}

void chart_begin_curve(struct chart *chart)
{
    const struct theory_transitions *found = &chart->transitions;
    double low = (double)INFINITY, high = 0.0;

    widen(&low, &high, chart->alpha);
    widen(&low, &high, found->spinodal);
    widen(&low, &high, found->equilibrium);
    widen(&low, &high, found->algorithmic);
    for (size_t i = 0; i < found->steps; i++)
        widen(&low, &high, found->step[i].equilibrium);
    /* An alpha beyond where the solvers hold is on no curve, but they have a width all the same. */
    low = fmin(fmax(log_round(low, floor), alpha_least), alpha_most / 10.0);
    high = fmax(fmin(log_round(high, ceil), alpha_most), 10.0 * low);
    chart->alphas = CHART_ALPHAS_MAX;
    chart->solved = 0;
    for (size_t i = 0; i < chart->alphas; i++) {
        chart->at[i] = low * pow(high / low, (double)i / (double)(chart->alphas - 1));
        chart->best_at[i] = (unsigned char)chart->branches;
        for (size_t b = 0; b < chart->branches; b++)
            chart->branch[b].eps[i] = NAN;
    }
}

bool chart_covers(const struct chart *chart, double alpha)
{
    return chart->alphas > 0 && alpha >= chart->at[0] && alpha <= chart->at[chart->alphas - 1];
}
