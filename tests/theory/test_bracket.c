/*
 * Transitions against a bracketing of their own: just above a spinodal the equations of state,
 * iterated plainly from full recovery, stay on the branch, and just below they fall off it; at an
 * equilibrium two branches have the same free entropy and change places.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "plateau/mmse.h"
#include "plateau/theory.h"
#include "random_setting.h"
#include "theory/nonlinear.h"

/* One size of readouts, weights +-1. */
struct plain_search {
    struct mmse *mmse;
    struct nonlinear nonlinear;
    double mu22, gamma, noise;
};

static void plain_init(struct plain_search *plain, const struct config *config)
{
    struct error err;

    *plain = (struct plain_search){.gamma = config->gamma.at[0], .noise = config->noise};
    cr_assert_eq(nonlinear_init(&plain->nonlinear, &config->activation.at[0], &err), STATUS_OK);
    plain->mu22 = plain->nonlinear.mu2 * plain->nonlinear.mu2;
    plain->mmse = mmse_create_symmetric(&config->readout, plain->gamma, &err);
    cr_assert(plain->mmse, "%s", err.text);
}

static void plain_fini(struct plain_search *plain)
{
    nonlinear_fini(&plain->nonlinear);
    mmse_destroy(plain->mmse);
}

/* The smallest y = Delta + eps that solves y = Delta + eps(alpha / y): from below it is climbed to.
 */
static double plain_noise(const struct plain_search *plain, double alpha, double tau, double gap)
{
    const double low = plain->noise + gap;
    double y = low;

    for (size_t i = 0; i < 10000; i++) {
        const double next =
            low + 0.5 * plain->mu22 * mmse_at(plain->mmse, tau + alpha * plain->mu22 / y);
        if (fabs(next - y) <= 1e-15 * y)
            break;
        y = next;
    }
    return y;
}

/* 1 - E tanh(sqrt(h) z + h), z standard normal, by the trapezoid rule. */
static double plain_complement(double h)
{
    const double step = 0.1, reach = 12.0;
    double sum = 0.0;

    for (double z = -reach; z < reach; z += step)
        sum += exp(-0.5 * z * z) * 2.0 / (1.0 + exp(2.0 * (sqrt(h) * z + h)));
    return sum * step / sqrt(2.0 * M_PI);
}

/* 1 - Q where the iteration from full recovery ends. */
static double plain_end(const struct plain_search *plain, double alpha)
{
    double p = 1e-9;

    for (size_t i = 0; i < 20000; i++) {
        const double left = p * (2.0 - p), q = 1.0 - p;
        const double tau = left < 1.0 ? mmse_inverse(plain->mmse, left) : 0.0;
        const double y = plain_noise(plain, alpha, tau, nonlinear_gap(&plain->nonlinear, p));
        const double r = alpha / y, data = plain->mu22 * r;
        const double pull = data < 1e-5 * tau ? data
                                              : (left - mmse_at(plain->mmse, tau + data)) /
                                                    -mmse_slope(plain->mmse, tau);
        const double h = (pull * q + r * nonlinear_slope(&plain->nonlinear, p)) / plain->gamma;
        const double next = fmax(plain_complement(h), 1e-100);
        if (fabs(next - p) <= 1e-10 * p)
            return next;
        p = next;
    }
    return p;
}

static double free_entropy_of(struct theory *theory, double alpha, const char *name)
{
    static struct theory_point point;

    for (size_t b = 0; b < theory_branches(theory); b++) {
        point = (struct theory_point){0};
        if (strcmp(theory_branch_name(theory, b), name) == 0 &&
            theory_solve(theory, alpha, b, &point, NULL, NULL) == STATUS_OK)
            return point.free_entropy;
    }
    return -(double)INFINITY;
}

/* By how much the specialised branch is better than the others. */
static double advantage_at(struct theory *theory, double alpha)
{
    return free_entropy_of(theory, alpha, "specialised") -
           fmax(free_entropy_of(theory, alpha, "universal"),
                free_entropy_of(theory, alpha, "weak"));
}

struct found {
    size_t spinodals, equilibria;
};

static void check_setting(const struct config *config, size_t setting, struct found *found)
{
    static const double beside = 3e-3, jump = 0.02;
    struct theory_transitions at;
    struct plain_search plain;
    struct error err;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%zu: %s", setting, err.text);
    cr_assert_eq(theory_find_transitions(theory, &at, NULL, &err), STATUS_OK, "%s", err.text);
    if (isfinite(at.spinodal)) {
        plain_init(&plain, config);
        const double above = plain_end(&plain, at.spinodal * (1.0 + beside));
        const double below = plain_end(&plain, at.spinodal * (1.0 - beside));
        cr_expect_gt(below - above, jump, "%zu: gamma %g, noise %g: 1 - Q %g above %.8g, %g below",
                     setting, plain.gamma, plain.noise, above, at.spinodal, below);
        plain_fini(&plain);
        found->spinodals++;
    }
    if (isfinite(at.equilibrium)) {
        cr_expect_gt(advantage_at(theory, at.equilibrium * (1.0 + 1e-4)), 0.0, "%zu: %.8g", setting,
                     at.equilibrium);
        cr_expect_lt(advantage_at(theory, at.equilibrium * (1.0 - 1e-4)), 0.0, "%zu: %.8g", setting,
                     at.equilibrium);
        cr_expect_gt(at.equilibrium, at.spinodal, "%zu", setting);
        found->equilibria++;
    }
    theory_destroy(theory);
}

