#include "average.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

enum status average_init(struct average *average, size_t n, struct error *err)
{
    *average =
        (struct average){.n = n, .memory = memory_zeroed(AVERAGE_BLOCKS * n, sizeof(double))};
    if (!average->memory)
        return error_set(err, STATUS_NO_MEMORY,
                         "test: out of memory: no room for running means over %zu rows", n);
    for (size_t i = 0; i < AVERAGE_BLOCKS; i++)
        average->block[i].sum = average->memory + i * n;
    return STATUS_OK;
}

void average_fini(struct average *average)
{
    free(average->memory);
    *average = (struct average){0};
}

void average_restart(struct average *average, double gradients)
{
    average->restart = gradients;
    average->last = gradients;
    average->blocks = 0;
}

/* Removes a block; its memory goes behind the last one in use. */
static void remove_block(struct average *average, size_t at)
{
    const struct average_block removed = average->block[at];

    average->blocks--;
    for (size_t i = at; i < average->blocks; i++)
        average->block[i] = average->block[i + 1];
    average->block[average->blocks] = removed;
}

static void merge_smallest_pair(struct average *average)
{
    struct average_block *block = average->block;
    size_t at = 0;

    for (size_t i = 1; i + 1 < average->blocks; i++)
        if (block[i + 1].end - block[i].start < block[at + 1].end - block[at].start)
            at = i;
    for (size_t row = 0; row < average->n; row++)
        block[at].sum[row] += block[at + 1].sum[row];
    block[at].end = block[at + 1].end;
    block[at].count += block[at + 1].count;
    remove_block(average, at + 1);
}

void average_add(struct average *average, const float *f, double gradients)
{
    const double elapsed = gradients - average->last;
    const double middle = average->restart + 0.5 * (gradients - average->restart);

    if (elapsed <= 0.0)
        return;
    while (average->blocks > 0 && average->block[0].end <= middle)
        remove_block(average, 0);
    if (average->blocks == AVERAGE_BLOCKS)
        merge_smallest_pair(average);
    struct average_block *block = &average->block[average->blocks++];
    block->start = average->last;
    block->end = gradients;
    block->count = 1;
    for (size_t row = 0; row < average->n; row++)
        block->sum[row] = elapsed * (double)f[row];
    average->last = gradients;
}

double average_error(const struct average *average, const float *clean)
{
    size_t count = 0;
    double squares = 0.0;

    for (size_t i = 0; i < average->blocks; i++)
        count += average->block[i].count;
    if (count < 2)
        return (double)NAN;
    const double span = average->last - average->block[0].start;
    for (size_t row = 0; row < average->n; row++) {
        double sum = 0.0;
        for (size_t i = 0; i < average->blocks; i++)
            sum += average->block[i].sum[row];
        const double r = sum / span - (double)clean[row];
        squares += r * r;
    }
    return squares / (double)average->n;
}
