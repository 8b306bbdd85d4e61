#include "plateau/network.h"

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
