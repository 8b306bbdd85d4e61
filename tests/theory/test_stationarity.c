/*
 * The free entropy of one, two and more layers, written down once more with every order parameter
 * free, must be stationary where the solvers say: 220 random settings, gradients by central
 * differences.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "build.h"
#include "plateau/mmse.h"
#include "plateau/theory.h"
#include "random_setting.h"
#include "theory/deep.h"
#include "theory/groups.h"
#include "theory/prior.h"
#include "theory/solver.h"

/* A function of count variables. */
typedef double entropy_function(void *context, const double x[]);

static const double tolerance = 1e-5;

/*
 * The derivative by x_i and by ln x_i; the former where rounding (1e-14 over the step) allows.
 * Both vanish at a solution.
 */
static void expect_flat(entropy_function *f, void *context, double x[], size_t i, const char *what)
{
    /* Inside (0, 1), where overlaps live. */
    const double at = x[i], step = 1e-4 * (at < 1.0 ? fmin(at, 1.0 - at) : at);

    x[i] = at + step;
    const double up = f(context, x);
    x[i] = at - step;
    const double down = f(context, x);
    x[i] = at;
    const double slope = (up - down) / (2.0 * step);
    cr_expect_lt(fabs(slope * at), tolerance, "%s, by ln x_%zu = ln %g: %g", what, i, at,
                 slope * at);
    if (step > 1e-7)
        cr_expect_lt(fabs(slope), tolerance, "%s, by x_%zu = %g: %g", what, i, at, slope);
}

/* ---- one layer: x = P [groups], hat [groups], R_d - R2, R2hat ---- */

struct one {
    struct config config;
    struct groups groups;
    struct nonlinear nonlinear;
    struct mmse *mmse;
    double alpha;
};

static double entropy_one(void *context, const double x[])
{
    const struct one *one = context;
    const struct groups *groups = &one->groups;
    const size_t count = groups->count;
    const double *p = x, *hat = x + count, left = x[2 * count], r2_hat = x[2 * count + 1];
    const enum weight_law law = (enum weight_law)one->config.weights;
    double eps = 0.5 * one->nonlinear.mu2 * one->nonlinear.mu2 * left, weights = 0.0, known = 0.0;

    for (size_t i = 0; i < count; i++) {
        const double vv = groups->v[i] * groups->v[i];
        eps += groups->p[i] * vv * nonlinear_gap(&one->nonlinear, p[i]);
        known += groups->p[i] * vv * p[i] * (2.0 - p[i]);
        weights += groups->p[i] * (prior_entropy(law, hat[i]) + 0.5 * p[i] * hat[i]);
    }
    const double tau = mmse_inverse(one->mmse, fmin(known, 1.0));
    return -0.5 * log(2.0 * M_PI * M_E * (one->config.noise + eps)) +
           (0.25 * left * r2_hat + one->config.gamma.at[0] * weights +
            0.25 * (mmse_integral(one->mmse, tau) - mmse_integral(one->mmse, tau + r2_hat))) /
               one->alpha;
}

static void check_one(struct one *one, struct theory *theory, const struct theory_point *point)
{
    const struct equations *equations = theory->ops->equations(theory->state);
    const size_t count = one->groups.count;
    const double rate = point->alpha / (one->config.noise + point->eps);
    double x[2 * THEORY_GROUPS_MAX + 2], known = 0.0;

    for (size_t i = 0; i < count; i++) {
        const double vv = one->groups.v[i] * one->groups.v[i];
        x[i] = theory->p[i];
        x[count + i] = theory->hat[i];
        known += one->groups.p[i] * vv * x[i] * (2.0 - x[i]);
    }
    x[2 * count + 1] = one->nonlinear.mu2 * one->nonlinear.mu2 * rate;
    x[2 * count] = mmse_at(one->mmse, mmse_inverse(one->mmse, fmin(known, 1.0)) + x[2 * count + 1]);
    cr_expect_eq(equations->count, count);
    cr_expect_float_eq(entropy_one(one, x), point->free_entropy, 1e-9, "%s %s",
                       one->config.activation.at[0].name, point->branch);
    for (size_t i = 0; i < count; i++) {
        if (x[i] == 1.0)
            continue; /* the universal branch sits at the end of its interval */
        expect_flat(entropy_one, one, x, i, "one layer");
        expect_flat(entropy_one, one, x, count + i, "one layer");
    }
    if (one->nonlinear.mu2 != 0.0) {
        expect_flat(entropy_one, one, x, 2 * count, "one layer");
        expect_flat(entropy_one, one, x, 2 * count + 1, "one layer");
    }
}

