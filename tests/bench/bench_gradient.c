/*
 * The gradient against the machine's own sgemm, interleaved in one run: median of 7 each.
 * One gradient counts 4 n d k operations, sgemm 2 m^3.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "plateau/clock.h"
#include "plateau/linalg.h"
#include "plateau/memory.h"
#include "plateau/network.h"
#include "plateau/rng.h"
#include "plateau/team.h"
#include "timing.h"

enum { REPEATS = 7, SGEMM_SIZE = 1024, THREADS = 2 };

struct bench {
    struct network network;
    size_t n;
    float *x, *y, *params, *gradient, *readout;
    struct team *team[THREADS];
    struct kernel *kernel[THREADS];
};

static float *normals(size_t n, uint64_t row)
{
    float *x = memory_need(n, sizeof *x);

    rng_fill_normal((struct rng){1, RNG_TEST, 0}, row, x, n);
    return x;
}

static struct bench bench_open(size_t d, const char *activation)
{
    struct bench b = {.network = {.d = d, .layers = 1, .k = {d / 2}}, .n = 3 * d * d};

    if (activation_parse(&b.network.activation[0], activation, NULL) != STATUS_OK)
        abort();
    b.x = normals(b.n * d, 0);
    b.y = normals(b.n, 1);
    b.readout = normals(b.network.k[0], 2);
    b.params = normals(d * b.network.k[0], 3);
    b.gradient = normals(d * b.network.k[0], 4);
    b.network.readout = b.readout;
    for (size_t t = 0; t < THREADS; t++) {
        b.team[t] = team_create(t + 1, NULL);
        b.kernel[t] = kernel_create(&b.network, b.team[t], NULL, NULL);
    }
    return b;
}

static void bench_close(struct bench *b)
{
    for (size_t t = 0; t < THREADS; t++) {
        kernel_destroy(b->kernel[t]);
        team_destroy(b->team[t]);
    }
    free(b->x), free(b->y), free(b->readout), free(b->params), free(b->gradient);
}

/* Operations per second of one or more gradients that take at least 20 ms. */
static double time_gradient(const struct bench *b, size_t threads)
{
    const struct batch batch = {b->x, b->y, NULL, b->n};
    const double start = clock_seconds();
    double operations = 0.0, seconds;

    do {
        kernel_gradient(b->kernel[threads - 1], b->params, &batch, b->gradient);
        operations += 4.0 * (double)b->n * (double)b->network.d * (double)b->network.k[0];
        seconds = clock_seconds() - start;
    } while (seconds < 0.02);
    return operations / seconds;
}

static double time_sgemm(const float *a, const float *b, float *c)
{
    const double start = clock_seconds(), size = SGEMM_SIZE;

    linalg_product_nt(SGEMM_SIZE, SGEMM_SIZE, SGEMM_SIZE, 1.0f, a, SGEMM_SIZE, b, SGEMM_SIZE, c,
                      SGEMM_SIZE);
    return 2.0 * size * size * size / (clock_seconds() - start);
}

static void report(size_t d, const char *activation, const float *a, float *c)
{
    struct bench b = bench_open(d, activation);
    double sgemm[REPEATS], one[REPEATS], two[REPEATS];

    time_gradient(&b, 1);
    for (size_t r = 0; r < REPEATS; r++) {
        sgemm[r] = time_sgemm(a, a, c);
        one[r] = time_gradient(&b, 1);
        two[r] = time_gradient(&b, 2);
    }
    const double base = timing_median(sgemm, REPEATS), single = timing_median(one, REPEATS),
                 twice = timing_median(two, REPEATS);
    printf("%5zu %8s %8.1f %8.1f %10.2f %8.1f %10.2f\n", d, activation, base / 1e9, single / 1e9,
           single / base, twice / 1e9, twice / single);
    bench_close(&b);
}

int main(void)
{
    static const size_t dimensions[] = {60, 100, 150, 200};
    static const char *const activations[] = {"tanh2", "relu"};
    const size_t entries = (size_t)SGEMM_SIZE * SGEMM_SIZE;
    const char *commit = getenv("PLATEAU_COMMIT");
    struct utsname system;

    linalg_init();
    uname(&system);
    float *a = normals(entries, 9), *c = normals(entries, 9);
    printf("commit %s, %s, %zu processors\n%s\n", commit ? commit : "unknown", system.machine,
           team_processors(), linalg_version());
    printf("gradient of one hidden layer, gamma 1/2, alpha 3; GF/s, medians of %d\n", REPEATS);
    printf("%5s %8s %8s %8s %10s %8s %10s\n", "d", "sigma", "sgemm", "1 thread", "/ sgemm",
           "2 threads", "/ 1 thread");
    for (size_t i = 0; i < sizeof activations / sizeof *activations; i++)
        for (size_t j = 0; j < sizeof dimensions / sizeof *dimensions; j++)
            report(dimensions[j], activations[i], a, c);
    free(a), free(c);
    return 0;
}
