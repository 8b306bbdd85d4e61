/*
 * judge: the limit of means over runs of several sizes as d grows. Any thread; pure functions of
 * plain data.
 */
#ifndef PLATEAU_FINITE_SIZE_H
#define PLATEAU_FINITE_SIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/verdicts.h"

enum { FINITE_SIZE_MAX = 256 };

/* The mean of one observable in one run, beside a branch of the theory. */
struct sized {
    double d;
    struct figure mean;
    char preset[64], algorithm[16], branch[16];
    double alpha;
    double theory; /* of the observable on that branch: it does not depend on d */
};

/**
 * Returns the value at 1/d = 0 of the straight line in 1/d through means, weighted with 1 / se^2,
 * and its standard error: that of the means' own errors, or more where they scatter more about the
 * line; two means alone cannot show whether they do.
 *
 * d, at   [count], se > 0
 * returns NaN unless there are two sizes
 */
struct figure finite_size_limit(const double d[], const struct figure at[], size_t count);

/**
 * Returns true when a mean is known well enough to be one point of a limit: it was compared with
 * theory, and has an error.
 */
bool finite_size_takes(const struct deviation *deviation);

/**
 * Returns true when all but d and the seed is the same: preset, algorithm, branch, alpha, theory.
 */
bool finite_size_alike(const struct sized *a, const struct sized *b);

/**
 * Computes the limit of those runs that are alike to `like`.
 *
 * runs     [count], of one observable; uses the last FINITE_SIZE_MAX that are alike
 * *limit   the mean at 1/d = 0 against theory; verdict AGREEMENT_NONE unless there are two sizes
 * returns  how many runs the limit comes from; 0 unless there are two sizes
 */
size_t finite_size_judge(const struct sized runs[], size_t count, const struct sized *like,
                         struct deviation *limit);

#endif
