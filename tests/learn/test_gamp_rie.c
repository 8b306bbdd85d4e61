/* GAMP-RIE against plain loops in float64, and independence of threads and chunks. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"
#include "plateau/linalg.h"
#include "plateau/memory.h"
#include "plateau/mmse.h"

TestSuite(gamp_rie, .init = linalg_init);

enum { D = 11 };

/* relu, gamma .7, skew readouts, and a number of rows that no block divides. */
static struct config small(const char *damping)
{
    return build_config("d=11", "gamma=0.7", "alpha=4.57", "noise=0.23", "activation=relu",
                        "readout=atoms:-0.5@0.8,2@0.2", "test=50", "algorithm=gamp-rie", damping,
                        NULL);
}

static struct quadratic known(const struct replica *r)
{
    struct quadratic quadratic;

    r->ops->predict(r->state, &r->task, &quadratic);
    return quadratic;
}

static double apart(const double a[], const double b[], size_t n)
{
    double most = 0.0;

    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(a[i] - b[i]));
    return most;
}

/* The orders of relu in closed form. */
static const double mu1 = 0.5;
#define MU0 (1.0 / sqrt(2.0 * M_PI))
#define MU2 (1.0 / sqrt(2.0 * M_PI))

static double constant_of(const struct problem *problem)
{
    const size_t k = problem->truth->teacher.k[0];
    double sum = 0.0;

    for (size_t i = 0; i < k; i++)
        sum += (double)problem->truth->readout[i];
    return MU0 * sum / sqrt((double)k);
}

/* y - mu_0 sum v / sqrt k - mu_1 w1 . x / sqrt d. */
static double residual(const struct problem *problem, const double *linear, size_t i)
{
    const struct batch rows = given_rows(&problem->given);
    double r = (double)rows.y[i] - constant_of(problem);

    for (size_t j = 0; j < D; j++)
        r -= mu1 * linear[j] * (double)rows.x[i * D + j] / sqrt(D);
    return r;
}

/* The gradient of |r - mu_1 X w / sqrt d|^2 + D1 |w|^2 is 0, in plain sums. */
Test(gamp_rie, linear_part_is_at_the_bottom_of_the_ridge)
{
    const struct config config = small("damping=0");
    struct replica r = replica_open(&config, 1);
    const double ridge = 0.23 + 0.5 - MU0 * MU0 - mu1 * mu1;
    const struct batch rows = given_rows(&r.problem->given);
    const double *linear = known(&r).linear;

    cr_assert_neq(rows.n % 8, 0);
    for (size_t j = 0; j < D; j++) {
        double sum = -ridge * linear[j], terms = 0.0;

        for (size_t i = 0; i < rows.n; i++) {
            const double term =
                residual(r.problem, linear, i) * mu1 * (double)rows.x[i * D + j] / sqrt(D);
            sum += term;
            terms += fabs(term);
        }
        cr_expect_lt(fabs(sum), 1e-6 * terms, "%zu: %g of %g", j, sum, terms);
        cr_expect_gt(fabs(linear[j]), 1e-4);
    }
    replica_close(&r);
}

/* Jacobi's rotations: eigenvalues unsorted, columns of u the vectors. */
static void jacobi(double a[D * D], double u[D * D])
{
    for (size_t i = 0; i < (size_t)D * D; i++)
        u[i] = i % (D + 1) == 0 ? 1.0 : 0.0;
    for (int sweep = 0; sweep < 30; sweep++) {
        for (size_t p = 0; p < D; p++) {
            for (size_t q = p + 1; q < D; q++) {
                const double angle = 0.5 * atan2(2.0 * a[p * D + q], a[q * D + q] - a[p * D + p]);
                const double c = cos(angle), s = sin(angle);

                for (size_t i = 0; i < D; i++) {
                    const double x = a[i * D + p], y = a[i * D + q];
                    a[i * D + p] = c * x - s * y;
                    a[i * D + q] = s * x + c * y;
                }
                for (size_t i = 0; i < D; i++) {
                    const double x = a[p * D + i], y = a[q * D + i];
                    a[p * D + i] = c * x - s * y;
                    a[q * D + i] = s * x + c * y;
                }
                for (size_t i = 0; i < D; i++) {
                    const double x = u[i * D + p], y = u[i * D + q];
                    u[i * D + p] = c * x - s * y;
                    u[i * D + q] = s * x + c * y;
                }
            }
        }
    }
}

/* The algorithm as THEORY writes it. */
struct plain_iteration {
    const struct problem *problem;
    const double *linear;
    double s[D * D], c, damping;
    double *g, *omega; /* [n] */
    double residual;   /* |new S - S| / |new S|, before damping */
    double spectrum;   /* |R|_F^2 / d over that of S0, the mean over teachers, and of the noise */
    int iterations;
};

