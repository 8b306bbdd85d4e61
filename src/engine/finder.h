/* When a replica found the teacher's neurons, layer by layer. Owned by: worker. */
#ifndef PLATEAU_ENGINE_FINDER_H
#define PLATEAU_ENGINE_FINDER_H

#include "levels.h"
#include "plateau/locks.h"
#include "plateau/meter.h"

struct finder {
    size_t layers;
    size_t neurons[DEPTH_MAX], inputs[DEPTH_MAX];
    struct locks *locks[DEPTH_MAX];
    size_t most[DEPTH_MAX]; /* that were ever found at once */
    double *bound;          /* scratch: of the widest layer */
};

/** On STATUS_NO_MEMORY *finder is to be given to finder_fini all the same. */
enum status finder_init(struct finder *finder, const struct network *teacher, struct error *err);
void finder_fini(struct finder *finder);

/**
 * After a measurement: a neuron has to pass the middle between the universal branch and the most
 * specialised one, of its readout group in the last layer, of the whole layer before it. The
 * universal one is taken at this size: no less than what aligning gives there by chance, which is
 * q_null sqrt(1 + inputs / neurons) where S is learned first and leaves a rotation among neurons
 * free, q_null elsewhere. The middle is to be above that by one standard deviation of single
 * overlaps, or .025; else nothing is found. SPECIALISED_OVERLAP without theory.
 * returns  a set: bit l for a layer of which now for the first time half, or all, are found
 */
unsigned finder_see(struct finder *finder, const struct meter *meter, const struct levels *levels,
                    struct moment now);

/** "layer 2: half of the neurons found (15/30)", of the newest; `layer` from 0. */
void finder_format(const struct finder *finder, size_t layer, char *text, size_t size);

#endif
