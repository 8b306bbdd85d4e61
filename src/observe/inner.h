/* observe, private: the neurons of a first layer by their weight in the output. */
#ifndef PLATEAU_OBSERVE_INNER_H
#define PLATEAU_OBSERVE_INNER_H

#include "plateau/measurement.h"
#include "plateau/status.h"
#include "plateau/truth.h"

/* A teacher of two layers; any other teacher has no bins. */
struct inner {
    size_t neurons, bins;
    size_t *bin;              /* [neurons] */
    double s[INNER_BINS_MAX]; /* mean |s| of each */
};

/** truth is read during the call only. On STATUS_NO_MEMORY *inner is empty. */
enum status inner_init(struct inner *inner, const struct truth *truth, struct error *err);
void inner_fini(struct inner *inner);

/** Returns the means over each bin of the overlaps q [neurons] of the first layer's neurons. */
struct inner_overlaps inner_means(const struct inner *inner, const double q[]);

#endif
