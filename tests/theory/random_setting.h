/* Shared by the tests of the theory: random settings, reproducible. */
#ifndef PLATEAU_TESTS_RANDOM_SETTING_H
#define PLATEAU_TESTS_RANDOM_SETTING_H

#include <math.h>
#include <stdio.h>

#include "build.h"
#include "plateau/rng.h"

/* Uniform numbers: word after word of one named stream. */
struct draw {
    struct rng rng;
    uint32_t next;
};

static inline double uniform(struct draw *draw, double low, double high)
{
    uint32_t words[4];

    rng_words(draw->rng, 0, draw->next++, words);
    return low + (high - low) * ((double)words[0] + 0.5) * 0x1p-32;
}

static inline double log_uniform(struct draw *draw, double low, double high)
{
    return exp(uniform(draw, log(low), log(high)));
}

static inline size_t choose(struct draw *draw, size_t count)
{
    return (size_t)uniform(draw, 0.0, (double)count);
}

/* Two sizes of readouts, a share that is silent, signs: any law of three atoms with E v^2 = 1. */
static inline void random_readout(struct draw *draw, char text[], size_t size)
{
    const double p = uniform(draw, 0.2, 0.8), silent = 0.2 * uniform(draw, 0.0, 1.0);
    const double ratio = uniform(draw, -4.0, 4.0);
    const double one = 1.0 / sqrt((1.0 - silent) * (p + (1.0 - p) * ratio * ratio));

    snprintf(text, size, "readout=atoms:%.9f@%.9f,%.9f@%.9f,0@%.9f", one, (1.0 - silent) * p,
             ratio * one, (1.0 - silent) * (1.0 - p), silent);
}

/* One layer, everything at random that its theory depends on; alpha is the caller's. */
static inline struct config random_one(struct draw *draw)
{
    static const char *const sigmas[] = {
        "activation=relu", "activation=tanh2",
        "activation=h2h3", "activation=0.6*relu",
        "activation=elu",  "activation=erf",
        "activation=tanh", "activation=hermite:0.2,0.5,0.8,-0.6,0.3",
    };
    static const char *const readouts[] = {"readout=ones", "readout=rademacher", "readout=4point",
                                           "readout=uniform"};
    static const char *const weights[] = {"weights=gaussian", "weights=rademacher"};
    const size_t law = choose(draw, 6);
    char readout[96];

    random_readout(draw, readout, sizeof readout);
    struct config config = build_config(sigmas[choose(draw, 8)], law < 4 ? readouts[law] : readout,
                                        weights[choose(draw, 2)], NULL);

    config.gamma.at[0] = log_uniform(draw, 0.15, 3.0);
    config.noise = log_uniform(draw, 1e-4, 2.0);
    return config;
}

#endif
