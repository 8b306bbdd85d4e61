/* Each gradient rule of INTERFACES section 4 against the rule written out in float64. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"

enum { STEPS = 5, COUNT = 7 * 4 };

/* Mean gradient of r^2/2 at float64 weights, through the kernel, which has tests of its own. */
static void mean_gradient(const struct replica *r, const double w[], double g[])
{
    float narrow[COUNT], sum[COUNT];
    const struct batch rows = problem_rows(r->problem);

    for (size_t p = 0; p < COUNT; p++)
        narrow[p] = (float)w[p];
    kernel_gradient(r->problem->kernel, narrow, &rows, sum);
    for (size_t p = 0; p < COUNT; p++)
        g[p] = (double)sum[p] / (double)rows.n;
}

typedef void rule(double w[], const double g[], double a[], double b[], int step);

static void expect_rule(const struct config *config, rule *apply)
{
    struct replica r = replica_open(config, 1);
    double w[COUNT], g[COUNT], a[COUNT] = {0}, b[COUNT] = {0};

    cr_assert_eq(r.task.count, COUNT);
    for (size_t p = 0; p < COUNT; p++)
        w[p] = (double)r.task.params[p];
    for (int step = 1; step <= STEPS; step++) {
        mean_gradient(&r, w, g);
        apply(w, g, a, b, step);
        cr_assert_eq(replica_step(&r), STATUS_OK);
    }
    for (size_t p = 0; p < COUNT; p++)
        cr_expect_float_eq((double)r.task.params[p], w[p], 2e-5, "weight %zu: %g, not %g", p,
                           (double)r.task.params[p], w[p]);
    cr_expect_float_eq(r.gradients, STEPS, 1e-12);
    replica_close(&r);
}

static void rule_gd(double w[], const double g[], double a[], double b[], int step)
{
    (void)a, (void)b, (void)step;
    for (size_t p = 0; p < COUNT; p++)
        w[p] = (1.0 - 0.23 * 0.01) * w[p] - 0.23 * 7.0 * g[p];
}

static void rule_momentum(double w[], const double g[], double a[], double b[], int step)
{
    (void)b, (void)step;
    for (size_t p = 0; p < COUNT; p++) {
        a[p] = 0.8 * a[p] + g[p];
        w[p] -= 0.11 * 7.0 * a[p];
    }
}

static void rule_adam(double w[], const double g[], double a[], double b[], int step)
{
    for (size_t p = 0; p < COUNT; p++) {
        a[p] = 0.7 * a[p] + 0.3 * g[p];
        b[p] = 0.95 * b[p] + 0.05 * g[p] * g[p];
        const double mean = a[p] / (1.0 - pow(0.7, step));
        const double square = b[p] / (1.0 - pow(0.95, step));
        w[p] = (1.0 - 0.03 * 0.02) * w[p] - 0.03 * mean / (sqrt(square) + 1e-3);
    }
}

Test(optimisers, gd_takes_lr_d_times_the_mean_gradient)
{
    const struct config config =
        build_config("d=7", "alpha=2.385", "algorithm=gd", "lr=0.23", "weight_decay=0.01", NULL);

    expect_rule(&config, rule_gd);
}

Test(optimisers, sgd_with_a_batch_of_everything_is_gd)
{
    const struct config config = build_config("d=7", "alpha=2.385", "algorithm=sgd", "lr=0.23",
                                              "weight_decay=0.01", "batch=100000", NULL);

    expect_rule(&config, rule_gd);
}

Test(optimisers, momentum_is_the_heavy_ball)
{
    const struct config config = build_config("d=7", "alpha=2.385", "algorithm=momentum", "lr=0.11",
                                              "momentum=0.8", "batch=100000", NULL);

    expect_rule(&config, rule_momentum);
}

Test(optimisers, adam_is_bias_corrected_with_decoupled_decay)
{
    const struct config config =
        build_config("d=7", "alpha=2.385", "algorithm=adam", "lr=0.03", "beta1=0.7", "beta2=0.95",
                     "epsilon=1e-3", "weight_decay=0.02", "batch=100000", NULL);

    expect_rule(&config, rule_adam);
}

Test(optimisers, a_batch_of_a_quarter_counts_floor_n_over_4_rows)
{
    const struct config config = build_config("d=7", "alpha=2.385", "algorithm=sgd", NULL);
    struct replica r = replica_open(&config, 1);

    cr_assert_eq(r.problem->n, 117);
    cr_assert_eq(replica_step(&r), STATUS_OK);
    cr_expect_float_eq(r.gradients, 29.0 / 117.0, 1e-12);
    replica_close(&r);
}
