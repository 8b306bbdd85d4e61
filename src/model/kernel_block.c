/*
 * One block of rows, while it is in cache: forward through the layers, residuals, and back again
 * onto the gradient's sums. With A_0 = X, layer by layer:
 *
 *   Z_l = A_(l-1) W_l^T / sqrt(k_(l-1)),  A_l = sigma_l(Z_l),  f = A_L v / sqrt(k_L),  r = f - y
 *   B_L = r v^T sigma'_L(Z_L),  B_l = B_(l+1) W_(l+1) sigma'_l(Z_l)      (products by entry)
 *   dL/dW_l ~ sum over rows of B_l^T A_(l-1),  dL/dv ~ sum of r A_L      (kernel.c has the factors)
 */
#include <math.h>
#include <string.h>

#include "kernel.h"

enum { GROUP_FLOATS = 512, LINE_FLOATS = 16 };

size_t kernel_group_rows(const struct layer *last)
{
    const size_t rows = GROUP_FLOATS / last->padded;

    return rows < 1 ? 1 : rows > BLOCK_ROWS ? BLOCK_ROWS : rows;
}

static size_t row_of(const struct batch *batch, size_t i)
{
    return batch->index ? batch->index[i] : i;
}

/*
 * Returns the rows of X, d apart: in place when the batch is a range; gathered otherwise, and where
 * reading up to the next TILE_LANES would go past the data.
 */
static const float *block_inputs(const struct pass *pass, size_t first, size_t rows,
                                 float *gathered)
{
    const size_t d = pass->kernel->network.d, after = pass->batch.n - first - rows;

    if (!pass->batch.index && after * d >= TILE_LANES)
        return pass->batch.x + first * d;
    for (size_t r = 0; r < rows; r++)
        memcpy(gathered + r * d, pass->batch.x + row_of(&pass->batch, first + r) * d,
               d * sizeof(float));
    return gathered;
}

/*
 * Fetches row i of X into the second cache. Inlined by force: gcc takes a function that does
 * nothing but prefetch for one without effect, and removes its calls.
 */
static inline __attribute__((always_inline)) void prefetch_row(const struct pass *pass, size_t i)
{
    const size_t d = pass->kernel->network.d;

    if (i >= pass->batch.n)
        return;
    const float *x = pass->batch.x + row_of(&pass->batch, i) * d;
    for (size_t j = 0; j < d; j += LINE_FLOATS)
        __builtin_prefetch(x + j, 0, 2);
}

/* A product leaves the floats past its last vector as they were: they must be finite. */
static void clear_padding(const struct layer *layer, size_t lanes, size_t rows, float *z)
{
    const size_t written = (layer->width + lanes - 1) / lanes * lanes;

    if (written < layer->padded)
        for (size_t r = 0; r < rows; r++)
            memset(z + r * layer->padded + written, 0, (layer->padded - written) * sizeof *z);
}

/* Computes Z of every layer, and A and sigma' of all but the last. */
static void forward(const struct pass *pass, size_t rows, const float *x, float *scratch)
{
    const struct kernel *kernel = pass->kernel;
    const struct tile_ops *tiles = kernel->tiles;
    const float *inputs = x;
    size_t stride = kernel->network.d;

    for (size_t l = 0; l < kernel->network.layers; l++) {
        const struct layer *layer = &kernel->layer[l];
        float *z = scratch + layer->z, *a = scratch + layer->a;

        tiles->multiply(rows, layer->width, layer->inputs, inputs, stride, layer->forward, z,
                        layer->padded);
        clear_padding(layer, tiles->lanes, rows, z);
        if (l + 1 < kernel->network.layers)
            activation_apply(&kernel->network.activation[l], tiles->simd, z, a,
                             pass->with_gradient ? z : NULL, rows * layer->padded);
        inputs = a;
        stride = layer->padded;
    }
}

