/*
 * core: how a sum over rows of data is cut into chunks that threads take, and in which order the
 * chunks are added, so that its bits follow the number of rows alone.
 *
 * Chunks come in groups of at most CHUNK_GROUP, which are added in their order. The groups, a power
 * of two of them, are added along a binary tree: the first with the second, the third with the
 * fourth, then those sums in pairs, and so on. Pure functions, any thread.
 */
#ifndef PLATEAU_CHUNKS_H
#define PLATEAU_CHUNKS_H

#include <stddef.h>

enum { CHUNKS_MAX = 256, CHUNK_GROUP = 16 };

/** Returns the number of groups of so many chunks, 1 <= chunks <= CHUNKS_MAX. */
size_t chunks_groups(size_t chunks);

/** Returns the sum of part [chunks]. */
double chunks_sum(const double part[], size_t chunks);

/**
 * Computes total [n] = scale times the sum of the chunks' parts [n], which are `stride` floats
 * apart.
 */
void chunks_add(const float *part, size_t stride, size_t chunks, size_t n, float scale,
                float *total);

#endif
