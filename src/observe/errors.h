/* observe, private: the noise-free error E_x (f_W - f_W0)^2, exact or on a test set. */
#ifndef PLATEAU_OBSERVE_ERRORS_H
#define PLATEAU_OBSERVE_ERRORS_H

#include <stddef.h>

#include "gram.h"
#include "plateau/activation.h"

/* An error and its standard error, NaN where it is exact. */
struct estimate {
    double mean, se;
};

/**
 * Returns the part of the exact error that the teacher alone makes, E_x f_W0^2: once per run. v0
 * [k0] readouts; gram holds C.
 */
double errors_teacher_part(const struct gram *gram, const struct activation *activation,
                           const float *v0);

/**
 * Returns README.md, eq. (2): the activation has a kernel, and gram was measured. v [k], v0 [k0]
 * are the readouts of student and teacher. Never negative.
 */
struct estimate errors_exact(const struct gram *gram, const struct activation *activation,
                             const float *v, const float *v0, double teacher_part);

/** Returns the mean of (f - clean)^2 over a test set of n >= 2 rows. */
struct estimate errors_on_test_set(const float *f, const float *clean, size_t n);

#endif
