#include "plateau/quadratic.h"

#include <math.h>

#include "plateau/linalg.h"

void quadratic_form(const float *matrix, double trace, const float *x, size_t n, size_t d,
                    float *scratch, double b[])
{
    linalg_product_nt(n, d, d, 1.0F, x, d, matrix, d, scratch, d); /* S is symmetric */
    for (size_t i = 0; i < n; i++) {
        double sum = -trace;

        for (size_t j = 0; j < d; j++)
            sum += (double)scratch[i * d + j] * (double)x[i * d + j];
        b[i] = sum / sqrt((double)d);
    }
}

struct prediction {
    const struct quadratic *quadratic;
    double trace;
    const float *matrix;
    const float *x;
    size_t n;
    float *scratch; /* per thread [QUADRATIC_ROWS x d] */
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

    quadratic_form(to->matrix, to->trace, x, rows, d, to->scratch + thread * QUADRATIC_ROWS * d, b);
    for (size_t i = 0; i < rows; i++) {
        double sum = 0.0;

        for (size_t j = 0; j < d; j++)
            sum += q->linear[j] * (double)x[i * d + j];
        to->f[first + i] =
            (float)(q->constant + q->slope * sum / sqrt((double)d) + 0.5 * q->curvature * b[i]);
    }
}

size_t quadratic_scratch(const struct team *team, size_t d)
{
    return d * (d + team_threads(team) * QUADRATIC_ROWS);
}

void quadratic_predict(const struct quadratic *quadratic, struct team *team, const float *x,
                       size_t n, float *scratch, float *f)
{
    const size_t d = quadratic->d;
    struct prediction to = {.quadratic = quadratic,
                            .matrix = scratch,
                            .x = x,
                            .n = n,
                            .scratch = scratch + d * d,
                            .f = f};

    for (size_t i = 0; i < d * d; i++)
        scratch[i] = (float)quadratic->matrix[i];
    for (size_t j = 0; j < d; j++)
        to.trace += quadratic->matrix[j * d + j];
    team_run(team, (n + QUADRATIC_ROWS - 1) / QUADRATIC_ROWS, predict_block, &to);
}
