#include "plateau/chunks.h"

#include <assert.h>

enum { GROUPS_MAX = CHUNKS_MAX / CHUNK_GROUP, PART = 256 };

size_t chunks_groups(size_t chunks)
{
    size_t groups = 1;

    assert(chunks <= CHUNKS_MAX);
    while (groups * CHUNK_GROUP < chunks)
        groups *= 2;
    return groups;
}

/* Returns the first chunk of a group; groups differ by one chunk at most. */
static size_t begin_of(size_t chunks, size_t groups, size_t group)
{
    return chunks * group / groups;
}

double chunks_sum(const double part[], size_t chunks)
{
    const size_t groups = chunks_groups(chunks);
    double sum[GROUPS_MAX] = {0.0};

    for (size_t g = 0; g < groups; g++)
        for (size_t c = begin_of(chunks, groups, g); c < begin_of(chunks, groups, g + 1); c++)
            sum[g] += part[c];
    for (size_t apart = 1; apart < groups; apart *= 2)
        for (size_t g = 0; g < groups; g += 2 * apart)
            sum[g] += sum[g + apart];
    return sum[0];
}

static void add_to(float *sum, const float *more, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += more[i];
}

/* Adds the parts of n <= PART floats in the same way. */
static void add_part(const float *part, size_t stride, size_t chunks, size_t n, float scale,
                     float *total)
{
    const size_t groups = chunks_groups(chunks);
    float sum[GROUPS_MAX][PART];
    size_t g = 0;

    do {
        for (size_t i = 0; i < n; i++)
            sum[g][i] = 0.0F;
        for (size_t c = begin_of(chunks, groups, g); c < begin_of(chunks, groups, g + 1); c++)
            add_to(sum[g], part + c * stride, n);
    } while (++g < groups);
    for (size_t apart = 1; apart < groups; apart *= 2)
        for (g = 0; g < groups; g += 2 * apart)
            add_to(sum[g], sum[g + apart], n);
    for (size_t i = 0; i < n; i++)
        total[i] = scale * sum[0][i];
}

void chunks_add(const float *part, size_t stride, size_t chunks, size_t n, float scale,
                float *total)
{
    for (size_t begin = 0; begin < n; begin += PART)
        add_part(part + begin, stride, chunks, n - begin < PART ? n - begin : PART, scale,
                 total + begin);
}
