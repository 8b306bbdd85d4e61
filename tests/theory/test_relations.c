/*
 * Properties of every solution, at random settings of all three solvers: eps falls with alpha and
 * grows with the noise on each branch, every branch is at least as good as the universal one, and
 * both ends of alpha are known.
 */
#include <criterion/criterion.h>
#include <math.h>

#include "build.h"
#include "plateau/quadrature.h"
#include "plateau/theory.h"
#include "random_setting.h"

enum { ALPHAS = 7 };

static struct theory *make(const struct config *config)
{
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%s", err.text);
    return theory;
}

/* Counts: pairs of solutions compared, and solutions that did not converge. */
struct seen {
    size_t pairs, unsolved;
};

/* NaN where the branch does not exist. A cold start: no solution leans on another. */
static double eps_of(struct theory *theory, double alpha, size_t branch, struct seen *seen)
{
    static struct theory_point point;

    point = (struct theory_point){0};
    if (theory_solve(theory, alpha, branch, &point, NULL, NULL) != STATUS_OK)
        return (double)NAN;
    seen->unsolved += !point.converged;
    return point.converged ? point.eps : (double)NAN;
}

/* a <= b where both exist, but for the error of a solution. */
static void expect_order(double a, double b, const char *what, const char *branch, double alpha,
                         struct seen *seen)
{
    if (isnan(a) || isnan(b))
        return;
    cr_expect_leq(a, b * (1.0 + 1e-9) + 1e-14, "%s, %s, alpha %g: %.12g > %.12g", what, branch,
                  alpha, a, b);
    seen->pairs++;
}

/* Every branch of one setting along alpha = first, first ratio, ... */
static void check_order(const struct config *config, double first, double ratio, struct seen *seen)
{
    struct theory *theory = make(config);

    for (size_t branch = 0; branch < theory_branches(theory); branch++) {
        const char *name = theory_branch_name(theory, branch);
        double before = (double)NAN, alpha = first;

        for (size_t i = 0; i < ALPHAS; i++, alpha *= ratio) {
            theory_set_noise(theory, config->noise);
            const double eps = eps_of(theory, alpha, branch, seen);
            const double universal = eps_of(theory, alpha, 0, seen);
            theory_set_noise(theory, 1.3 * config->noise);
            const double noisier = eps_of(theory, alpha, branch, seen);
            expect_order(eps, before, "more data", name, alpha, seen);
            expect_order(eps, universal, "against the universal branch", name, alpha, seen);
            expect_order(eps, noisier, "less noise", name, alpha, seen);
            before = eps;
        }
    }
    theory_destroy(theory);
}

/* Next to a fold of a sequence the iteration may run out of steps: 2 in 100, no more. */
static void expect_seen(const struct seen *seen, size_t pairs)
{
    cr_expect_geq(seen->pairs, pairs, "%zu pairs", seen->pairs);
    cr_expect_leq(50 * seen->unsolved, seen->pairs, "%zu of %zu unsolved", seen->unsolved,
                  seen->pairs);
}

/*
 * eps of the universal branch without and with endless data; and how many weights d^2 are learned
 * in the end: with the posterior a gaussian around the teacher, eps -> weights Delta / alpha.
 */
struct ends {
    double nothing, universal, weights;
};

/* +-1 weights are learned exponentially well: ends->weights = 0. */
static void check_ends(const struct config *config, const struct ends *ends, double far,
                       double tolerance)
{
    const double none = 1e-9, endless = 1e7, size = fmax(1.0, ends->nothing);
    struct theory *theory = make(config);
    struct seen seen = {0};

    cr_expect_float_eq(eps_of(theory, none, 0, &seen), ends->nothing, 1e-7 * size);
    cr_expect_float_eq(eps_of(theory, endless, 0, &seen), ends->universal, 1e-5 * size);
    const double eps = eps_of(theory, far, 1, &seen), weights = eps * far / config->noise;
    cr_expect_float_eq(weights, ends->weights, tolerance * ends->weights + 1e-9,
                       "%s: %g weights, not %g", config->activation.at[0].name, weights,
                       ends->weights);
    cr_expect_eq(seen.unsolved, 0);
    theory_destroy(theory);
}

/* Neurons with readout 0 are not learned. */
static struct ends ends_of_one(const struct config *config)
{
    const struct activation *sigma = &config->activation.at[0];
    double c[3], heard = 1.0;

