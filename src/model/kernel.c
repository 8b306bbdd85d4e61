#include "kernel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"

/*
 * Returns the cost of a product of `rows` times `columns` whose lanes are the columns of an operand
 * with rows `stride` floats apart. Idle lanes cost as much as others; rows that do not begin at
 * whole vectors cost an eighth more (measured 2026-11-23 at 93f34c5 on an AMD EPYC of the Zen 4
 * kind).
 */
static double product_cost(const struct tile_ops *tiles, size_t rows, size_t columns, size_t stride)
{
    const size_t taken = (columns + tiles->lanes - 1) / tiles->lanes * tiles->lanes;

    return (double)(rows * taken) * (stride % tiles->lanes == 0 ? 1.0 : 1.125);
}

/* Sets everything but the places in memory. */
static void shape_layer(struct kernel *kernel, size_t l)
{
    const struct network *network = &kernel->network;
    struct layer *layer = &kernel->layer[l];

    layer->inputs = l > 0 ? network->k[l - 1] : network->d;
    layer->width = network->k[l];
    layer->padded = tile_padded(layer->width);
    const size_t inputs_stride = l > 0 ? kernel->layer[l - 1].padded : layer->inputs;
    layer->over_units = product_cost(kernel->tiles, layer->inputs, layer->width, layer->padded) <=
                        product_cost(kernel->tiles, layer->width, layer->inputs, inputs_stride);
    layer->stride = tile_padded(layer->over_units ? layer->width : layer->inputs);
}

/* Takes the next so many floats, in whole lines, of a block that is being laid out. */
static size_t take(size_t *used, size_t floats)
{
    const size_t at = *used;

    *used += tile_padded(floats);
    return at;
}

static void lay_out(struct kernel *kernel)
{
    const struct network *network = &kernel->network;
    const size_t last = network->layers - 1;
    size_t parameters = 0;

    take(&kernel->scratch_floats, BLOCK_ROWS * network->d + TILE_LANES);
    for (size_t l = 0; l <= last; l++) {
        struct layer *layer = &kernel->layer[l];

        shape_layer(kernel, l);
        const size_t rows = l < last ? BLOCK_ROWS : kernel_group_rows(layer);
        layer->z = take(&kernel->scratch_floats, BLOCK_ROWS * layer->padded);
        layer->a = take(&kernel->scratch_floats, rows * layer->padded);
        layer->sums = take(&kernel->sum_floats,
                           (layer->over_units ? layer->inputs : layer->width) * layer->stride);
        layer->weights = parameters;
        parameters += layer->width * layer->inputs;
    }
    kernel->readout_sums = take(&kernel->sum_floats, kernel->layer[last].padded);
}

/*
 * Computes, from the last layer down, the factor that B_l lacks of dL/dZ_l, and the 1 /
 * sqrt(inputs) of Z_l.
 */
static void set_scales(struct kernel *kernel)
{
    const size_t layers = kernel->network.layers;
    double scale = 1.0 / sqrt((double)kernel->network.k[layers - 1]);

    for (size_t l = layers; l-- > 0;) {
        scale /= sqrt((double)kernel->layer[l].inputs);
        kernel->layer[l].gradient_scale = scale;
    }
}

static bool allocate(struct kernel *kernel)
{
    const size_t layers = kernel->network.layers;
    bool all = true;

    for (size_t l = 0; l < layers; l++) {
        struct layer *layer = &kernel->layer[l];

        layer->forward = memory_zeroed(layer->inputs * layer->padded, sizeof(float));
        all = all && layer->forward;
        if (l > 0) {
            layer->backward =
                memory_zeroed(layer->width * kernel->layer[l - 1].padded, sizeof(float));
            all = all && layer->backward;
        }
    }
    kernel->readout = memory_zeroed(kernel->layer[layers - 1].padded, sizeof(float));
    kernel->scratch =
        memory_zeroed(team_threads(kernel->team) * kernel->scratch_floats, sizeof(float));
    return all && kernel->readout && kernel->scratch;
}

/* Two layers keep twice as much of a block in cache. */
static size_t block_rows(size_t layers, size_t n)
{
    return n < SMALL_BATCH || layers > 1 ? SMALL_BLOCK_ROWS : BLOCK_ROWS;
}

static size_t block_count(size_t layers, size_t n)
{
    return (n + block_rows(layers, n) - 1) / block_rows(layers, n);
}

