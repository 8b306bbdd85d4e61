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

/* Weights to sum 1, then nodes to mean square 1. */
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
static void fill_nodes(double v[], double p[], size_t count, double reach,
                       double (*density)(double v))
{
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(count);

    if (!table)
        fatal("out of memory: a quadrature table");
    for (size_t i = 0; i < count; i++) {
        gsl_integration_glfixed_point(0.0, reach, i, &v[i], &p[i], table);
        p[i] *= density(v[i]);
    }
    gsl_integration_glfixed_table_free(table);
    normalise(v, p, count);
}

/* Adds |value| in increasing order; equal ones are one group. */
static void add_atom(struct groups *groups, double value, double p)
{
    static const double same = 1e-9;
    const double v = fabs(value);
    size_t at = 0;

    while (at < groups->count && groups->v[at] < v - same)
        at++;
    if (at == groups->count || groups->v[at] > v + same) {
        for (size_t i = groups->count++; i > at; i--) {
            groups->v[i] = groups->v[i - 1];
            groups->p[i] = groups->p[i - 1];
        }
        groups->v[at] = v;
        groups->p[at] = 0.0;
    }
    groups->p[at] += p;
}

void groups_init(struct groups *groups, const struct readout_law *law)
{
    double square = 0.0;

    *groups = (struct groups){.atoms = law->kind == READOUT_ATOMS, .count = NODES};
    switch (law->kind) {
    case READOUT_UNIFORM:
        groups->largest = sqrt(3.0);
        fill_nodes(groups->v, groups->p, NODES, groups->largest, flat);
        return;
    case READOUT_GAUSSIAN:
        groups->largest = (double)INFINITY;
        fill_nodes(groups->v, groups->p, NODES, gaussian_reach, half_normal);
        return;
    case READOUT_ATOMS:
        break;
    }
    groups->count = 0;
    for (size_t i = 0; i < law->atoms; i++) {
        add_atom(groups, law->value[i], law->probability[i]);
        groups->mean += law->probability[i] * law->value[i];
        square += law->probability[i] * law->value[i] * law->value[i];
    }
    groups->mean /= sqrt(square);
    normalise(groups->v, groups->p, groups->count);
    groups->largest = groups->v[groups->count - 1];
}

void groups_normal_nodes(double s[], double weight[], size_t count, double reach)
{
    fill_nodes(s, weight, count, reach, half_normal);
}