static double plain_form(const double s[D * D], const float *x)
{
    double sum = 0.0;

    for (size_t i = 0; i < D; i++)
        for (size_t j = 0; j < D; j++)
            sum += s[i * D + j] * ((double)x[i] * (double)x[j] - (i == j ? 1.0 : 0.0));
    return sum / sqrt(D);
}

/* S <- U diag(xi) U^T, each eigenvalue on its own; returns mmse_S(x). */
static double plain_shrink(struct plain_iteration *plain, double r[D * D], double x,
                           double out[D * D])
{
    const struct network *teacher = &plain->problem->truth->teacher;
    const size_t k = teacher->k[0];
    double u[D * D], v[16], p[16];
    struct mmse_point point = {0};

    cr_assert_leq(k, 16);
    for (size_t i = 0; i < k; i++) {
        v[i] = (double)teacher->readout[i];
        p[i] = 1.0 / (double)k;
    }
    jacobi(r, u);
    memset(out, 0, sizeof(double) * D * D);
    for (size_t e = 0; e < D; e++) {
        double xi = r[e * D + e];

        mmse_shrink(v, p, k, (double)k / D, x, &xi, 1, &point, NULL);
        for (size_t i = 0; i < (size_t)D * D; i++)
            out[i] += xi * u[i / D * D + e] * u[i % D * D + e];
    }
    return point.mmse;
}

/* |a - b|_F^2, b = 0 for NULL. */
static double square_of(const double a[D * D], const double *b)
{
    double sum = 0.0;

    for (size_t i = 0; i < (size_t)D * D; i++)
        sum += (a[i] - (b ? b[i] : 0.0)) * (a[i] - (b ? b[i] : 0.0));
    return sum;
}

/* R_d = mean v^2 + gamma (mean v)^2. */
static double spread_of_readouts(const struct problem *problem)
{
    const struct network *teacher = &problem->truth->teacher;
    const double k = (double)teacher->k[0], mean = constant_of(problem) / MU0 / sqrt(k);
    double squares = 0.0;

    for (size_t i = 0; i < teacher->k[0]; i++)
        squares += (double)teacher->readout[i] * (double)teacher->readout[i] / k;
    return squares + k / D * mean * mean;
}

static struct diagnostics told_by(const struct replica *r)
{
    struct diagnostics told;

    r->ops->diagnose(r->state, &r->task, &told);
    return told;
}

static void plain_iterate(struct plain_iteration *plain)
{
    const struct batch rows = given_rows(&plain->problem->given);
    const double tail = 0.5 - MU0 * MU0 - mu1 * mu1 - MU2 * MU2 / 2.0;
    const double noise = 4.0 * (0.23 + tail) / (MU2 * MU2), v = 2.0 * plain->c;
    const double keep = plain->iterations++ > 0 ? plain->damping : 0.0;
    double r[D * D], fresh[D * D], square = 0.0;

    for (size_t i = 0; i < rows.n; i++) {
        const double target = 2.0 * residual(plain->problem, plain->linear, i) / MU2;
        const double omega = plain_form(plain->s, rows.x + i * D) - v * plain->g[i];

        plain->omega[i] = (1.0 - keep) * omega + keep * plain->omega[i];
        plain->g[i] = (target - plain->omega[i]) / (noise + v);
        square += plain->g[i] * plain->g[i];
    }
    const double x = 4.0 * square / (D * D);
    memcpy(r, plain->s, sizeof r);
    for (size_t i = 0; i < rows.n; i++)
        for (size_t j = 0; j < (size_t)D * D; j++)
            r[j] += 2.0 / (x * pow(D, 1.5)) * plain->g[i] *
                    ((double)rows.x[i * D + j / D] * (double)rows.x[i * D + j % D] -
                     (j % (D + 1) == 0 ? 1.0 : 0.0));
    plain->spectrum = square_of(r, NULL) / D / (spread_of_readouts(plain->problem) + 1.0 / x);
    const double c = plain_shrink(plain, r, x, fresh);
    plain->residual = sqrt(square_of(fresh, plain->s) / square_of(fresh, NULL));
    plain->c = (1.0 - plain->damping) * c + plain->damping * plain->c;
    for (size_t j = 0; j < (size_t)D * D; j++)
        plain->s[j] = (1.0 - plain->damping) * fresh[j] + plain->damping * plain->s[j];
}

