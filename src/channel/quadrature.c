#include "plateau/quadrature.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_integration.h>

/*
 * Panels of half a unit with 32 nodes each. A panel ends at 0, where relu and elu have their kink.
 * The fastest Hermite function we allow, l = 2047, has a wave length of 0.14, that is 9 nodes; the
 * weight exp(-z^2 / 4) is 4e-32 at the ends.
 */
enum { NODES = 32, PANELS = 68, COUNT_MAX = 2048 };
static const double panel_width = 0.5;
static const double lower_end = -17.0;

/* What is summed over the nodes: `weight` is that of plain integration over z. */
typedef void visit_node(void *sum, double z, double weight);

static void visit_nodes(visit_node *visit, void *sum)
{
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);

    if (!table)
        fatal("out of memory: a quadrature table");
    for (int panel = 0; panel < PANELS; panel++) {
        const double left = lower_end + panel_width * panel;

        for (size_t i = 0; i < NODES; i++) {
            double z;
            double weight;

            gsl_integration_glfixed_point(left, left + panel_width, i, &z, &weight, table);
            visit(sum, z, weight);
        }
    }
    gsl_integration_glfixed_table_free(table);
}

/* The square root of the standard normal density: the orthonormal Hermite function of order 0. */
static double root_density(double z)
{
    return exp(-0.25 * z * z) / sqrt(sqrt(2.0 * M_PI));
}

struct hermite_sum {
    const struct activation *activation;
    double scale; /* of z */
    double *c;
    size_t count;
};

/* c_l += w sigma h_0 h_l with h_(l+1) = (z h_l - sqrt(l) h_(l-1)) / sqrt(l+1). */
static void add_hermite(void *sum, double z, double weight)
{
    const struct hermite_sum *to = sum;
    const double start = root_density(z);
    const double value = weight * activation_value(to->activation, to->scale * z) * start;
    double last = 0.0;
    double h = start;

    for (size_t l = 0; l < to->count; l++) {
        to->c[l] += value * h;

        const double next = (z * h - sqrt((double)l) * last) / sqrt((double)(l + 1));
        last = h;
        h = next;
    }
}

void quadrature_hermite(const struct activation *activation, double c[], size_t count)
{
    quadrature_hermite_at(activation, 1.0, c, count);
}

void quadrature_hermite_at(const struct activation *activation, double variance, double c[],
                           size_t count)
{
    struct hermite_sum sum = {
        .activation = activation, .scale = sqrt(variance), .c = c, .count = count};

    assert(count <= COUNT_MAX);
    for (size_t l = 0; l < count; l++)
        c[l] = 0.0;
    visit_nodes(add_hermite, &sum);
}

struct variance_sum {
    const struct activation *activation;
    double variance;
};

static void add_variance(void *sum, double z, double weight)
{
    struct variance_sum *to = sum;
    const double value = activation_value(to->activation, z) * root_density(z);

    to->variance += weight * value * value;
}

double quadrature_variance(const struct activation *activation)
{
    struct variance_sum sum = {.activation = activation};

    visit_nodes(add_variance, &sum);
    return sum.variance;
}
