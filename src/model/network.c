#include "plateau/network.h"

static size_t weights(const struct network *network)
{
    size_t sum = 0, inputs = network->d;

    for (size_t l = 0; l < network->layers; l++) {
        sum += network->k[l] * inputs;
        inputs = network->k[l];
    }
    return sum;
}

size_t network_parameters(const struct network *network)
{
    return weights(network) + (network->learn_readout ? network->k[network->layers - 1] : 0);
}

const float *network_readout(const struct network *network, const float *params)
{
    return network->learn_readout ? params + weights(network) : network->readout;
}
