/* ui: what the runs of this sitting before the present one came to. */
#ifndef PLATEAU_UI_SIZES_H
#define PLATEAU_UI_SIZES_H

#include <stddef.h>

#include "plateau/finite_size.h"
#include "record.h"

enum { SIZES_MAX = 16 };

/* Zero-initialise it; the oldest go. Owned by: UI. */
struct sizes {
    size_t count; /* ever added */
    struct sized at[SIZES_MAX];
};

/** Keeps what a run came to, unless that is too early to say. */
void sizes_add(struct sizes *sizes, const struct record *record);

/** Of these and the present run: eps at 1/d = 0 on the branch that the present run is nearest to
 * (plateau/finite_size.h). returns how many runs it is made from; 0 unless there are two sizes */
size_t sizes_limit(const struct sizes *sizes, const struct record *record, struct deviation *limit);

#endif
