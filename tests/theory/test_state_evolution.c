#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "evolve.h"
#include "plateau/theory.h"

static struct dynamics_trajectory evolution;

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%s", err.text);
    return theory;
}

static const struct dynamics_trajectory *found_by(struct theory *theory,
                                                  const struct config *config, double alpha)
{
    struct error err;

    cr_assert_eq(evolve(theory, config, alpha, &evolution, &err), STATUS_OK, "%s", err.text);
    return &evolution;
}

static void expect_universal(const struct config *config, double alpha)
{
    static struct theory_point point;
    struct theory *theory = make(config);
    const struct dynamics_trajectory *found = found_by(theory, config, alpha);
    const struct dynamics_point *last = &found->at[found->count - 1];

    point = (struct theory_point){0};
    cr_assert_eq(theory_solve(theory, alpha, 0, &point, NULL, NULL), STATUS_OK);
    cr_expect(found->converged, "alpha %g, %s: %zu iterations", alpha, config->readout.text,
              found->count);
    cr_expect_float_eq(last->eps, point.eps, 1e-9 * point.eps, "alpha %g, %s: %.12g, not %.12g",
                       alpha, config->readout.text, last->eps, point.eps);
    cr_expect_float_eq(1.0 - last->mmse, point.r2, 1e-9);
    for (size_t t = 1; t < found->count; t++)
        cr_expect_leq(found->at[t].eps, found->at[t - 1].eps * (1.0 + 1e-14), "iteration %zu", t);
    theory_destroy(theory);
}

Test(state_evolution, falls_onto_the_universal_branch)
{
    static const char *const sigma[] = {"activation=relu", "activation=h2h3", "activation=elu",
                                        "activation=0.37*h2"};
    static const char *const readout[] = {"readout=ones", "readout=4point", "readout=rademacher",
                                          "readout=uniform"};
    static const char *const gamma[] = {"gamma=0.07", "gamma=0.5", "gamma=2.385"};
    static const double alpha[] = {0.013, 0.38, 1.7, 23.0};

    for (size_t i = 0; i < 48; i++) {
        const struct config config = build_config(
            sigma[i / 12], readout[i % 4], gamma[i / 4 % 3], i % 2 ? "noise=0.1" : "noise=0.002",
            i % 3 ? "weights=gaussian" : "weights=rademacher", NULL);
        expect_universal(&config, alpha[i * 7 % 4]);
    }
}

/* The root of (z - sqrt(gamma x)) u (u - a) = u^2 (u - a) + (u - a) + x u above the real line. */
static double complex resolvent(double z, double x, double gamma)
{
    const double a = sqrt(x / gamma), y = z - sqrt(gamma * x);
    const double c2 = -a - y, c1 = 1.0 + x + y * a, c0 = -a;
    double complex u[3] = {1.0, 0.4 + 0.9 * (double complex)I, -0.65 + 0.72 * (double complex)I};

    for (size_t step = 0; step < 200; step++)
        for (size_t i = 0; i < 3; i++)
            u[i] -= (((u[i] + c2) * u[i] + c1) * u[i] + c0) /
                    ((u[i] - u[(i + 1) % 3]) * (u[i] - u[(i + 2) % 3]));
    double complex best = u[0];
    for (size_t i = 1; i < 3; i++)
        if (cimag(u[i]) > cimag(best))
            best = u[i];
    return best;
}

/* mmse_S of readouts that are all 1, from the density of Y on a plain grid of eigenvalues. */
static double plain_mmse(double x, double gamma)
{
    enum { CELLS = 12000 };
    const double reach = 4.0 + sqrt(x) * (1.0 + sqrt(gamma)) * (1.0 + sqrt(gamma)) / sqrt(gamma);
    double sum = 0.0;

    for (size_t i = 0; i < CELLS; i++) {
        const double z = reach * (2.0 * ((double)i + 0.5) / CELLS - 1.0);
        const double rho = fmax(-cimag(1.0 / resolvent(z, x, gamma)), 0.0) / M_PI;
        sum += rho * rho * rho;
    }
    return (1.0 - 4.0 * M_PI * M_PI / 3.0 * sum * 2.0 * reach / CELLS) / x;
}

