/* The gradient of every kind of tile, against a float64 reference that shares none of its code. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guarded.h"
#include "plateau/chunks.h"
#include "plateau/linalg.h"
#include "plateau/network.h"
#include "plateau/rng.h"
#include "tiles.h"

enum { WIDTH_MAX = 320 };

struct shape {
    size_t d, layers, k[DEPTH_MAX], n;
};

/* The arguments of a gradient, with unreadable pages before and after them, and its results. */
struct kernel_trial {
    struct network net;
    struct batch batch;
    float *x, *y, *v, *params, *gradient;
    uint32_t *index;
    size_t rows, count;
};

static float *normals(size_t n, uint64_t row)
{
    float *x = guarded_floats(n);

    rng_fill_normal((struct rng){4711, RNG_TEST, 0}, row, x, n);
    return x;
}

static struct kernel_trial trial_open(struct shape s, const char *const activation[], bool learn,
                                      bool gathered)
{
    struct kernel_trial t = {.net = {.d = s.d, .layers = s.layers, .learn_readout = learn},
                             .rows = s.n};

    for (size_t l = 0; l < s.layers; l++) {
        t.net.k[l] = s.k[l];
        cr_assert_eq(activation_parse(&t.net.activation[l], activation[l], NULL), STATUS_OK);
    }
    t.count = network_parameters(&t.net);
    t.x = normals(s.n * s.d, 1);
    t.y = normals(s.n, 2);
    t.v = normals(s.k[s.layers - 1], 3);
    t.params = normals(t.count, 4);
    t.gradient = guarded_floats(t.count);
    t.net.readout = t.v;
    t.batch = (struct batch){t.x, t.y, NULL, s.n};
    if (gathered) {
        t.batch.n = (s.n + 1) / 2;
        t.index = malloc(s.n * sizeof *t.index);
        rng_fill_permutation((struct rng){5, RNG_BATCH, 0}, 0, t.index, s.n);
        t.batch.index = t.index;
    }
    return t;
}

static void trial_close(struct kernel_trial *t)
{
    guarded_free(t->x, t->rows * t->net.d);
    guarded_free(t->y, t->rows);
    guarded_free(t->v, t->net.k[t->net.layers - 1]);
    guarded_free(t->params, t->count);
    guarded_free(t->gradient, t->count);
    free(t->index);
}

/* returns the loss; the gradient goes to t->gradient */
static double trial_run(struct kernel_trial *t, const struct tile_ops *tiles, size_t threads)
{
    struct team *team = team_create(threads, NULL);
    struct kernel *kernel = kernel_create(&t->net, team, tiles, t->batch.n, NULL);
    const double loss = kernel_gradient(kernel, t->params, &t->batch, t->gradient);

    cr_expect_eq(kernel_gradient(kernel, t->params, &t->batch, NULL), loss,
                 "%s: the loss alone is another one", tiles->name);
    kernel_destroy(kernel);
    team_destroy(team);
    return loss;
}

/* d sigma / dz by central differences; one-sided beside a kink at 0, so as not to step over it. */
static double reference_slope(const struct activation *sigma, double z)
{
    const double h = 1e-5;
    const double left = z >= 0.0 && z < h ? z : z - h;
    const double right = z < 0.0 && z > -h ? z : z + h;

    return (activation_value(sigma, right) - activation_value(sigma, left)) / (right - left);
}

/* f of plateau/network.h by its definition; z and a of each layer, a[0] = x. */
static double reference_output(const struct network *net, const double *params, const float *x,
                               double z[][WIDTH_MAX], double a[][WIDTH_MAX])
{
    const double *w = params;
    size_t inputs = net->d;
    double f = 0.0;

    for (size_t j = 0; j < net->d; j++)
        a[0][j] = (double)x[j];
    for (size_t l = 0; l < net->layers; l++) {
        for (size_t i = 0; i < net->k[l]; i++) {
            z[l][i] = 0.0;
            for (size_t j = 0; j < inputs; j++)
                z[l][i] += w[i * inputs + j] * a[l][j];
            z[l][i] /= sqrt((double)inputs);
            a[l + 1][i] = activation_value(&net->activation[l], z[l][i]);
        }
        w += net->k[l] * inputs;
        inputs = net->k[l];
    }
    for (size_t i = 0; i < inputs; i++)
        f += (net->learn_readout ? w[i] : (double)net->readout[i]) * a[net->layers][i];
    return f / sqrt((double)inputs);
}

