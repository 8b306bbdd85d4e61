/*
 * model: a network as numbers, and the one kernel that every algorithm uses: the sum of squared
 * residuals and its gradient, in one pass over the data.
 *
 *   f(x) = v . a_L / sqrt(k_L),  a_l = sigma_l(W_l a_(l-1) / sqrt(k_(l-1))),  a_0 = x, k_0 = d
 *
 * which with one hidden layer is eq. (1) of src/model/README.md. Parameters are one float32 vector:
 * W_1 [k_1 x d], W_2 [k_2 x k_1], ... row-major, then v [k_L] when the readout is learned. A kernel
 * is used by the one worker that owns it; all other functions are pure, for any thread.
 */
#ifndef PLATEAU_NETWORK_H
#define PLATEAU_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/activation.h"
#include "plateau/config.h"
#include "plateau/status.h"
#include "plateau/team.h"
#include "plateau/tile.h"

/* Plain data; readout is borrowed. */
struct network {
    size_t d;
    size_t layers;       /* hidden ones, 1..DEPTH_MAX */
    size_t k[DEPTH_MAX]; /* their widths */
    struct activation activation[DEPTH_MAX];
    const float *readout; /* [k_L], used when !learn_readout */
    bool learn_readout;
};

/* Rows of data: rows index[0..n) of x and y, or rows 0..n-1 when index is NULL. */
struct batch {
    const float *x; /* [.. x d] row-major */
    const float *y; /* [..] */
    const uint32_t *index;
    size_t n;
};

/** Return the networks that a checked config describes, without readouts. */
struct network network_of_teacher(const struct config *config);
struct network network_of_student(const struct config *config);

/** Returns the inputs of a neuron of layer l: d, or the neurons below. l < layers */
size_t network_inputs(const struct network *network, size_t l);

/** Returns where W_l [k_l x inputs] begins in the parameter vector; l = layers: behind the last. */
size_t network_layer(const struct network *network, size_t l);

/** Returns the length of the parameter vector. */
size_t network_parameters(const struct network *network);

/** Returns the readouts in force [k_L]: the tail of params when learned, else network->readout. */
const float *network_readout(const struct network *network, const float *params);

/**
 * Returns into how many chunks n rows are cut for the threads: at most CHUNKS_MAX
 * (plateau/chunks.h).
 */
size_t kernel_chunks(size_t layers, size_t n);

struct kernel; /* buffers and team behind the functions below; owned by: one worker */

/**
 * Makes a kernel.
 *
 * team     borrowed, outlives the kernel
 * tiles    the products to use (plateau/tile.h); NULL for tile_best()
 * n        the most rows of a gradient; 0 for a kernel that only predicts
 * returns  NULL on STATUS_NO_MEMORY
 */
struct kernel *kernel_create(const struct network *network, struct team *team,
                             const struct tile_ops *tiles, size_t n, struct error *err);
void kernel_destroy(struct kernel *kernel);

/**
 * Returns the bytes of a kernel with room for gradients of n rows (0: for predictions alone) on so
 * many threads.
 */
double kernel_memory(const struct network *network, size_t n, size_t threads);

/** Makes room for gradients of n rows. On STATUS_NO_MEMORY the kernel is as before. */
enum status kernel_reserve(struct kernel *kernel, size_t n, struct error *err);

/** Returns the products that the kernel uses, for code that computes beside it. */
const struct tile_ops *kernel_tiles(const struct kernel *kernel);

/**
 * Computes a loss, and its gradient when out is not NULL. The bits depend on the batch and the kind
 * of tiles, never on the team's size; they are the same for avx512, avx2 and scalar tiles.
 *
 * returns  sum over the batch of r^2, r = f(x) - y, summed in float64.
 * out      d/dparams of (1/2) sum r^2, [network_parameters], for at most as many rows as the kernel
 *          has room for; NULL for the loss alone.
 */
double kernel_gradient(struct kernel *kernel, const float *params, const struct batch *batch,
                       float *out);

/** Writes f [n], the predictions on rows 0..n-1 of x [n x d]. */
void kernel_predict(struct kernel *kernel, const float *params, const float *x, size_t n, float *f);

#endif
