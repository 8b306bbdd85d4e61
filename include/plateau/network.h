/*
 * model: a network of one hidden layer as numbers, and the one kernel every algorithm lives on:
 * sum of squared residuals and its gradient, in fused row blocks.
 *
 *   f(x) = sum_i v_i sigma(W_i . x / sqrt d) / sqrt k          src/model/README.md, eq. (1)
 *
 * Parameters are one float32 vector: W [k x d] row-major, then v [k] when the readout is learned.
 * A kernel is used by the one worker that owns it; the rest are pure functions for any thread.
 */
#ifndef PLATEAU_NETWORK_H
#define PLATEAU_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/activation.h"
#include "plateau/status.h"
#include "plateau/team.h"

/* Plain data; readout is borrowed. */
struct network {
    size_t d, k;
    struct activation activation;
    const float *readout; /* [k], used when !learn_readout */
    bool learn_readout;
};

/* Rows of data to evaluate on: rows index[0..n) of x and y, or rows 0..n-1 when index is NULL. */
struct batch {
    const float *x; /* [.. x d] row-major, 64-byte aligned */
    const float *y; /* [..] */
    const uint32_t *index;
    size_t n;
};

/** Length of the parameter vector: k d, plus k when the readout is learned. */
size_t network_parameters(const struct network *network);

/** The readouts in force: the tail of params when learned, network->readout otherwise. [k] */
const float *network_readout(const struct network *network, const float *params);

struct kernel; /* buffers and team behind the functions below; owned by: one worker */

/** team is borrowed and outlives the kernel. NULL on STATUS_NO_MEMORY. */
struct kernel *kernel_create(const struct network *network, struct team *team, struct error *err);
void kernel_destroy(struct kernel *kernel);

/**
 * returns  sum over the batch of r^2, r = f(x) - y, summed in float64.
 * out      d/dparams of (1/2) sum r^2, [network_parameters]; NULL for the loss alone.
 * The bits depend on the batch, never on the team's size.
 */
double kernel_gradient(struct kernel *kernel, const float *params, const struct batch *batch,
                       float *out);

/** f [n] = predictions on rows 0..n-1 of x [n x d]. */
void kernel_predict(struct kernel *kernel, const float *params, const float *x, size_t n, float *f);

#endif