/* Adds r df/dparams by the chain rule, from the readout (the end of params) down. */
static void reference_backward(const struct network *net, const double *params, double r,
                               double z[][WIDTH_MAX], double a[][WIDTH_MAX], double *sum)
{
    const size_t last = net->layers - 1, count = network_parameters(net);
    size_t at = count - (net->learn_readout ? net->k[last] : 0);
    double out[WIDTH_MAX]; /* df/da of the layer */

    for (size_t i = 0; i < net->k[last]; i++) {
        const double scale = 1.0 / sqrt((double)net->k[last]);

        out[i] = scale * (net->learn_readout ? params[at + i] : (double)net->readout[i]);
        if (net->learn_readout)
            sum[at + i] += r * scale * a[net->layers][i];
    }
    for (size_t l = net->layers; l-- > 0;) {
        const size_t inputs = l > 0 ? net->k[l - 1] : net->d;
        double below[WIDTH_MAX] = {0.0};

        at -= net->k[l] * inputs;
        for (size_t i = 0; i < net->k[l]; i++) {
            const double delta =
                out[i] * reference_slope(&net->activation[l], z[l][i]) / sqrt((double)inputs);

            for (size_t j = 0; j < inputs; j++) {
                sum[at + i * inputs + j] += r * delta * a[l][j];
                below[j] += delta * params[at + i * inputs + j];
            }
        }
        memcpy(out, below, sizeof out);
    }
}

/* returns sum r^2; sum [count] = d/dparams of half of it */
static double reference_gradient(const struct kernel_trial *t, const double *params, double *sum)
{
    static double z[DEPTH_MAX][WIDTH_MAX], a[DEPTH_MAX + 1][WIDTH_MAX];
    double loss = 0.0;

    memset(sum, 0, t->count * sizeof *sum);
    for (size_t i = 0; i < t->batch.n; i++) {
        const size_t row = t->batch.index ? t->batch.index[i] : i;
        const double f = reference_output(&t->net, params, t->x + row * t->net.d, z, a);
        const double r = f - (double)t->y[row];

        loss += r * r;
        reference_backward(&t->net, params, r, z, a, sum);
    }
    return loss;
}

static double relative_error(const float *got, const double *want, size_t n)
{
    double difference = 0.0, norm = 0.0;

    for (size_t i = 0; i < n; i++) {
        difference += ((double)got[i] - want[i]) * ((double)got[i] - want[i]);
        norm += want[i] * want[i];
    }
    return sqrt(difference / norm);
}

static void describe(const struct kernel_trial *t, char out[160])
{
    char name[ACTIVATION_TEXT_MAX];
    int used = snprintf(out, 160, "d=%zu n=%zu%s%s", t->net.d, t->batch.n,
                        t->net.learn_readout ? " learned" : "", t->index ? " gathered" : "");

    for (size_t l = 0; l < t->net.layers && used < 160; l++) {
        activation_format(&t->net.activation[l], name, sizeof name);
        used += snprintf(out + used, (size_t)(160 - used), " %zu %s", t->net.k[l], name);
    }
}

/* All kinds of tiles against the reference, to within `bound` of the gradient's norm. */
static void check(struct shape s, const char *const activation[], bool learn, bool gathered,
                  double bound)
{
    struct kernel_trial t = trial_open(s, activation, learn, gathered);
    double *wide = malloc(t.count * sizeof *wide), *want = malloc(t.count * sizeof *want);
    const struct tile_ops *tiles;
    char what[160];

    describe(&t, what);
    for (size_t p = 0; p < t.count; p++)
        wide[p] = (double)t.params[p];
    const double expected = reference_gradient(&t, wide, want);
    for (size_t i = 0; (tiles = tiles_here(i)); i++) {
        const double loss = trial_run(&t, tiles, 2);

        cr_expect_float_eq(loss / expected, 1.0, bound, "%s %s: loss %.9g, not %.9g", tiles->name,
                           what, loss, expected);
        cr_expect_lt(relative_error(t.gradient, want, t.count), bound, "%s %s: %g", tiles->name,
                     what, relative_error(t.gradient, want, t.count));
    }
    free(wide);
    free(want);
    trial_close(&t);
}