Test(stationarity, one_layer, .timeout = 120)
{
    static struct theory_point point;
    struct draw draw = {{20261123, RNG_TEST, 0}, 0};
    size_t solutions = 0;

    for (size_t i = 0; i < 40; i++) {
        struct one one = {.config = random_one(&draw)};
        struct error err;
        struct theory *theory = theory_create(&one.config, &err);

        cr_assert(theory, "%s", err.text);
        one.mmse = mmse_create_symmetric(&one.config.readout, one.config.gamma.at[0], &err);
        cr_assert(one.mmse, "%s", err.text);
        cr_assert_eq(groups_init(&one.groups, &one.config.readout, &err), STATUS_OK);
        cr_assert_eq(nonlinear_init(&one.nonlinear, &one.config.activation.at[0], &err), STATUS_OK);
        for (size_t j = 0; j < 3; j++) {
            const size_t branch = choose(&draw, theory_branches(theory));
            one.alpha = log_uniform(&draw, 0.3, 10.0) / fmin(1.0, one.nonlinear.variance);
            one.config.noise = log_uniform(&draw, 1e-4, 2.0);
            theory_set_noise(theory, one.config.noise);
            point = (struct theory_point){0};
            theory_solve(theory, one.alpha, branch, &point, NULL, &err);
            cr_expect(point.converged,
                      "%s %s, weights %u, gamma %g, noise %g, alpha %g, %s, q %g: "
                      "residual %g",
                      one.config.activation.at[0].name, one.config.readout.text, one.config.weights,
                      one.config.gamma.at[0], one.config.noise, one.alpha, point.branch,
                      point.mean_q, point.residual);
            check_one(&one, theory, &point);
            solutions++;
        }
        nonlinear_fini(&one.nonlinear);
        mmse_destroy(one.mmse);
        theory_destroy(theory);
    }
    cr_expect_eq(solutions, 120);
}

/* ---- any depth: x = q [L], F of section 7 ---- */

struct many {
    size_t layers;
    double alpha, noise, size[DEEP_LAYERS_MAX];
    struct nonlinear nonlinear[DEEP_LAYERS_MAX];
};

static double entropy_many(void *context, const double x[])
{
    const struct many *many = context;
    double q = 1.0 - x[0], k, sum = 0.0;

    for (size_t l = 1; l < many->layers; l++) {
        nonlinear_at(&many->nonlinear[l - 1], 1.0 - q, &k, NULL);
        q = (1.0 - x[l]) * k;
    }
    nonlinear_at(&many->nonlinear[many->layers - 1], 1.0 - q, &k, NULL);
    for (size_t l = 0; l < many->layers; l++)
        sum += many->size[l] * (1.0 - x[l] + log(x[l]));
    return (-many->alpha * log(many->noise + 1.0 - k) + sum) / (2.0 * many->alpha);
}

Test(stationarity, any_depth, .timeout = 60)
{
    static const char *const sigmas[] = {"tanh2c", "h3"};
    struct draw draw = {{20261123, RNG_TEST, 1}, 0};
    struct error err;

    for (size_t i = 0; i < 60; i++) {
        struct many many = {.layers = 1 + i % DEEP_LAYERS_MAX,
                            .noise = log_uniform(&draw, 0.01, 2.0)};
        struct activation sigma[DEEP_LAYERS_MAX];
        double gamma[DEEP_LAYERS_MAX], p[DEEP_LAYERS_MAX];
        struct theory_transitions found;
        bool is_found;

        for (size_t l = 0; l < many.layers; l++) {
            activation_parse(&sigma[l], sigmas[choose(&draw, 2)], &err);
            cr_assert_eq(nonlinear_init(&many.nonlinear[l], &sigma[l], &err), STATUS_OK);
            gamma[l] = log_uniform(&draw, 0.3, 3.0);
            many.size[l] = gamma[l] * (l > 0 ? gamma[l - 1] : 1.0);
        }
        void *state = deep_create(many.layers, gamma, sigma, many.noise, &err);
        cr_assert(state, "%s", err.text);
        cr_assert_eq(solver_deep.transitions(state, NULL, &found, NULL), STATUS_OK);
        many.alpha = found.spinodal * uniform(&draw, 1.01, 4.0);
        cr_assert(solver_deep.direct(state, many.alpha, 1, p, &is_found) && is_found);
        for (size_t l = 0; l < many.layers; l++)
            expect_flat(entropy_many, &many, p, l, "many layers");
        solver_deep.destroy(state);
        for (size_t l = 0; l < many.layers; l++)
            nonlinear_fini(&many.nonlinear[l]);
    }
}

/* ---- two layers: x = P1 [S], P2 [G][S], P21 [G], then their hats ---- */

enum { TWO_GROUPS = 2, TWO_HALF = THEORY_NODES_MAX * (1 + TWO_GROUPS) + TWO_GROUPS };

struct two {
    struct config config;
    struct groups groups;
    size_t nodes, half; /* half of x */
    double alpha, s[THEORY_NODES_MAX], weight[THEORY_NODES_MAX];
    struct nonlinear inner, outer;
    struct mmse *mmse;
};

static double weights_two(const struct two *two, const double p[], const double hat[])
{
    double sum = 0.0;

    for (size_t i = 0; i < two->nodes; i++)
        sum += two->weight[i] * (-0.5 * log1p(hat[i]) + 0.5 * p[i] * hat[i]);
    return two->config.gamma.at[0] * sum;
}

