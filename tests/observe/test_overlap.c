#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "networks.h"
#include "observe/overlap.h"

enum { D = 13, K0 = 8, DOUBLED = 2 * K0, ROOM = 24 };

/* A teacher with 4-point readouts, and a student that each test writes. */
static float w0[K0 * D], v0[K0], w[ROOM * D], v[ROOM];

static void draw_teacher(void)
{
    fill_rows(5, w0, K0, D, 0.6);
    fill_4point(v0, K0);
}

TestSuite(overlap, .init = draw_teacher);

/* Student neuron i becomes `factor` times teacher neuron j. */
static void copy_neuron(size_t i, size_t j, float factor)
{
    for (size_t l = 0; l < D; l++)
        w[i * D + l] = factor * w0[j * D + l];
}

/* The mean overlap; with neuron [K0] and group means if asked for. */
static double align(size_t k, enum activation_parity parity, bool learned, double neuron[],
                    double group[])
{
    struct gram gram;
    struct overlap overlap;

    cr_assert_eq(gram_init(&gram, D, k, w0, K0, NULL), STATUS_OK);
    cr_assert_eq(overlap_init(&overlap, k, v0, K0, parity, learned, NULL), STATUS_OK);
    gram_measure(&gram, w);
    overlap_align(&overlap, &gram, v);
    const double mean = overlap_mean(&overlap);
    if (neuron)
        memcpy(neuron, overlap.neuron, K0 * sizeof(double));
    if (group)
        overlap_group_means(&overlap, group);
    overlap_fini(&overlap);
    gram_fini(&gram);
    return mean;
}

/* Neurons 0..7 have classes a b c d a b c d: four steps on is the same readout. */
static size_t partner_of(size_t i)
{
    return (i + 4) % K0;
}

Test(overlap, is_one_at_the_teacher)
{
    memcpy(w, w0, sizeof w0);
    memcpy(v, v0, sizeof v0);
    for (int parity = ACTIVATION_MIXED; parity <= ACTIVATION_EVEN; parity++)
        cr_expect_float_eq(align(K0, (enum activation_parity)parity, false, NULL, NULL), 1, 1e-14);
}

Test(overlap, is_one_for_neurons_of_equal_readout_exchanged)
{
    double neuron[K0];

    for (size_t i = 0; i < K0; i++)
        copy_neuron(i, partner_of(i), 1.0F);
    memcpy(v, v0, sizeof v0);
    cr_expect_float_eq(align(K0, ACTIVATION_MIXED, false, neuron, NULL), 1, 1e-14);
    for (size_t j = 0; j < K0; j++)
        cr_expect_float_eq(neuron[j], 1, 1e-14);
}

Test(overlap, is_not_one_for_neurons_of_other_readout_exchanged)
{
    for (size_t i = 0; i < K0; i++)
        copy_neuron(i, (i + 1) % K0, 1.0F);
    memcpy(v, v0, sizeof v0);
    cr_expect_lt(align(K0, ACTIVATION_MIXED, false, NULL, NULL), 0.6);
    cr_expect_lt(align(K0, ACTIVATION_ODD, false, NULL, NULL), 0.7);
}

/* (W, v) and (-W, -v) are one neuron: .447 and -.447 may change places with a sign. */
Test(overlap, of_an_odd_activation_sees_through_signs)
{
    for (size_t i = 0; i < K0; i++)
        copy_neuron(i, (i + 2) % K0, -1.0F);
    memcpy(v, v0, sizeof v0);
    cr_expect_float_eq(align(K0, ACTIVATION_ODD, false, NULL, NULL), 1, 1e-14);
    cr_expect_lt(align(K0, ACTIVATION_MIXED, false, NULL, NULL), 0.6);

    /* The readouts determine the sign: -W at the same v is another network. */
    for (size_t i = 0; i < K0; i++)
        copy_neuron(i, i, -1.0F);
    cr_expect_lt(align(K0, ACTIVATION_ODD, false, NULL, NULL), 0.6);
}

Test(overlap, of_an_even_activation_has_no_sign)
{
    for (size_t i = 0; i < K0; i++)
        copy_neuron(i, partner_of(i), i % 3 ? -1.0F : 1.0F);
    memcpy(v, v0, sizeof v0);
    cr_expect_float_eq(align(K0, ACTIVATION_EVEN, false, NULL, NULL), 1, 1e-14);
    cr_expect_lt(align(K0, ACTIVATION_MIXED, false, NULL, NULL), 0.9);
}

Test(overlap, divides_by_the_teachers_own_norm)
{
    double neuron[K0];

    for (size_t i = 0; i < K0; i++)
        copy_neuron(i, i, 0.2385F * (float)(i + 1));
    memcpy(v, v0, sizeof v0);
    /* Neurons 0 and 4 share a readout; the assignment may only exchange those. */
    align(K0, ACTIVATION_MIXED, false, neuron, NULL);
    for (size_t j = 0; j < K0; j++)
        cr_expect_float_eq(neuron[j], 0.2385 * (double)(j + 1), 1e-6);
}

