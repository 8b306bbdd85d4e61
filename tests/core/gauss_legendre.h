/* Tests of core: integrals by composite Gauss-Legendre, without any library. */
#ifndef PLATEAU_TESTS_GAUSS_LEGENDRE_H
#define PLATEAU_TESTS_GAUSS_LEGENDRE_H

#include <math.h>
#include <stddef.h>

enum { GAUSS_NODES = 16 };

/* Nodes and weights on [-1, 1]. */
struct gauss_legendre {
    double node[GAUSS_NODES];
    double weight[GAUSS_NODES];
};

/* Newton's method on the Legendre polynomial, from Chebyshev's nodes. */
static inline struct gauss_legendre gauss_legendre(void)
{
    const double n = GAUSS_NODES;
    struct gauss_legendre rule;

    for (size_t i = 0; i < GAUSS_NODES; i++) {
        double x = cos(M_PI * ((double)i + 0.75) / (n + 0.5));
        double slope = 1.0;

        for (int iteration = 0; iteration < 8; iteration++) {
            double last = 1.0;
            double p = x;

            for (double l = 1.0; l < n; l += 1.0) {
                const double next = ((2.0 * l + 1.0) * x * p - l * last) / (l + 1.0);

                last = p;
                p = next;
            }
            slope = n * (x * p - last) / (x * x - 1.0);
            x -= p / slope;
        }
        rule.node[i] = x;
        rule.weight[i] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
    return rule;
}

/* The integral of f from a to b in `panels` parts of equal width. */
static inline double integrate(const struct gauss_legendre *rule,
                               double (*f)(double x, const void *context), const void *context,
                               double a, double b, size_t panels)
{
    const double half = 0.5 * (b - a) / (double)panels;
    double sum = 0.0;

    for (size_t panel = 0; panel < panels; panel++) {
        const double middle = a + half * (2.0 * (double)panel + 1.0);

        for (size_t i = 0; i < GAUSS_NODES; i++)
            sum += half * rule->weight[i] * f(middle + half * rule->node[i], context);
    }
    return sum;
}

#endif
