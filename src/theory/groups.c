#include "groups.h"

#include <gsl/gsl_integration.h>
#include <math.h>

enum { NODES = 120 };

/* phi(7.5) = 2e-13 */
static const double gaussian_reach = 7.5;

static double half_normal(double v)
{
    return exp(-0.5 * v * v);
}

static double flat(double v)
{
    (void)v;
    return 1.0;
}

/* Scales weights to sum 1, then nodes to mean square 1. */
static void normalise(double v[], double p[], size_t count)
{
    double sum = 0.0, square = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += p[i];
    for (size_t i = 0; i < count; i++) {
        p[i] /= sum;
        square += p[i] * v[i] * v[i];
    }
    for (size_t i = 0; i < count; i++)
        v[i] /= sqrt(square);
}

/* Gauss-Legendre on [0, reach] with a density. */
static enum status fill_nodes(double v[], double p[], size_t count, double reach,
                              double (*density)(double v), struct error *err)
{
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(count);

    if (!table)
        return error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for %zu readouts",
                         count);
    for (size_t i = 0; i < count; i++) {
        gsl_integration_glfixed_point(0.0, reach, i, &v[i], &p[i], table);
        p[i] *= density(v[i]);
    }
    gsl_integration_glfixed_table_free(table);
    normalise(v, p, count);
    return STATUS_OK;
}

/*
 * Adds |value| in increasing order; equal values are one group. Returns false when all groups are
 * used.
 */
static bool add_atom(struct groups *groups, double value, double p)
{
    static const double same = 1e-9;
    const double v = fabs(value);
    size_t at = 0;

    while (at < groups->count && groups->v[at] < v - same)
        at++;
    if (at == groups->count || groups->v[at] > v + same) {
        if (groups->count == THEORY_GROUPS_MAX)
            return false;
        for (size_t i = groups->count++; i > at; i--) {
            groups->v[i] = groups->v[i - 1];
            groups->p[i] = groups->p[i - 1];
        }
        groups->v[at] = v;
        groups->p[at] = 0.0;
    }
    groups->p[at] += p;
    return true;
}

enum status groups_init(struct groups *groups, const struct readout_law *law, struct error *err)
{
    *groups = (struct groups){
        .atoms = law->kind == READOUT_ATOMS, .nodes = law->kind != READOUT_ATOMS, .count = NODES};
    switch (law->kind) {
    case READOUT_UNIFORM:
        groups->largest = sqrt(3.0);
        return fill_nodes(groups->v, groups->p, NODES, groups->largest, flat, err);
    case READOUT_GAUSSIAN:
        groups->largest = (double)INFINITY;
        return fill_nodes(groups->v, groups->p, NODES, gaussian_reach, half_normal, err);
    case READOUT_ATOMS:
        break;
    }
    groups->count = 0;
    for (size_t i = 0; i < law->atoms; i++)
        add_atom(groups, law->value[i], law->probability[i]);
    normalise(groups->v, groups->p, groups->count);
    groups->largest = groups->v[groups->count - 1];
    return STATUS_OK;
}

static enum status read_values(struct groups *groups, const struct readouts *readouts,
                               struct error *err)
{
    const double *value = readouts->value;
    const size_t count = readouts->count;

    *groups = (struct groups){.atoms = readouts->law->kind == READOUT_ATOMS};
    for (size_t i = 0; i < count; i++) {
        if (!add_atom(groups, value[i], 1.0 / (double)count))
            return error_set(err, STATUS_INVALID,
                             "no theory: the k = %zu readouts have more than %d sizes; a smaller d "
                             "or gamma would do, or the law in their place",
                             count, THEORY_GROUPS_MAX);
    }
    normalise(groups->v, groups->p, groups->count);
    groups->largest = groups->v[groups->count - 1];
    return STATUS_OK;
}

enum status groups_read(struct groups *groups, const struct readouts *readouts, struct error *err)
{
    if (readouts->count > 0)
        return read_values(groups, readouts, err);
    return groups_init(groups, readouts->law, err);
}

enum status groups_normal_nodes(double s[], double weight[], size_t count, double reach,
                                struct error *err)
{
    return fill_nodes(s, weight, count, reach, half_normal, err);
}