/* As written for the algorithm, in D2 and mmse_S. relu: mu_2 = 1 / sqrt(2 pi). */
Test(state_evolution, is_the_recursion_of_the_algorithm)
{
    const double gamma = 0.5, noise = 0.1, alpha = 2.385, mu22 = 0.5 / M_PI;
    const double rest = 0.5 - 0.5 / M_PI - 0.25 - 0.5 * mu22; /* E sigma^2 - mu_0^2 - ... */
    const double d2 = 4.0 * (noise + rest) / mu22;
    const struct config config = build_config("activation=relu", "noise=0.1", NULL);
    struct theory *theory = make(&config);
    const struct dynamics_trajectory *found = found_by(theory, &config, alpha);
    double mmse = 1.0, x = 0.0;

    cr_assert_gt(found->count, 5);
    for (size_t t = 0; t < 5; t++) {
        cr_expect_float_eq(found->at[t].snr, x, 1e-6, "x_%zu: %.10g", t, found->at[t].snr);
        cr_expect_float_eq(found->at[t].mmse, mmse, 1e-6, "mmse_%zu: %.10g, not %.10g", t,
                           found->at[t].mmse, mmse);
        cr_expect_float_eq(found->at[t].eps, 0.5 * mu22 * mmse + rest, 1e-7);
        x = 4.0 * alpha / (d2 + 2.0 * mmse);
        mmse = plain_mmse(x, gamma);
    }
    theory_destroy(theory);
}

/* h2h3: mu_2^2 / 2 = 1, g(1) = 1/6. Without data nothing but the mean is known. */
Test(state_evolution, without_data_knows_nothing)
{
    const struct config config = build_config("activation=h2h3", "noise=0.1", NULL);
    struct theory *theory = make(&config);

    cr_expect_float_eq(found_by(theory, &config, 2.385)->at[0].eps, 1.0 + 1.0 / 6.0, 1e-12);
    cr_expect_eq(evolution.at[0].snr, 0.0);
    cr_expect_float_eq(found_by(theory, &config, 1e-9)->at[evolution.count - 1].eps,
                       1.0 + 1.0 / 6.0, 1e-8);
    theory_set_noise(theory, 1e12);
    cr_expect_float_eq(found_by(theory, &config, 2.385)->at[evolution.count - 1].eps,
                       1.0 + 1.0 / 6.0, 1e-10);
    theory_destroy(theory);
}

Test(state_evolution, is_refused_where_there_is_no_quadratic_part)
{
    static const char *const shapes[][3] = {
        {"activation=tanh2", "gamma=0.5", "activation: tanh2 has no quadratic part, mu_2 = 0"},
        {"activation=tanh2", "gamma=0.5,0.5", "gamma: 2 hidden layers"},
        {"activation=tanh2c", "gamma=1,1,1", "gamma: 3 hidden layers"}};
    struct error err;

    for (size_t i = 0; i < 3; i++) {
        const struct config config = build_config(shapes[i][0], shapes[i][1], NULL);
        struct theory *theory = make(&config);
        cr_expect_eq(evolve(theory, &config, 1.0, &evolution, &err), STATUS_INVALID);
        cr_expect(strstr(err.text, shapes[i][2]), "%s", err.text);
        theory_destroy(theory);
    }
    const struct config config = build_config("activation=relu", NULL);
    struct theory *theory = make(&config);
    cr_expect_eq(evolve(theory, &config, 0.0, &evolution, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "alpha"), "%s", err.text);
    theory_destroy(theory);
}

Test(state_evolution, counts_its_time_in_the_gradients_of_the_learner)
{
    const struct config config = build_config("activation=relu", NULL);
    struct theory *theory = make(&config);
    const struct dynamics_trajectory *found = found_by(theory, &config, 2.385);

    for (size_t t = 0; t < found->count; t++) {
        cr_expect_eq(found->at[t].steps, (double)t);
        cr_expect_eq(found->at[t].gradients, 2.0 * (double)t);
        cr_expect_eq(found->at[t].r2, 1.0 - found->at[t].mmse);
        cr_expect(isnan(found->at[t].q), "it holds a matrix and no weights");
    }
    theory_destroy(theory);
}

Test(state_evolution, another_learner_is_refused_by_name)
{
    const struct config config = build_config("activation=relu", NULL);
    struct theory *theory = make(&config);
    const struct dynamics_task other = {&config, "hmc", 5.0, theory};
    const struct dynamics_task bare = {&config, "gamp-rie", 2.0, NULL};
    struct error err;

    cr_expect_null(dynamics_create(&other, &err));
    cr_expect_eq(err.code, STATUS_INVALID);
    cr_expect(strstr(err.text, "hmc"), "%s", err.text);
    cr_expect_null(dynamics_create(&bare, &err));
    cr_expect_eq(err.code, STATUS_INVALID);
    theory_destroy(theory);
}
