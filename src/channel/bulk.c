#include "bulk.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_legendre.h>

#include "plateau/memory.h"

/*
 * Nodes in a panel; the largest number of nodes; the largest number of times that a panel is
 * halved; the number of panels with which a band begins in the last of several attempts.
 */
enum { NODES = 16, NODES_MAX = 1 << 14, HALVINGS_MAX = 40, PANELS_MAX = 9 };
enum { GOLDEN_MAX = 50, NEWTON_MAX = 200 };

/* For the last two coefficients; the error is about that of order 2 NODES, their square. */
static const double tail_tolerance = 1e-9;
static const double mass_tolerance = 1e-10;
static const double closed_gap = 1e-14; /* H_min nearer to 1 than this is no gap */
static const double grading = 20.0; /* a panel's length over its distance from a pole, at most */
static const double restart = 1e6;  /* factor by which Newton starts again higher up */
static const double width_least = 1e-40; /* least w^2: the tail of a law without an edge */

struct bulk {
    double x[NODES], weight[NODES]; /* Gauss-Legendre on [-1, 1] */
    double tail[2][NODES];          /* sum_j tail_j f(x_j) = the Legendre coefficient */
    double s;                       /* w^2 of the last node, where the next one starts */
    size_t count;
    struct bulk_node *node;
};

static void fill_rule(struct bulk *bulk, const gsl_integration_glfixed_table *table)
{
    for (size_t i = 0; i < NODES; i++) {
        gsl_integration_glfixed_point(-1.0, 1.0, i, &bulk->x[i], &bulk->weight[i], table);
        for (int k = 0; k < 2; k++) {
            const int degree = NODES - 1 - k;

            bulk->tail[k][i] =
                (degree + 0.5) * bulk->weight[i] * gsl_sf_legendre_Pl(degree, bulk->x[i]);
        }
    }
}

struct bulk *bulk_create(struct error *err)
{
    struct bulk *bulk = memory_zeroed(1, sizeof *bulk);
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);

    if (bulk)
        bulk->node = memory_raw(NODES_MAX, sizeof bulk->node[0]);
    if (bulk && bulk->node && table) {
        fill_rule(bulk, table);
    } else {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for a spectrum");
        bulk_destroy(bulk);
        bulk = NULL;
    }
    if (table)
        gsl_integration_glfixed_table_free(table);
    return bulk;
}

void bulk_destroy(struct bulk *bulk)
{
    if (bulk) {
        free(bulk->node);
        free(bulk);
    }
}

/* Returns where H falls through 1 on the way from a point inside the bulk to one outside. */
static double find_edge(const struct spectrum *spectrum, double inside, double outside)
{
    for (;;) {
        const double middle = 0.5 * (inside + outside);

        if (middle == inside || middle == outside)
            return middle;
        if (spectrum->height(spectrum->context, middle) > 1.0)
            inside = middle;
        else
            outside = middle;
    }
}

/*
 * Returns whether H < 1 somewhere between two supports, where H is convex: golden section until a
 * point shows it. Then low and high are the ends of that gap.
 */
static bool find_gap(const struct spectrum *spectrum, size_t before, double *low, double *high)
{
    const double ratio = 0.6180339887498949;
    const struct piece *support = &spectrum->support[before];
    double a = support[0].high + support[0].radius, b = support[1].low - support[1].radius;
    double left = b - ratio * (b - a), right = a + ratio * (b - a);
    double h_left, h_right;

    if (a >= b)
        return false;
    h_left = spectrum->height(spectrum->context, left);
    h_right = spectrum->height(spectrum->context, right);
    for (int i = 0; fmin(h_left, h_right) >= 1.0 - closed_gap; i++) {
        if (i == GOLDEN_MAX)
            return false;
        if (h_left < h_right) {
            b = right;
            right = left;
            h_right = h_left;
            left = b - ratio * (b - a);
            h_left = spectrum->height(spectrum->context, left);
        } else {
            a = left;
            left = right;
            h_left = h_right;
            right = a + ratio * (b - a);
            h_right = spectrum->height(spectrum->context, right);
        }
    }

    const double open = h_left < h_right ? left : right;

    *low = find_edge(spectrum, support[0].high, open);
    *high = find_edge(spectrum, support[1].low, open);
    return true;
}

