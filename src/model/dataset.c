#include "dataset.h"

#include <math.h>

#include "plateau/rng.h"

enum { FILL_ROWS = 512 };

struct fill {
    struct rng rng;
    size_t first, n, d;
    float *x;
};

static void fill_chunk(void *context, size_t chunk, size_t thread)
{
    const struct fill *fill = context;
    const size_t begin = chunk * FILL_ROWS;
    const size_t end = begin + FILL_ROWS < fill->n ? begin + FILL_ROWS : fill->n;

    (void)thread;
    for (size_t row = begin; row < end; row++)
        rng_fill_normal(fill->rng, fill->first + row, fill->x + row * fill->d, fill->d);
}

void dataset_fill_inputs(struct team *team, struct rng rng, size_t first, size_t n, size_t d,
                         float *x)
{
    struct fill fill = {rng, first, n, d, x};

    team_run(team, (n + FILL_ROWS - 1) / FILL_ROWS, fill_chunk, &fill);
}

/* Labels of rows begin..end-1, in the chunks of dataset_fill_inputs. */
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

/* y_mu = f_mu + sqrt(Delta) xi_mu for rows begin..drawn-1; xi_mu is the same at every Delta. */
static void add_noise(struct dataset *data, struct team *team, size_t begin)
{
    struct noise noise = {.rng = {data->seed, RNG_NOISE, 0},
                          .begin = begin,
                          .end = data->drawn,
                          .scale = (float)sqrt(data->delta),
                          .clean = data->clean.at,
                          .y = data->y.at};

    team_run(team, (noise.end - begin + FILL_ROWS - 1) / FILL_ROWS, add_noise_chunk, &noise);
}

static enum status reserve(struct dataset *data, size_t n, struct error *err)
{
    enum status status = buffer_resize(&data->x, n * data->d * sizeof(float), err);

    if (status == STATUS_OK)
        status = buffer_resize(&data->clean, n * sizeof(float), err);
    if (status == STATUS_OK)
        status = buffer_resize(&data->y, n * sizeof(float), err);
    return status;
}

enum status dataset_draw(struct dataset *data, const struct teacher *teacher,
                         struct kernel *teacher_kernel, struct team *team, size_t n, double delta,
                         struct error *err)
{
    const size_t begin = data->drawn;

    if (n > begin) {
        const enum status status = reserve(data, n, err);
        if (status != STATUS_OK)
            return status;
        float *x = (float *)data->x.at + begin * data->d;
        dataset_fill_inputs(team, (struct rng){data->seed, RNG_INPUT, 0}, begin, n - begin, data->d,
                            x);
        kernel_predict(teacher_kernel, teacher->params, x, n - begin,
                       (float *)data->clean.at + begin);
        data->drawn = n;
    }
    const bool same_noise = data->delta == delta;
    data->delta = delta;
    add_noise(data, team, same_noise ? begin : 0);
    return STATUS_OK;
}

void dataset_release(struct dataset *data)
{
    buffer_release(&data->x);
    buffer_release(&data->clean);
    buffer_release(&data->y);
}
