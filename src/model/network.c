#include "plateau/network.h"

/* Sets widths and activations; the caller sets the readouts. */
static struct network shape(const struct config *config,
                            size_t (*width)(const struct config *, size_t))
{
    struct network network = {.d = config->d, .layers = config_layers(config)};

    for (size_t l = 0; l < network.layers; l++) {
        network.k[l] = width(config, l);
        network.activation[l] = *config_activation(config, l);
    }
    return network;
}

struct network network_of_teacher(const struct config *config)
{
    return shape(config, config_layer_k);
}

struct network network_of_student(const struct config *config)
{
    struct network network = shape(config, config_student_layer_k);

    network.learn_readout = config->learn_readout != 0;
    return network;
}

size_t network_inputs(const struct network *network, size_t l)
{
    return l > 0 ? network->k[l - 1] : network->d;
}

size_t network_layer(const struct network *network, size_t l)
{
    size_t sum = 0;

    for (size_t below = 0; below < l; below++)
        sum += network->k[below] * network_inputs(network, below);
    return sum;
}

size_t network_parameters(const struct network *network)
{
    const size_t weights = network_layer(network, network->layers);

    return weights + (network->learn_readout ? network->k[network->layers - 1] : 0);
}

const float *network_readout(const struct network *network, const float *params)
{
    return network->learn_readout ? params + network_layer(network, network->layers)
                                  : network->readout;
}