size_t kernel_chunks(size_t layers, size_t n)
{
    const size_t blocks = block_count(layers, n);
    const size_t whole = blocks * block_rows(layers, n) / CHUNK_ROWS;
    const size_t most = whole < CHUNK_GROUP ? CHUNK_GROUP : whole < CHUNKS_MAX ? whole : CHUNKS_MAX;

    return blocks < 4 ? 1 : blocks / 4 < most ? blocks / 4 : most;
}

enum status kernel_reserve(struct kernel *kernel, size_t n, struct error *err)
{
    const size_t wanted = kernel_chunks(kernel->network.layers, n);
    /* Fewer rows may come in more chunks, up to a group of them. */
    const size_t chunks = wanted < CHUNK_GROUP ? CHUNK_GROUP : wanted;

    if (n == 0 || chunks <= kernel->room)
        return STATUS_OK;
    const enum status status =
        buffer_resize(&kernel->sums, chunks * kernel->sum_floats * sizeof(float), err);
    if (status == STATUS_OK)
        kernel->room = chunks;
    return status;
}

/*
 * Counts the packed weights (twice behind the first layer), one gradient for each chunk, and blocks
 * of rows with Z and A for each thread, all in rows of whole lanes.
 */
double kernel_memory(const struct network *network, size_t n, size_t threads)
{
    const double lanes = (double)TILE_LANES, rows = (double)threads * BLOCK_ROWS;
    const double chunks = (double)kernel_chunks(network->layers, n);
    const double room = n > 0 ? fmax(chunks, CHUNK_GROUP) : 0.0;
    double floats = rows * (double)network->d;

    for (size_t l = 0; l < network->layers; l++) {
        const double inputs = (double)network_inputs(network, l), width = (double)network->k[l];
        const double packed = l > 0 ? 2.0 : 1.0;
        floats += (packed + room) * (inputs + lanes) * (width + lanes);
        floats += rows * 2.0 * (width + lanes);
    }
    return sizeof(float) * floats;
}

float *kernel_sums(const struct kernel *kernel, size_t chunk)
{
    return (float *)kernel->sums.at + chunk * kernel->sum_floats;
}

struct kernel *kernel_create(const struct network *network, struct team *team,
                             const struct tile_ops *tiles, size_t n, struct error *err)
{
    struct kernel *kernel = memory_zeroed(1, sizeof *kernel);
    bool complete = false;

    if (kernel) {
        kernel->network = *network;
        kernel->team = team;
        kernel->tiles = tiles ? tiles : tile_best();
        lay_out(kernel);
        set_scales(kernel);
        complete = allocate(kernel) && kernel_reserve(kernel, n, NULL) == STATUS_OK;
    }
    if (!complete) {
        error_set(err, STATUS_NO_MEMORY,
                  "d: out of memory: no room for the gradient of %zu weights",
                  network_parameters(network));
        kernel_destroy(kernel); /* accepts a half-built object */
        return NULL;
    }
    return kernel;
}

void kernel_destroy(struct kernel *kernel)
{
    if (!kernel)
        return;
    for (size_t l = 0; l < DEPTH_MAX; l++) {
        free(kernel->layer[l].forward);
        free(kernel->layer[l].backward);
    }
    free(kernel->readout);
    free(kernel->scratch);
    buffer_release(&kernel->sums);
    free(kernel);
}

const struct tile_ops *kernel_tiles(const struct kernel *kernel)
{
    return kernel->tiles;
}

/* Prepares everything that depends on the parameters. */
static void load(struct kernel *kernel, const float *params, bool with_gradient)
{
    const struct network *network = &kernel->network;
    const struct tile_ops *tiles = kernel->tiles;

    for (size_t l = 0; l < network->layers; l++) {
        const struct layer *layer = &kernel->layer[l];
        const float *w = params + layer->weights;

        tiles->pack(layer->width, layer->inputs, 1.0f / sqrtf((float)layer->inputs), w, 1,
                    layer->inputs, layer->forward);
        if (layer->backward && with_gradient)
            tiles->pack(layer->inputs, layer->width, 1.0f, w, layer->inputs, 1, layer->backward);
    }
    memcpy(kernel->readout, network_readout(network, params),
           network->k[network->layers - 1] * sizeof(float));
}

