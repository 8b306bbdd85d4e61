/* judge: what means over runs of several sizes tend to. Any thread; a pure function. */
#ifndef PLATEAU_FINITE_SIZE_H
#define PLATEAU_FINITE_SIZE_H

#include <stddef.h>

#include "plateau/nishimori.h"

/**
 * The value at 1/d = 0 of the straight line in 1/d through means, weighted with 1 / se^2, and its
 * standard error: that of the means' own errors, or more where they scatter more about the line; of
 * two means alone nobody knows whether they do.
 * d, at  [count], se > 0
 * returns NaN unless there are two sizes
 */
struct figure finite_size_limit(const double d[], const struct figure at[], size_t count);

#endif
