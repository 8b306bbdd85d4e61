#include "truth.h"

#include <stdlib.h>

#include "inputs.h"
#include "plateau/memory.h"
#include "readouts.h"

/* Fills row `index` of a weight matrix: standard normals, or their signs for Rademacher weights. */
static void fill_weights(struct rng rng, uint64_t index, enum weight_law law, float w[], size_t d)
{
    rng_fill_normal(rng, index, w, d);
    if (law == WEIGHTS_RADEMACHER)
        for (size_t j = 0; j < d; j++)
            w[j] = w[j] < 0.0f ? -1.0f : 1.0f;
}

static void draw_layer(const struct config *config, size_t l, float *w, size_t inputs)
{
    const struct rng rng = {config->seed, RNG_TEACHER, 0};

    for (size_t i = 0; i < config_layer_k(config, l); i++)
        fill_weights(rng, rng_layer_row(l, i), config->weights, w + i * inputs, inputs);
}

bool truth_draw_teacher(struct truth *truth, const struct config *config)
{
    const size_t k = config_readouts(config);
    struct network *network = &truth->teacher;

    *network = network_of_teacher(config);
    truth->params = memory_zeroed(network_parameters(network), sizeof(float));
    truth->readout = memory_zeroed(k, sizeof(float));
    if (!truth->params || !truth->readout || !readouts_fill(config, truth->readout))
        return false;
    network->readout = truth->readout;
    for (size_t l = 0; l < network->layers; l++)
        draw_layer(config, l, truth->params + network_layer(network, l),
                   network_inputs(network, l));
    return true;
}

bool truth_draw_test_set(struct truth *truth, const struct config *config, struct kernel *kernel,
                         struct team *team)
{
    const size_t d = config->d, test = config_test_rows(config);

    truth->test = test;
    truth->test_x = memory_zeroed(test * d, sizeof(float));
    truth->test_clean = memory_zeroed(test, sizeof(float));
    if (!truth->test_x || !truth->test_clean)
        return false;
    inputs_fill(team, (struct rng){config->seed, RNG_TEST, 0}, 0, test, d, truth->test_x);
    kernel_predict(kernel, truth->params, truth->test_x, test, truth->test_clean);
    return true;
}

void truth_release(struct truth *truth)
{
    free(truth->test_clean);
    free(truth->test_x);
    free(truth->readout);
    free(truth->params);
    *truth = (struct truth){.test = 0};
}
