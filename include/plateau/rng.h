/*
 * core: counter-based random numbers. Every number is a pure function of (seed, stream, replica,
 * index, position); there is no state to advance. Philox4x32-10 (Random123), and a map to normals
 * that never changes: Box-Muller with our own polynomials and explicit fma, so that every machine,
 * thread count and vector width gives the same bits.
 *
 *   key     = (seed low, seed high)
 *   counter = (block, index low, index high, stream << 16 | replica)
 *
 * Block b holds positions 4b .. 4b+3. Any thread; pure functions.
 */
#ifndef PLATEAU_RNG_H
#define PLATEAU_RNG_H

#include <stddef.h>
#include <stdint.h>

/*
 * The numbers belong to the format: never renumber, only append. A neuron of a deeper layer has row
 * rng_layer_row.
 */
enum rng_stream {
    RNG_TEACHER = 1,  /* index = neuron: its d weights */
    RNG_READOUT = 2,  /* index 0: readouts when they are drawn */
    RNG_INPUT = 3,    /* index = sample mu: its d inputs */
    RNG_NOISE = 4,    /* index = sample mu: xi_mu */
    RNG_TEST = 5,     /* index = test row */
    RNG_STUDENT = 6,  /* index = neuron of the random start, per replica */
    RNG_START = 7,    /* index 0: readouts of the random start, per replica */
    RNG_BATCH = 8,    /* index = epoch, per replica */
    RNG_MOMENTUM = 9, /* index = trajectory, per replica */
    RNG_ACCEPT = 10,  /* index = trajectory, per replica */
    RNG_CHANCE = 11,  /* index = neuron of the unrelated weights of the chance level */
    RNG_TREE = 12,    /* index = trajectory, per replica; one block a decision of nuts */
    RNG_FLIP = 13,    /* index = sweep, per replica; one block a flip proposed */
};

struct rng {
    uint64_t seed;
    enum rng_stream stream;
    uint32_t replica; /* < 65536 */
};

/** Returns row `index` of hidden layer l; for the first layer (l = 0) this is `index`. */
static inline uint64_t rng_layer_row(size_t l, uint64_t index)
{
    return (uint64_t)l << 48 | index;
}

/** Fills words with the four words at (index, block). */
void rng_words(struct rng rng, uint64_t index, uint32_t block, uint32_t words[4]);

/** Fills out[0..n) with positions 0..n of row `index`: standard normals, |z| < 6.8. n < 2^34. */
void rng_fill_normal(struct rng rng, uint64_t index, float out[], size_t n);

/**
 * Returns the first number of block `block` of row `index`, uniform on (0, 1), with 52 random bits.
 */
double rng_uniform_at(struct rng rng, uint64_t index, uint32_t block);

/** Returns rng_uniform_at for block 0. */
double rng_uniform(struct rng rng, uint64_t index);

/** Fills out with a uniform permutation of 0..n-1, n < 2^32, from row `index` (Fisher-Yates). */
void rng_fill_permutation(struct rng rng, uint64_t index, uint32_t out[], size_t n);

#endif
