#include "inputs.h"

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

void inputs_fill(struct team *team, struct rng rng, size_t first, size_t n, size_t d, float *x)
{
    struct fill fill = {rng, first, n, d, x};

    team_run(team, (n + FILL_ROWS - 1) / FILL_ROWS, fill_chunk, &fill);
}
