/*
 * core: the version of the bits of numbers. Runs of one config give the same bits on every machine
 * with AVX2, for any number of threads, as long as this version is the same (but for what hangs on
 * LAPACK's eigenvalues, in gamp-rie). Raise it with every change of bits, and say what changed.
 *
 *   1  up to 16 chunks of data in one sum; observables by OpenBLAS
 *   2  up to 256 chunks, added along a tree (plateau/chunks.h): gradients of more than 12288 rows;
 *      observables by plateau/product.h: their last digits; gamp-rie on plateau/tile.h
 */
#ifndef PLATEAU_NUMBERS_H
#define PLATEAU_NUMBERS_H

enum { NUMBERS_VERSION = 2 };

#endif
