/* Rows that are drawn, with labels of a teacher that is drawn, too. */
#include "source.h"

#include <math.h>
#include <stdlib.h>

#include "inputs.h"
#include "plateau/memory.h"
#include "truth.h"

struct drawn {
    struct source source; /* the first member */
    struct truth truth;
    struct team *team;     /* borrowed */
    struct kernel *kernel; /* the teacher's, for labels */
    uint64_t seed;
    size_t rows;         /* rows in x and clean; the first n of them are in force */
    double delta;        /* noise variance of y */
    struct buffer x;     /* float [rows x d] */
    struct buffer clean; /* float [rows], f_W0 */
    struct buffer y;     /* float [rows], clean + sqrt(delta) xi */
};

/* Labels of rows begin..end-1, in the chunks of inputs_fill. */
struct noise {
    struct rng rng;
    size_t begin, end;
    float scale;
    const float *clean;
    float *y;
};

static void add_noise_chunk(void *context, size_t chunk, size_t thread)
{
    const struct noise *noise = context;
    const size_t begin = noise->begin + chunk * FILL_ROWS;
    const size_t end = begin + FILL_ROWS < noise->end ? begin + FILL_ROWS : noise->end;

    (void)thread;
    for (size_t mu = begin; mu < end; mu++) {
        float xi;
        rng_fill_normal(noise->rng, mu, &xi, 1);
        noise->y[mu] = noise->clean[mu] + noise->scale * xi;
    }
}

/*
 * Computes y_mu = f_mu + sqrt(Delta) xi_mu for rows begin..rows-1; xi_mu is the same at every
 * Delta.
 */
static void add_noise(struct drawn *drawn, size_t begin)
{
    struct noise noise = {.rng = {drawn->seed, RNG_NOISE, 0},
                          .begin = begin,
                          .end = drawn->rows,
                          .scale = (float)sqrt(drawn->delta),
                          .clean = drawn->clean.at,
                          .y = drawn->y.at};

    team_run(drawn->team, (noise.end - begin + FILL_ROWS - 1) / FILL_ROWS, add_noise_chunk, &noise);
}

static enum status reserve(struct drawn *drawn, size_t n, struct error *err)
{
    const size_t d = drawn->truth.teacher.d;
    enum status status = buffer_resize(&drawn->x, n * d * sizeof(float), err);

    if (status == STATUS_OK)
        status = buffer_resize(&drawn->clean, n * sizeof(float), err);
    if (status == STATUS_OK)
        status = buffer_resize(&drawn->y, n * sizeof(float), err);
    return status;
}

/* Draws rows and clean labels up to n. */
static enum status grow(struct drawn *drawn, size_t n, struct error *err)
{
    const size_t begin = drawn->rows, d = drawn->truth.teacher.d;
    const enum status status = reserve(drawn, n, err);

    if (status != STATUS_OK)
        return status;
    float *x = (float *)drawn->x.at + begin * d;
    inputs_fill(drawn->team, (struct rng){drawn->seed, RNG_INPUT, 0}, begin, n - begin, d, x);
    kernel_predict(drawn->kernel, drawn->truth.params, x, n - begin,
                   (float *)drawn->clean.at + begin);
    drawn->rows = n;
    return STATUS_OK;
}

static size_t rows(const struct source *source, const struct config *config)
{
    (void)source;
    return config_n(config);
}

static enum status load(struct source *source, const struct config *config, struct data *data,
                        struct error *err)
{
    struct drawn *drawn = (struct drawn *)source;
    const size_t begin = drawn->rows, n = config_n(config);

    if (n > begin) {
        const enum status status = grow(drawn, n, err);
        if (status != STATUS_OK)
            return status;
    }
    const bool same_noise = drawn->delta == config->noise;
    drawn->delta = config->noise;
    add_noise(drawn, same_noise ? begin : 0);
    *data = (struct data){.x = drawn->x.at,
                          .y = drawn->y.at,
                          .n = n,
                          .d = drawn->truth.teacher.d,
                          .noise = drawn->delta};
    return STATUS_OK;
}

static const struct truth *truth_of(const struct source *source)
{
    return &((const struct drawn *)source)->truth;
}

static void destroy(struct source *source)
{
    struct drawn *drawn = (struct drawn *)source;

    if (!drawn)
        return;
    kernel_destroy(drawn->kernel);
    truth_release(&drawn->truth);
    buffer_release(&drawn->x);
    buffer_release(&drawn->clean);
    buffer_release(&drawn->y);
    free(drawn);
}

static const struct source_ops ops = {
    .rows = rows, .load = load, .truth = truth_of, .destroy = destroy};

static bool build(struct drawn *drawn, const struct config *config, const struct tile_ops *tiles,
                  struct error *err)
{
    if (!truth_draw_teacher(&drawn->truth, config))
        return false;
    drawn->kernel = kernel_create(&drawn->truth.teacher, drawn->team, tiles, 0, err);
    return drawn->kernel && truth_draw_test_set(&drawn->truth, config, drawn->kernel, drawn->team);
}

struct source *source_drawn_create(const struct config *config, struct team *team,
                                   const struct tile_ops *tiles, struct error *err)
{
    struct drawn *drawn = memory_zeroed(1, sizeof *drawn);

    if (drawn)
        *drawn = (struct drawn){.source = {&ops}, .team = team, .seed = config->seed};
    if (drawn && build(drawn, config, tiles, err))
        return &drawn->source;
    error_set(err, STATUS_NO_MEMORY,
              "alpha: out of memory: no room for %zu samples in d = %zu; lower alpha or d",
              config_n(config), (size_t)config->d);
    if (drawn)
        destroy(&drawn->source); /* accepts a half-built object */
    return NULL;
}
