/*
 * core, private: float32 loops in blocks of 16 entries, compiled for AVX2 with FMA and for any
 * processor. Every block, the padded last one too, runs the same code, so what becomes of an entry
 * depends on this entry alone: not on its place, nor on the length or the alignment of the array.
 */
#ifndef PLATEAU_CORE_LANES_H
#define PLATEAU_CORE_LANES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { LANES = 16 };

/* To be inlined into the function of each target. */
#define LANES_INLINE static inline __attribute__((always_inline))

/* -DLANES_PLAIN builds as for a processor without FMA, to test and to compare. */
#if defined(__x86_64__) && !defined(LANES_PLAIN)
#define LANES_FUSED __attribute__((target("avx2,fma")))
static inline bool lanes_can_fuse(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#else
#define LANES_FUSED
static inline bool lanes_can_fuse(void)
{
    return false;
}
#endif

/* a b + c; fused where that is one instruction, never by a call of fmaf. */
LANES_INLINE float lanes_multiply_add(bool fused, float a, float b, float c)
{
    return fused ? fmaf(a, b, c) : a * b + c;
}

LANES_INLINE float lanes_clamp(float x, float low, float high)
{
    /* Comparisons with a NaN are false: it passes, and the loss shows it. */
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
 * too early, gcc leaves relu in scalars, and clang everything that follows the copy below.
 */
#if defined(__clang__)
#define LANES_KEEP_IN_CLANG _Pragma("clang loop unroll(disable)")
#define LANES_KEEP_IN_GCC
#else
#define LANES_KEEP_IN_CLANG
#define LANES_KEEP_IN_GCC _Pragma("GCC unroll 1")
#endif

/*
 * From NAME_block(context, fused, z, value, slope), which maps LANES entries, makes
 * NAME_run(context, z, value, slope, n), which maps n; slope may be NULL, value or slope may be z.
 * Whole blocks have a length the compiler knows; the last one is padded with zeros. The copies are
 * loops, for gcc turns a memcpy of 64 bytes into pieces that are slow to read back as vectors.
 */
#define LANES_RUN(name)                                                                            \
    LANES_INLINE void name##_part(const void *context, bool fused, const float z[], float value[], \
                                  float slope[], size_t n)                                         \
    {                                                                                              \
        float in[LANES];                                                                           \
        float out[LANES];                                                                          \
        float out_slope[LANES];                                                                    \
                                                                                                   \
        LANES_KEEP_IN_CLANG                                                                        \
        for (size_t i = 0; i < LANES; i++)                                                         \
            in[i] = i < n ? z[i] : 0.0F;                                                           \
        name##_block(context, fused, in, out, out_slope);                                          \
        for (size_t i = 0; i < n; i++)                                                             \
            value[i] = out[i];                                                                     \
        for (size_t i = 0; slope && i < n; i++)                                                    \
            slope[i] = out_slope[i];                                                               \
    }                                                                                              \
    LANES_INLINE void name##_parts(const void *context, bool fused, const float z[],               \
                                   float value[], float slope[], size_t n)                         \
    {                                                                                              \
        size_t i = 0;                                                                              \
                                                                                                   \
        for (; i + LANES <= n; i += LANES)                                                         \
            name##_part(context, fused, z + i, value + i, slope ? slope + i : NULL, LANES);        \
        if (i < n)                                                                                 \
            name##_part(context, fused, z + i, value + i, slope ? slope + i : NULL, n - i);        \
    }                                                                                              \
    LANES_FUSED static void name##_fused(const void *context, const float z[], float value[],      \
                                         float slope[], size_t n)                                  \
    {                                                                                              \
        if (slope)                                                                                 \
            name##_parts(context, true, z, value, slope, n);                                       \
        else                                                                                       \
            name##_parts(context, true, z, value, NULL, n);                                        \
    }                                                                                              \
    static void name##_plain(const void *context, const float z[], float value[], float slope[],   \
                             size_t n)                                                             \
    {                                                                                              \
        if (slope)                                                                                 \
            name##_parts(context, false, z, value, slope, n);                                      \
        else                                                                                       \
            name##_parts(context, false, z, value, NULL, n);                                       \
    }                                                                                              \
    static void name##_run(const void *context, const float z[], float value[], float slope[],     \
                           size_t n)                                                               \
    {                                                                                              \
        if (lanes_can_fuse())                                                                      \
            name##_fused(context, z, value, slope, n);                                             \
        else                                                                                       \
            name##_plain(context, z, value, slope, n);                                             \
    }

#endif
