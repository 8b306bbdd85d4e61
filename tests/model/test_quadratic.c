/* The quadratic predictor against plain sums in float64. */
#include "plateau/quadratic.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "plateau/rng.h"
#include "tiles.h"

enum { D = 13, N = 2 * QUADRATIC_ROWS + 71 };

struct case_of_d13 {
    double linear[D], matrix[D * D];
    float x[N * D], f[N];
    struct quadratic quadratic;
};

static struct case_of_d13 *make(void)
{
    struct case_of_d13 *own = memory_need(1, sizeof *own);
    float z[D + D * D];

    rng_fill_normal((struct rng){3, RNG_INPUT, 0}, 1, own->x, (size_t)N * D);
    rng_fill_normal((struct rng){3, RNG_TEACHER, 0}, 1, z, D + D * D);
    for (size_t i = 0; i < D; i++) {
        own->linear[i] = (double)z[i];
        for (size_t j = 0; j < D; j++)
            own->matrix[i * D + j] =
                1.7 * (i == j) + (double)z[D + i * D + j] + (double)z[D + j * D + i];
    }
    own->quadratic = (struct quadratic){D, 0.31, -1.4, 0.77, own->linear, own->matrix};
    return own;
}

static double plain(const struct case_of_d13 *own, const float *x)
{
    double sum = 0.31;

    for (size_t i = 0; i < D; i++) {
        sum += -1.4 * own->linear[i] * (double)x[i] / sqrt(D);
        for (size_t j = 0; j < D; j++)
            sum += 0.77 / 2 * own->matrix[i * D + j] *
                   ((double)x[i] * (double)x[j] - (i == j ? 1.0 : 0.0)) / sqrt(D);
    }
    return sum;
}

Test(quadratic, predicts_what_plain_sums_do_and_the_same_on_any_team)
{
    struct case_of_d13 *own = make();
    float first[N];

    for (size_t threads = 1; threads <= 3; threads++) {
        struct team *team = team_create(threads, NULL);
        float *scratch = memory_need(quadratic_scratch(team, D), sizeof(float));

        quadratic_predict(&own->quadratic, tiles_tested(), team, own->x, N, scratch, own->f);
        for (size_t i = 0; i < N && threads == 1; i++)
            cr_expect_float_eq((double)own->f[i], plain(own, own->x + i * D), 2e-5, "row %zu", i);
        if (threads == 1)
            memcpy(first, own->f, sizeof first);
        cr_expect_eq(memcmp(first, own->f, sizeof first), 0, "%zu threads", threads);
        free(scratch);
        team_destroy(team);
    }
    free(own);
}

Test(quadratic, predicts_the_same_bits_on_every_instruction_set)
{
    struct case_of_d13 *own = make();
    struct team *team = team_create(2, NULL);
    float *scratch = memory_need(quadratic_scratch(team, D), sizeof(float)), first[N];
    const struct tile_ops *tiles;

    quadratic_predict(&own->quadratic, tile_find("scalar", NULL), team, own->x, N, scratch, first);
    for (size_t i = 0; (tiles = tiles_here(i)); i++) {
        if (tiles->simd != SIMD_AVX512 && tiles->simd != SIMD_AVX2)
            continue;
        quadratic_predict(&own->quadratic, tiles, team, own->x, N, scratch, own->f);
        cr_expect_eq(memcmp(first, own->f, sizeof first), 0, "%s", tiles->name);
    }
    free(scratch);
    team_destroy(team);
    free(own);
}