    quadrature_hermite(sigma, c, 3);
    for (size_t i = 0; i < config->readout.atoms; i++)
        heard -= config->readout.value[i] == 0.0 ? config->readout.probability[i] : 0.0;
    const double nothing = quadrature_variance(sigma) - c[0] * c[0] - c[1] * c[1];
    return (struct ends){nothing, nothing - c[2] * c[2],
                         config->weights == WEIGHTS_GAUSSIAN ? heard * config->gamma.at[0] : 0.0};
}

/* mu mu' of the effective linear path is known; both activations have unit variance. */
static struct ends ends_of_two(const struct config *config)
{
    const double gamma1 = config->gamma.at[0], gamma2 = config->gamma.at[1];
    double inner[2], outer[2];

    quadrature_hermite(&config->activation.at[0], inner, 2);
    quadrature_hermite(&config->activation.at[1], outer, 2);
    const double nothing = 1.0 - inner[1] * inner[1] * outer[1] * outer[1];
    return (struct ends){nothing, nothing, gamma1 + gamma1 * gamma2};
}

static struct ends ends_of_three(const struct config *config)
{
    const double *gamma = config->gamma.at;

    return (struct ends){1.0, 1.0, gamma[0] + gamma[0] * gamma[1] + gamma[1] * gamma[2]};
}

Test(relations, one_layer, .timeout = 120)
{
    struct draw draw = {{20261123, RNG_TEST, 3}, 0};
    struct seen seen = {0};

    for (size_t i = 0; i < 25; i++) {
        const struct config config = random_one(&draw);
        const double first = log_uniform(&draw, 0.1, 2.0);
        check_order(&config, first, uniform(&draw, 1.2, 2.5), &seen);
    }
    expect_seen(&seen, 700);
}

static struct config random_two(struct draw *draw)
{
    static const char *const sigmas[] = {"activation=tanh2,erf", "activation=erf,tanh2",
                                         "activation=tanh2,h3", "activation=h3,erf"};
    struct config config = build_config(sigmas[choose(draw, 4)], "gamma=0.5,0.5", NULL);

    for (size_t l = 0; l < 2; l++)
        config.gamma.at[l] = log_uniform(draw, 0.3, 2.0);
    config.noise = log_uniform(draw, 0.05, 0.5);
    return config;
}

Test(relations, two_layers, .timeout = 240)
{
    struct draw draw = {{20261123, RNG_TEST, 4}, 0};
    struct seen seen = {0};

    for (size_t i = 0; i < 5; i++) {
        const struct config config = random_two(&draw);
        const double first = log_uniform(&draw, 0.7, 4.0);
        check_order(&config, first, uniform(&draw, 1.2, 1.8), &seen);
    }
    expect_seen(&seen, 200);
}

static struct config random_three(struct draw *draw)
{
    static const char *const sigmas[] = {"activation=tanh2c", "activation=h3",
                                         "activation=h3,tanh2c,h3", "activation=tanh2c,h3,tanh2c"};
    struct config config = build_config(sigmas[choose(draw, 4)], "gamma=1,1,1", NULL);

    for (size_t l = 0; l < 3; l++)
        config.gamma.at[l] = log_uniform(draw, 0.3, 3.0);
    config.noise = log_uniform(draw, 0.01, 2.0);
    return config;
}

Test(relations, three_layers, .timeout = 60)
{
    struct draw draw = {{20261123, RNG_TEST, 5}, 0};
    struct seen seen = {0};

    for (size_t i = 0; i < 40; i++) {
        const struct config config = random_three(&draw);
        const double first = log_uniform(&draw, 1.0, 8.0);
        check_order(&config, first, uniform(&draw, 1.2, 2.5), &seen);
    }
    expect_seen(&seen, 1000);
}

/* A continuous law has readouts next to 0, whose neurons are never learned in full. */
static struct config random_atoms(struct draw *draw)
{
    struct config config = random_one(draw);

    while (config.readout.kind != READOUT_ATOMS)
        config = random_one(draw);
    return config;
}

Test(relations, ends_of_alpha, .timeout = 120)
{
    struct draw draw = {{20261123, RNG_TEST, 6}, 0};

    for (size_t i = 0; i < 12; i++) {
        const struct config one = random_atoms(&draw), three = random_three(&draw);
        const struct ends of_one = ends_of_one(&one), of_three = ends_of_three(&three);
        check_ends(&one, &of_one, 1e4, 0.05);
        check_ends(&three, &of_three, 1e4, 0.05);
        if (i % 4 > 0)
            continue;
        const struct config two = random_two(&draw);
        const struct ends of_two = ends_of_two(&two);
        check_ends(&two, &of_two, 1e3, 0.03);
    }
}
