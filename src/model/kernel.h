/* model, private: what the parts of the kernel share. Owned by: the worker that owns the kernel. */
#ifndef PLATEAU_MODEL_KERNEL_H
#define PLATEAU_MODEL_KERNEL_H

#include "plateau/chunks.h"
#include "plateau/memory.h"
#include "plateau/network.h"

/*
 * Rows are cut into blocks that stay in cache, blocks into chunks that threads take. Both cuts
 * depend on the numbers of rows and layers alone, plateau/chunks.h adds up, and so the bits depend
 * on nothing else. A chunk has four blocks at least; beyond the first CHUNK_GROUP chunks CHUNK_ROWS
 * rows each.
 */
enum { BLOCK_ROWS = 192, SMALL_BLOCK_ROWS = 96, SMALL_BATCH = 5000, CHUNK_ROWS = 768 };

/*
 * One hidden layer: Z = H W^T / sqrt(inputs), A = sigma(Z), with H the A of the layer below, or X.
 * The gradient's sums are B^T H, with B = dL/dZ but for a factor, or H^T B where that leaves fewer
 * lanes idle; the bits are the same.
 */
struct layer {
    size_t inputs, width;  /* W is [width x inputs] */
    size_t padded;         /* width rounded up to TILE_LANES: the row stride of Z, A and B */
    bool over_units;       /* the sums are H^T B, [inputs x stride], not [width x stride] */
    size_t stride;         /* of their rows: the columns, rounded up likewise */
    size_t weights;        /* place of W in the parameters */
    size_t sums;           /* place of the sums in those of a chunk */
    size_t z, a;           /* places of Z, then sigma'(Z), then B, and of A in a thread's scratch */
    double gradient_scale; /* from the sums to dL/dW */
    float *forward;        /* W^T / sqrt(inputs), packed */
    float *backward;       /* W, packed; NULL in the first layer */
};

struct kernel {
    struct network network;
    struct team *team; /* borrowed */
    const struct tile_ops *tiles;
    struct layer layer[DEPTH_MAX];
    float *readout;      /* v, then zeros up to the last layer's padded width */
    size_t readout_sums; /* place of the readout's sums in those of a chunk */
    float *scratch;      /* per thread [scratch_floats]: gathered rows of X, Z and A */
    struct buffer sums;  /* per chunk [sum_floats] floats, of `room` chunks */
    size_t room;
    size_t scratch_floats, sum_floats;
    double losses[CHUNKS_MAX];
};

/* One call, which the team shares; each chunk writes its own sums and loss. */
struct pass {
    struct kernel *kernel;
    struct batch batch;
    bool with_gradient;
    float *predictions; /* written in place of residuals, when not NULL */
    size_t block, blocks, chunks;
};

/** Returns the sums of a chunk, [sum_floats]. */
float *kernel_sums(const struct kernel *kernel, size_t chunk);

/**
 * Returns how many rows of A of the last layer are in scratch at a time: they stay in the first
 * cache.
 */
size_t kernel_group_rows(const struct layer *last);

/** Takes rows first..first+rows-1 of the batch: adds to a chunk's sums; returns sum r^2. */
double kernel_block(const struct pass *pass, size_t first, size_t rows, float *scratch,
                    float *sums);

#endif