/* What rows of one |v| add to f alpha; their part of eps is added to *eps. */
static double rows_two(const struct two *two, const double x[], size_t g, double *eps)
{
    const double *p2 = x + two->nodes * (1 + g), *hat2 = p2 + two->half;
    const double p21 = x[two->nodes * (1 + two->groups.count) + g];
    const double hat21 = x[two->half + two->nodes * (1 + two->groups.count) + g];
    double inner = two->inner.mu1 * two->inner.mu1 * p21, known = 0.0;

    for (size_t i = 0; i < two->nodes; i++) {
        double value;
        nonlinear_at(&two->inner, x[i], &value, NULL);
        inner += two->weight[i] * (two->inner.top - (1.0 - p2[i]) * value);
        known += two->weight[i] * (1.0 - x[i]) * (1.0 - p2[i]);
    }
    *eps +=
        two->groups.p[g] * two->groups.v[g] * two->groups.v[g] * nonlinear_gap(&two->outer, inner);
    const double tau = mmse_inverse(two->mmse, fmin(1.0 - known, 1.0));
    const double product =
        hat21 * p21 - mmse_integral(two->mmse, tau + hat21) + mmse_integral(two->mmse, tau);
    return two->groups.p[g] * two->config.gamma.at[1] *
           (weights_two(two, p2, hat2) + 0.5 * product);
}

static double entropy_two(void *context, const double x[])
{
    const struct two *two = context;
    double sum = weights_two(two, x, x + two->half), eps = 0.0;

    for (size_t i = 0; i < two->nodes; i++)
        eps += two->outer.mu1 * two->outer.mu1 * two->weight[i] * two->s[i] * two->s[i] *
               nonlinear_gap(&two->inner, x[i]);
    for (size_t g = 0; g < two->groups.count; g++)
        sum += rows_two(two, x, g, &eps);
    return -0.5 * log(2.0 * M_PI * M_E * (two->config.noise + eps)) + sum / two->alpha;
}

static void check_two(struct two *two, struct theory *theory, const struct theory_point *point)
{
    const size_t half = two->half;
    static double x[2 * TWO_HALF];

    cr_assert_eq(theory->ops->equations(theory->state)->count, half);
    for (size_t i = 0; i < half; i++) {
        x[i] = theory->p[i];
        x[half + i] = theory->hat[i];
    }
    cr_expect_float_eq(entropy_two(two, x), point->free_entropy, 1e-9, "%s", point->branch);
    /* Overlaps that are as good as 0 sit at the end of their interval. */
    for (size_t i = 0; i < 2 * half; i++)
        if (x[i % half] < 1.0 && x[half + i % half] > 0.0 &&
            (i % 7 == 0 || i % half >= half - two->groups.count))
            expect_flat(entropy_two, two, x, i, point->branch);
}

/* The rows of 4point have two sizes: the equations are then an approximation, and still those of f.
 */
static struct config random_two(struct draw *draw, const char *sigmas)
{
    static const char *const readouts[] = {"readout=ones", "readout=rademacher", "readout=4point"};
    struct config config = build_config(sigmas, "gamma=0.5,0.5", readouts[choose(draw, 3)], NULL);

    for (size_t l = 0; l < 2; l++)
        config.gamma.at[l] = log_uniform(draw, 0.3, 2.0);
    return config;
}

Test(stationarity, two_layers, .timeout = 240)
{
    static const char *const sigmas[] = {"activation=tanh2,erf", "activation=erf,tanh2",
                                         "activation=tanh2,tanh2", "activation=erf,h3"};
    static struct theory_point point;
    struct draw draw = {{20261123, RNG_TEST, 2}, 0};

    for (size_t i = 0; i < 8; i++) {
        struct two two = {.config = random_two(&draw, sigmas[i % 4]), .nodes = THEORY_NODES_MAX};
        struct error err;

        cr_assert_eq(groups_init(&two.groups, &two.config.readout, &err), STATUS_OK);
        cr_assert_leq(two.groups.count, TWO_GROUPS);
        two.half = two.nodes * (1 + two.groups.count) + two.groups.count;
        struct theory *theory = theory_create(&two.config, &err);
        cr_assert(theory, "%s", err.text);
        cr_assert_eq(groups_normal_nodes(two.s, two.weight, two.nodes, 7.0, &err), STATUS_OK);
        nonlinear_init(&two.inner, &two.config.activation.at[0], &err);
        nonlinear_init(&two.outer, &two.config.activation.at[1], &err);
        two.mmse = mmse_create_rectangular(two.config.gamma.at[0], two.config.gamma.at[1], &err);
        for (size_t j = 0; j < 5; j++) {
            two.config.noise = log_uniform(&draw, 0.05, 0.5);
            two.alpha = log_uniform(&draw, 2.0, 12.0);
            theory_set_noise(theory, two.config.noise);
            point = (struct theory_point){0};
            theory_solve(theory, two.alpha, 1 + j % 3, &point, NULL, &err);
            cr_expect(point.converged, "%s: residual %g", point.branch, point.residual);
            check_two(&two, theory, &point);
        }
        nonlinear_fini(&two.inner);
        nonlinear_fini(&two.outer);
        mmse_destroy(two.mmse);
        theory_destroy(theory);
    }
}
