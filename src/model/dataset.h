/* The endless, seeded stream of labelled inputs. Owned by: worker, inside its problem. */
#ifndef PLATEAU_MODEL_DATASET_H
#define PLATEAU_MODEL_DATASET_H

#include <stdint.h>

#include "plateau/memory.h"
#include "plateau/problem.h"

struct dataset {
    uint64_t seed;
    size_t d;
    size_t drawn;        /* rows that x and clean hold; the first n of them are in force */
    double delta;        /* noise variance of y */
    struct buffer x;     /* float [drawn x d] */
    struct buffer clean; /* float [drawn], f_W0 */
    struct buffer y;     /* float [drawn], clean + sqrt(delta) xi */
};

/**
 * Makes at least n rows available at this noise; rows once drawn never change. On failure
 * (STATUS_NO_MEMORY) the rows that were there still are.
 */
enum status dataset_draw(struct dataset *data, const struct teacher *teacher,
                         struct kernel *teacher_kernel, struct team *team, size_t n, double delta,
                         struct error *err);
void dataset_release(struct dataset *data);

/** x [n x d]: rows first..first+n-1 of the stream. Uses the team. */
void dataset_fill_inputs(struct team *team, struct rng rng, size_t first, size_t n, size_t d,
                         float *x);

#endif
