#include "plateau/rng.h"

#include <assert.h>
#include <string.h>

#include <Random123/philox.h>

#include "rng_map.h"

enum { BLOCK_WORDS = 4, GROUP = 2 * RNG_PAIRS, GROUP_BLOCKS = GROUP / BLOCK_WORDS };

static philox4x32_key_t rng_key(struct rng rng)
{
    return (philox4x32_key_t){{(uint32_t)rng.seed, (uint32_t)(rng.seed >> 32)}};
}

static philox4x32_ctr_t rng_counter(struct rng rng, uint64_t index, uint32_t block)
{
    assert(rng.replica < 65536);
    return (philox4x32_ctr_t){{block, (uint32_t)index, (uint32_t)(index >> 32),
                               (uint32_t)rng.stream << 16 | rng.replica}};
}

void rng_words(struct rng rng, uint64_t index, uint32_t block, uint32_t words[4])
{
    const philox4x32_ctr_t random = philox4x32_R(10, rng_counter(rng, index, block), rng_key(rng));

    memcpy(words, random.v, sizeof random.v);
}

/*
 * Fills the words of some blocks, at most GROUP_BLOCKS: side by side they are faster than one by
 * one.
 */
static inline void fill_words(struct rng rng, uint64_t index, uint32_t block, uint32_t blocks,
                              uint32_t words[])
{
    const philox4x32_key_t key = rng_key(rng);

    for (uint32_t b = 0; b < blocks; b++, words += BLOCK_WORDS) {
        const philox4x32_ctr_t random = philox4x32_R(10, rng_counter(rng, index, block + b), key);

        memcpy(words, random.v, sizeof random.v);
    }
}

/* Maps words to normals: 0, 1 and 2, 3 of a block are its two pairs. */
static void map_words(const uint32_t words[], rng_map *to_normals, float out[])
{
    uint32_t radius[RNG_PAIRS], angle[RNG_PAIRS];

    for (size_t i = 0; i < RNG_PAIRS; i++) {
        radius[i] = words[2 * i];
        angle[i] = words[2 * i + 1];
    }
    to_normals(radius, angle, out);
}

void rng_fill_normal(struct rng rng, uint64_t index, float out[], size_t n)
{
    rng_map *const to_normals = rng_map_best();
    uint32_t words[GROUP] = {0};
    uint32_t block = 0;

    for (; n >= GROUP; n -= GROUP, out += GROUP, block += GROUP_BLOCKS) {
        fill_words(rng, index, block, GROUP_BLOCKS, words);
        map_words(words, to_normals, out);
    }
    if (n > 0) {
        float last[GROUP];

        /* Computes as many words as are needed: a word costs as much as its map. */
        fill_words(rng, index, block, (uint32_t)((n + BLOCK_WORDS - 1) / BLOCK_WORDS), words);
        map_words(words, to_normals, last);
        memcpy(out, last, n * sizeof out[0]);
    }
}

double rng_uniform_at(struct rng rng, uint64_t index, uint32_t block)
{
    uint32_t words[4];

    rng_words(rng, index, block, words);
    const uint64_t bits = (uint64_t)words[0] << 20 | words[1] >> 12;
    return ((double)bits + 0.5) * 0x1p-52;
}

double rng_uniform(struct rng rng, uint64_t index)
{
    return rng_uniform_at(rng, index, 0);
}

/* Returns floor(word n / 2^64) for word = high 2^32 + low: uniform on 0..n-1 up to n / 2^64. */
static uint32_t scale_to(uint32_t high, uint32_t low, uint32_t n)
{
    const uint64_t carry = (uint64_t)low * n >> 32;

    return (uint32_t)(((uint64_t)high * n + carry) >> 32);
}

void rng_fill_permutation(struct rng rng, uint64_t index, uint32_t out[], size_t n)
{
    uint32_t words[GROUP] = {0};

    assert(n <= UINT32_MAX);
    /* Fisher-Yates from below: entry i gets its place when it is written for the first time. */
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *word = words + 2 * (size_t)(i % RNG_PAIRS);

        if (word == words)
            fill_words(rng, index, i / 2, GROUP_BLOCKS, words);
        const uint32_t j = scale_to(word[0], word[1], i + 1);

        out[i] = out[j];
        out[j] = i;
    }
}
