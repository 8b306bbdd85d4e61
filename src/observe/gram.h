/* observe, private: the Gram matrices from which exact errors and overlaps are computed. */
#ifndef PLATEAU_OBSERVE_GRAM_H
#define PLATEAU_OBSERVE_GRAM_H

#include <stddef.h>

#include "plateau/status.h"

/* README.md, eq. (1): A = W W^T/d, B = W W0^T/d, C = W0 W0^T/d, float64, row-major. */
struct gram {
    size_t d, k, k0; /* inputs, student neurons, teacher neurons */
    double *w;       /* [k x d] the student's weights in float64 */
    double *w0;      /* [k0 x d] the teacher's */
    double *a;       /* [k x k] */
    double *b;       /* [k x k0] */
    double *c;       /* [k0 x k0], set by gram_init */
};

/** w0 [k0 x d] is read during the call only. On STATUS_NO_MEMORY *gram is empty. */
enum status gram_init(struct gram *gram, size_t d, size_t k, const float *w0, size_t k0,
                      struct error *err);
void gram_fini(struct gram *gram);

/** Computes A and B of the student's weights w [k x d]. */
void gram_measure(struct gram *gram, const float *w);

/** Computes B alone, from gram->w. */
void gram_measure_overlaps(struct gram *gram);

#endif
