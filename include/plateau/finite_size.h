/*
 * judge: what means over runs of several sizes tend to as d grows. Any thread; pure functions of
 * plain data.
 */
#ifndef PLATEAU_FINITE_SIZE_H
#define PLATEAU_FINITE_SIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/verdicts.h"

enum { FINITE_SIZE_MAX = 256 };

/* What the mean of one observable came to in one run, beside a branch of the theory. */
struct sized {
    double d;
    struct figure mean;
    char preset[64], algorithm[16], branch[16];
    double alpha;
    double theory; /* of the observable on that branch: it knows no d */
};

/**
 * Fits a straight line in 1/d to means, weighted by 1 / se^2, and returns its value at 1/d = 0. The
 * standard error of that follows from the errors of the means, times Birge's ratio where the means
 * scatter more about the line than their errors say; two means alone cannot scatter.
 * d, at  [count], se > 0
 * returns NaN unless there are two sizes
 */
struct figure finite_size_limit(const double d[], const struct figure at[], size_t count);

/** True when a mean is known well enough to be one point of a limit: it was compared with theory,
 * and has an error. */
bool finite_size_takes(const struct standing *standing);

/** True when all but d and the seed is the same: preset, algorithm, branch, alpha, theory. */
bool finite_size_alike(const struct sized *a, const struct sized *b);

/**
 * The limit of those runs that are alike to `like`.
 * runs     [count], of one observable; at most FINITE_SIZE_MAX that are alike are taken, the last
 * *limit   the mean at 1/d = 0 against theory; verdict AGREEMENT_NONE unless there are two sizes
 * returns  how many runs it is made of; 0 unless there are two sizes
 */
size_t finite_size_judge(const struct sized runs[], size_t count, const struct sized *like,
                         struct standing *limit);

#endif
