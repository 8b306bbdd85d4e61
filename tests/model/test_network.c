/* The gradient kernel against a float64 reference that shares none of its code. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/network.h"
#include "plateau/rng.h"
#include "plateau/team.h"

struct shape {
    size_t d, k, n;
};

static const struct shape shapes[] = {
    {7, 3, 11}, {1, 1, 1}, {5, 2, 193}, {33, 17, 1000}, {12, 30, 389}};

static float *normals(size_t n, uint64_t row)
{
    float *x = aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);

    rng_fill_normal((struct rng){4711, RNG_TEST, 0}, row, x, n);
    return x;
}

/* d sigma / dz by central differences; one-sided beside a kink at 0, so as not to step over it. */
static double reference_slope(const struct activation *sigma, double z)
{
    const double h = 1e-5;
    const double left = z >= 0.0 && z < h ? z : z - h;
    const double right = z < 0.0 && z > -h ? z : z + h;

    return (activation_value(sigma, right) - activation_value(sigma, left)) / (right - left);
}

/* f of equation (1) in float64, and its gradient (3) by the definition; slope numerically. */
static double reference_output(const struct network *net, const double *params, const float *v,
                               const float *x, double *grad)
{
    const double scale = 1.0 / sqrt((double)net->k[0]);
    double f = 0.0;

    for (size_t i = 0; i < net->k[0]; i++) {
        const double vi = net->learn_readout ? params[net->k[0] * net->d + i] : (double)v[i];
        double z = 0.0;
        for (size_t j = 0; j < net->d; j++)
            z += params[i * net->d + j] * (double)x[j];
        z /= sqrt((double)net->d);
        const double a = activation_value(&net->activation[0], z);
        const double slope = reference_slope(&net->activation[0], z);
        f += vi * a * scale;
        for (size_t j = 0; j < net->d; j++)
            grad[i * net->d + j] = vi * slope * (double)x[j] * scale / sqrt((double)net->d);
        if (net->learn_readout)
            grad[net->k[0] * net->d + i] = a * scale;
    }
    return f;
}

static double reference_gradient(const struct network *net, const float *params,
                                 const struct batch *batch, double *sum)
{
    const size_t count = network_parameters(net);
    double *wide = malloc(count * sizeof *wide), *one = malloc(count * sizeof *one);
    double loss = 0.0;

    for (size_t p = 0; p < count; p++)
        wide[p] = (double)params[p];
    memset(sum, 0, count * sizeof *sum);
    for (size_t r = 0; r < batch->n; r++) {
        const size_t row = batch->index ? batch->index[r] : r;
        const double f = reference_output(net, wide, net->readout, batch->x + row * net->d, one);
        const double residual = f - (double)batch->y[row];
        loss += residual * residual;
        for (size_t p = 0; p < count; p++)
            sum[p] += residual * one[p];
    }
    free(wide);
    free(one);
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

static void check_shape(const char *activation, struct shape s, bool learn, bool gathered)
{
    struct network net = {.d = s.d, .layers = 1, .k = {s.k}, .learn_readout = learn};
    struct team *team = team_create(2, NULL);
    float *x = normals(s.n * s.d, 1), *y = normals(s.n, 2), *v = normals(s.k, 3);
    float *params = normals(s.k * s.d + s.k, 4), *got = normals(s.k * s.d + s.k, 5);
    double *want = malloc((s.k * s.d + s.k) * sizeof *want);
    uint32_t *index = malloc(s.n * sizeof *index);

    cr_assert_eq(activation_parse(&net.activation[0], activation, NULL), STATUS_OK);
    net.readout = v;
    rng_fill_permutation((struct rng){5, RNG_BATCH, 0}, 0, index, s.n);
    const struct batch batch = {x, y, gathered ? index : NULL, gathered ? (s.n + 1) / 2 : s.n};
    struct kernel *kernel = kernel_create(&net, team, NULL, NULL);
    const double loss = kernel_gradient(kernel, params, &batch, got);
    const double expected = reference_gradient(&net, params, &batch, want);

    /* float32 sums of up to 1000 rows: 1e-6 relative is the goal of the whole kernel; kinks aside,
     * the numerical slope of the reference is good to 1e-9. */
    cr_expect_float_eq(loss / expected, 1.0, 2e-6, "%s %zux%zu loss %g %g", activation, s.d, s.k,
                       loss, expected);
    cr_expect_lt(relative_error(got, want, network_parameters(&net)), 3e-6, "%s d=%zu k=%zu n=%zu",
                 activation, s.d, s.k, s.n);
    cr_expect_float_eq(kernel_gradient(kernel, params, &batch, NULL), loss, 1e-6 * loss);
    kernel_destroy(kernel);
    team_destroy(team);
    free(x), free(y), free(v), free(params), free(got), free(want), free(index);
}

Test(network, gradient_matches_a_float64_reference_for_every_activation)
{
    static const char *const named[] = {"hermite:0.1,1,0.5,-0.3", "0.7*relu"};

    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        const struct activation_ops *ops;
        for (size_t a = 0; (ops = activation_at(a)); a++)
            if (strcmp(ops->name, "hermite") != 0)
                check_shape(ops->name, shapes[s], a % 2, a % 3 == 0);
        for (size_t a = 0; a < 2; a++)
            check_shape(named[a], shapes[s], !(a % 2), true);
    }
}

