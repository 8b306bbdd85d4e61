/* The memory of meters. */
#include "plateau/config.h"
#include "plateau/meter.h"
#include "plateau/tile.h"

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

/*
 * Counts the weights in float64 and the matrices of overlaps and assignment; behind the first layer
 * also those of the product of two layers.
 */
static double layer_doubles(struct layer_size size, bool first)
{
    const double own = size.inputs0 * (size.wide + size.k) + size.k * (2.0 * size.wide + size.k);
    const double product = size.inputs * (size.wide + size.k) + size.inputs0 * size.k +
                           size.k * (2.0 * size.wide + size.k);

    return own + (first ? size.wide * size.wide : product);
}

/*
 * Counts the floats that measure a matrix, where a learner may hold one: a product with the
 * teacher's weights, the matrix, and blocks of rows for each thread.
 */
static double form_floats(const struct config *config)
{
    const double d = (double)config->d, k = (double)config_layer_k(config, 0);

    if (config_layers(config) > 1 || config->learn_readout ||
        activation_parity(config_activation(config, 0)) == ACTIVATION_ODD)
        return 0.0;
    return 2.0 * (k * d + 3.0 * k) +
           (double)tile_padded(config->d) * (d + (double)MEMORY_THREADS * QUADRATIC_ROWS);
}

/* Counts a prediction and 16 running sums in float64 for each test row; then the layers. */
double meter_memory(const struct config *config)
{
    double bytes = (double)config_test_rows(config) * 33.0 * sizeof(float) +
                   form_floats(config) * sizeof(float);

    for (size_t l = 0; l < config_layers(config); l++)
        bytes += layer_doubles(layer_size(config, l), l == 0) * sizeof(double);
    return (double)config->replicas * bytes;
}
