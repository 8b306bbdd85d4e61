/*
 * core, private: the map from random words to standard normals, which never changes.
 *
 * Box-Muller: two words give z = sqrt(-2 ln u) (cos t, sin t) with u = (radius + 1/2) 2^-32 and t =
 * 2 pi (angle + 1/2) 2^-32. Both versions give the same bits on every machine.
 */
#ifndef PLATEAU_CORE_RNG_MAP_H
#define PLATEAU_CORE_RNG_MAP_H

#include <stdint.h>

enum { RNG_PAIRS = 32 };

/**
 * Computes out[2 i], out[2 i + 1] = the normals of the words radius[i], angle[i], i < RNG_PAIRS.
 */
typedef void rng_map(const uint32_t radius[], const uint32_t angle[], float out[]);

/** Runs on any processor; slow on processors without fused multiply-add. */
rng_map rng_map_plain;

/** Returns the fastest version that this processor has. */
rng_map *rng_map_best(void);

#endif
