/* Shared by tests: memory with pages before and after it that nobody may touch. */
#ifndef PLATEAU_TESTS_GUARDED_H
#define PLATEAU_TESTS_GUARDED_H

#include <stddef.h>

/** n floats that end where the next page, unreadable, begins. Aborts when they cannot be had. */
float *guarded_floats(size_t n);

/** Gives them back; NULL is fine. */
void guarded_free(float *at, size_t n);

#endif
