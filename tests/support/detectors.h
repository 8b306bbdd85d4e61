/* For tests: a detector on the heap, which a course holds by value. */
#ifndef PLATEAU_TESTS_DETECTORS_H
#define PLATEAU_TESTS_DETECTORS_H

#include <stdlib.h>

#include "judge/plateau.h"

static inline struct detector *detector_create(void)
{
    struct detector *detector = malloc(sizeof *detector);

    if (!detector)
        abort();
    detector_init(detector);
    return detector;
}

static inline void detector_destroy(struct detector *detector)
{
    free(detector);
}

#endif