/*
 * Returns the s with F(p, s) = 1. 1 / F is concave and increasing, so Newton on 1 / F climbs to the
 * root from below, and from above it lands below at once: any start will do. Where s is so small
 * that rounding decides F, it starts again from higher up. Returns 0 where no s has F(p, s) = 1.
 */
static double find_width(const struct spectrum *spectrum, double p, double s)
{
    double step = (double)INFINITY;

    s = fmax(s, width_least);
    for (int i = 0; i < NEWTON_MAX && fabs(step) > 1e-9 * s; i++) {
        double f, fall;

        spectrum->width(spectrum->context, p, s, &f, &fall);
        step = fall > 0.0 ? (f - 1.0) * f / fall : restart * s;
        if (step < 0.0 && s < 2.0 * width_least)
            return 0.0;
        s = fmax(s + step, s / 64.0);
    }
    return s;
}

/*
 * A band low <= p <= high, through p = middle - half cos theta, which takes away the square roots
 * at its ends.
 */
struct band {
    const struct spectrum *spectrum;
    double middle, half;
};

static void fill_node(struct bulk *bulk, const struct band *band, double theta, double weight,
                      struct bulk_node *node)
{
    const struct spectrum *spectrum = band->spectrum;
    const double p = band->middle - band->half * cos(theta);
    const double measure = weight * band->half * sin(theta);
    const double s = find_width(spectrum, p, bulk->s);

    *node = (struct bulk_node){.mass = 0.0};
    if (s == 0.0)
        return;
    bulk->s = s;
    spectrum->fill(spectrum->context, p, sqrt(s), node);
    for (size_t v = 0; v < BULK_VALUES; v++)
        node->value[v] *= measure;
    node->mass = node->value[0];
    node->width = sqrt(s);
}

/* Returns whether every value is a polynomial over this panel, as far as it matters. */
static bool is_smooth(const struct bulk *bulk, const struct bulk_node node[])
{
    for (size_t v = 0; v < BULK_VALUES; v++) {
        double tail[2] = {0.0, 0.0};

        for (size_t i = 0; i < NODES; i++) {
            const double density = node[i].value[v] / bulk->weight[i];

            tail[0] += bulk->tail[0][i] * density;
            tail[1] += bulk->tail[1][i] * density;
        }
        if (!(fabs(tail[0]) + fabs(tail[1]) < tail_tolerance))
            return false;
    }
    return true;
}

/* Returns whether every pole is far or wide enough to show at the nodes of a panel. */
static bool sees_poles(const struct band *band, double from, double to,
                       const struct bulk_node node[])
{
    const double left = band->middle - band->half * cos(from);
    const double right = band->middle - band->half * cos(to);
    double width = node[0].width;

    for (size_t i = 1; i < NODES; i++)
        width = fmin(width, node[i].width);
    for (size_t i = 0; i < band->spectrum->poles; i++) {
        const struct piece *pole = &band->spectrum->pole[i];
        const double away = fmax(0.0, fmax(left - pole->high, pole->low - right));

        if (right - left > grading * (away + fmax(width, pole->radius)))
            return false;
    }
    return true;
}

static void add_panel(struct bulk *bulk, const struct band *band, double from, double to,
                      size_t halvings)
{
    const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    struct bulk_node *node = &bulk->node[bulk->count];

    /* A further halving stays within the limit; eigenvalues left out show as missing mass. */
    if (bulk->count + NODES > NODES_MAX)
        return;
    for (size_t i = 0; i < NODES; i++)
        fill_node(bulk, band, middle + half * bulk->x[i], half * bulk->weight[i], &node[i]);
    if (halvings == HALVINGS_MAX || (is_smooth(bulk, node) && sees_poles(band, from, to, node))) {
        bulk->count += NODES;
        return;
    }
    add_panel(bulk, band, from, middle, halvings + 1);
    add_panel(bulk, band, middle, to, halvings + 1);
}