static void follows_the_letter(const char *text, double damping)
{
    const struct config config = small(text);
    struct replica r = replica_open(&config, 2);
    const size_t n = r.problem->given.data.n;
    struct plain_iteration *plain = memory_need(1, sizeof *plain);

    plain->problem = r.problem;
    plain->linear = known(&r).linear;
    plain->c = 1.0;
    plain->damping = damping;
    plain->g = memory_need(2 * n, sizeof(double));
    plain->omega = plain->g + n;
    for (size_t j = 0; j < D; j++)
        plain->s[j * D + j] = constant_of(r.problem) / MU0 / sqrt(D); /* sqrt(gamma) mean of v */
    cr_expect(isnan(told_by(&r).update_ratio) && told_by(&r).iterations == 0.0);
    for (int t = 0; t < 6; t++) {
        cr_expect_lt(apart(known(&r).matrix, plain->s, (size_t)D * D), 2e-5, "%s, iteration %d",
                     text, t);
        plain_iterate(plain);
        cr_assert_eq(replica_step(&r), STATUS_OK);
        cr_expect_float_eq(told_by(&r).update_ratio, plain->residual, 1e-4);
        cr_expect_float_eq(told_by(&r).spectrum, plain->spectrum, 1e-4);
        cr_expect_eq(told_by(&r).iterations, t + 1);
    }
    free(plain->g);
    free(plain);
    replica_close(&r);
}

Test(gamp_rie, follows_the_letter_of_its_equations)
{
    follows_the_letter("damping=0", 0.0);
    follows_the_letter("damping=0.37", 0.37);
}

/* A copy of the block is a checkpoint: the block contains no pointers. */
Test(gamp_rie, goes_on_from_a_copy_of_its_state)
{
    const struct config config = small("damping=0.2");
    struct replica r = replica_open(&config, 1);
    double end[D * D];

    replica_step(&r);
    replica_step(&r);
    const size_t bytes = r.ops->state_size(&r.task);
    void *copy = memory_need(1, bytes);
    memcpy(copy, r.state, bytes);
    replica_step(&r);
    memcpy(end, known(&r).matrix, sizeof end);
    memset(r.state, 0xFF, bytes);
    free(r.state);
    r.state = copy;
    replica_step(&r);
    cr_expect_eq(memcmp(end, known(&r).matrix, sizeof end), 0);
    replica_close(&r);
}

Test(gamp_rie, has_the_same_bits_on_any_number_of_threads)
{
    struct config config = small("damping=0");
    config.d = 40;
    double *first = NULL;

    for (size_t threads = 1; threads <= 3; threads++) {
        struct replica r = replica_open(&config, threads);
        for (int t = 0; t < 4; t++)
            replica_step(&r);
        const size_t bytes = (size_t)40 * 41 * sizeof(double); /* S and w1 lie side by side */
        if (!first)
            first = memcpy(malloc(bytes), known(&r).matrix, bytes);
        cr_expect_eq(known(&r).linear, known(&r).matrix + (size_t)40 * 40);
        cr_expect_eq(memcmp(first, known(&r).matrix, bytes), 0, "%zu threads", threads);
        replica_close(&r);
    }
    free(first);
}

static struct config middling(const char *alpha, const char *noise)
{
    return build_config("d=50", "gamma=0.5", alpha, noise, "activation=h2h3", "test=50",
                        "algorithm=gamp-rie", NULL);
}

static void run(struct replica *r, int steps)
{
    for (int t = 0; t < steps; t++)
        cr_assert_eq(replica_step(r), STATUS_OK);
}

Test(gamp_rie, stands_still_once_converged)
{
    const struct config config = middling("alpha=2", "noise=0.1");
    struct replica r = replica_open(&config, 1);
    double end[50 * 50];

    run(&r, 60);
    memcpy(end, known(&r).matrix, sizeof end);
    const double before = r.gradients;
    run(&r, 5);
    cr_expect_eq(memcmp(end, known(&r).matrix, sizeof end), 0);
    cr_expect_eq(r.gradients, before + 5);
    const struct diagnostics told = told_by(&r);
    cr_expect(told.iterations > 5 && told.iterations < 60, "%g", told.iterations);
    cr_expect_lt(told.update_ratio, 2e-4); /* |dS|^2 / d < 1e-8, |S|^2 / d near 1 */
    replica_close(&r);
}

static struct config fair(const char *damping)
{
    return build_config("d=60", "gamma=0.5", "alpha=2", "noise=0.1", "activation=relu", "test=50",
                        "algorithm=gamp-rie", damping, NULL);
}

/*
 * Undamped, what is decomposed is the teacher's matrix in noise of the strength that the iteration
 * reckons with: its eigenvalues say so within the scatter of |S0|^2 at d = 60 (a few percent).
 * Damping breaks this on the way: the check can fail.
 */
Test(gamp_rie, eigenvalues_are_those_of_theory_while_nothing_damps)
{
    struct config config = fair("damping=0");
    struct replica r = replica_open(&config, 1);
    double most = 0.0;

    for (int t = 0; t < 8; t++) {
        run(&r, 1);
        cr_expect_float_eq(told_by(&r).spectrum, 1.0, 0.08, "%g", told_by(&r).spectrum);
    }
    replica_close(&r);
    config = fair("damping=0.5");
    r = replica_open(&config, 1);
    for (int t = 0; t < 8; t++) {
        run(&r, 1);
        most = fmax(most, told_by(&r).spectrum);
    }
    cr_expect_gt(most, 1.15);
    replica_close(&r);
}

