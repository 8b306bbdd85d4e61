/*
 * core: the instruction sets that the hot loops are compiled for, and which of them this processor
 * has. AVX-512, AVX2 and the scalar one fuse every a b + c and give the same bits; the plain one
 * fuses nothing, for it runs where that would be a call. Any thread.
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
    SIMD_BEST = SIMD_COUNT, /* whichever simd_best() is */
};

/** Whether this processor has it. */
bool simd_is_here(enum simd set);

/** The fastest one that this processor has; never SIMD_BEST itself. */
enum simd simd_best(void);

#endif
