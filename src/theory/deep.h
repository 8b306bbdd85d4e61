/* theory, private: the deep solver for more layers than a config can ask for. */
#ifndef PLATEAU_THEORY_DEEP_H
#define PLATEAU_THEORY_DEEP_H

#include "nonlinear.h"
#include "plateau/theory_data.h"

enum { DEEP_LAYERS_MAX = DEPTH_MAX + 4 };

/**
 * Makes the state of solver_deep, for 1 <= layers <= DEEP_LAYERS_MAX; its own destroy frees it.
 * gamma, sigma [layers]. NULL with the reason.
 */
void *deep_create(size_t layers, const double gamma[], const struct activation sigma[],
                  double noise, struct error *err);

#endif
