/* How fast gradients are, beside the machine's own sgemm and its bare multiply-adds. */
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "plateau/clock.h"
#include "plateau/linalg.h"
#include "plateau/memory.h"
#include "plateau/network.h"
#include "plateau/rng.h"
#include "plateau/team.h"

enum { SGEMM_SIZE = 2048, BURN_ROUNDS = 200000, FLOATS_MAX = TILE_BURN * TILE_LANES };

/* A timing lasts at least this long. */
static const double least_seconds = 0.02;

struct gradient_bench {
    struct network network;
    struct batch batch;
    float *x, *y, *params, *gradient, *readout;
    float *matrix, *product; /* for sgemm */
    struct team *team[BENCH_WAYS_MAX];
    struct kernel *kernel[BENCH_WAYS_MAX];
};

size_t bench_rows(const struct bench_case *which)
{
    return (size_t)(which->alpha * (double)which->d * (double)which->d);
}

double bench_operations(const struct bench_case *which)
{
    const double n = (double)bench_rows(which), d = (double)which->d;
    const size_t width = which->d / 2;
    const double k = (double)width;

    return 4.0 * n * d * k + 6.0 * n * k * k * (double)(which->layers - 1);
}

static float *normals(size_t n, uint64_t row)
{
    float *x = memory_need(n, sizeof *x);

    rng_fill_normal((struct rng){1, RNG_TEST, 0}, row, x, n);
    return x;
}

static struct gradient_bench *open(const struct bench_case *which, const struct bench_way way[],
                                   size_t ways)
{
    struct gradient_bench *b = memory_need(1, sizeof *b);
    const size_t n = bench_rows(which);

    b->network.d = which->d;
    b->network.layers = which->layers;
    for (size_t l = 0; l < which->layers; l++) {
        b->network.k[l] = which->d / 2;
        if (activation_parse(&b->network.activation[l], which->activation, NULL) != STATUS_OK)
            fatal("bench: no activation %s", which->activation);
    }
    b->x = normals(n * which->d, 0);
    b->y = normals(n, 1);
    b->readout = normals(which->d / 2, 2);
    b->params = normals(network_parameters(&b->network), 3);
    b->gradient = normals(network_parameters(&b->network), 4);
    b->matrix = normals((size_t)SGEMM_SIZE * SGEMM_SIZE, 5);
    b->product = normals((size_t)SGEMM_SIZE * SGEMM_SIZE, 6);
    b->network.readout = b->readout;
    b->batch = (struct batch){b->x, b->y, NULL, n};
    for (size_t i = 0; i < ways; i++) {
        b->team[i] = team_create(way[i].threads, NULL);
        b->kernel[i] =
            b->team[i] ? kernel_create(&b->network, b->team[i], way[i].tiles, n, NULL) : NULL;
        if (!b->kernel[i])
            fatal("bench: no memory or no threads");
    }
    return b;
}

static void shut(struct gradient_bench *b)
{
    for (size_t i = 0; i < BENCH_WAYS_MAX; i++) {
        kernel_destroy(b->kernel[i]);
        team_destroy(b->team[i]);
    }
    free(b->x);
    free(b->y);
    free(b->readout);
    free(b->params);
    free(b->gradient);
    free(b->matrix);
    free(b->product);
    free(b);
}

/* Returns the seconds of one gradient. */
static double time_gradient(const struct gradient_bench *b, size_t way, bool alone)
{
    double (*const now)(void) = alone ? bench_thread_seconds : clock_seconds;
    const double start = now();
    double seconds;
    size_t count = 0;

    do {
        kernel_gradient(b->kernel[way], b->params, &b->batch, b->gradient);
        count++;
        seconds = now() - start;
    } while (seconds < least_seconds);
    return seconds / (double)count;
}

static double sgemm_rate(const struct gradient_bench *b)
{
    const double start = bench_thread_seconds(), size = SGEMM_SIZE;

    linalg_product_nt(SGEMM_SIZE, SGEMM_SIZE, SGEMM_SIZE, 1.0f, b->matrix, SGEMM_SIZE, b->matrix,
                      SGEMM_SIZE, b->product, SGEMM_SIZE);
    return 2.0 * size * size * size / (bench_thread_seconds() - start);
}

static double burn_rate(const struct tile_ops *tiles)
{
    float out[FLOATS_MAX];

    if (!tiles->burn)
        return (double)NAN;
    const double start = bench_thread_seconds();
    tiles->burn(BURN_ROUNDS, out);
    return 2.0 * TILE_BURN * (double)tiles->lanes * BURN_ROUNDS / (bench_thread_seconds() - start);
}

double bench_gradient(const struct bench_case *which, struct bench_way way[], size_t ways)
{
    struct gradient_bench *b = open(which, way, ways);
    double sgemm[BENCH_REPEATS], seconds[BENCH_WAYS_MAX][BENCH_REPEATS];
    double peak[BENCH_WAYS_MAX][BENCH_REPEATS];

    for (size_t i = 0; i < ways; i++)
        time_gradient(b, i, false); /* warms up */
    for (size_t r = 0; r < BENCH_REPEATS; r++) {
        sgemm[r] = sgemm_rate(b);
        for (size_t i = 0; i < ways; i++) {
            seconds[i][r] = time_gradient(b, i, way[i].threads == 1 && !way[i].wall);
            peak[i][r] = burn_rate(way[i].tiles);
        }
    }
    for (size_t i = 0; i < ways; i++) {
        way[i].seconds = bench_median(seconds[i], BENCH_REPEATS);
        way[i].rate = bench_operations(which) / way[i].seconds;
        way[i].peak = bench_median(peak[i], BENCH_REPEATS);
        way[i].spread = seconds[i][BENCH_REPEATS - 1] / seconds[i][0] - 1.0;
    }
    shut(b);
    return bench_median(sgemm, BENCH_REPEATS);
}
