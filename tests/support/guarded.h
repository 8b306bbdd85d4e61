/* tests: memory between two pages that nobody may touch. */
#ifndef PLATEAU_TESTS_GUARDED_H
#define PLATEAU_TESTS_GUARDED_H

#include <stddef.h>

/** Returns n floats that end where the next page, unreadable, begins. Aborts when out of memory. */
float *guarded_floats(size_t n);

/** Frees them; takes NULL. */
void guarded_free(float *at, size_t n);

#endif
