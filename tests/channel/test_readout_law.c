#include "plateau/readout_law.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct readout_law parse(const char *text)
{
    struct readout_law law;
    struct error err = {.text = ""};

    cr_assert_eq(readout_law_parse(&law, text, &err), STATUS_OK, "%s", err.text);
    cr_expect_str_eq(law.text, text);
    return law;
}

static const char *const laws[] = {
    "ones", "rademacher", "4point", "uniform", "gaussian", "atoms:-0.5@0.8,2@0.2",
};

Test(readout_law, lists_the_names_that_it_reads)
{
    size_t count = 0;

    for (; readout_law_name_at(count); count++) {
        struct readout_law law;
        struct error err;

        cr_assert_eq(readout_law_parse(&law, readout_law_name_at(count), NULL), STATUS_OK);
        cr_expect_str_eq(law.text, readout_law_name_at(count));
        cr_assert_eq(readout_law_parse(&law, "four", &err), STATUS_INVALID);
        cr_expect(strstr(err.text, readout_law_name_at(count)), "%s", err.text);
    }
    cr_expect_gt(count, 0);
    cr_expect_null(readout_law_name_at(1000));
}

Test(readout_law, four_points_are_those_of_the_paper)
{
    const struct readout_law law = parse("4point");
    const double size[] = {-3.0, -1.0, 1.0, 3.0};

    cr_assert_eq(law.kind, READOUT_ATOMS);
    cr_assert_eq(law.atoms, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_expect_float_eq(law.value[i], size[i] / sqrt(5.0), 1e-15);
        cr_expect_eq(law.probability[i], 0.25);
    }
}

Test(readout_law, atoms_are_sorted)
{
    /* .3 * 1.2^2 + .5 * .6^2 + .2 * v^2 = 1 */
    char text[96];
    struct readout_law law;

    snprintf(text, sizeof text, "atoms:1.2@0.3,%.17g@.2,-6e-1@5e-1", -sqrt(0.388 / 0.2));
    law = parse(text);
    cr_assert_eq(law.atoms, 3);
    cr_expect_float_eq(law.value[0], -sqrt(0.388 / 0.2), 1e-15);
    cr_expect_eq(law.probability[0], 0.2);
    cr_expect_eq(law.value[1], -0.6);
    cr_expect_eq(law.probability[1], 0.5);
    cr_expect_eq(law.value[2], 1.2);
    cr_expect_eq(law.probability[2], 0.3);
}

Test(readout_law, rounded_probabilities_are_accepted_and_settled)
{
    const struct readout_law law =
        parse("atoms:-1.2247449@0.3333333,0@0.3333333,1.2247449@0.3333333");

    cr_expect_float_eq(law.probability[0] + law.probability[1] + law.probability[2], 1.0, 1e-15);
}

Test(readout_law, atoms_fill_by_their_probabilities)
{
    const struct readout_law law = parse("4point");
    double v[10];

    /* (i + 1/2)/10 reaches 1/4, 1/2, 3/4 after i = 1 (2: .25 is reached), 4, 7. */
    const double expected[] = {-3, -3, -3, -1, -1, 1, 1, 1, 3, 3};
    double square = 0.0;

    readout_law_fill(&law, v, 10);
    for (size_t i = 0; i < 10; i++)
        square += expected[i] * expected[i] / 10.0;
    for (size_t i = 0; i < 10; i++)
        cr_expect_float_eq(v[i], expected[i] / sqrt(square), 1e-14, "v[%zu]", i);
}

Test(readout_law, fills_with_quantiles)
{
    const struct readout_law uniform = parse("uniform");
    const struct readout_law gaussian = parse("gaussian");
    enum { K = 7 };
    double u[K], g[K];
    double square = 0.0;

    readout_law_fill(&uniform, u, K);
    readout_law_fill(&gaussian, g, K);
    for (size_t i = 0; i < K; i++)
        square += (2.0 * (double)i + 1.0 - K) * (2.0 * (double)i + 1.0 - K) / K;
    for (size_t i = 0; i < K; i++)
        cr_expect_float_eq(u[i], (2.0 * (double)i + 1.0 - K) / sqrt(square), 1e-14);
    /* The quantiles' ratios: Phi(z_6) = 13/14, Phi(z_4) = 9/14. */
    cr_expect_float_eq(g[6] / g[4], 1.4652337926855225 / 0.36610635680056963, 1e-12);
    cr_expect_float_eq(g[3], 0.0, 1e-15);
    cr_expect_float_eq(g[0], -g[6], 1e-15);
}

static double mean_square(const double v[], size_t k)
{
    double sum = 0.0;

    for (size_t i = 0; i < k; i++)
        sum += v[i] * v[i];
    return sum / (double)k;
}

