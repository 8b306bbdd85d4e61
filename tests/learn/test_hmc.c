/* HMC against a posterior known in closed form, and the order of its integrator. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../support/build.h"
#include "../support/replica.h"

enum { D = 3, BATCHES = 40, BATCH_STEPS = 200 };

/* Inverse of a symmetric positive 3 x 3 matrix by cofactors. */
static void invert(double m[D][D], double out[D][D])
{
    double determinant = 0.0;

    for (int i = 0; i < D; i++)
        for (int j = 0; j < D; j++) {
            const int a = (j + 1) % D, b = (j + 2) % D, c = (i + 1) % D, e = (i + 2) % D;
            out[i][j] = m[a][c] * m[b][e] - m[a][e] * m[b][c];
        }
    for (int j = 0; j < D; j++)
        determinant += m[0][j] * out[j][0];
    for (int i = 0; i < D; i++)
        for (int j = 0; j < D; j++)
            out[i][j] /= determinant;
}

/*
 * With sigma(z) = z the network is u . x / sqrt d, u = sum_i v_i W_i / sqrt k ~ N(0, I) a priori,
 * so u is Gaussian a posteriori: precision I + X^T X / (d Delta), mean cov X^T y / (sqrt d Delta).
 */
static void exact_posterior(const struct problem *problem, double mean[D], double covariance[D][D])
{
    const struct batch rows = problem_rows(problem);
    double precision[D][D] = {{0}}, right[D] = {0};

    for (size_t mu = 0; mu < rows.n; mu++)
        for (int i = 0; i < D; i++) {
            const double x = (double)rows.x[mu * D + (size_t)i];
            right[i] += x * (double)rows.y[mu] / (sqrt(D) * problem->delta);
            for (int j = 0; j < D; j++)
                precision[i][j] += x * (double)rows.x[mu * D + (size_t)j] / (D * problem->delta);
        }
    for (int i = 0; i < D; i++)
        precision[i][i] += 1.0;
    invert(precision, covariance);
    for (int i = 0; i < D; i++) {
        mean[i] = 0.0;
        for (int j = 0; j < D; j++)
            mean[i] += covariance[i][j] * right[j];
    }
}

static void network_vector(const struct replica *r, double u[D])
{
    const size_t k = r->problem->student.k;

    for (size_t j = 0; j < D; j++) {
        u[j] = 0.0;
        for (size_t i = 0; i < k; i++)
            u[j] += (double)r->problem->student_readout[i] * (double)r->task.params[i * D + j];
        u[j] /= sqrt((double)k);
    }
}

/* Mean and its standard error from batch means. */
static void expect_mean(const double batch[BATCHES], double exact, const char *what, int j)
{
    double mean = 0.0, square = 0.0;

    for (int b = 0; b < BATCHES; b++)
        mean += batch[b] / BATCHES;
    for (int b = 0; b < BATCHES; b++)
        square += (batch[b] - mean) * (batch[b] - mean);
    const double error = sqrt(square / (BATCHES - 1) / BATCHES);
    /* Student t, 39 degrees: |t| > 4 has probability 3e-4; six of them: 1.6e-3 over seeds. */
    cr_expect_lt(fabs(mean - exact), 4.0 * error, "%s %d: %g +- %g, exact %g", what, j, mean, error,
                 exact);
    cr_expect_lt(error, 0.2 * (fabs(exact) + 0.1), "%s %d: the test has no power", what, j);
}

Test(hmc, samples_the_exact_posterior_of_a_linear_network)
{
    const struct config config = build_config(
        "d=3", "gamma=0.67", "alpha=1.9", "noise=0.3", "activation=linear", "readout=rademacher",
        "algorithm=hmc", "step=0.1", "adapt=500", "test=10", "seed=11", NULL);
    struct replica r = replica_open(&config, 1);
    double mean[D], covariance[D][D], u[D];
    double means[D][BATCHES] = {{0}}, squares[D][BATCHES] = {{0}};

    cr_assert_eq(r.problem->student.k, 2);
    exact_posterior(r.problem, mean, covariance);
    for (int s = 0; s < 1000; s++)
        cr_assert_eq(replica_step(&r), STATUS_OK);
    for (int s = 0; s < BATCHES * BATCH_STEPS; s++) {
        cr_assert_eq(replica_step(&r), STATUS_OK);
        network_vector(&r, u);
        for (int j = 0; j < D; j++) {
            means[j][s / BATCH_STEPS] += u[j] / BATCH_STEPS;
            squares[j][s / BATCH_STEPS] += pow(u[j] - mean[j], 2.0) / BATCH_STEPS;
        }
    }
    for (int j = 0; j < D; j++) {
        expect_mean(means[j], mean[j], "mean", j);
        expect_mean(squares[j], covariance[j][j], "variance", j);
    }
    replica_close(&r);
}

/* Root mean square of H(end) - H(start) over trajectories of one length in time. */
static double energy_error(const char *step, const char *leapfrog)
{
    const struct config config =
        build_config("d=20", "alpha=2", "noise=0.1", "activation=tanh", "init=teacher", "test=10",
                     "algorithm=hmc", "adapt=0", step, leapfrog, NULL);
    struct replica r = replica_open(&config, 1);
    double sum = 0.0;

    for (int s = 0; s < 60; s++) {
        struct diagnostics told;
        cr_assert_eq(replica_step(&r), STATUS_OK);
        r.ops->diagnose(r.state, &r.task, &told);
        sum += told.energy_error * told.energy_error / 60.0;
    }
    replica_close(&r);
    return sqrt(sum);
}

Test(hmc, has_an_energy_error_of_second_order_in_the_step)
{
    const double coarse = energy_error("step=0.02", "leapfrog=10");
    const double fine = energy_error("step=0.01", "leapfrog=20");

    /* A factor 4 for leapfrog; Euler steps would give 2. 60 trajectories leave some 15 %. */
    cr_expect_gt(coarse / fine, 2.8, "%g and %g", coarse, fine);
    cr_expect_lt(coarse / fine, 5.6, "%g and %g", coarse, fine);
}

Test(hmc, adapts_its_step_to_the_target_by_one_percent)
{
    const struct config config =
        build_config("d=10", "alpha=2", "noise=0.1", "init=teacher", "test=10", "algorithm=hmc",
                     "step=0.001", "adapt=3", NULL);
    struct replica r = replica_open(&config, 1);
    struct diagnostics told;

    for (int s = 0; s < 10; s++)
        replica_step(&r);
    r.ops->diagnose(r.state, &r.task, &told);
    cr_expect_float_eq(told.step_size, 0.001 * 1.01 * 1.01 * 1.01, 1e-12);
    cr_expect_float_eq(r.gradients, 101.0, 0.0); /* one at the start, then 10 a trajectory */
    replica_close(&r);
}

Test(hmc, refuses_binary_weights_and_noiseless_data_with_what_would_do)
{
    const struct config binary = build_config("d=10", "weights=rademacher", "test=10", NULL);
    const struct config clean = build_config("d=10", "noise=0", "test=10", NULL);
    const struct config *config[] = {&binary, &clean};
    static const char *const named[] = {"rademacher", "noise"};

    for (size_t c = 0; c < 2; c++) {
        const struct learner_ops *hmc = NULL;
        struct error err;
        for (size_t a = 0; (hmc = learner_at(a)) && !hmc->samples_posterior; a++)
            continue;
        cr_expect_not(hmc->supports(config[c], &err));
        cr_expect_not_null(strstr(err.text, named[c]), "%s", err.text);
    }
}
