/* ui: the runs of this sitting before the present one, for what they tend to as d grows. */
#ifndef PLATEAU_UI_SIZES_H
#define PLATEAU_UI_SIZES_H

#include <stddef.h>

#include "record.h"

enum { SIZES_MAX = 16 };

/* What a run came to on a branch, when it ended. */
struct sized {
    double d;
    struct figure eps;
    double theory; /* the same of the same setting, whatever its d */
    size_t algorithm;
    char branch[16];
};

/* Zero-initialise it; the oldest go. Owned by: UI. */
struct sizes {
    size_t count; /* ever added */
    struct sized at[SIZES_MAX];
};

/** Keeps what a run came to, unless that is too early to say. */
void sizes_add(struct sizes *sizes, const struct record *record);

/** Of these and the present run on its nearest branch: NaN unless there are two sizes of this
 * setting and algorithm. returns how many runs it is made from */
size_t sizes_limit(const struct sizes *sizes, const struct record *record, struct figure *limit);

#endif
