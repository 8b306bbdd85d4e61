/* Shared by benches: what to make of repeated times. */
#ifndef PLATEAU_TESTS_TIMING_H
#define PLATEAU_TESTS_TIMING_H

#include <stddef.h>

/** Sorts value [n] in increasing order; returns the middle one. */
double timing_median(double value[], size_t n);

#endif
