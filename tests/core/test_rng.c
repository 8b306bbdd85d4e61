#include "plateau/rng.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng_map.h"

/* The statistical tests have fixed seeds; each states the chance that good numbers fail it. */

static uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

struct known_answer {
    uint32_t counter[4];
    uint32_t key[2];
    uint32_t words[4];
};

/* Random123, tests/kat_vectors, philox4x32 10. */
static const struct known_answer known_answers[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

Test(rng, words_are_the_published_philox_ones)
{
    for (size_t i = 0; i < sizeof known_answers / sizeof known_answers[0]; i++) {
        const struct known_answer *known = &known_answers[i];
        const struct rng rng = {
            .seed = (uint64_t)known->key[1] << 32 | known->key[0],
            .stream = (enum rng_stream)(known->counter[3] >> 16),
            .replica = known->counter[3] & 0xffff,
        };
        uint32_t words[4];

        rng_words(rng, (uint64_t)known->counter[2] << 32 | known->counter[1], known->counter[0],
                  words);
        cr_expect_arr_eq(words, known->words, sizeof words);
    }
}

/* The definition in float64: Box-Muller of the words of a block. */
static double normal_in_double(struct rng rng, uint64_t index, size_t position)
{
    uint32_t words[4];

    rng_words(rng, index, (uint32_t)(position / 4), words);

    const uint32_t *pair = position % 4 < 2 ? words : words + 2;
    const double r = sqrt(-2.0 * log(((double)pair[0] + 0.5) * 0x1p-32));
    const double t = 2.0 * M_PI * (((double)pair[1] + 0.5) * 0x1p-32);
    return r * (position % 2 == 0 ? cos(t) : sin(t));
}

Test(rng, normals_are_box_muller_of_the_words)
{
    enum { N = 4001 };
    static float z[N];

    for (uint64_t index = 0; index < 50; index++) {
        const struct rng rng = {.seed = 20231, .stream = RNG_INPUT, .replica = 3};

        rng_fill_normal(rng, index << 33, z, N);
        for (size_t i = 0; i < N; i++) {
            const double exact = normal_in_double(rng, index << 33, i);

            cr_assert_float_eq((double)z[i], exact, 4e-7 * fabs(exact), "%zu: %a, not %a", i,
                               (double)z[i], exact);
        }
    }
}

/* Words at the ends and at the branches of the map. */
static const uint32_t edges[] = {
    0,          1,          2,          0xFFFF,     0x10000,    0x1FFFFFFF, 0x20000000, 0x20000001,
    0x3FFFFFFF, 0x40000000, 0x5FFFFFFF, 0x60000000, 0x7FFFFFFF, 0x80000000, 0x9FFFFFFF, 0xA0000000,
    0xB504F332, 0xB504F333, 0xB504F334, 0xB504F335, 0xBFFFFFFF, 0xC0000000, 0xDFFFFFFF, 0xE0000000,
    0xFFFEFFFF, 0xFFFF0000, 0xFFFFFF7F, 0xFFFFFF80, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF, 0x12345678,
};

Test(rng, the_map_is_right_at_its_edges)
{
    float z[2 * RNG_PAIRS];

    cr_assert_eq(sizeof edges / sizeof edges[0], RNG_PAIRS);
    for (size_t shift = 0; shift < RNG_PAIRS; shift++) {
        uint32_t angle[RNG_PAIRS];

        for (size_t i = 0; i < RNG_PAIRS; i++)
            angle[i] = edges[(i + shift) % RNG_PAIRS];
        rng_map_plain(edges, angle, z);
        for (size_t i = 0; i < RNG_PAIRS; i++) {
            /* The angle from the nearest axis: float64 would cancel as well. */
            const double u = ((double)edges[i] + 0.5) * 0x1p-32;
            const double r = sqrt(-2.0 * log(u));
            const uint32_t quarter = (angle[i] + 0x20000000U) >> 30;
            const double a =
                ((double)(int32_t)(angle[i] - (quarter << 30)) + 0.5) * 0x1p-32 * 2.0 * M_PI;
            const double along[4] = {cos(a), -sin(a), -cos(a), sin(a)};
            const double across[4] = {sin(a), cos(a), -sin(a), -cos(a)};

            cr_expect_float_eq((double)z[2 * i] / (r * along[quarter]), 1.0, 4e-7);
            cr_expect_float_eq((double)z[2 * i + 1] / (r * across[quarter]), 1.0, 4e-7);
            cr_expect_lt(fabs((double)z[2 * i]), 6.8);
        }
    }
}

Test(rng, every_version_of_the_map_gives_the_same_bits)
{
    const struct rng rng = {.seed = 5, .stream = RNG_TEST};
    uint32_t words[2 * RNG_PAIRS];
    float plain[2 * RNG_PAIRS], best[2 * RNG_PAIRS];

    for (uint64_t index = 0; index < 20000; index++) {
        for (size_t b = 0; b < RNG_PAIRS / 2; b++)
            rng_words(rng, index, (uint32_t)b, words + 4 * b);
        if (index == 0)
            memcpy(words, edges, sizeof edges);
        rng_map_plain(words, words + RNG_PAIRS, plain);
        rng_map_best()(words, words + RNG_PAIRS, best);
        cr_assert_arr_eq(plain, best, sizeof plain);
    }
}

/*
 * So --kernel need not change it: the processor decides how fast normals are, never their values.
 */
Test(rng, normals_are_those_of_either_map)
{
    enum { GROUP = 2 * RNG_PAIRS, ROW = 3 * GROUP };
    const struct rng rng = {.seed = 7, .stream = RNG_INPUT, .replica = 1};
    rng_map *const maps[] = {rng_map_plain, rng_map_best()};

    for (uint64_t index = 0; index < 2000; index++) {
        float row[ROW];

        rng_fill_normal(rng, index, row, ROW);
        for (size_t i = 0; i < ROW; i += GROUP) {
            uint32_t words[4], radius[RNG_PAIRS], angle[RNG_PAIRS];
            float z[2 * RNG_PAIRS];

            for (size_t pair = 0; pair < RNG_PAIRS; pair++) {
                rng_words(rng, index, (uint32_t)(i / 4 + pair / 2), words);
                radius[pair] = words[pair % 2 * 2];
                angle[pair] = words[pair % 2 * 2 + 1];
            }
            for (size_t map = 0; map < 2; map++) {
                maps[map](radius, angle, z);
                cr_assert_arr_eq(row + i, z, sizeof z, "map %zu, row %d", map, (int)index);
            }
        }
    }
}

/*
 * Golden: the data of every seed follow from these bits, so they never change. Produced by this
 * program itself on 2026-11-23, once the map had been found right by the tests above.
 */
Test(rng, the_bits_of_normals_never_change)
{
    enum { N = 4099 };
    static const uint32_t first[8] = {0xc0010c5b, 0xbcf518d4, 0xbf82be57, 0x3fb8f425,
                                      0x3f288a94, 0x3f06c80f, 0xbec0acf5, 0xbad1ee72};
    static float z[N];
    uint64_t hash = 14695981039346656037ULL; /* FNV-1a over the words */

    for (uint64_t index = 0; index < 100; index++) {
        rng_fill_normal((struct rng){.seed = 1, .stream = RNG_INPUT}, index, z, N);
        if (index == 0)
            cr_expect_arr_eq(z, first, sizeof first);
        for (size_t i = 0; i < N; i++)
            hash = (hash ^ bits_of(z[i])) * 1099511628211ULL;
    }
    cr_expect_eq(hash, 0x13fc42a83a2835deULL, "0x%llx", (unsigned long long)hash);
}

Test(rng, a_longer_row_begins_with_the_shorter_one)
{
    enum { N = 300 };
    const struct rng rng = {.seed = 77, .stream = RNG_STUDENT, .replica = 2};
    float whole[N], part[N + 1];

    rng_fill_normal(rng, 9, whole, N);
    for (size_t n = 0; n <= N; n++) {
        part[n] = 123.0F;
        rng_fill_normal(rng, 9, part, n);
        cr_assert_arr_eq(part, whole, n * sizeof part[0]);
        cr_assert(part[n] == 123.0F, "wrote past %zu", n);
    }
}

Test(rng, rows_streams_replicas_and_seeds_are_different)
{
    const struct rng base = {.seed = 42, .stream = RNG_TEACHER, .replica = 0};
    struct rng others[4] = {base, base, base, base};
    float z[8], other[8];

    others[1].seed = 42 + ((uint64_t)1 << 32);
    others[2].stream = RNG_NOISE;
    others[3].replica = 1;
    rng_fill_normal(base, 0, z, 8);
    for (size_t k = 0; k < 4; k++) {
        rng_fill_normal(others[k], k == 0 ? (uint64_t)1 << 32 : 0, other, 8);
        for (size_t i = 0; i < 8; i++)
            cr_expect(z[i] != other[i]);
    }
}

enum { ROWS = 1000, COLUMNS = 1000, SAMPLE = 1000000 };

/* A million normals, [ROWS x COLUMNS]. */
static float *draw_sample(void)
{
    float *z = malloc(SAMPLE * sizeof *z);

    for (size_t i = 0; i < ROWS; i++)
        rng_fill_normal((struct rng){.seed = 3, .stream = RNG_INPUT}, i, z + i * COLUMNS, COLUMNS);
    return z;
}

/*
 * Moments 1 to 6 of a million normals: the variance of z^p is m(2p) - m(p)^2. Five standard errors
 * each: false alarms in 4e-6 of all seeds.
 */
Test(rng, normals_have_the_moments_of_normals)
{
    static const double moment[13] = {1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395};
    float *z = draw_sample();

    for (size_t p = 1; p <= 6; p++) {
        const double bound = 5.0 * sqrt((moment[2 * p] - moment[p] * moment[p]) / SAMPLE);
        double sum = 0.0;

        for (size_t i = 0; i < SAMPLE; i++)
            sum += pow((double)z[i], (double)p);
        cr_expect_float_eq(sum / SAMPLE, moment[p], bound, "moment %zu: %g", p, sum / SAMPLE);
    }
    free(z);
}

/* Neighbours at distance 1, 2, 3, 4 and in the next row; 5 standard errors: 3e-6 of all seeds. */
Test(rng, normals_are_not_correlated)
{
    const size_t distances[] = {1, 2, 3, 4, COLUMNS};
    float *z = draw_sample();

    for (size_t k = 0; k < 5; k++) {
        const size_t distance = distances[k];
        double sum = 0.0;
        double squares = 0.0;

        for (size_t i = 0; i + distance < SAMPLE; i++) {
            const double a = (double)z[i];
            const double b = (double)z[i + distance];

            sum += a * b;
            squares += (a * a - 1.0) * (b * b - 1.0);
        }
        cr_expect_float_eq(sum / SAMPLE, 0.0, 5e-3, "distance %zu", distance);
        cr_expect_float_eq(squares / SAMPLE, 0.0, 1e-2, "squares at distance %zu", distance);
    }
    free(z);
}

/* Poisson counts of |z| above 3, 4 and 4.5; 5 standard errors: 2e-6 of all seeds. */
Test(rng, normals_have_the_tails_of_normals)
{
    const double limits[] = {3.0, 4.0, 4.5};
    float *z = draw_sample();

    for (size_t k = 0; k < 3; k++) {
        const double expected = SAMPLE * erfc(limits[k] * M_SQRT1_2);
        double count = 0.0;

        for (size_t i = 0; i < SAMPLE; i++)
            count += fabs((double)z[i]) > limits[k] ? 1.0 : 0.0;
        cr_expect_float_eq(count, expected, 5.0 * sqrt(expected), "above %g", limits[k]);
    }
    free(z);
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a > b) - (a < b);
}

