/*
 * core, private: the register tiles of plateau/product.h, one for each instruction set. The scalar
 * tile is the oracle that the others must match bit for bit.
 */
#ifndef PLATEAU_CORE_PRODUCTS_H
#define PLATEAU_CORE_PRODUCTS_H

#include <stddef.h>

#include "plateau/simd.h"

enum { PRODUCT_ROWS = 8, PRODUCT_COLUMNS = 8 };

/*
 * Adds A B to C [PRODUCT_ROWS x PRODUCT_COLUMNS]. Entry (i, at) of A is a[i][at * step]; B is
 * packed, [l x PRODUCT_COLUMNS].
 */
typedef void product_tile(size_t l, const double *const a[], size_t step, const double *packed,
                          double *c);

/** Returns the tile of an instruction set that this processor has. */
product_tile *product_tile_of(enum simd set);

/* A [m x l] with entry (i, at) at a[i * row + at * step], and B [l x n] likewise. */
struct product {
    size_t m, n, l;
    double scale;
    const double *a, *b;
    size_t a_row, a_step; /* of A, along m and along l */
    size_t b_column, b_step;
};

/** Computes C [m x n] = scale A B, by one tile. */
void product_by(product_tile *tile, const struct product *product, double *c);

#endif
