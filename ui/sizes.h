/* ui: the results of the earlier runs of this sitting. */
#ifndef PLATEAU_UI_SIZES_H
#define PLATEAU_UI_SIZES_H

#include <stddef.h>

#include "plateau/finite_size.h"
#include "record.h"

enum { SIZES_MAX = 16 };

/* Initialise it with zeros; the oldest results are dropped. Owned by: UI. */
struct sizes {
    size_t count; /* ever added */
    struct sized at[SIZES_MAX];
};

/** Keeps the result of a run, unless it is too early to say. */
void sizes_add(struct sizes *sizes, const struct record *record);

/**
 * Computes, from these and the present run, eps at 1/d = 0 on the branch nearest to the present run
 * (plateau/finite_size.h). Returns how many runs the limit comes from; 0 unless there are two
 * sizes.
 */
size_t sizes_limit(const struct sizes *sizes, const struct record *record, struct deviation *limit);

#endif
