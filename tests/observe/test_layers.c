/* Overlaps of networks of several layers, as the meter reports them. */
#include <math.h>
#include <string.h>

#include "bench.h"
#include "plateau/rng.h"

/* One activation for all layers, of another kind in each entry. */
static const char *const gammas[DEPTH_MAX] = {"gamma=0.5", "gamma=0.5,0.4", "gamma=0.5,0.6,0.3",
                                              "gamma=0.5,0.3,0.6,0.4"};

static float *weights(struct bench *bench, size_t l)
{
    return bench->params + network_layer(&bench->problem->given.student, l);
}

static void expect_layers(const struct bench *bench, double q, double tolerance)
{
    const struct network *student = &bench->problem->given.student;
    const double *value = bench->value;

    cr_expect_float_eq(value[SERIES_Q], q, tolerance, "%g", value[SERIES_Q]);
    for (size_t l = 0; l < DEPTH_MAX; l++) {
        const double found = value[series_of_layer(l)];
        if (student->layers > 1 && l < student->layers)
            cr_expect_float_eq(found, q, tolerance, "layer %zu of %zu: %g", l + 1, student->layers,
                               found);
        else
            cr_expect(isnan(found));
    }
}

/* Everything that a network equal to the teacher must give. */
static void expect_teacher(struct bench *bench, double error)
{
    const double *value = measure(bench, 1);
    const struct network *student = &bench->problem->given.student;
    const bool product =
        student->layers == 2 && activation_parity(&student->activation[0]) != ACTIVATION_EVEN;

    cr_expect_leq(value[SERIES_EPS], error, "%g", value[SERIES_EPS]);
    cr_expect(student->layers == 1 || isfinite(value[SERIES_EPS_SE]));
    expect_layers(bench, 1, 1e-5);
    cr_expect(product ? fabs(value[SERIES_Q21] - 1) < 1e-5 : isnan(value[SERIES_Q21]));
    cr_expect(student->layers == 1 || isnan(value[SERIES_R2]));
    for (size_t r = 0;
         r < student->k[student->layers - 1] && r < config_readouts(&bench->problem->config); r++)
        cr_expect_float_eq(meter_neurons(bench->meter)[r], 1, 1e-5);
}

Test(layers, know_the_teacher_at_every_depth)
{
    static const char *const activation[] = {"activation=tanh2", "activation=relu", "activation=h2",
                                             "activation=tanh2c"};

    for (size_t l = 0; l < DEPTH_MAX; l++) {
        for (size_t a = 0; a < 4; a++) {
            struct bench bench =
                open_bench(build_config("d=20", "alpha=1", gammas[l], activation[a],
                                        "readout=4point", "init=teacher", NULL));
            cr_assert_eq(bench.problem->given.student.layers, l + 1);
            expect_teacher(&bench, l == 0 ? 1e-10 : 0);
            close_bench(&bench);
        }
    }
}

/* With copies to spare, the assignment may take a longer neuron's second copy for a short neuron:
 * the sum of overlaps is then above that of the copies, never below. */
static void expect_repeated_teacher(struct bench *bench)
{
    const double *value = measure(bench, 1);
    const size_t layers = bench->problem->given.student.layers;

    cr_expect_lt(value[SERIES_EPS], 1e-10);
    for (size_t l = 0; l < layers; l++) {
        const double q = value[series_of_layer(l)];
        cr_expect(q > 1 - 1e-6 && q < 1.02, "layer %zu of %zu: %.9g", l + 1, layers, q);
    }
    cr_expect(layers != 2 || (value[SERIES_Q21] > 1 - 1e-6 && value[SERIES_Q21] < 1.02));
}

