/* The order in which chunks are added, told by what rounding makes of it. */
#include "plateau/chunks.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

/* Numbers whose sum follows the order. */
static double number(size_t i)
{
    return sin(12.9898 * (double)i + 0.3) * exp2((double)(i * 7919 % 23) - 11.0);
}

/* The rule of plateau/chunks.h by recursion: the halves of the groups, then their sum. */
static double tree(const double group[], size_t groups)
{
    return groups == 1 ? group[0] : tree(group, groups / 2) + tree(group + groups / 2, groups / 2);
}

static double plain(const double part[], size_t chunks)
{
    size_t groups = 1;
    double group[CHUNKS_MAX / CHUNK_GROUP] = {0.0};

    while (groups * CHUNK_GROUP < chunks)
        groups *= 2;
    for (size_t g = 0; g < groups; g++)
        for (size_t c = chunks * g / groups; c < chunks * (g + 1) / groups; c++)
            group[g] += part[c];
    return tree(group, groups);
}

Test(chunks, are_added_in_groups_and_those_along_a_tree)
{
    double part[CHUNKS_MAX];
    size_t other = 0;

    for (size_t i = 0; i < CHUNKS_MAX; i++)
        part[i] = number(i);
    for (size_t chunks = 1; chunks <= CHUNKS_MAX; chunks++) {
        double in_order = 0.0;

        for (size_t c = 0; c < chunks; c++)
            in_order += part[c];
        cr_expect_eq(chunks_sum(part, chunks), plain(part, chunks), "%zu", chunks);
        if (chunks <= CHUNK_GROUP)
            cr_expect_eq(chunks_sum(part, chunks), in_order, "%zu: one group", chunks);
        other += chunks_sum(part, chunks) != in_order;
    }
    cr_expect_gt(other, 100, "the numbers do not show the order");
}

Test(chunks, come_in_a_power_of_two_of_groups)
{
    cr_expect_eq(chunks_groups(1), 1);
    cr_expect_eq(chunks_groups(16), 1);
    cr_expect_eq(chunks_groups(17), 2);
    cr_expect_eq(chunks_groups(33), 4);
    cr_expect_eq(chunks_groups(129), 16);
    cr_expect_eq(chunks_groups(256), 16);
}

Test(chunks, of_floats_are_added_likewise)
{
    enum { N = 521, STRIDE = N + 7, CHUNKS = 77 };
    float *part = malloc(sizeof *part * CHUNKS * STRIDE);
    float *total = malloc(sizeof *total * N);

    for (size_t i = 0; i < (size_t)CHUNKS * STRIDE; i++)
        part[i] = (float)number(i);
    chunks_add(part, STRIDE, CHUNKS, N, 0.37F, total);
    for (size_t i = 0; i < N; i++) {
        float group[8] = {0};

        for (size_t g = 0; g < 8; g++)
            for (size_t c = CHUNKS * g / 8; c < CHUNKS * (g + 1) / 8; c++)
                group[g] += part[c * STRIDE + i];
        const float sum = ((group[0] + group[1]) + (group[2] + group[3])) +
                          ((group[4] + group[5]) + (group[6] + group[7]));
        cr_assert_eq(total[i], 0.37F * sum, "%zu", i);
    }
    free(part);
    free(total);
}
