/*
 * core: the version of the bits of numbers. While this version is the same, a config gives the same
 * bits on every machine with AVX2 and for any number of threads (except, in gamp-rie, for what
 * depends on LAPACK's eigenvalues). Raise the version with every change of bits, and say what
 * changed.
 *
 *   1  up to 16 chunks of data in one sum; observables by OpenBLAS
 *   2  up to 256 chunks, added along a tree (plateau/chunks.h): gradients of more than 12288 rows;
 *      observables by plateau/product.h: their last digits; gamp-rie on plateau/tile.h
 */
#ifndef PLATEAU_NUMBERS_H
#define PLATEAU_NUMBERS_H

enum { NUMBERS_VERSION = 2 };

#endif
