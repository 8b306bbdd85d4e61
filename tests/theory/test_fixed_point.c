/* One unknown whose map is known: P -> P* + ratio (P - P*), and as much rounding as is asked for.
 */
#include <criterion/criterion.h>
#include <math.h>

#include "theory/fixed_point.h"

static const double solution = 0.2385;

struct map {
    double ratio, noise; /* noise: relative in P */
    size_t calls;
};

/* The conjugate of gaussian weights that has the next P. */
static void hats(void *state, double rate, const double p[], double hat[])
{
    struct map *map = state;
    const double jitter = sin(2.385 * (double)(map->calls++)) * map->noise * solution;

    (void)rate;
    hat[0] = 1.0 / (solution + map->ratio * (p[0] - solution) + jitter) - 1.0;
}

static double unit_rate(void *state, double alpha, const double p[])
{
    (void)state;
    (void)alpha;
    (void)p;
    return 1.0;
}

static bool converges(struct map *map, double *distance, double *residual)
{
    static const double size = 1.0;
    const struct equations equations = {.state = map,
                                        .count = 1,
                                        .weights = 1,
                                        .prior = WEIGHTS_GAUSSIAN,
                                        .size = &size,
                                        .hats = hats,
                                        .rate = unit_rate};
    double p[1] = {0.7}, scratch[4];
    struct fixed_point solve;

    cr_assert_leq(fixed_point_scratch(1), 4);
    fixed_point_init(&solve, &equations, p, scratch, 1.0, 0.0);
    fixed_point_run(&solve, NULL);
    *distance = fabs(p[0] / solution - 1.0);
    *residual = solve.residual;
    return fixed_point_test(&solve);
}

Test(fixed_point, rounding_is_no_reason_not_to_converge)
{
    const double ratios[] = {0.0, 0.37, 0.82}, noises[] = {0.0, 3e-12, 4e-11, 9e-11};

    for (size_t r = 0; r < 3; r++)
        for (size_t n = 0; n < 4; n++) {
            struct map map = {ratios[r], noises[n], 0};
            double distance, residual;
            cr_expect(converges(&map, &distance, &residual), "%g, %g: %g", ratios[r], noises[n],
                      residual);
            cr_expect_lt(distance, 1e-9, "%g, %g: %g", ratios[r], noises[n], distance);
        }
}

Test(fixed_point, a_number_that_may_be_wrong_has_not_converged)
{
    const struct map maps[] = {{0.37, 1e-7, 0}, {0.82, 4e-8, 0}, {0.99999, 1e-9, 0}};

    for (size_t i = 0; i < 3; i++) {
        struct map map = maps[i];
        double distance, residual;
        cr_expect_not(converges(&map, &distance, &residual), "%g, %g: %g", map.ratio, map.noise,
                      distance);
    }
}