Test(layers, know_a_teacher_whose_neurons_are_repeated)
{
    struct bench two = open_bench(build_config("d=20", "alpha=1", "gamma=0.5,0.4", "width=2,3",
                                               "readout=4point", "init=teacher", NULL));
    struct bench three =
        open_bench(build_config("d=30", "alpha=1", "gamma=1,0.7,0.5", "width=2",
                                "activation=tanh2c", "init=teacher", "learn_readout=yes", NULL));

    cr_assert_eq(two.problem->given.student.k[0], 20);
    cr_assert_eq(two.problem->given.student.k[1], 24);
    expect_repeated_teacher(&two);
    expect_repeated_teacher(&three);
    close_bench(&two);
    close_bench(&three);
}

/* A neuron that moves: to which place, and with which sign. */
struct move {
    uint32_t to[32];
    float sign[32];
};

static struct move random_move(size_t n, uint64_t index, bool signs)
{
    struct move move;

    rng_fill_permutation((struct rng){77, RNG_BATCH, 0}, index, move.to, n);
    for (size_t i = 0; i < n; i++)
        move.sign[i] = signs && rng_uniform((struct rng){77, RNG_ACCEPT, 0}, 32 * index + i) < 0.5
                           ? -1.0F
                           : 1.0F;
    return move;
}

/* Within readouts of one size: a sign is what takes v of the old place to that of the new one. */
static struct move readout_move(const float *v, size_t n)
{
    struct move move;

    for (size_t i = 0; i < n; i++) {
        size_t to = (i + 1) % n;
        while (fabsf(fabsf(v[to]) - fabsf(v[i])) > 1e-5F)
            to = (to + 1) % n;
        move.to[i] = (uint32_t)to;
        move.sign[i] = v[i] * v[to] < 0.0F ? -1.0F : 1.0F;
    }
    return move;
}

/* Neurons of layer l change places, and the next layer follows. */
static void exchange(struct bench *bench, size_t l, const struct move *move)
{
    const struct network *student = &bench->problem->given.student;
    const size_t k = student->k[l], inputs = network_inputs(student, l);
    float *w = weights(bench, l), old[1024];

    cr_assert_leq(k * inputs, sizeof old / sizeof *old);
    memcpy(old, w, k * inputs * sizeof *w);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < inputs; j++)
            w[move->to[i] * inputs + j] = move->sign[i] * old[i * inputs + j];
    if (l + 1 == student->layers)
        return;
    w = weights(bench, l + 1);
    memcpy(old, w, student->k[l + 1] * k * sizeof *w);
    for (size_t m = 0; m < student->k[l + 1]; m++)
        for (size_t i = 0; i < k; i++)
            w[m * k + move->to[i]] = move->sign[i] * old[m * k + i];
}

Test(layers, see_through_neurons_exchanged_and_turned_round)
{
    for (size_t layers = 1; layers <= DEPTH_MAX; layers++) {
        struct bench bench = open_bench(build_config("d=22", "alpha=1", gammas[layers - 1],
                                                     "readout=4point", "init=teacher", NULL));
        const struct network *student = &bench.problem->given.student;

        for (size_t l = 0; l + 1 < layers; l++) {
            const struct move move = random_move(student->k[l], l, true);
            exchange(&bench, l, &move);
        }
        const struct move last = readout_move(student->readout, student->k[layers - 1]);
        exchange(&bench, layers - 1, &last);
        expect_teacher(&bench, 1e-9);
        close_bench(&bench);
    }
}

Test(layers, of_even_and_of_other_activations_have_their_own_symmetries)
{
    static const char *const activation[] = {"activation=relu", "activation=h2"};

    for (size_t even = 0; even < 2; even++) {
        struct bench bench = open_bench(
            build_config("d=22", "alpha=1", gammas[2], activation[even], "init=teacher", NULL));
        for (size_t l = 0; l < 3; l++) {
            const struct move move = random_move(bench.problem->given.student.k[l], l, false);
            exchange(&bench, l, &move);
        }
        /* The sign of a row changes nothing for an even activation, but does for relu. */
        for (size_t j = 0; j < 22; j++)
            weights(&bench, 0)[66 + j] *= -1.0F; /* row 3 */
        if (even) {
            expect_teacher(&bench, 1e-8);
        } else {
            measure(&bench, 1);
            cr_expect_gt(bench.value[SERIES_EPS], 1e-3);
            cr_expect_lt(bench.value[SERIES_Q1], 0.95);
        }
        close_bench(&bench);
    }
}