/* Adds the band in equal panels, as a start. */
static void add_band(struct bulk *bulk, const struct spectrum *spectrum, double low, double high,
                     size_t panels)
{
    const struct band band = {spectrum, 0.5 * (low + high), 0.5 * (high - low)};
    const double step = M_PI / (double)panels;

    bulk->s = band.half * band.half;
    for (size_t i = 0; i < panels; i++)
        add_panel(bulk, &band, step * (double)i, step * (double)(i + 1), 0);
}

static void add_bands(struct bulk *bulk, const struct spectrum *spectrum, size_t panels)
{
    const struct piece *first = &spectrum->support[0];
    const struct piece *last = &spectrum->support[spectrum->supports - 1];
    const double reach = sqrt(spectrum->total);
    double low = find_edge(spectrum, first->low, first->low - reach);

    bulk->count = 0;
    for (size_t i = 0; i + 1 < spectrum->supports; i++) {
        double gap_low, gap_high;

        if (find_gap(spectrum, i, &gap_low, &gap_high)) {
            add_band(bulk, spectrum, low, gap_low, panels);
            low = gap_high;
        }
    }
    add_band(bulk, spectrum, low, find_edge(spectrum, last->high, last->high + reach), panels);
}

static void add_values(const struct bulk *bulk, double sum[])
{
    for (size_t v = 0; v < BULK_VALUES; v++) {
        sum[v] = 0.0;
        for (size_t i = 0; i < bulk->count; i++)
            sum[v] += bulk->node[i].value[v];
    }
}

double bulk_integrate(struct bulk *bulk, const struct spectrum *spectrum, double sum[])
{
    double residual = (double)INFINITY;

    for (size_t panels = 1; panels <= PANELS_MAX && !(residual <= mass_tolerance); panels *= 3) {
        add_bands(bulk, spectrum, panels);
        add_values(bulk, sum);
        residual = fabs(sum[0] - 1.0);
    }
    return isfinite(residual) ? residual : (double)INFINITY;
}

/* Returns the next node that holds eigenvalues; NULL past the end. */
static const struct bulk_node *next_node(const struct bulk *bulk, const struct bulk_node *node)
{
    const struct bulk_node *end = bulk->node + bulk->count;

    for (node = node ? node + 1 : bulk->node; node < end; node++)
        if (node->mass > 0.0)
            return node;
    return NULL;
}

/*
 * Hermite's cubic. Its slopes are at most three times the secant's. This keeps it monotone across a
 * gap and changes nothing inside a band, where nodes are close.
 */
static double between(const struct bulk_node *a, const struct bulk_node *b, double position)
{
    const double step = b->position - a->position, rise = b->shrink - a->shrink;
    const double t = (position - a->position) / step;
    const double most = 3.0 * fmax(0.0, rise);
    const double start = fmin(fmax(0.0, step * a->slope), most);
    const double end = fmin(fmax(0.0, step * b->slope), most);

    return a->shrink + t * t * (3.0 - 2.0 * t) * rise +
           t * (1.0 - t) * ((1.0 - t) * start - t * end);
}

void bulk_shrink(const struct bulk *bulk, const double position[], size_t n, double shrink[])
{
    const struct bulk_node *left = next_node(bulk, NULL);
    const struct bulk_node *right = left ? next_node(bulk, left) : NULL;

    for (size_t i = 0; i < n; i++) {
        while (right && right->position <= position[i]) {
            left = right;
            right = next_node(bulk, left);
        }
        if (!left)
            shrink[i] = (double)NAN;
        else if (!right || position[i] <= left->position)
            shrink[i] = left->shrink;
        else
            shrink[i] = between(left, right, position[i]);
    }
}

double bulk_pairs(const struct bulk *bulk,
                  double (*kernel)(const struct bulk_node *, const struct bulk_node *))
{
    double sum = 0.0;

    for (size_t i = 0; i < bulk->count; i++) {
        const struct bulk_node *node = &bulk->node[i];

        if (node->mass == 0.0)
            continue;

        double row = 0.5 * node->mass * kernel(node, NULL);

        for (size_t j = 0; j < i; j++)
            row += bulk->node[j].mass * kernel(node, &bulk->node[j]);
        sum += 2.0 * node->mass * row;
    }
    return sum;
}