static void check_settings(const char *sigma, uint32_t seed, size_t settings, struct found *found)
{
    struct draw draw = {{20261201, RNG_TEST, seed}, 0};

    for (size_t i = 0; i < settings; i++) {
        struct config config = build_config(sigma, "weights=rademacher",
                                            i % 2 ? "readout=ones" : "readout=rademacher", NULL);
        config.gamma.at[0] = log_uniform(&draw, 0.15, 3.0);
        config.noise = log_uniform(&draw, 1e-3, 2.0);
        check_setting(&config, i, found);
    }
}

Test(bracket, second_order_alone_finds_weights_that_are_plus_and_minus_one, .timeout = 300)
{
    struct found found = {0};

    check_settings("activation=h2", 13, 100, &found);
    cr_expect_gt(found.spinodals, 70, "%zu", found.spinodals);
    cr_expect_gt(found.equilibria, 60, "%zu", found.equilibria);
}

Test(bracket, so_do_second_and_higher_orders, .timeout = 300)
{
    struct found found = {0};

    check_settings("activation=relu", 14, 30, &found);
    check_settings("activation=h2h3", 15, 30, &found);
    cr_expect_gt(found.spinodals, 20, "%zu", found.spinodals);
}

/* ---- two layers: against the program's own branches ---- */

static bool is_specialised(const char *name)
{
    return strcmp(name, "specialised") == 0 || strcmp(name, "partial") == 0;
}

/* Whether the specialised branch exists at alpha, and whether it or its part is the best. */
static void look_at(struct theory *theory, double alpha, bool *exists, bool *is_best)
{
    static struct theory_point point;
    double best = -(double)INFINITY;

    *exists = *is_best = false;
    for (size_t b = 0; b < theory_branches(theory); b++) {
        point = (struct theory_point){0};
        if (theory_solve(theory, alpha, b, &point, NULL, NULL) != STATUS_OK)
            continue;
        *exists = *exists || strcmp(point.branch, "specialised") == 0;
        if (point.free_entropy > best) {
            best = point.free_entropy;
            *is_best = is_specialised(point.branch);
        }
    }
}

static void check_two_layers(const struct config *config, size_t setting)
{
    static const double beside = 2e-3;
    struct theory_transitions at;
    struct error err;
    bool above, below, best;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%zu: %s", setting, err.text);
    cr_assert_eq(theory_find_transitions(theory, &at, NULL, &err), STATUS_OK, "%s", err.text);
    cr_assert(isfinite(at.spinodal) && at.equilibrium > at.spinodal, "%zu: %g, %g", setting,
              at.spinodal, at.equilibrium);
    look_at(theory, at.spinodal * (1.0 + beside), &above, &best);
    look_at(theory, at.spinodal * (1.0 - beside), &below, &best);
    cr_expect(above && !below, "%zu: spinodal %.8g: %d above, %d below", setting, at.spinodal,
              above, below);
    look_at(theory, at.equilibrium * (1.0 + beside), &above, &best);
    cr_expect(best, "%zu: not the best above %.8g", setting, at.equilibrium);
    look_at(theory, at.equilibrium * (1.0 - beside), &above, &best);
    cr_expect(!best, "%zu: the best below %.8g", setting, at.equilibrium);
    theory_destroy(theory);
}

/* The largest fall of the overlap is at 66.2, where one more cut of the first layer closes. */
Test(bracket, a_branch_begins_before_its_largest_jump, .timeout = 120)
{
    const struct config config = build_config("activation=erf,erf", "gamma=1.868,0.489",
                                              "readout=ones", "noise=0.143", NULL);
    struct theory *theory = theory_create(&config, NULL);
    struct theory_transitions at;
    bool exists, best;

    cr_assert_eq(theory_find_transitions(theory, &at, NULL, NULL), STATUS_OK);
    cr_expect(at.spinodal > 3.5 && at.spinodal < 4.0, "%.8g", at.spinodal);
    cr_expect(at.equilibrium > at.spinodal && at.equilibrium < 5.0, "%.8g", at.equilibrium);
    look_at(theory, 4.0, &exists, &best);
    cr_expect(exists && !best);
    look_at(theory, 5.0, &exists, &best);
    cr_expect(exists && best);
    theory_destroy(theory);
}

