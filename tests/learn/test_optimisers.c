/* Each gradient rule of src/learn/README.md against the rule written out in float64. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"
#include "plateau/rng.h"

enum { STEPS = 5, COUNT = 7 * 4 };

/* Mean gradient of r^2/2 over these rows at float64 weights, through the kernel, which has tests of
 * its own. */
static void mean_gradient(const struct replica *r, struct batch rows, const double w[], double g[])
{
    float narrow[COUNT], sum[COUNT];

    for (size_t p = 0; p < COUNT; p++)
        narrow[p] = (float)w[p];
    kernel_gradient(r->problem->given.kernel, narrow, &rows, sum);
    for (size_t p = 0; p < COUNT; p++)
        g[p] = (double)sum[p] / (double)rows.n;
}

static void copy_weights(const struct replica *r, double w[])
{
    cr_assert_eq(r->task.count, COUNT);
    for (size_t p = 0; p < COUNT; p++)
        w[p] = (double)r->task.params[p];
}

static void expect_weights(const struct replica *r, const double w[])
{
    for (size_t p = 0; p < COUNT; p++)
        cr_assert_float_eq((double)r->task.params[p], w[p], 2e-5, "weight %zu: %g, not %g", p,
                           (double)r->task.params[p], w[p]);
}

/* |dW| / |W| of the last step; none before the first. */
static void expect_ratio(const struct replica *r, const double *before, const double w[])
{
    struct diagnostics told;
    double moved = 0.0, size = 0.0;

    r->ops->diagnose(r->state, &r->task, &told);
    if (!before) {
        cr_expect(isnan(told.update_ratio));
        return;
    }
    for (size_t p = 0; p < COUNT; p++) {
        moved += (w[p] - before[p]) * (w[p] - before[p]);
        size += before[p] * before[p];
    }
    cr_expect_float_eq(told.update_ratio / sqrt(moved / size), 1.0, 1e-3, "%g against %g",
                       told.update_ratio, sqrt(moved / size));
}

typedef void rule(double w[], const double g[], double a[], double b[], int step);

static void expect_rule(const struct config *config, rule *apply)
{
    struct replica r = replica_open(config, 1);
    double w[COUNT], g[COUNT], a[COUNT] = {0}, b[COUNT] = {0};

    copy_weights(&r, w);
    expect_ratio(&r, NULL, w);
    for (int step = 1; step <= STEPS; step++) {
        double before[COUNT];

        memcpy(before, w, sizeof before);
        mean_gradient(&r, given_rows(&r.problem->given), w, g);
        apply(w, g, a, b, step);
        cr_assert_eq(replica_step(&r), STATUS_OK);
        expect_ratio(&r, before, w);
    }
    expect_weights(&r, w);
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

static void rule_adagrad(double w[], const double g[], double a[], double b[], int step)
{
    (void)b, (void)step;
    for (size_t p = 0; p < COUNT; p++) {
        a[p] += g[p] * g[p];
        w[p] = (1.0 - 0.07 * 0.02) * w[p] - 0.07 * g[p] / (sqrt(a[p]) + 0.013);
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

Test(optimisers, adagrad_divides_by_the_root_of_all_squares_so_far)
{
    const struct config config =
        build_config("d=7", "alpha=2.385", "algorithm=adagrad", "lr=0.07", "epsilon=0.013",
                     "weight_decay=0.02", "batch=100000", NULL);

    expect_rule(&config, rule_adagrad);
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

    cr_assert_eq(r.problem->given.data.n, 117);
    cr_assert_eq(replica_step(&r), STATUS_OK);
    cr_expect_float_eq(r.gradients, 29.0 / 117.0, 1e-12);
    replica_close(&r);
}

enum { ROWS_MAX = 300 };

/* One step of sgd with batch = n/4, here and by the rule: on batch `batch` of epoch `epoch`. */
static void expect_sgd_step(struct replica *r, double w[], uint64_t epoch, size_t batch)
{
    const size_t n = r->problem->given.data.n, rows = n / 4;
    const struct rng rng = {r->problem->config.seed, RNG_BATCH, r->task.replica};
    uint32_t order[ROWS_MAX];
    double g[COUNT];

    cr_assert_leq(n, ROWS_MAX);
    rng_fill_permutation(rng, epoch, order, n);
    mean_gradient(r, given_rows_at(&r->problem->given, order + batch * rows, rows), w, g);
    rule_gd(w, g, NULL, NULL, 0);
    cr_assert_eq(replica_step(r), STATUS_OK);
    expect_weights(r, w);
}

static struct replica open_sgd(const char *alpha, uint32_t number, double w[])
{
    const struct config config = build_config("d=7", alpha, "algorithm=sgd", "lr=0.23",
                                              "weight_decay=0.01", "batch=n/4", NULL);
    struct replica r = replica_open(&config, 1);

    r.task.replica = number;
    copy_weights(&r, w);
    return r;
}

Test(optimisers, sgd_goes_through_the_rows_of_each_epochs_own_permutation)
{
    /* Of 117 rows one is left over, of 116 none. */
    static const char *const alpha[] = {"alpha=2.385", "alpha=2.367"};

    for (uint32_t a = 0; a < 2; a++) {
        double w[COUNT];
        struct replica r = open_sgd(alpha[a], 3 * a, w);
        cr_assert_eq(r.problem->given.data.n, 117 - a);
        for (uint64_t epoch = 0; epoch < 2; epoch++)
            for (size_t batch = 0; batch < 4; batch++)
                expect_sgd_step(&r, w, epoch, batch);
        replica_close(&r);
    }
}

Test(optimisers, sgd_opens_an_epoch_when_the_data_change)
{
    double w[COUNT];
    struct replica r = open_sgd("alpha=2.385", 0, w);

    expect_sgd_step(&r, w, 0, 0);
    replica_change_alpha(&r, 4.1);
    cr_assert_eq(r.problem->given.data.n, 201);
    expect_sgd_step(&r, w, 1, 0);
    replica_change_alpha(&r, 1.02);
    cr_assert_eq(r.problem->given.data.n, 50);
    expect_sgd_step(&r, w, 2, 0);
    replica_close(&r);
}

/* Away to another learner and back: what was drawn before is not drawn again. */
Test(optimisers, sgd_goes_on_to_the_next_epoch_after_a_second_start)
{
    double w[COUNT];
    struct replica r = open_sgd("alpha=2.385", 0, w);

    expect_sgd_step(&r, w, 0, 0);
    memset(r.state, 0, r.ops->state_size(&r.task));
    r.ops->init(r.state, &r.task, &r.gradients);
    expect_sgd_step(&r, w, 1, 0);
    expect_sgd_step(&r, w, 1, 1);
    replica_close(&r);
}