static void chunk_pass(void *context, size_t chunk, size_t thread)
{
    const struct pass *pass = context;
    struct kernel *kernel = pass->kernel;
    float *scratch = kernel->scratch + thread * kernel->scratch_floats;
    float *sums = pass->with_gradient ? kernel_sums(kernel, chunk) : NULL;
    const size_t begin = pass->blocks * chunk / pass->chunks;
    const size_t end = pass->blocks * (chunk + 1) / pass->chunks;
    double loss = 0.0;

    if (pass->with_gradient)
        memset(sums, 0, kernel->sum_floats * sizeof *sums);
    for (size_t b = begin; b < end; b++) {
        const size_t first = b * pass->block, left = pass->batch.n - first;

        loss += kernel_block(pass, first, left < pass->block ? left : pass->block, scratch, sums);
    }
    kernel->losses[chunk] = loss;
}

static struct pass pass_begin(struct kernel *kernel, struct batch batch)
{
    const size_t layers = kernel->network.layers;

    return (struct pass){.kernel = kernel,
                         .batch = batch,
                         .block = block_rows(layers, batch.n),
                         .blocks = block_count(layers, batch.n),
                         .chunks = kernel_chunks(layers, batch.n)};
}

/* total [n] = scale times the sum over chunks of the floats at `at` in their sums. */
struct reduction {
    const struct kernel *kernel;
    size_t chunks, at, n;
    float scale;
    float *total;
};

enum { SLICE = 2048 };

static void add_slice(void *context, size_t slice, size_t thread)
{
    const struct reduction *to = context;
    const size_t begin = slice * SLICE, left = to->n - begin;

    (void)thread;
    chunks_add(kernel_sums(to->kernel, 0) + to->at + begin, to->kernel->sum_floats, to->chunks,
               left < SLICE ? left : SLICE, to->scale, to->total + begin);
}

/* A few chunks are added faster than a team wakes up. */
static void add_chunks(struct reduction to)
{
    const size_t slices = (to.n + SLICE - 1) / SLICE;

    if (to.chunks > CHUNK_GROUP)
        team_run(to.kernel->team, slices, add_slice, &to);
    for (size_t i = 0; to.chunks <= CHUNK_GROUP && i < slices; i++)
        add_slice(&to, i, 0);
}

/*
 * Computes dL/dW of one layer, [width x inputs]; the total of all chunks replaces the first chunk's
 * sums.
 */
static void reduce_layer(struct kernel *kernel, const struct layer *layer, size_t chunks,
                         float *out)
{
    const size_t rows = layer->over_units ? layer->inputs : layer->width;
    float *total = kernel_sums(kernel, 0) + layer->sums;

    add_chunks((struct reduction){kernel, chunks, layer->sums, rows * layer->stride,
                                  (float)layer->gradient_scale, total});
    for (size_t i = 0; i < layer->width; i++) {
        if (layer->over_units)
            for (size_t j = 0; j < layer->inputs; j++)
                out[i * layer->inputs + j] = total[j * layer->stride + i];
        else
            memcpy(out + i * layer->inputs, total + i * layer->stride, layer->inputs * sizeof *out);
    }
}

static void reduce(struct kernel *kernel, size_t chunks, float *out)
{
    const struct network *network = &kernel->network;
    const size_t k = network->k[network->layers - 1];

    for (size_t l = 0; l < network->layers; l++)
        reduce_layer(kernel, &kernel->layer[l], chunks, out + kernel->layer[l].weights);
    if (network->learn_readout)
        add_chunks((struct reduction){kernel, chunks, kernel->readout_sums, k,
                                      (float)(1.0 / sqrt((double)k)),
                                      out + network_parameters(network) - k});
}

double kernel_gradient(struct kernel *kernel, const float *params, const struct batch *batch,
                       float *out)
{
    struct pass pass = pass_begin(kernel, *batch);

    assert(!out || pass.chunks <= kernel->room);
    pass.with_gradient = out != NULL;
    load(kernel, params, pass.with_gradient);
    team_run(kernel->team, pass.chunks, chunk_pass, &pass);
    if (out)
        reduce(kernel, pass.chunks, out);
    return chunks_sum(kernel->losses, pass.chunks);
}

void kernel_predict(struct kernel *kernel, const float *params, const float *x, size_t n, float *f)
{
    struct pass pass = pass_begin(kernel, (struct batch){.x = x, .n = n});

    pass.predictions = f;
    load(kernel, params, false);
    team_run(kernel->team, pass.chunks, chunk_pass, &pass);
}
