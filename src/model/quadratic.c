#include "plateau/quadratic.h"

#include <math.h>

/* Products of two floats are exact in float64; lanes add up, then lane i and i + 4, + 2, + 1. */
static double dot(const float *a, const float *b, size_t n)
{
    enum { LANES = 8 };
    double sum[LANES] = {0.0};
    size_t i = 0;

    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            sum[j] += (double)a[i + j] * (double)b[i + j];
    for (size_t j = 0; i + j < n; j++)
        sum[j] += (double)a[i + j] * (double)b[i + j];
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t j = 0; j < half; j++)
            sum[j] += sum[j + half];
    return sum[0];
}

size_t quadratic_packed(size_t d)
{
    return d * tile_padded(d);
}

double quadratic_pack(const struct tile_ops *tiles, const double *matrix, size_t d, float *scratch,
                      float *packed)
{
    double trace = 0.0;

    for (size_t i = 0; i < d * d; i++)
        scratch[i] = (float)matrix[i];
    for (size_t j = 0; j < d; j++)
        trace += matrix[j * d + j];
    tiles->pack(d, d, 1.0F, scratch, d, 1, packed);
    return trace;
}

void quadratic_form(const struct tile_ops *tiles, const float *packed, double trace, const float *x,
                    size_t n, size_t d, float *scratch, double b[])
{
    const size_t stride = tile_padded(d);

    tiles->multiply(n, d, d, x, d, packed, scratch, stride);
    for (size_t i = 0; i < n; i++)
        b[i] = (dot(scratch + i * stride, x + i * d, d) - trace) / sqrt((double)d);
}

struct prediction {
    const struct quadratic *quadratic;
    const struct tile_ops *tiles;
    double trace;
    const float *packed;
    const float *x;
    size_t n;
    float *scratch; /* per thread [QUADRATIC_ROWS x padded d] */
    float *f;
};

static void predict_block(void *context, size_t chunk, size_t thread)
{
    const struct prediction *to = context;
    const struct quadratic *q = to->quadratic;
    const size_t d = q->d, first = chunk * QUADRATIC_ROWS;
    const size_t rows = to->n - first < QUADRATIC_ROWS ? to->n - first : QUADRATIC_ROWS;
    const float *x = to->x + first * d;
    double b[QUADRATIC_ROWS];

    quadratic_form(to->tiles, to->packed, to->trace, x, rows, d,
                   to->scratch + thread * QUADRATIC_ROWS * tile_padded(d), b);
    for (size_t i = 0; i < rows; i++) {
        double sum = 0.0;

        for (size_t j = 0; j < d; j++)
            sum += q->linear[j] * (double)x[i * d + j];
        to->f[first + i] =
            (float)(q->constant + q->slope * sum / sqrt((double)d) + 0.5 * q->curvature * b[i]);
    }
}

/*
 * Counts the packed matrix, then blocks of the threads; or the matrix in float32, while it is
 * packed.
 */
size_t quadratic_scratch(const struct team *team, size_t d)
{
    const size_t blocks = team_threads(team) * QUADRATIC_ROWS * tile_padded(d);

    return quadratic_packed(d) + (blocks > d * d ? blocks : d * d);
}

void quadratic_predict(const struct quadratic *quadratic, const struct tile_ops *tiles,
                       struct team *team, const float *x, size_t n, float *scratch, float *f)
{
    const size_t d = quadratic->d;
    struct prediction to = {.quadratic = quadratic,
                            .tiles = tiles,
                            .packed = scratch,
                            .x = x,
                            .n = n,
                            .scratch = scratch + quadratic_packed(d),
                            .f = f};

    to.trace = quadratic_pack(tiles, quadratic->matrix, d, to.scratch, scratch);
    team_run(team, (n + QUADRATIC_ROWS - 1) / QUADRATIC_ROWS, predict_block, &to);
}