static const struct shape shallow[] = {
    {7, 1, {3}, 1},      {1, 1, {1}, 1},      {257, 1, {131}, 301}, {5, 1, {2}, 193},
    {33, 1, {17}, 1000}, {12, 1, {30}, 389},  {60, 1, {30}, 96},    {15, 1, {16}, 97},
    {16, 1, {15}, 385},  {17, 1, {33}, 768},  {100, 1, {50}, 200},  {3, 1, {64}, 51},
    {64, 1, {3}, 191},   {31, 1, {1}, 575},   {1, 1, {31}, 767},    {48, 1, {49}, 769},
    {130, 1, {65}, 13},  {2, 1, {113}, 5003}, {75, 1, {38}, 1153},  {20, 1, {300}, 98},
};

/* Every activation in turn, each with learned and given readouts, ranges and gathered rows. */
Test(kernel, gradient_matches_float64_at_awkward_shapes)
{
    static const char *const named[] = {"relu", "tanh2",  "erf",      "elu",
                                        "h2h3", "tanh2c", "0.7*tanh", "hermite:0.1,1,0.5,-0.3"};

    for (size_t s = 0; s < sizeof shallow / sizeof *shallow; s++)
        for (size_t i = 0; i < 2; i++)
            check(shallow[s], &named[(2 * s + 3 * i) % 8], s % 2 == i, s / 2 % 2 == i, 1e-6);
}

Test(kernel, gradient_matches_float64_for_every_activation)
{
    const char *named;

    for (size_t a = 0; (named = activation_name_at(a)); a++) {
        const char *const name = strcmp(named, "hermite") == 0 ? "2*hermite:0,1,0,0.3,0.2" : named;

        check((struct shape){13, 1, {5}, 217}, &name, a % 2, a % 3 == 0, 1e-6);
    }
}

static const struct shape deep[] = {
    {7, 2, {3, 5}, 1},        {33, 2, {17, 9}, 401},       {100, 2, {50, 50}, 97},
    {16, 2, {48, 15}, 200},   {5, 2, {1, 1}, 95},          {9, 3, {31, 16, 7}, 389},
    {60, 3, {30, 30, 30}, 9}, {12, 4, {11, 18, 5, 3}, 96}, {20, 4, {33, 4, 17, 40}, 193},
};

/* Rounding grows with depth: each layer passes on what the one below lost. */
Test(kernel, gradient_of_all_layers_matches_float64)
{
    static const char *const named[] = {"tanh2", "erf",  "elu",      "tanh2c", "linear",
                                        "tanh",  "relu", "0.6*tanh", "tanh2"};

    for (size_t s = 0; s < sizeof deep / sizeof *deep; s++)
        for (size_t i = 0; i < 5; i++)
            check(deep[s], &named[i], (s + i) % 2, (s + i) % 3 == 0, 2e-6);
}

/* Polynomials too, of arguments and widths that keep them small. */
Test(kernel, gradient_of_layers_of_polynomials_matches_float64)
{
    static const char *const named[] = {"0.5*h2", "h3", "0.7*h2h3", "0.3*hermite:0.1,1,0.5,-0.3"};

    check((struct shape){11, 2, {24, 7}, 210}, named, true, false, 4e-6);
    check((struct shape){11, 2, {24, 7}, 210}, named + 2, false, true, 4e-6);
}

/* The reference itself: the derivative of its own loss by finite differences. */
Test(kernel, the_reference_is_the_derivative_of_its_loss)
{
    static const char *const named[] = {"tanh2", "erf", "elu"};
    struct kernel_trial t = trial_open((struct shape){6, 3, {5, 4, 3}, 17}, named, true, false);
    double params[128], gradient[128], scratch[128];
    const double h = 1e-5;

    for (size_t p = 0; p < t.count; p++)
        params[p] = (double)t.params[p];
    reference_gradient(&t, params, gradient);
    for (size_t p = 0; p < t.count; p++) {
        const double here = params[p];

        params[p] = here + h;
        const double above = reference_gradient(&t, params, scratch);
        params[p] = here - h;
        const double below = reference_gradient(&t, params, scratch);
        params[p] = here;
        cr_expect_float_eq((above - below) / (4.0 * h), gradient[p], 1e-7, "%zu", p);
    }
    trial_close(&t);
}

