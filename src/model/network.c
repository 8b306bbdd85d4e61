#include "plateau/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/linalg.h"
#include "plateau/memory.h"

/*
 * Rows are cut into blocks that stay in cache, blocks into chunks that threads take. Both cuts
 * depend on the number of rows alone, and chunks are summed in order: so do the bits.
 */
enum { BLOCK_ROWS = 192, SMALL_BLOCK_ROWS = 96, SMALL_BATCH = 5000, CHUNKS_MAX = 16, LANES = 16 };

struct kernel {
    struct network network;
    struct team *team; /* borrowed */
    float *blocks;     /* per thread: x [BLOCK_ROWS x d], z and a [BLOCK_ROWS x k] each */
    float *sums;       /* per chunk: gradient [parameters] */
    double losses[CHUNKS_MAX];
};

/* One call, shared by the team; each chunk writes its own sums and loss. */
struct pass {
    struct kernel *kernel;
    const float *params;
    struct batch batch;
    bool with_gradient;
    float *predictions; /* instead of residuals, when not NULL */
    size_t block, blocks, chunks;
};

size_t network_parameters(const struct network *network)
{
    return network->k * network->d + (network->learn_readout ? network->k : 0);
}

const float *network_readout(const struct network *network, const float *params)
{
    return network->learn_readout ? params + network->k * network->d : network->readout;
}

static size_t thread_floats(const struct network *network)
{
    return BLOCK_ROWS * (network->d + 2 * network->k);
}

struct kernel *kernel_create(const struct network *network, struct team *team, struct error *err)
{
    struct kernel *kernel = memory_zeroed(1, sizeof *kernel);
    if (kernel) {
        kernel->network = *network;
        kernel->team = team;
        kernel->blocks = memory_zeroed(team_threads(team) * thread_floats(network), sizeof(float));
        kernel->sums = memory_zeroed(CHUNKS_MAX * network_parameters(network), sizeof(float));
    }
    if (!kernel || !kernel->blocks || !kernel->sums) {
        error_set(err, STATUS_NO_MEMORY, "d: no memory for the gradient of %zu x %zu weights",
                  network->k, network->d);
        kernel_destroy(kernel);
        return NULL;
    }
    return kernel;
}

void kernel_destroy(struct kernel *kernel)
{
    if (!kernel)
        return;
    free(kernel->blocks);
    free(kernel->sums);
    free(kernel);
}

/* A block of inputs as adjacent rows: in place when the batch is a range, gathered otherwise. */
static const float *block_inputs(const struct pass *pass, size_t first, size_t rows,
                                 float *gathered)
{
    const size_t d = pass->kernel->network.d;

    if (!pass->batch.index)
        return pass->batch.x + first * d;
    for (size_t r = 0; r < rows; r++)
        memcpy(gathered + r * d, pass->batch.x + pass->batch.index[first + r] * d,
               d * sizeof(float));
    return gathered;
}

/* sum_i a_i v_i in 16 partial sums, folded 16-8-4-2-1: a fixed order at any vector width. */
static float dot_readout(const float a[], const float v[], size_t k)
{
    float lane[LANES] = {0};
    size_t i = 0;

    for (; i + LANES <= k; i += LANES)
        for (size_t l = 0; l < LANES; l++)
            lane[l] += a[i + l] * v[i + l];
    for (size_t l = 0; i + l < k; l++)
        lane[l] += a[i + l] * v[i + l];
    for (size_t width = LANES / 2; width > 0; width /= 2)
        for (size_t l = 0; l < width; l++)
            lane[l] += lane[l + width];
    return lane[0];
}

/* dL/dz_i = r v_i sigma'(z_i) over z, and r a_i onto the readout's gradient when it is learned. */
static void backward_row(const struct network *network, const float v[], float residual,
                         float slope[], const float a[], float *readout_sum)
{
    for (size_t i = 0; i < network->k; i++)
        slope[i] *= residual * v[i];
    if (network->learn_readout)
        for (size_t i = 0; i < network->k; i++)
            readout_sum[i] += residual * a[i];
}

