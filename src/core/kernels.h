/* core, private: the versions of an activation, one for each instruction set, from one source. */
#ifndef PLATEAU_CORE_KERNELS_H
#define PLATEAU_CORE_KERNELS_H

#include "lanes.h"
#include "registry.h"

#define ACTIVATION_VERSION(name, set, target, fused)                                               \
    target static void name##_##set(const struct activation *self, const float z[], float value[], \
                                    float slope[], size_t n)                                       \
    {                                                                                              \
        if (slope)                                                                                 \
            name##_parts(self, fused, z, value, slope, n);                                         \
        else                                                                                       \
            name##_parts(self, fused, z, value, NULL, n);                                          \
    }

/*
 * From NAME_block(self, fused, z, value, slope), which maps LANES entries, makes NAME_maps, as
 * activation_ops wants them: one function for each instruction set.
 *
 * Every block, the padded last one too, runs the same code, so that an entry's result depends on
 * this entry alone: not on its place, nor on the length or the alignment of the array. Whole blocks
 * have a length that the compiler knows. The arrays are aligned because clang 14 leaves them in
 * memory (2.2 ns an entry across lines, 0.6 within); the copies are loops because gcc turns a
 * memcpy of 64 bytes into pieces that are slow to read back as vectors.
 */
#define ACTIVATION_MAPS(name)                                                                      \
    LANES_INLINE void name##_part(const struct activation *self, bool fused, const float z[],      \
                                  float value[], float slope[], size_t n)                          \
    {                                                                                              \
        _Alignas(64) float in[LANES];                                                              \
        _Alignas(64) float out[LANES];                                                             \
        _Alignas(64) float out_slope[LANES];                                                       \
                                                                                                   \
        LANES_KEEP_IN_CLANG                                                                        \
        for (size_t i = 0; i < LANES; i++)                                                         \
            in[i] = i < n ? z[i] : 0.0F;                                                           \
        name##_block(self, fused, in, out, out_slope);                                             \
        for (size_t i = 0; i < n; i++)                                                             \
            value[i] = out[i];                                                                     \
        for (size_t i = 0; slope && i < n; i++)                                                    \
            slope[i] = out_slope[i];                                                               \
    }                                                                                              \
    LANES_INLINE void name##_parts(const struct activation *self, bool fused, const float z[],     \
                                   float value[], float slope[], size_t n)                         \
    {                                                                                              \
        size_t i = 0;                                                                              \
                                                                                                   \
        for (; i + LANES <= n; i += LANES)                                                         \
            name##_part(self, fused, z + i, value + i, slope ? slope + i : NULL, LANES);           \
        if (i < n)                                                                                 \
            name##_part(self, fused, z + i, value + i, slope ? slope + i : NULL, n - i);           \
    }                                                                                              \
    ACTIVATION_VERSION(name, plain, , false)                                                       \
    ACTIVATION_VERSION(name, scalar, , true)                                                       \
    ACTIVATION_VERSION(name, avx2, LANES_AVX2, true)                                               \
    ACTIVATION_VERSION(name, avx512, LANES_AVX512, true)                                           \
    extern activation_map *const name##_maps[SIMD_COUNT];                                          \
    activation_map *const name##_maps[SIMD_COUNT] = {[SIMD_PLAIN] = name##_plain,                  \
                                                     [SIMD_SCALAR] = name##_scalar,                \
                                                     [SIMD_AVX2] = name##_avx2,                    \
                                                     [SIMD_AVX512] = name##_avx512};

#endif