/* Rows exchanged below, and the columns above left: another network. */
Test(layers, notice_that_the_next_layer_did_not_follow)
{
    struct bench bench =
        open_bench(build_config("d=22", "alpha=1", "gamma=0.5,0.5", "init=teacher", NULL));
    float row[22], *w = weights(&bench, 0);

    memcpy(row, w, sizeof row);
    memcpy(w, w + 110, sizeof row); /* row 5 */
    memcpy(w + 110, row, sizeof row);
    measure(&bench, 1);
    cr_expect_float_eq(bench.value[SERIES_Q1], 1, 1e-6);
    cr_expect_lt(bench.value[SERIES_Q2], 0.95);
    cr_expect_lt(bench.value[SERIES_Q21], 0.95);
    cr_expect_gt(bench.value[SERIES_EPS], 1e-2);
    close_bench(&bench);
}

/* A mean over 100 x 200 weights of spread <= 1.2 is good to .009, over 100 x 60 to .016: 5 standard
 * errors, false alarms 3e-6. The assignment finds the identity: chance is at most .3. */
Test(layers, of_a_mixed_start_have_its_overlap)
{
    static const char *const law[] = {"weights=gaussian", "weights=rademacher"};

    for (size_t w = 0; w < 2; w++) {
        struct bench bench = open_bench(build_config("d=200", "alpha=0.01", "gamma=0.5,0.3,0.5",
                                                     law[w], "init=mix:0.65", NULL));
        measure(&bench, 1);
        expect_layers(&bench, 0.65, 0.08);
        cr_expect_float_eq(bench.value[SERIES_Q1], 0.65, 0.045);
        close_bench(&bench);
    }
}

Test(layers, give_every_weight_the_same_say_in_the_mean)
{
    struct bench bench =
        open_bench(build_config("d=24", "alpha=1", "gamma=0.5,0.25,0.75", "init=mix:0.8", NULL));
    const double *value = measure(&bench, 1);
    const double sizes[] = {12 * 24, 6 * 12, 18 * 6};

    cr_expect_float_eq(
        value[SERIES_Q],
        (sizes[0] * value[SERIES_Q1] + sizes[1] * value[SERIES_Q2] + sizes[2] * value[SERIES_Q3]) /
            (sizes[0] + sizes[1] + sizes[2]),
        1e-12);
    cr_expect_gt(fabs(value[SERIES_Q1] - value[SERIES_Q2]), 1e-3, "no power");
    close_bench(&bench);
}

enum { D = 9, K = 4, FIRST = K * D, SECOND = K * K, PERMUTATIONS = 24 };

/* The index-th permutation of K things, with all signs +1. */
static void permutation(size_t index, size_t out[K])
{
    size_t left[K] = {0, 1, 2, 3};

    for (size_t i = 0; i < K; i++) {
        const size_t at = index % (K - i);
        index /= K - i;
        out[i] = left[at];
        memmove(left + at, left + at + 1, (K - i - at - 1) * sizeof left[0]);
    }
}

/* The best exchange of rows [K x n], by trying all; signs: they are free. */
static double best_overlap(const double *w, const double *w0, size_t n, bool signs, size_t best[K],
                           double sign[K])
{
    double largest = -HUGE_VAL, mean = 0.0;

    for (size_t index = 0; index < PERMUTATIONS; index++) {
        size_t order[K];
        double sum = 0.0, overlap = 0.0, turned[K];
        permutation(index, order);
        for (size_t j = 0; j < K; j++) {
            double product = 0.0, norm = 0.0;
            for (size_t l = 0; l < n; l++) {
                product += w[order[j] * n + l] * w0[j * n + l];
                norm += w0[j * n + l] * w0[j * n + l];
            }
            turned[j] = signs && product < 0.0 ? -1.0 : 1.0;
            sum += turned[j] * product;
            overlap += turned[j] * product / norm / K;
        }
        if (sum > largest) {
            largest = sum;
            mean = overlap;
            memcpy(best, order, sizeof order);
            memcpy(sign, turned, sizeof turned);
        }
    }
    return mean;
}