Test(overlap, is_reported_by_readout)
{
    double group[Q_GROUPS_MAX];

    /* In order of |v|, then v: -.447, .447, -1.34, 1.34; these are neurons 2, 0, 1, 3 mod 4. */
    static const float factor[] = {0.6F, 0.8F, 0.4F, 1.0F};
    for (size_t i = 0; i < K0; i++)
        copy_neuron(i, i, factor[i % 4]);
    memcpy(v, v0, sizeof v0);
    align(K0, ACTIVATION_MIXED, false, NULL, group);
    cr_expect_float_eq(group[0], 0.4, 1e-6);
    cr_expect_float_eq(group[1], 0.6, 1e-6);
    cr_expect_float_eq(group[2], 0.8, 1e-6);
    cr_expect_float_eq(group[3], 1.0, 1e-6);
    align(K0, ACTIVATION_ODD, false, NULL, group);
    cr_expect_float_eq(group[0], 0.5, 1e-6);
    cr_expect_float_eq(group[1], 0.9, 1e-6);
}

Test(overlap, is_one_for_a_student_of_double_width)
{
    for (size_t i = 0; i < DOUBLED; i++) {
        copy_neuron(i, i % K0, 1.0F);
        v[i] = v0[i % K0] * 0.70710678F;
    }
    cr_expect_float_eq(align(DOUBLED, ACTIVATION_MIXED, false, NULL, NULL), 1, 1e-14);

    /* One good copy is enough, whatever the other is. */
    for (size_t i = 0; i < K0; i++) {
        copy_neuron(i, i, i % 2 ? 1.0F : 0.1F);
        copy_neuron(K0 + i, i, i % 2 ? 0.1F : 1.0F);
    }
    cr_expect_float_eq(align(DOUBLED, ACTIVATION_ODD, false, NULL, NULL), 1, 1e-14);
}

Test(overlap, of_learned_readouts_lets_any_neuron_be_any_other)
{
    for (size_t i = 0; i < K0; i++) {
        const size_t j = (3 * i + 1) % K0;
        copy_neuron(i, j, 1.0F);
        v[i] = v0[j];
    }
    cr_expect_float_eq(align(K0, ACTIVATION_MIXED, true, NULL, NULL), 1, 1e-14);

    /* The sign comes from the readout that was learned. */
    for (size_t i = 0; i < K0; i++) {
        const size_t j = (3 * i + 1) % K0;
        const float sign = i % 3 ? -1.0F : 1.0F;
        copy_neuron(i, j, sign);
        v[i] = 0.9F * sign * v0[j];
    }
    cr_expect_float_eq(align(K0, ACTIVATION_ODD, true, NULL, NULL), 1, 1e-14);
}

/* S = sqrt(k0/k) W^T diag(v) W entry by entry. */
static double plain_r2(size_t k)
{
    double squares = 0.0;

    for (size_t a = 0; a < D; a++) {
        for (size_t b = 0; b < D; b++) {
            double s = 0.0, s0 = 0.0;
            for (size_t i = 0; i < k; i++)
                s += (double)v[i] * (double)w[i * D + a] * (double)w[i * D + b];
            for (size_t j = 0; j < K0; j++)
                s0 += (double)v0[j] * (double)w0[j * D + a] * (double)w0[j * D + b];
            s *= sqrt((double)K0 / (double)k);
            squares += (s - s0) * (s - s0);
        }
    }
    return 1 - squares / (2.0 * K0 * D * D);
}

static double measured_r2(size_t k)
{
    struct gram gram;

    cr_assert_eq(gram_init(&gram, D, k, w0, K0, NULL), STATUS_OK);
    gram_measure(&gram, w);
    const double r2 = overlap_r2(&gram, v, v0);
    gram_fini(&gram);
    return r2;
}

Test(overlap, quadratic_is_the_distance_of_two_matrices)
{
    fill_rows(6, w, 11, D, 0.5);
    rng_fill_normal((struct rng){6, RNG_READOUT, 0}, 0, v, 11);
    cr_expect_float_eq(measured_r2(11), plain_r2(11), 1e-12);
    cr_expect_float_eq(measured_r2(K0), plain_r2(K0), 1e-12);
    cr_expect_float_eq(measured_r2(5), plain_r2(5), 1e-12);
}

Test(overlap, quadratic_is_one_at_the_teacher_doubled_or_not)
{
    for (size_t i = 0; i < DOUBLED; i++) {
        copy_neuron(i, i % K0, i % 3 ? 1.0F : -1.0F);
        v[i] = v0[i % K0];
    }
    cr_expect_float_eq(measured_r2(K0), 1, 1e-14);
    for (size_t i = 0; i < DOUBLED; i++)
        v[i] = v0[i % K0] * 0.70710678F;
    cr_expect_float_eq(measured_r2(DOUBLED), 1, 1e-12);
}

