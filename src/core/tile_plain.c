/* The products for any processor: at least 16 registers of 4 floats, one of them for a product. */
#define TILE_NAME tile_plain
#define TILE_TEXT "plain"
#define TILE_SIMD SIMD_PLAIN
#define TILE_ROWS_1 8
#define TILE_ROWS_2 6
#define TILE_ROWS_3 0
#define TILE_ROWS_4 0
#define TILE_VECTORS 2
#include "tile_body.h"