static void multiply(const double w2[K * K], const double w1[K * D], double out[K * D])
{
    for (size_t i = 0; i < K; i++)
        for (size_t l = 0; l < D; l++) {
            out[i * D + l] = 0.0;
            for (size_t j = 0; j < K; j++)
                out[i * D + l] += w2[i * K + j] * w1[j * D + l] / 2.0; /* sqrt K */
        }
}

static void widen(const float *from, double *to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (double)from[i];
}

/* Two layers of random weights, everything by trying all exchanges. */
Test(layers, two_of_them_match_a_search_through_all_exchanges)
{
    struct bench bench = open_bench(build_config("d=9", "alpha=1", "gamma=0.45,0.45", NULL));
    const float *params0 = bench.problem->truth->params;
    double w1[K * D], w2[K * K], w01[K * D], w02[K * K], turned[K * K], p[K * D], p0[K * D];
    double sign[K], none[K];
    size_t order[K], other[K];

    for (uint64_t draw = 0; draw < 20; draw++) {
        rng_fill_normal((struct rng){5, RNG_STUDENT, 0}, draw, bench.params, FIRST + SECOND);
        measure(&bench, 1);
        widen(bench.params, w1, FIRST);
        widen(bench.params + FIRST, w2, SECOND);
        widen(params0, w01, FIRST);
        widen(params0 + FIRST, w02, SECOND);
        cr_expect_float_eq(bench.value[SERIES_Q1], best_overlap(w1, w01, D, true, order, sign),
                           1e-6);
        for (size_t i = 0; i < K; i++)
            for (size_t j = 0; j < K; j++)
                turned[i * K + j] = sign[j] * w2[i * K + order[j]];
        cr_expect_float_eq(bench.value[SERIES_Q2], best_overlap(turned, w02, K, false, other, none),
                           1e-6);
        multiply(w2, w1, p);
        multiply(w02, w01, p0);
        cr_expect_float_eq(bench.value[SERIES_Q21], best_overlap(p, p0, D, false, other, none),
                           1e-6);
    }
    close_bench(&bench);
}

/* E max of n independent z (two_sided: |z|), z standard normal. */
static double mean_of_largest(size_t n, bool two_sided)
{
    const double step = 1e-3, low = two_sided ? 0.0 : -8.0;
    double sum = 0.0;

    for (size_t i = 0; i < 16000; i++) {
        const double z = low + ((double)i + 0.5) * step;
        const double e = erf(z / sqrt(2.0)), below = two_sided ? e : 0.5 * (1 + e);
        const double density = (two_sided ? 2 : 1) * exp(-0.5 * z * z) / sqrt(6.283185307179586);
        sum += step * z * (double)n * density * pow(below, (double)n - 1);
    }
    return sum;
}

/*
 * The best assignment does no better than every row's own best, and no worse than rows that choose
 * one after the other among what is left. Its entries are z / |W0_j|, z normal, |W0_j|^2 = inputs.
 */
static void expect_chance(double level, size_t inputs, size_t k, bool two_sided)
{
    const double scale = 1 / sqrt((double)inputs);
    double in_turn = 0.0;

    for (size_t n = 1; n <= k; n++)
        in_turn += mean_of_largest(n, two_sided) / (double)k;
    cr_expect_gt(level, scale * in_turn);
    cr_expect_lt(level, scale * mean_of_largest(k, two_sided));
}

