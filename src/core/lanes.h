/*
 * core, private: what the float32 loops over blocks of 16 entries share, so that one source becomes
 * vector code for each instruction set.
 */
#ifndef PLATEAU_CORE_LANES_H
#define PLATEAU_CORE_LANES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { LANES = 16 };

/* Inlined into the function of each target. */
#define LANES_INLINE static inline __attribute__((always_inline))

/*
 * A function compiled for one instruction set (plateau/simd.h), whatever the rest of its file uses.
 */
#if defined(__x86_64__) && defined(__clang__)
#define LANES_AVX2 __attribute__((target("avx2,fma")))
#define LANES_AVX512 __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma")))
#elif defined(__x86_64__)
#define LANES_AVX2 __attribute__((target("avx2,fma")))
#define LANES_AVX512                                                                               \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma,prefer-vector-width=512")))
#else
#define LANES_AVX2
#define LANES_AVX512
#endif

/*
 * Computes a b + c; fused is for targets where that is one instruction, and for the scalar oracle,
 * which may call fmaf.
 */
LANES_INLINE float lanes_multiply_add(bool fused, float a, float b, float c)
{
    return fused ? fmaf(a, b, c) : a * b + c;
}

LANES_INLINE float lanes_clamp(float x, float low, float high)
{
    /* Comparisons with a NaN are false: a NaN passes through, and the loss shows it. */
    const float above = x < low ? low : x;
    return above > high ? high : above;
}

LANES_INLINE uint32_t lanes_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

LANES_INLINE float lanes_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/*
 * Before a short loop: keeps one compiler from unrolling it before it looks for vectors. Unrolled
 * too early, gcc leaves relu in scalars, and clang everything that follows the copies of
 * kernels.h.
 */
#if defined(__clang__)
#define LANES_KEEP_IN_CLANG _Pragma("clang loop unroll(disable)")
#define LANES_KEEP_IN_GCC
#else
#define LANES_KEEP_IN_CLANG
#define LANES_KEEP_IN_GCC _Pragma("GCC unroll 1")
#endif

#endif