/* sqrt(n) times Kolmogorov's distance of u, n values in (0, 1), from the uniform law. */
static double kolmogorov(double *u, size_t n)
{
    double distance = 0.0;

    qsort(u, n, sizeof *u, compare_doubles);
    for (size_t i = 0; i < n; i++)
        distance = fmax(distance, fabs(u[i] - ((double)i + 0.5) / (double)n));
    return sqrt((double)n) * distance;
}

/* P(sqrt(n) D > x) = 2 exp(-2 x^2): above 2.69 in 1e-6 of all seeds. */
Test(rng, normals_follow_the_normal_law)
{
    float *z = draw_sample();
    double *u = malloc(SAMPLE * sizeof *u);

    for (size_t i = 0; i < SAMPLE; i++)
        u[i] = 0.5 * erfc(-(double)z[i] * M_SQRT1_2);
    cr_expect_lt(kolmogorov(u, SAMPLE), 2.69);
    free(u);
    free(z);
}

/* The same bound, 1e-6. */
Test(rng, uniforms_are_uniform_on_the_open_interval)
{
    enum { N = 200000 };
    static double u[N];

    for (size_t i = 0; i < N; i++) {
        u[i] = rng_uniform((struct rng){.seed = 8, .stream = RNG_ACCEPT}, i);
        cr_assert(u[i] > 0.0 && u[i] < 1.0);
    }
    cr_expect_lt(kolmogorov(u, N), 2.69);
}

