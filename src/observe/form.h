/*
 * observe, private: compares a quadratic predictor with the teacher, by orders of Hermite
 * polynomials.
 */
#ifndef PLATEAU_OBSERVE_FORM_H
#define PLATEAU_OBSERVE_FORM_H

#include "gram.h"
#include "plateau/activation.h"
#include "plateau/quadratic.h"
#include "plateau/status.h"

/*
 * The teacher's orders 0 to 2 (README.md, eq. (9)): its part of order 1 is sum_i one_i W0_i . x,
 * its part of order 2 is x^T (sum_i two_i W0_i W0_i^T) x less its mean.
 */
struct form {
    size_t d, k0;
    double zero;       /* the teacher's mean */
    double *one, *two; /* [k0] */
    double *plain;     /* [k0] S0 = sum_i plain_i W0_i W0_i^T */
    double beyond;     /* the rest of E_x f0^2, which a quadratic form cannot know */
    double *image;     /* [k0 x d] scratch */
};

/**
 * Expands the teacher. v0 [k0]; gram holds W0 and C; teacher_part is E_x f0^2, where the activation
 * has a kernel. On STATUS_NO_MEMORY *form is empty.
 */
enum status form_init(struct form *form, const struct gram *gram,
                      const struct activation *activation, const float *v0, double teacher_part,
                      struct error *err);
void form_fini(struct form *form);

/** Returns (9): E_x (f - f0)^2; the activation has a kernel. */
double form_error(const struct form *form, const struct gram *gram,
                  const struct quadratic *quadratic);

/** Returns (7) for S itself. */
double form_r2(const struct form *form, const struct gram *gram, const struct quadratic *quadratic);

#endif