Test(bracket, two_layers_begin_where_they_first_exist, .timeout = 600)
{
    static const char *const sigmas[] = {"activation=erf", "activation=tanh2",
                                         "activation=erf,tanh2", "activation=tanh2,erf"};
    const char *many = getenv("BRACKET_SETTINGS"); /* more of them by hand */
    const size_t settings = many ? strtoul(many, NULL, 10) : 8;
    struct draw draw = {{20261201, RNG_TEST, 16}, 0};

    for (size_t i = 0; i < settings; i++) {
        struct config config =
            build_config(sigmas[choose(&draw, 4)], "gamma=1,1", "readout=ones", NULL);
        config.gamma.at[0] = log_uniform(&draw, 0.3, 2.0);
        config.gamma.at[1] = log_uniform(&draw, 0.3, 2.0);
        config.noise = log_uniform(&draw, 0.05, 0.5);
        check_two_layers(&config, i);
    }
}

/* ---- sizes of readouts that are nearly equal ---- */

/* Q of a group on the largest solution at alpha. */
static double largest_overlap(struct theory *theory, double alpha, size_t group)
{
    static struct theory_point point;

    point = (struct theory_point){0};
    theory_solve(theory, alpha, 1, &point, NULL, NULL); /* whatever its name, it holds the end */
    return point.q[group];
}

/* Q of a group on the branch of the largest free entropy. */
static double best_overlap(struct theory *theory, double alpha, size_t group)
{
    static struct theory_point point;
    double best = -(double)INFINITY, q = (double)NAN;

    for (size_t b = 0; b < theory_branches(theory); b++) {
        point = (struct theory_point){0};
        if (theory_solve(theory, alpha, b, &point, NULL, NULL) != STATUS_OK ||
            point.free_entropy <= best)
            continue;
        best = point.free_entropy;
        q = point.q[group];
    }
    return q;
}

static size_t check_steps(const struct config *config, size_t setting)
{
    static const double beside = 2e-3, jump = 0.02;
    struct theory_transitions at;
    struct error err;
    size_t found = 0;
    struct theory *theory = theory_create(config, &err);

    cr_assert(theory, "%zu: %s", setting, err.text);
    cr_assert_eq(theory_find_transitions(theory, &at, NULL, &err), STATUS_OK, "%s", err.text);
    for (size_t i = 0; i < at.steps; i++) {
        const size_t group = at.step[i].v > 1.0 ? 1 : 0; /* the loudest first, if it jumps */
        const double sp = at.step[i].spinodal, eq = at.step[i].equilibrium;
        if (isfinite(sp))
            cr_expect_gt(largest_overlap(theory, sp * (1.0 + beside), group) -
                             largest_overlap(theory, sp * (1.0 - beside), group),
                         jump, "%zu: step %zu, spinodal %.8g", setting, i, sp);
        if (isfinite(eq))
            cr_expect_gt(best_overlap(theory, eq * (1.0 + beside), group) -
                             best_overlap(theory, eq * (1.0 - beside), group),
                         jump, "%zu: step %zu, equilibrium %.8g", setting, i, eq);
        found += isfinite(sp) && isfinite(eq);
    }
    theory_destroy(theory);
    return found;
}

Test(bracket, sizes_that_are_nearly_equal_specialise_where_their_branches_do, .timeout = 300)
{
    static const char *const sigmas[] = {"activation=relu", "activation=tanh2", "activation=h2h3",
                                         "activation=erf"};
    struct draw draw = {{20261201, RNG_TEST, 17}, 0};
    size_t found = 0;

    for (size_t i = 0; i < 100; i++) {
        const double p = uniform(&draw, 0.2, 0.8), ratio = 1.0 + log_uniform(&draw, 0.003, 0.2);
        const double one = 1.0 / sqrt(p + (1.0 - p) * ratio * ratio);
        char readout[96];

        snprintf(readout, sizeof readout, "readout=atoms:%.9f@%.9f,%.9f@%.9f", one, p,
                 i % 2 ? ratio * one : -ratio * one, 1.0 - p);
        struct config config = build_config(sigmas[choose(&draw, 4)], readout, NULL);
        config.gamma.at[0] = log_uniform(&draw, 0.3, 3.0);
        config.noise = log_uniform(&draw, 1e-3, 1.0);
        found += check_steps(&config, i);
    }
    cr_expect_gt(found, 80, "%zu", found);
}

/* Alone the loudest would begin where the weak solution ends, at 2.239. */
Test(bracket, two_sizes_that_fall_together_are_told_together)
{
    const struct config config =
        build_config("readout=atoms:0.4731667@.306,-1.1324687@.176,1.1672603@.518",
                     "activation=relu", "gamma=1.0386", "noise=0.0151", NULL);
    struct theory *theory = theory_create(&config, NULL);
    struct theory_transitions at;

    cr_assert_eq(theory_find_transitions(theory, &at, NULL, NULL), STATUS_OK);
    cr_assert_eq(at.steps, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_float_eq(at.step[i].spinodal, 2.16295, 1e-5, "%.9g", at.step[i].spinodal);
        cr_expect_float_eq(at.step[i].equilibrium, 2.19726, 1e-5, "%.9g", at.step[i].equilibrium);
    }
    theory_destroy(theory);
}
