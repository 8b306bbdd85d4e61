#include "timing.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

double timing_median(double value[], size_t n)
{
    qsort(value, n, sizeof value[0], compare);
    return value[n / 2];
}