Test(layers, of_unrelated_weights_are_at_the_chance_level)
{
    static const struct {
        const char *activation;
        bool two_sided;
    } one[] = {{"activation=relu", false}, {"activation=erf", false}, {"activation=h2", true}};

    for (size_t a = 0; a < 3; a++) {
        struct bench bench = open_bench(build_config("d=60", "alpha=0.1", one[a].activation, NULL));
        expect_chance(measure(&bench, 1)[SERIES_Q_NULL], 60, 30, one[a].two_sided);
        close_bench(&bench);
    }
}

/* Signs of the first layer are free, those of the last are not; and a random start is there. */
Test(layers, have_a_chance_level_each)
{
    struct bench bench =
        open_bench(build_config("d=60", "alpha=0.1", "gamma=0.5,0.4", "seed=3", NULL));
    const struct layers_overlap chance = meter_chance(bench.meter);
    const double *value = measure(&bench, 1);

    expect_chance(chance.q[0], 60, 30, true);
    expect_chance(chance.q[1], 30, 24, false);
    cr_expect(isnan(chance.q[2]));
    cr_expect_eq(chance.mean, value[SERIES_Q_NULL]);
    /* A mean over 24 or more neurons of spread about .1 and .15; five standard errors. */
    cr_expect_float_eq(value[SERIES_Q1], chance.q[0], 0.1);
    cr_expect_float_eq(value[SERIES_Q2], chance.q[1], 0.15);
    close_bench(&bench);
}

/* The first layer's neurons of the largest |s| known, the others not. */
Test(layers, tell_the_neurons_that_matter_from_those_that_do_not)
{
    struct bench bench = open_bench(
        build_config("d=40", "alpha=0.5", "gamma=0.5,0.4", "readout=4point", "init=teacher", NULL));
    const struct truth *truth = bench.problem->truth;
    const float *w2 = truth->params + network_layer(&truth->teacher, 1);
    struct inner_overlaps inner = meter_inner(bench.meter);
    double all = 0.0, sum = 0.0;

    cr_assert_eq(inner.bins, 8);
    cr_expect(isnan(inner.q[7]));
    for (size_t i = 0; i < 20; i++) {
        double s = 0.0;
        for (size_t j = 0; j < 16; j++)
            s += (double)truth->readout[j] * (double)w2[j * 20 + i] / 4.0;
        all += fabs(s) / 20;
        const float factor = fabs(s) > inner.s[5] + 1e-9 ? 1.0F : 0.25F;
        for (size_t l = 0; l < 40; l++)
            weights(&bench, 0)[i * 40 + l] *= factor;
    }
    measure(&bench, 1);
    inner = meter_inner(bench.meter);
    for (size_t b = 0; b < 8; b++) {
        cr_expect(b == 0 || inner.s[b] > inner.s[b - 1]);
        if (b != 5)
            cr_expect_float_eq(inner.q[b], b > 5 ? 1.0 : 0.25, 1e-5, "bin %zu: %g", b, inner.q[b]);
        sum += inner.s[b] / 8;
    }
    cr_expect_float_eq(sum, all, 0.05);
    bench.params[3] = NAN;
    measure(&bench, 2);
    cr_expect(isnan(meter_inner(bench.meter).q[0]));
    close_bench(&bench);

    struct bench one = open_bench(build_config("d=12", "alpha=1", NULL));
    measure(&one, 1);
    cr_expect_eq(meter_inner(one.meter).bins, 0);
    close_bench(&one);
}

Test(layers, have_nothing_to_say_of_weights_that_diverged)
{
    struct bench bench = open_bench(build_config("d=11", "alpha=1", "gamma=0.5,0.5", NULL));

    bench.params[5 * 11 + 2] = INFINITY;
    measure(&bench, 1);
    cr_expect(isnan(bench.value[SERIES_Q1]) && isnan(bench.value[SERIES_Q21]));
    for (size_t i = 0; i < network_parameters(&bench.problem->given.student); i++)
        bench.params[i] = 1e38F;
    measure(&bench, 2); /* absurd weights: the measurement ends */
    close_bench(&bench);
}