Test(readout_law, every_vector_has_mean_square_1)
{
    const size_t sizes[] = {1, 2, 3, 30, 101};
    double v[101];

    for (size_t l = 0; l < 6; l++) {
        const struct readout_law law = parse(laws[l]);

        for (size_t s = 0; s < 5; s++) {
            readout_law_fill(&law, v, sizes[s]);
            cr_expect_float_eq(mean_square(v, sizes[s]), 1.0, 1e-14, "%s, k = %zu", laws[l],
                               sizes[s]);
            readout_law_draw(&law, (struct rng){.seed = 4, .stream = RNG_READOUT}, v, sizes[s]);
            cr_expect_float_eq(mean_square(v, sizes[s]), 1.0, 1e-14, "%s, k = %zu", laws[l],
                               sizes[s]);
        }
    }
}

/* Phi(v), the uniform law's F, or the atoms' F: what a draw's distribution is compared with. */
static double distribution(const struct readout_law *law, double v)
{
    double sum = 0.0;

    if (law->kind == READOUT_GAUSSIAN)
        return 0.5 * erfc(-v * M_SQRT1_2);
    if (law->kind == READOUT_UNIFORM)
        return fmax(0.0, fmin(1.0, 0.5 + v / sqrt(12.0)));
    for (size_t i = 0; i < law->atoms; i++)
        sum += law->value[i] <= v ? law->probability[i] : 0.0;
    return sum;
}

/*
 * Draws below each of 9 limits, K of them, against F within 5 standard errors: false alarms in
 * 3e-5 of all seeds. The rescaling moves a draw by 1/sqrt(K): limits keep off the atoms.
 */
Test(readout_law, draws_follow_the_law)
{
    enum { K = 40000 };
    static double v[K];

    for (size_t l = 0; l < 6; l++) {
        const struct readout_law law = parse(laws[l]);

        readout_law_draw(&law, (struct rng){.seed = 21, .stream = RNG_READOUT}, v, K);
        for (double limit = -1.57; limit < 1.6; limit += 0.39) {
            const double f = distribution(&law, limit);
            /* Rescaling by 1 + O(1 / sqrt(2 K)) moves f by at most |limit| phi / sqrt(2 K). */
            const double bound = 5.0 * (sqrt(f * (1.0 - f) / K) + 0.3 / sqrt(2.0 * K));
            size_t below = 0;

            for (size_t i = 0; i < K; i++)
                below += v[i] <= limit ? 1 : 0;
            cr_expect_float_eq((double)below / K, f, bound, "%s at %g", laws[l], limit);
        }
    }
}

Test(readout_law, draws_depend_on_seed_and_nothing_else)
{
    const struct readout_law law = parse("rademacher");
    double v[64], again[64], other[64];

    readout_law_draw(&law, (struct rng){.seed = 4, .stream = RNG_READOUT}, v, 64);
    readout_law_draw(&law, (struct rng){.seed = 4, .stream = RNG_READOUT}, again, 64);
    readout_law_draw(&law, (struct rng){.seed = 5, .stream = RNG_READOUT}, other, 64);
    cr_expect_arr_eq(v, again, sizeof v);
    cr_expect_arr_neq(v, other, sizeof v);
}

Test(readout_law, refusals_name_the_text_the_sums_and_what_would_do)
{
    const struct {
        const char *text;
        const char *reason;
    } refused[] = {
        {"one", "not known"},
        {"", "not known"},
        {"atoms", "not known"},
        {"atoms:", "not v@p"},
        {"atoms:1", "not v@p"},
        {"atoms:1@", "not v@p"},
        {"atoms:1@1,", "not v@p"},
        {"atoms:1@1;1@0", "not v@p"},
        {"atoms:inf@1", "not v@p"},
        {"atoms:1@0.5,-1@0", "outside (0, 1]"},
        {"atoms:1@1.5", "outside (0, 1]"},
        {"atoms:1@nan", "outside (0, 1]"},
        {"atoms:1@0.5,-1@0.4", "sum p = 0.9"},
        {"atoms:1.1@0.5,-1@0.5", "sum p v^2 = 1.105"},
        {"atoms:1@0.5,1@0.5", "same value twice"},
        {"atoms:1@.1,2@.1,3@.1,4@.1,5@.1,6@.1,7@.1,8@.1,9@.1,1@.1,2@.1,3@.1,4@.1,5@.1,6@.1,7@.1,8@"
         "1",
         "more than 16"},
    };

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct readout_law law = {.atoms = 99};
        struct error err;

        cr_assert_eq(readout_law_parse(&law, refused[i].text, &err), STATUS_INVALID, "%s",
                     refused[i].text);
        cr_expect(strstr(err.text, refused[i].text), "%s", err.text);
        cr_expect(strstr(err.text, refused[i].reason), "%s", err.text);
        cr_expect(strstr(err.text, "sum p v^2 = 1"), "cut: %s", err.text);
        cr_expect_eq(law.atoms, 99, "a refusal changed the law");
    }
}

Test(readout_law, refuses_a_text_it_cannot_keep)
{
    char text[200] = "atoms:1@1.";
    struct readout_law law;
    struct error err;

    memset(text + strlen(text), '0', 100);
    cr_assert_eq(readout_law_parse(&law, text, &err), STATUS_INVALID);
    cr_expect(strstr(err.text, "too long"), "%s", err.text);
    cr_expect(strstr(err.text, "sum p v^2 = 1"), "cut: %s", err.text);
}
