/* The products for AVX-512: 32 registers of 16 floats; a tile takes up to 24. */
#if defined(__x86_64__)
#define VECTOR_AVX512
#define TILE_NAME tile_avx512
#define TILE_TEXT "avx512"
#define TILE_SIMD SIMD_AVX512
#define TILE_ROWS_1 12
#define TILE_ROWS_2 12
#define TILE_ROWS_3 8
#define TILE_ROWS_4 6
#define TILE_VECTORS 4
#include "tile_body.h"
#else
#include "tiles.h"

/* Never chosen: simd_is_here(SIMD_AVX512) is false. */
const struct tile_ops tile_avx512 = {.name = "avx512", .simd = SIMD_AVX512};
#endif
