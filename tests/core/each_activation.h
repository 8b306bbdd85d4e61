/*
 * tests: each activation of the registry, with arguments and instruction sets. A new activation is
 * tested before its author writes a test.
 */
#ifndef PLATEAU_TESTS_EACH_ACTIVATION_H
#define PLATEAU_TESTS_EACH_ACTIVATION_H

#include <criterion/criterion.h>
#include <string.h>

#include "plateau/activation.h"

static inline struct activation parse(const char *text)
{
    struct activation activation;
    struct error err = {.text = ""};

    cr_assert_eq(activation_parse(&activation, text, &err), STATUS_OK, "%s", err.text);
    return activation;
}

/*
 * Returns the index-th of the registry, with coefficients where it needs some; false past the end.
 */
static inline bool registered(size_t index, struct activation *out)
{
    const char *name = activation_name_at(index);

    if (name)
        *out = parse(strcmp(name, "hermite") == 0 ? "hermite:0.3,-1.1,0.7,0.25,-0.4,0.07" : name);
    return name != NULL;
}

enum { POINTS = 24001 };

/* -12..12, without 0 where relu and elu have their kink. */
static inline float *points(void)
{
    static float z[POINTS];

    for (size_t i = 0; i < POINTS; i++)
        z[i] = (float)(-12.0 + 24.0 * ((double)i + 0.37) / POINTS);
    return z;
}

/* Every instruction set of this processor. */
static inline void in_each_set(void (*check)(enum simd set))
{
    for (int set = 0; set < SIMD_COUNT; set++)
        if (simd_is_here((enum simd)set))
            check((enum simd)set);
}

#endif
