/* How large a run of a config is. */
#include <math.h>

#include "config_parts.h"
#include "plateau/chunks.h"
#include "plateau/linalg.h"
#include "plateau/network.h"
#include "plateau/tile.h"

static const double test_least = 20000.0, test_most = 200000.0;

/* A number of things as a size_t, or as many as there can be. */
static size_t count_of(double number)
{
    return number < (double)SIZE_MAX ? (size_t)number : SIZE_MAX;
}

size_t config_layers(const struct config *config)
{
    return config->gamma.count > config->activation.count ? config->gamma.count
                                                          : config->activation.count;
}

/* Its own value, or the one for all. */
static double layer_value(const struct layers_real *layers, size_t l)
{
    return layers->at[l < layers->count ? l : layers->count - 1];
}

double config_gamma(const struct config *config, size_t l)
{
    return layer_value(&config->gamma, l);
}

const struct activation *config_activation(const struct config *config, size_t l)
{
    const struct layers_activation *layers = &config->activation;

    return &layers->at[l < layers->count ? l : layers->count - 1];
}

size_t config_layer_k(const struct config *config, size_t l)
{
    return count_of(round(config_gamma(config, l) * (double)config->d));
}

size_t config_student_layer_k(const struct config *config, size_t l)
{
    return count_of(round(layer_value(&config->width, l) * (double)config_layer_k(config, l)));
}

size_t config_k(const struct config *config)
{
    return config_layer_k(config, 0);
}

size_t config_readouts(const struct config *config)
{
    return config_layer_k(config, config_layers(config) - 1);
}

size_t config_student_k(const struct config *config)
{
    return config_student_layer_k(config, 0);
}

size_t config_n(const struct config *config)
{
    return count_of(round(config->alpha * (double)config->d * (double)config->d));
}

size_t config_test_rows(const struct config *config)
{
    const double squared = (double)config->d * (double)config->d;

    if (config->test > 0)
        return config->test;
    return count_of(fmin(fmax(test_least, 4.0 * squared), test_most));
}

double config_operations(const struct config *config)
{
    const double n = (double)config_n(config);
    double inputs = (double)config->d, sum = 0.0;

    for (size_t l = 0; l < config_layers(config); l++) {
        const double wide = (double)config_student_layer_k(config, l);
        sum += (l > 0 ? 6.0 : 4.0) * n * inputs * wide;
        inputs = wide;
    }
    return sum;
}

/* One layer of both networks: neurons, and inputs to each. */
struct layer_size {
    double wide, k, inputs, inputs0;
};

static struct layer_size layer_size(const struct config *config, size_t l)
{
    const double d = (double)config->d;

    return (struct layer_size){
        .wide = (double)config_student_layer_k(config, l),
        .k = (double)config_layer_k(config, l),
        .inputs = l > 0 ? (double)config_student_layer_k(config, l - 1) : d,
        .inputs0 = l > 0 ? (double)config_layer_k(config, l - 1) : d,
    };
}

/* The largest state of a learner of weights, in floats a weight. */
static double state_per_weight(const struct config *config)
{
    return config->weights == WEIGHTS_RADEMACHER ? 8.0 : 35.0;
}

/* And in floats a row: the batches' permutation, or every pre-activation and activation. */
static double state_per_row(const struct config *config)
{
    const double wide = (double)config_student_layer_k(config, 0);

    return config->weights == WEIGHTS_RADEMACHER ? 2.0 * wide + 4.0 : 1.0;
}

/*
 * Floats of a replica that learns the teacher's matrix: gamp-rie may be chosen in any run of one
 * layer with known readouts, unless an odd activation shows nothing of it. Its state: two matrices
 * in float64, what the decomposition of one takes or the sums and a block of rows of each chunk (8,
 * and 8 more for each 24576 rows), and three floats a row; of which the largest of the others is
 * counted already. And to measure it: a product with the teacher's weights, the matrix, and blocks
 * of 192 rows for each of up to 16 threads.
 */
static double matrix_floats(const struct config *config, double others)
{
    const double d = (double)config->d, k = (double)config_layer_k(config, 0);
    const double eigen = (double)linalg_eigen_scratch(config->d) / sizeof(float);
    const double n = (double)config_n(config), wide = (double)tile_padded(config->d);
    const double chunks = 8.0 * fmin(fmax(floor(n / 24576.0), 1.0), 32.0);
    const double sums = wide * (d + chunks * (192.0 + d));
    const double state =
        4.0 * d * d + (4.0 + 2.0 * chunks) * d + 4.0 * k + fmax(eigen, sums) + 3.0 * n;
    const double form = 2.0 * (k * d + 3.0 * k) + wide * (d + 16.0 * 192.0);

    if (config_layers(config) > 1 || config->learn_readout ||
        activation_parity(config_activation(config, 0)) == ACTIVATION_ODD)
        return 0.0;
    return fmax(0.0, state - others) + form;
}

/* Gradients that the student's kernel has room for. */
static double kernel_room(const struct config *config)
{
    return fmax((double)kernel_chunks(config_layers(config), config_n(config)), CHUNK_GROUP);
}

/*
 * Weights with the largest learner's state. Both kernels: the packed weights (twice behind the
 * first layer), and blocks of 192 rows for each of up to 16 threads; the student's one gradient for
 * each chunk, too. All are in rows of whole lanes.
 */
static double layer_floats(struct layer_size size, bool first, double room, double per_weight,
                           double replicas)
{
    const double lanes = (double)TILE_LANES, packed = first ? 1.0 : 2.0;
    const double kernels = (packed + room) * (size.inputs + lanes) * (size.wide + lanes) +
                           packed * (size.inputs0 + lanes) * (size.k + lanes);
    const double blocks = 16.0 * 192.0 * 2.0 * (size.wide + size.k + 2.0 * lanes);

    return size.wide * (size.inputs + 1.0) * (1.0 + per_weight) * replicas +
           size.k * (size.inputs0 + 1.0) + kernels + blocks;
}

/* The weights in float64, and the matrices of overlaps and assignment; behind the first layer those
 * of the product of two layers, too. */
static double layer_doubles(struct layer_size size, bool first)
{
    const double own = size.inputs0 * (size.wide + size.k) + size.k * (2.0 * size.wide + size.k);
    const double product = size.inputs * (size.wide + size.k) + size.inputs0 * size.k +
                           size.k * (2.0 * size.wide + size.k);

    return own + (first ? size.wide * size.wide : product);
}

/*
 * Everything a run takes. Per sample: the input, its label, clean label and a learner's own numbers
 * in each replica. Per test row: the input, its label, and for each replica a prediction with 16
 * float64 running sums. Then the layers, a learner of a matrix, and blocks of inputs for both
 * kernels.
 */
double config_memory(const struct config *config)
{
    const double d = (double)config->d, replicas = (double)config->replicas;
    const double per_row = state_per_row(config), per_weight = state_per_weight(config);
    double floats = (double)config_n(config) * (d + 3.0 + per_row * replicas) +
                    (double)config_test_rows(config) * (d + 1.0 + 33.0 * replicas) +
                    16.0 * 192.0 * 2.0 * d;
    const double room = kernel_room(config);
    double doubles = 0.0, others = (double)config_n(config) * per_row;

    for (size_t l = 0; l < config_layers(config); l++) {
        const struct layer_size size = layer_size(config, l);
        floats += layer_floats(size, l == 0, room, per_weight, replicas);
        doubles += layer_doubles(size, l == 0);
        others += size.wide * (size.inputs + 1.0) * per_weight;
    }
    floats += replicas * matrix_floats(config, others);
    return 4.0 * floats + 8.0 * replicas * doubles;
}
