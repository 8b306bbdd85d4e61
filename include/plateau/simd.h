/*
 * core: the instruction sets for which the hot loops are compiled, and which of them this processor
 * has. AVX-512, AVX2 and the scalar set fuse every a b + c and give the same bits; the plain set
 * never fuses, since it runs where a fused operation would be a function call. Any thread.
 */
#ifndef PLATEAU_SIMD_H
#define PLATEAU_SIMD_H

#include <stdbool.h>

enum simd {
    SIMD_PLAIN,
    SIMD_SCALAR,
    SIMD_AVX2,
    SIMD_AVX512,
    SIMD_COUNT,
    SIMD_BEST = SIMD_COUNT, /* stands for the result of simd_best() */
};

/** Returns whether this processor has the set. */
bool simd_is_here(enum simd set);

/** Returns the fastest set of this processor; never SIMD_BEST itself. */
enum simd simd_best(void);

#endif
