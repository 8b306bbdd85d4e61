/*
 * core, private: one vector of floats and the few operations on it, for the instruction set that
 * the including file names: VECTOR_AVX512, VECTOR_AVX2, or neither for 16-byte vectors of any
 * processor. Loads and stores take any alignment.
 */
#ifndef PLATEAU_CORE_VECTOR_H
#define PLATEAU_CORE_VECTOR_H

#include <stddef.h>
#include <string.h>

#include "lanes.h"

#if defined(VECTOR_AVX512)

#include <immintrin.h>

typedef __m512 vector;
enum { VECTOR_FLOATS = 16 };

LANES_INLINE vector vector_same(float x)
{
    return _mm512_set1_ps(x);
}

LANES_INLINE vector vector_load(const float *at)
{
    return _mm512_loadu_ps(at);
}

LANES_INLINE void vector_store(float *at, vector x)
{
    _mm512_storeu_ps(at, x);
}

LANES_INLINE vector vector_multiply_add(vector a, vector b, vector c)
{
    return _mm512_fmadd_ps(a, b, c);
}

LANES_INLINE float vector_fold(const vector part[])
{
    const __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(part[0]), 1));
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(part[0]), high);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));

    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

#elif defined(VECTOR_AVX2)

#include <immintrin.h>

typedef __m256 vector;
enum { VECTOR_FLOATS = 8 };

LANES_INLINE vector vector_same(float x)
{
    return _mm256_set1_ps(x);
}

LANES_INLINE vector vector_load(const float *at)
{
    return _mm256_loadu_ps(at);
}

LANES_INLINE void vector_store(float *at, vector x)
{
    _mm256_storeu_ps(at, x);
}

LANES_INLINE vector vector_multiply_add(vector a, vector b, vector c)
{
    return _mm256_fmadd_ps(a, b, c);
}

LANES_INLINE float vector_fold(const vector part[])
{
    const __m256 eight = _mm256_add_ps(part[0], part[1]);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));

    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

#else

typedef float vector __attribute__((vector_size(16)));
enum { VECTOR_FLOATS = 4 };

LANES_INLINE vector vector_same(float x)
{
    return (vector){x, x, x, x};
}

LANES_INLINE vector vector_load(const float *at)
{
    vector x;
    memcpy(&x, at, sizeof x);
    return x;
}

LANES_INLINE void vector_store(float *at, vector x)
{
    memcpy(at, &x, sizeof x);
}

/* Two roundings: not every processor has a fused instruction. */
LANES_INLINE vector vector_multiply_add(vector a, vector b, vector c)
{
    return a * b + c;
}

LANES_INLINE float vector_fold(const vector part[])
{
    const vector four = (part[0] + part[2]) + (part[1] + part[3]);

    return (four[0] + four[2]) + (four[1] + four[3]);
}

#endif

/* vector_fold sums LANES partial sums, lane i with i + 8, then + 4, + 2, + 1. */
enum { VECTOR_PARTS = LANES / VECTOR_FLOATS };

#endif
