#include "plateau/quadrature.h"

#include <assert.h>
#include <math.h>

/*
 * Panels of half a unit with 32 nodes each. A panel ends at 0, where relu and elu have their kink.
 * The fastest Hermite function that we allow, l = 2047, has a wave length of 0.14, which is 9
 * nodes; the weight exp(-z^2 / 4) is 4e-32 at the ends.
 */
enum { NODES = 32, PANELS = 68, COUNT_MAX = 2048 };
static const double panel_width = 0.5;
static const double lower_end = -17.0;

/* 32-point Gauss-Legendre on [-1, 1]: the positive half, whose mirror image is the other. */
static const double gauss_x[NODES / 2] = {
    0.048307665687738317, 0.14447196158279649, 0.23928736225213706, 0.33186860228212767,
    0.42135127613063533,  0.50689990893222936, 0.5877157572407623,  0.66304426693021523,
    0.73218211874028971,  0.79448379596794239, 0.84936761373256997, 0.89632115576605209,
    0.93490607593773967,  0.96476225558750639, 0.98561151154526838, 0.99726386184948157};
static const double gauss_weight[NODES / 2] = {
    0.096540088514727798, 0.095638720079274861, 0.093844399080804566, 0.091173878695763891,
    0.087652093004403811, 0.083311924226946749, 0.078193895787070311, 0.072345794108848505,
    0.065822222776361849, 0.058684093478535544, 0.050998059262376175, 0.042835898022226683,
    0.034273862913021431, 0.025392065309262059, 0.01627439473090567,  0.0070186100094700964};

/* Adds one node to a sum: `weight` is the weight of plain integration over z. */
typedef void visit_node(void *sum, double z, double weight);

static void visit_panel(visit_node *visit, void *sum, double left)
{
    const double half = 0.5 * panel_width, middle = left + half;

    for (size_t i = NODES / 2; i-- > 0;)
        visit(sum, middle - half * gauss_x[i], half * gauss_weight[i]);
    for (size_t i = 0; i < NODES / 2; i++)
        visit(sum, middle + half * gauss_x[i], half * gauss_weight[i]);
}

static void visit_nodes(visit_node *visit, void *sum)
{
    for (int panel = 0; panel < PANELS; panel++)
        visit_panel(visit, sum, lower_end + panel_width * panel);
}

/* The square root of the standard normal density: the orthonormal Hermite function of order 0. */
static double root_density(double z)
{
    return exp(-0.25 * z * z) / sqrt(sqrt(2.0 * M_PI));
}

struct hermite_sum {
    const struct activation *activation;
    double scale; /* factor before z */
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
