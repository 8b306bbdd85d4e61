#include "plateau/simd.h"

bool simd_is_here(enum simd set)
{
#if defined(__x86_64__)
    if (set == SIMD_AVX2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (set == SIMD_AVX512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("fma");
#endif
    return set == SIMD_PLAIN || set == SIMD_SCALAR || set == SIMD_BEST;
}

enum simd simd_best(void)
{
    return simd_is_here(SIMD_AVX512) ? SIMD_AVX512
           : simd_is_here(SIMD_AVX2) ? SIMD_AVX2
                                     : SIMD_PLAIN;
}