static bool has_the_bits_of_scalar(const struct tile_ops *tiles)
{
    return tiles->simd == SIMD_AVX512 || tiles->simd == SIMD_AVX2 || tiles->simd == SIMD_SCALAR;
}

/* Of any number of threads, and of scalar tiles where the kind is one that fuses. */
static void check_bits(struct shape s, const char *const activation[], bool gathered)
{
    struct kernel_trial t = trial_open(s, activation, true, gathered);
    float *scalar = malloc(t.count * sizeof *scalar), *one = malloc(t.count * sizeof *one);
    const double scalar_loss = trial_run(&t, tile_find("scalar", NULL), 2);
    const struct tile_ops *tiles;

    memcpy(scalar, t.gradient, t.count * sizeof *scalar);
    for (size_t i = 0; (tiles = tiles_here(i)); i++) {
        const double loss = trial_run(&t, tiles, 1);

        memcpy(one, t.gradient, t.count * sizeof *one);
        for (size_t threads = 2; threads <= 8; threads = threads < 3 ? threads + 1 : threads + 5)
            cr_expect(trial_run(&t, tiles, threads) == loss &&
                          memcmp(t.gradient, one, t.count * sizeof *one) == 0,
                      "%s: %zu threads give other bits than one", tiles->name, threads);
        if (has_the_bits_of_scalar(tiles))
            cr_expect(loss == scalar_loss && memcmp(scalar, one, t.count * sizeof *one) == 0,
                      "%s has other bits than scalar", tiles->name);
    }
    free(scalar);
    free(one);
    trial_close(&t);
}

Test(kernel, bits_do_not_depend_on_threads_nor_on_the_instruction_set)
{
    const char *named;

    for (size_t a = 0; (named = activation_name_at(a)); a++) {
        const char *const name = strcmp(named, "hermite") == 0 ? "2*hermite:0,1,0,0.3,0.2" : named;

        check_bits((struct shape){15, 1, {7}, 1601}, &name, a % 2);
    }
}

Test(kernel, bits_of_large_and_deep_networks_do_not_depend_on_them_either)
{
    static const char *const named[] = {"tanh2", "erf", "elu", "0.3*h2h3"};

    linalg_init();
    check_bits((struct shape){100, 1, {50}, 801}, named, false);
    check_bits((struct shape){29, 1, {14}, 5401}, named, false);
    check_bits((struct shape){30, 2, {50, 20}, 801}, named, false);
    check_bits((struct shape){17, 3, {9, 33, 4}, 801}, named + 1, true);
    check_bits((struct shape){12, 4, {9, 8, 7, 6}, 401}, named, false);
    check_bits((struct shape){5, 1, {3}, 30011}, named, false);
    check_bits((struct shape){3, 2, {2, 2}, 26003}, named, false);
}

/*
 * Up to 12288 rows the chunks fit into one group, and the sums are those of numbers version 1;
 * beyond that a chunk has 768 rows.
 */
Test(kernel, cuts_rows_into_chunks_by_their_number_alone)
{
    cr_expect_eq(kernel_chunks(1, 1), 1);
    cr_expect_eq(kernel_chunks(1, 672), 1);
    cr_expect_eq(kernel_chunks(1, 673), 2);
    cr_expect_eq(kernel_chunks(1, 4999), 13);
    cr_expect_eq(kernel_chunks(1, 5000), 6);
    cr_expect_eq(kernel_chunks(1, 12288), 16);
    cr_expect_eq(kernel_chunks(2, 6144), 16);
    cr_expect_eq(kernel_chunks(2, 12288), 16);
    cr_expect_eq(kernel_chunks(1, 30000), 39);
    cr_expect_eq(kernel_chunks(2, 30000), 39);
    cr_expect_eq(kernel_chunks(1, 196608), CHUNKS_MAX);
    cr_expect_eq(kernel_chunks(3, 10000000), CHUNKS_MAX);
}