/* One block: Z = X W^T / sqrt d, activation, residuals, and sums += B^T X. returns sum r^2. */
static double block_pass(const struct pass *pass, size_t first, size_t rows, float *scratch,
                         float *sums)
{
    const struct network *network = &pass->kernel->network;
    const size_t d = network->d, k = network->k;
    float *z = scratch + BLOCK_ROWS * d, *a = z + BLOCK_ROWS * k;
    const float *x = block_inputs(pass, first, rows, scratch);
    const float *v = network_readout(network, pass->params);
    const float output_scale = 1.0f / sqrtf((float)k);
    double loss = 0.0;

    linalg_product_nt(rows, k, d, 1.0f / sqrtf((float)d), x, d, pass->params, d, z, k);
    if (pass->with_gradient)
        activation_apply_with_slope(&network->activation, z, a, z, rows * k);
    else
        activation_apply(&network->activation, z, a, rows * k);
    for (size_t r = 0; r < rows; r++) {
        const float f = output_scale * dot_readout(a + r * k, v, k);
        if (pass->predictions) {
            pass->predictions[first + r] = f;
            continue;
        }
        const size_t row = pass->batch.index ? pass->batch.index[first + r] : first + r;
        const float residual = f - pass->batch.y[row];
        loss += (double)residual * (double)residual;
        if (pass->with_gradient)
            backward_row(network, v, residual, z + r * k, a + r * k, sums + k * d);
    }
    if (pass->with_gradient)
        linalg_accumulate_tn(k, d, rows, z, k, x, d, sums, d);
    return loss;
}

static void chunk_pass(void *context, size_t chunk, size_t thread)
{
    const struct pass *pass = context;
    struct kernel *kernel = pass->kernel;
    const size_t parameters = network_parameters(&kernel->network);
    float *scratch = kernel->blocks + thread * thread_floats(&kernel->network);
    float *sums = kernel->sums + chunk * parameters;
    const size_t begin = pass->blocks * chunk / pass->chunks;
    const size_t end = pass->blocks * (chunk + 1) / pass->chunks;
    double loss = 0.0;

    if (pass->with_gradient)
        memset(sums, 0, parameters * sizeof *sums);
    for (size_t b = begin; b < end; b++) {
        const size_t first = b * pass->block;
        const size_t left = pass->batch.n - first;
        loss += block_pass(pass, first, left < pass->block ? left : pass->block, scratch, sums);
    }
    kernel->losses[chunk] = loss;
}

static struct pass pass_begin(struct kernel *kernel, const float *params, struct batch batch)
{
    struct pass pass = {.kernel = kernel, .params = params, .batch = batch};

    pass.block = batch.n < SMALL_BATCH ? SMALL_BLOCK_ROWS : BLOCK_ROWS;
    pass.blocks = (batch.n + pass.block - 1) / pass.block;
    pass.chunks = pass.blocks / 4;
    if (pass.chunks < 1)
        pass.chunks = 1;
    if (pass.chunks > CHUNKS_MAX)
        pass.chunks = CHUNKS_MAX;
    return pass;
}

/* Sums the chunks in order and applies df/dW = v sigma' x / sqrt(kd), df/dv = sigma / sqrt k. */
static void reduce_gradient(const struct kernel *kernel, size_t chunks, float *out)
{
    const size_t weights = kernel->network.k * kernel->network.d;
    const size_t parameters = network_parameters(&kernel->network);
    const double readout_scale = 1.0 / sqrt((double)kernel->network.k);
    const double weight_scale = readout_scale / sqrt((double)kernel->network.d);

    for (size_t p = 0; p < parameters; p++) {
        double sum = 0.0;
        for (size_t c = 0; c < chunks; c++)
            sum += (double)kernel->sums[c * parameters + p];
        out[p] = (float)(sum * (p < weights ? weight_scale : readout_scale));
    }
}

double kernel_gradient(struct kernel *kernel, const float *params, const struct batch *batch,
                       float *out)
{
    struct pass pass = pass_begin(kernel, params, *batch);
    double loss = 0.0;

    pass.with_gradient = out != NULL;
    team_run(kernel->team, pass.chunks, chunk_pass, &pass);
    for (size_t c = 0; c < pass.chunks; c++)
        loss += kernel->losses[c];
    if (out)
        reduce_gradient(kernel, pass.chunks, out);
    return loss;
}

void kernel_predict(struct kernel *kernel, const float *params, const float *x, size_t n, float *f)
{
    struct pass pass = pass_begin(kernel, params, (struct batch){.x = x, .n = n});

    pass.predictions = f;
    team_run(kernel->team, pass.chunks, chunk_pass, &pass);
}