Test(network, learned_readouts_have_a_gradient_for_every_activation_family)
{
    static const char *const family[] = {"relu", "tanh2", "erf", "elu", "h2h3"};

    for (size_t a = 0; a < sizeof family / sizeof *family; a++)
        check_shape(family[a], (struct shape){13, 5, 217}, true, false);
}

Test(network, bits_do_not_depend_on_the_number_of_threads)
{
    enum { D = 29, K = 14, N = 7001 };
    struct network net = {.d = D, .layers = 1, .k = {K}};
    float *x = normals((size_t)N * D, 1), *y = normals(N, 2), *v = normals(K, 3);
    float *params = normals((size_t)K * D, 4), first[K * D], other[K * D];
    double loss = 0.0;

    cr_assert_eq(activation_parse(&net.activation[0], "tanh2", NULL), STATUS_OK);
    net.readout = v;
    const struct batch batch = {x, y, NULL, N};
    for (size_t threads = 1; threads <= 8; threads = threads < 3 ? threads + 1 : threads + 5) {
        struct team *team = team_create(threads, NULL);
        struct kernel *kernel = kernel_create(&net, team, NULL, NULL);
        const double here = kernel_gradient(kernel, params, &batch, threads == 1 ? first : other);
        if (threads == 1)
            loss = here;
        else
            cr_expect(memcmp(first, other, sizeof first) == 0 && here == loss, "%zu threads",
                      threads);
        kernel_destroy(kernel);
        team_destroy(team);
    }
    free(x), free(y), free(v), free(params);
}

Test(network, predictions_are_the_outputs_that_the_loss_sees)
{
    enum { D = 9, K = 4, N = 403 };
    struct network net = {.d = D, .layers = 1, .k = {K}};
    struct team *team = team_create(1, NULL);
    float *x = normals((size_t)N * D, 1), *v = normals(K, 3), *params = normals((size_t)K * D, 4);
    float f[N];

    cr_assert_eq(activation_parse(&net.activation[0], "relu", NULL), STATUS_OK);
    net.readout = v;
    struct kernel *kernel = kernel_create(&net, team, NULL, NULL);
    kernel_predict(kernel, params, x, N, f);
    const struct batch batch = {x, f, NULL, N};
    cr_expect_eq(kernel_gradient(kernel, params, &batch, NULL), 0.0);
    kernel_destroy(kernel);
    team_destroy(team);
    free(x), free(v), free(params);
}