/* Gradients of more rows than the kernel had room for are those of a kernel that had it. */
Test(kernel, makes_room_for_more_rows)
{
    static const char *const named[] = {"tanh2"};
    struct kernel_trial t = trial_open((struct shape){4, 1, {3}, 20011}, named, true, false);
    struct team *team = team_create(2, NULL);
    struct kernel *kernel = kernel_create(&t.net, team, NULL, 100, NULL);
    float wanted[16];
    const double loss = trial_run(&t, NULL, 2);

    cr_assert_leq(t.count, 16);
    memcpy(wanted, t.gradient, t.count * sizeof *wanted);
    cr_assert_eq(kernel_reserve(kernel, t.batch.n, NULL), STATUS_OK);
    cr_expect_eq(kernel_gradient(kernel, t.params, &t.batch, t.gradient), loss);
    cr_expect_arr_eq(t.gradient, wanted, t.count * sizeof *wanted);
    kernel_destroy(kernel);
    team_destroy(team);
    trial_close(&t);
}

Test(kernel, predictions_are_the_outputs_that_the_loss_sees)
{
    static const char *const named[] = {"relu", "tanh2"};
    const struct tile_ops *tiles;

    for (size_t layers = 1; layers <= 2; layers++)
        for (size_t i = 0; (tiles = tiles_here(i)); i++) {
            struct kernel_trial t =
                trial_open((struct shape){9, layers, {4, 3}, 403}, named, false, false);
            struct team *team = team_create(1, NULL);
            struct kernel *kernel = kernel_create(&t.net, team, tiles, t.batch.n, NULL);

            kernel_predict(kernel, t.params, t.x, t.batch.n, t.y);
            cr_expect_eq(kernel_gradient(kernel, t.params, &t.batch, NULL), 0.0, "%s", tiles->name);
            kernel_destroy(kernel);
            team_destroy(team);
            trial_close(&t);
        }
}

/* With v = 0, r = -y: no rounding but that of a sum in float64. Squares rounded to float32 would be
 * off by some 5e-10 of it. */
Test(kernel, squares_are_summed_in_float64)
{
    enum { ROWS = 4003 };
    static const char *const named[] = {"tanh"};
    const struct tile_ops *tiles;

    for (size_t i = 0; (tiles = tiles_here(i)); i++) {
        struct kernel_trial t = trial_open((struct shape){7, 1, {3}, ROWS}, named, false, false);
        double sum = 0.0;

        for (size_t u = 0; u < 3; u++)
            t.v[u] = 0.0f;
        for (size_t mu = 0; mu < ROWS; mu++)
            sum += (double)t.y[mu] * (double)t.y[mu];
        cr_expect_float_eq(trial_run(&t, tiles, 2) / sum, 1.0, ROWS * 0x1p-53, "%s", tiles->name);
        trial_close(&t);
    }
}

/* A trajectory that leaves the finite numbers may be rejected, and the kernel used again. */
Test(kernel, forgets_what_was_not_finite)
{
    static const char *const named[] = {"tanh2", "relu"};
    const struct tile_ops *tiles;

    for (size_t i = 0; (tiles = tiles_here(i)); i++) {
        struct kernel_trial t = trial_open((struct shape){10, 2, {5, 3}, 50}, named, true, false);
        struct team *team = team_create(1, NULL);
        struct kernel *kernel = kernel_create(&t.net, team, tiles, t.batch.n, NULL);
        float first[128];
        const float kept = t.params[7];
        const double loss = kernel_gradient(kernel, t.params, &t.batch, t.gradient);

        memcpy(first, t.gradient, t.count * sizeof *first);
        t.params[7] = NAN;
        cr_expect(isnan(kernel_gradient(kernel, t.params, &t.batch, t.gradient)), "%s",
                  tiles->name);
        t.params[7] = kept;
        cr_expect_eq(kernel_gradient(kernel, t.params, &t.batch, t.gradient), loss);
        cr_expect_arr_eq(t.gradient, first, t.count * sizeof *first, "%s", tiles->name);
        kernel_destroy(kernel);
        team_destroy(team);
        trial_close(&t);
    }
}
