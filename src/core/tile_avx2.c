/* The products for AVX2 with FMA: 16 registers of 8 floats; a tile takes up to 12. */
#if defined(__x86_64__)
#define VECTOR_AVX2
#define TILE_NAME tile_avx2
#define TILE_TEXT "avx2"
#define TILE_SIMD SIMD_AVX2
#define TILE_ROWS_1 12
#define TILE_ROWS_2 6
#define TILE_ROWS_3 4
#define TILE_ROWS_4 0
#define TILE_VECTORS 3
#include "tile_body.h"
#else
#include "tiles.h"

/* Never chosen: simd_is_here(SIMD_AVX2) is false. */
const struct tile_ops tile_avx2 = {.name = "avx2", .simd = SIMD_AVX2};
#endif