Test(rng, a_uniform_is_made_of_the_first_52_bits)
{
    const struct rng rng = {.seed = 91, .stream = RNG_ACCEPT, .replica = 4};
    uint32_t words[4];

    rng_words(rng, 17, 0, words);

    const double exact = (double)words[0] * 0x1p-32 + (double)(words[1] >> 12) * 0x1p-52 + 0x1p-53;

    cr_expect_eq(rng_uniform(rng, 17), exact);
}

Test(rng, permutations_hold_every_number_once)
{
    enum { N = 1237 };
    const struct rng rng = {.seed = 6, .stream = RNG_BATCH};
    uint32_t order[N + 1];

    for (size_t n = 0; n <= N; n += 103) {
        bool seen[N] = {false};

        order[n] = 4242;
        rng_fill_permutation(rng, n, order, n);
        cr_assert_eq(order[n], 4242);
        for (size_t i = 0; i < n; i++) {
            cr_assert_lt(order[i], n);
            cr_assert(!seen[order[i]]);
            seen[order[i]] = true;
        }
    }
}

Test(rng, every_block_of_a_row_has_a_uniform_of_its_own)
{
    const struct rng rng = {.seed = 0x51f15eULL, .stream = RNG_FLIP, .replica = 3};
    uint32_t words[4];

    cr_expect_eq(rng_uniform_at(rng, 17, 0), rng_uniform(rng, 17));
    rng_words(rng, 17, 2385, words);
    cr_expect_float_eq(rng_uniform_at(rng, 17, 2385), (double)words[0] * 0x1p-32, 0x1p-32);
    cr_expect_neq(rng_uniform_at(rng, 17, 2385), rng_uniform_at(rng, 17, 2386));
}

/*
 * Chi-square over the 120 orders of 5 in 60000 rows, 119 degrees of freedom: above 207.4 in 1e-6 of
 * all seeds (Wilson and Hilferty).
 */
Test(rng, permutations_are_uniform)
{
    enum { DRAWS = 60000, ORDERS = 120 };
    size_t count[ORDERS] = {0};
    double chi_square = 0.0;

    for (size_t row = 0; row < DRAWS; row++) {
        uint32_t p[5];
        size_t rank = 0;

        rng_fill_permutation((struct rng){.seed = 12, .stream = RNG_BATCH}, row, p, 5);
        for (size_t i = 0; i < 5; i++) {
            size_t smaller_later = 0;

            for (size_t j = i + 1; j < 5; j++)
                smaller_later += p[j] < p[i] ? 1 : 0;
            rank = rank * (5 - i) + smaller_later;
        }
        count[rank]++;
    }
    for (size_t i = 0; i < ORDERS; i++) {
        const double off = (double)count[i] - (double)DRAWS / ORDERS;

        chi_square += off * off / ((double)DRAWS / ORDERS);
    }
    cr_expect_lt(chi_square, 207.4);
}