/* Computes r = f - y of rows first.., or predictions. Returns sum r^2. */
static double find_residuals(const struct pass *pass, size_t first, size_t rows, float *f)
{
    const struct network *network = &pass->kernel->network;
    const float scale = 1.0f / sqrtf((float)network->k[network->layers - 1]);
    double loss = 0.0;

    for (size_t r = 0; r < rows; r++) {
        f[r] *= scale;
        if (pass->predictions) {
            pass->predictions[first + r] = f[r];
            continue;
        }
        f[r] -= pass->batch.y[row_of(&pass->batch, first + r)];
        loss += (double)f[r] * (double)f[r];
    }
    return loss;
}

/*
 * Computes the last layer's activation and all that follows: f, r, B over Z, and r A onto the sums
 * of a learned readout. A few rows at a time, so that A and Z are in the first cache; meanwhile it
 * fetches the next block of X, at most as much at once as the processor keeps under way.
 */
static double output(const struct pass *pass, size_t first, size_t rows, float *scratch,
                     float *sums)
{
    const struct kernel *kernel = pass->kernel;
    const struct tile_ops *tiles = kernel->tiles;
    const size_t last = kernel->network.layers - 1;
    const struct layer *layer = &kernel->layer[last];
    const size_t group = kernel_group_rows(layer), width = layer->padded;
    float *a = scratch + layer->a;
    double loss = 0.0;

    for (size_t begin = 0; begin < rows; begin += group) {
        const size_t count = rows - begin < group ? rows - begin : group;
        float *z = scratch + layer->z + begin * width;
        float residual[BLOCK_ROWS];

        for (size_t r = 0; r < count; r++)
            prefetch_row(pass, first + pass->block + begin + r);
        activation_apply(&kernel->network.activation[last], tiles->simd, z, a,
                         pass->with_gradient ? z : NULL, count * width);
        tiles->dot(count, width, a, kernel->readout, residual);
        loss += find_residuals(pass, first + begin, count, residual);
        if (!pass->with_gradient)
            continue;
        tiles->scale(count, width, residual, kernel->readout, z);
        if (kernel->network.learn_readout)
            tiles->accumulate(1, width, count, residual, 1, a, width, sums + kernel->readout_sums,
                              width);
    }
    return loss;
}

/*
 * Adds to the gradient's sums of every layer, from the last to the first. B overwrites sigma'(Z),
 * and B W overwrites A, which is not needed any more.
 */
static void backward(const struct kernel *kernel, size_t rows, const float *x, float *scratch,
                     float *sums)
{
    const struct tile_ops *tiles = kernel->tiles;

    for (size_t l = kernel->network.layers; l-- > 0;) {
        const struct layer *layer = &kernel->layer[l], *below = l > 0 ? layer - 1 : NULL;
        const float *b = scratch + layer->z, *h = below ? scratch + below->a : x;
        const size_t stride = below ? below->padded : kernel->network.d;

        if (layer->over_units)
            tiles->accumulate(layer->inputs, layer->width, rows, h, stride, b, layer->padded,
                              sums + layer->sums, layer->stride);
        else
            tiles->accumulate(layer->width, layer->inputs, rows, b, layer->padded, h, stride,
                              sums + layer->sums, layer->stride);
        if (!below)
            break;
        float *product = scratch + below->a, *slope = scratch + below->z;
        tiles->multiply(rows, layer->inputs, layer->width, b, layer->padded, layer->backward,
                        product, below->padded);
        clear_padding(below, tiles->lanes, rows, product);
        for (size_t i = 0; i < rows * below->padded; i++)
            slope[i] *= product[i];
    }
}

double kernel_block(const struct pass *pass, size_t first, size_t rows, float *scratch, float *sums)
{
    const float *x = block_inputs(pass, first, rows, scratch);

    forward(pass, rows, x, scratch);
    const double loss = output(pass, first, rows, scratch, sums);
    if (pass->with_gradient)
        backward(pass->kernel, rows, x, scratch, sums);
    return loss;
}
