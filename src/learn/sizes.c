/* The memory of learners: each may be chosen during a run, so that the largest counts. */
#include <math.h>

#include "plateau/chunks.h"
#include "plateau/config.h"
#include "plateau/learner.h"
#include "plateau/linalg.h"
#include "plateau/quadratic.h"
#include "plateau/tile.h"

/*
 * Returns the floats per weight of a learner of weights: nuts needs the most, or metropolis for
 * +-1.
 */
static double state_per_weight(const struct config *config)
{
    return config->weights == WEIGHTS_RADEMACHER ? 8.0 : 35.0;
}

/* Returns the floats per row: the batches' permutation, or every pre-activation and activation. */
static double state_per_row(const struct config *config)
{
    const double wide = (double)config_student_layer_k(config, 0);

    return config->weights == WEIGHTS_RADEMACHER ? 2.0 * wide + 4.0 : 1.0;
}

static double floats_of_weights(const struct config *config)
{
    double floats = (double)config_n(config) * state_per_row(config), inputs = (double)config->d;

    for (size_t l = 0; l < config_layers(config); l++) {
        const double wide = (double)config_student_layer_k(config, l);
        floats += wide * (inputs + 1.0) * state_per_weight(config);
        inputs = wide;
    }
    return floats;
}

/*
 * Returns the floats of a learner of the teacher's matrix: gamp-rie may be chosen in any run of one
 * layer with known readouts, unless an odd activation shows nothing of the matrix. Counts two
 * matrices in float64; the scratch of a decomposition, or the sums and a block of rows of each
 * chunk (8, and 8 more for each 24576 rows); and three floats per row.
 */
static double floats_of_matrix(const struct config *config)
{
    const double d = (double)config->d, k = (double)config_layer_k(config, 0);
    const double eigen = (double)linalg_eigen_scratch(config->d) / sizeof(float);
    const double n = (double)config_n(config), wide = (double)tile_padded(config->d);
    const double chunks = 8.0 * fmin(fmax(floor(n / 24576.0), 1.0), 32.0);
    const double sums = wide * (d + chunks * (QUADRATIC_ROWS + d));

    if (config_layers(config) > 1 || config->learn_readout ||
        activation_parity(config_activation(config, 0)) == ACTIVATION_ODD)
        return 0.0;
    return 4.0 * d * d + (4.0 + 2.0 * chunks) * d + 4.0 * k + fmax(eigen, sums) + 3.0 * n;
}

double learner_memory(const struct config *config)
{
    return (double)config->replicas * sizeof(float) *
           fmax(floats_of_weights(config), floats_of_matrix(config));
}
