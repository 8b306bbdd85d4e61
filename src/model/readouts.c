#include "readouts.h"

#include <stdlib.h>

#include "plateau/memory.h"
#include "plateau/problem.h"
#include "plateau/rng.h"

void problem_fill_readouts(const struct config *config, double v[])
{
    const struct rng rng = {config->seed, RNG_READOUT, 0};

    if (config->readout_draw)
        readout_law_draw(&config->readout, rng, v, config_readouts(config));
    else
        readout_law_fill(&config->readout, v, config_readouts(config));
}

bool readouts_fill(const struct config *config, float readout[])
{
    const size_t k = config_readouts(config);
    double *v = memory_zeroed(k, sizeof *v);

    if (!v)
        return false;
    problem_fill_readouts(config, v);
    for (size_t i = 0; i < k; i++)
        readout[i] = (float)v[i];
    free(v);
    return true;
}