/* Other learners learn weights; this one leaves them as they were. */
Test(gamp_rie, leaves_the_weights_alone)
{
    const struct config config = middling("alpha=2", "noise=0.1");
    struct replica r = replica_open(&config, 1);
    const size_t bytes = r.task.count * sizeof(float);
    float *before = memcpy(malloc(bytes), r.task.params, bytes);

    run(&r, 3);
    cr_expect_eq(memcmp(before, r.task.params, bytes), 0);
    free(before);
    replica_close(&r);
}

/*
 * After a change it continues from its S, with another ridge and other targets, and ends where a
 * run that began there ends: the fixed point is one (to the stop at |dS|^2 / d = 1e-8).
 */
static void ends_where_a_fresh_run_does(struct replica *r, const struct config *there)
{
    struct replica fresh = replica_open(there, 1);
    double gap = 0.0;

    run(r, 80);
    run(&fresh, 80);
    const double *a = known(r).matrix, *b = known(&fresh).matrix;
    for (size_t i = 0; i < (size_t)50 * 50; i++)
        gap += (a[i] - b[i]) * (a[i] - b[i]) / 50;
    cr_expect_lt(gap, 1e-6);
    cr_expect_lt(apart(known(r).linear, known(&fresh).linear, 50), 1e-12);
    replica_close(&fresh);
}

Test(gamp_rie, goes_on_from_its_matrix_after_a_change_of_the_data)
{
    const struct config start = middling("alpha=2", "noise=0.1");
    const struct config more = middling("alpha=3.1", "noise=0.1");
    const struct config noisy = middling("alpha=3.1", "noise=0.45");
    const struct config less = middling("alpha=1.3", "noise=0.45");
    struct replica r = replica_open(&start, 1);
    double kept[50 * 50];

    run(&r, 40);
    memcpy(kept, known(&r).matrix, sizeof kept);
    const double before = r.gradients;
    replica_change_alpha(&r, 3.1);
    cr_expect_eq(r.gradients, before + 1);
    cr_expect_eq(memcmp(kept, known(&r).matrix, sizeof kept), 0);
    ends_where_a_fresh_run_does(&r, &more);
    replica_change_noise(&r, 0.45);
    ends_where_a_fresh_run_does(&r, &noisy);
    replica_change_alpha(&r, 1.3);
    ends_where_a_fresh_run_does(&r, &less);
    replica_close(&r);
}

Test(gamp_rie, damping_leads_to_the_same_end)
{
    const struct config config = middling("alpha=2", "noise=0.1");
    struct replica r = replica_open(&config, 1);

    replica_change_param(&r, "damping", "0.5");
    ends_where_a_fresh_run_does(&r, &config);
    replica_close(&r);
}

static void is_refused(struct config config, const char *word, const char *instead)
{
    const struct learner_ops *ops = learner_find(config.algorithm);
    struct error err = {.text = ""};

    cr_expect_not(ops->supports(&config, &err));
    cr_expect(strstr(err.text, word) && strstr(err.text, instead), "%s", err.text);
}

Test(gamp_rie, refuses_what_it_cannot_learn_and_says_what_could)
{
    struct config deep = small("damping=0");
    struct config learned = deep;

    deep.gamma.count = 2;
    learned.learn_readout = 1;
    is_refused(deep, "one hidden layer, not 2", "hmc");
    is_refused(learned, "learn_readout", "learn_readout = no");
    is_refused(build_config("activation=tanh", "algorithm=gamp-rie", NULL), "activation", "relu");
    is_refused(build_config("activation=h3", "algorithm=gamp-rie", NULL), "activation", "hmc");
    is_refused(build_config("activation=h2", "noise=0", "algorithm=gamp-rie", NULL), "noise",
               "1e-4");
}

Test(gamp_rie, takes_binary_weights_and_no_noise_where_orders_beyond_two_are_noise)
{
    const struct config config =
        build_config("d=30", "alpha=2", "noise=0", "activation=relu", "weights=rademacher",
                     "test=50", "algorithm=gamp-rie", NULL);
    struct replica r = replica_open(&config, 1);
    const double before = replica_loss(&r);

    run(&r, 30);
    cr_expect_lt(replica_loss(&r), 0.3 * before);
    replica_close(&r);
}

Test(gamp_rie, reports_data_that_left_the_numbers)
{
    const struct config config = small("damping=0");
    struct replica r = replica_open(&config, 1);

    replica_change_noise(&r, (double)INFINITY);
    cr_expect_eq(replica_step(&r), STATUS_DIVERGED);
    replica_close(&r);
}