/* E r2 = -1/d for ones and Gaussian weights. 4 standard errors: false-alarm rate 6e-5. */
Test(overlap, quadratic_is_minus_one_over_d_at_random)
{
    enum { DRAWS = 4000 };
    double sum = 0, squares = 0;

    fill_ones(v0, K0);
    fill_ones(v, K0);
    for (uint64_t draw = 0; draw < DRAWS; draw++) {
        fill_rows(2 * draw + 101, w, K0, D, 0.0);
        fill_rows(2 * draw + 102, w0, K0, D, 0.0);
        const double r2 = measured_r2(K0);
        sum += r2;
        squares += r2 * r2;
    }
    const double mean = sum / DRAWS, se = sqrt((squares / DRAWS - mean * mean) / DRAWS);
    cr_expect_float_eq(mean, -1.0 / D, 4 * se, "%g +- %g", mean, se);
    cr_expect_lt(se, 0.2 / D);
}

Test(overlap, refuses_more_neurons_than_fit)
{
    struct overlap overlap;
    struct error err;

    cr_expect_eq(overlap_init(&overlap, SIZE_MAX, v0, K0, ACTIVATION_MIXED, false, &err),
                 STATUS_NO_MEMORY);
    cr_expect_eq(err.code, STATUS_NO_MEMORY);
    cr_expect_null(overlap.neuron);
}

/* |W_i . W0_j| / |W0_j|^2, summed anew. */
static double pair(size_t i, size_t j)
{
    double product = 0.0, square = 0.0;

    for (size_t l = 0; l < D; l++) {
        product += (double)w[i * D + l] * (double)w0[j * D + l];
        square += (double)w0[j * D + l] * (double)w0[j * D + l];
    }
    return fabs(product) / square;
}

/* The map of a student of k neurons; returns the alignment that it is a map of in *match [K0]. */
static void map_of(size_t k, float *map, size_t rows, size_t columns, size_t match[K0])
{
    struct gram gram;
    struct overlap overlap;

    cr_assert_eq(gram_init(&gram, D, k, w0, K0, NULL), STATUS_OK);
    cr_assert_eq(overlap_init(&overlap, k, v0, K0, ACTIVATION_MIXED, false, NULL), STATUS_OK);
    gram_measure(&gram, w);
    overlap_align(&overlap, &gram, v);
    overlap_map(&overlap, &gram, map, rows, columns);
    memcpy(match, overlap.match, K0 * sizeof *match);
    overlap_fini(&overlap);
    gram_fini(&gram);
}

/* Teacher neurons in order of |v|, then v, then index. */
static void order_of_teacher(size_t order[K0])
{
    for (size_t i = 0; i < K0; i++) {
        size_t rank = 0;
        for (size_t j = 0; j < K0; j++) {
            const float a = fabsf(v0[j]), b = fabsf(v0[i]);
            rank += a < b || (a == b && (v0[j] < v0[i] || (v0[j] == v0[i] && j < i)));
        }
        order[rank] = i;
    }
}

/* A student with noise, of double width: its first K0 rows are the partners, in the same order. */
Test(overlap, map_has_every_pair_once_and_partners_on_the_diagonal)
{
    float map[DOUBLED * K0];
    size_t match[K0], order[K0];
    bool seen[DOUBLED] = {false};

    fill_rows(9, w, DOUBLED, D, 0.3);
    for (size_t i = 0; i < DOUBLED; i++) {
        v[i] = v0[i % K0];
        for (size_t l = 0; l < D && i < K0; l++)
            w[i * D + l] += w0[partner_of(i) * D + l];
    }
    map_of(DOUBLED, map, DOUBLED, K0, match);
    order_of_teacher(order);
    for (size_t r = 0; r < DOUBLED; r++) {
        size_t student = DOUBLED;
        for (size_t i = 0; i < DOUBLED; i++)
            if (fabs((double)map[r * K0] - pair(i, order[0])) < 1e-6)
                student = i;
        cr_assert(student < DOUBLED && !seen[student], "row %zu", r);
        seen[student] = true;
        if (r < K0)
            cr_assert_eq(student, match[order[r]], "row %zu", r);
        for (size_t c = 0; c < K0; c++)
            cr_assert_float_eq((double)map[r * K0 + c], pair(student, order[c]), 1e-6);
    }
}

/* 8 x 8 on 3 x 3: rows and columns 0-2, 3-5, 6-7. */
Test(overlap, map_that_is_smaller_keeps_the_largest_of_each_block)
{
    float whole[K0 * K0], small[9], expected[9] = {0.0F};
    size_t match[K0];

    fill_rows(9, w, K0, D, 0.9);
    memcpy(v, v0, sizeof v0);
    map_of(K0, whole, K0, K0, match);
    map_of(K0, small, 3, 3, match);
    for (size_t r = 0; r < K0; r++) {
        for (size_t c = 0; c < K0; c++) {
            float *cell = &expected[(r / 3) * 3 + c / 3];
            *cell = whole[r * K0 + c] > *cell ? whole[r * K0 + c] : *cell;
        }
    }
    for (size_t i = 0; i < 9; i++)
        cr_assert_eq(small[i], expected[i], "block %zu", i);
}
