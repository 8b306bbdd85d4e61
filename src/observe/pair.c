#include "pair.h"

#include <stdlib.h>

#include "errors.h"
#include "plateau/memory.h"
#include "plateau/product.h"

enum status pair_init(struct pair *pair, const struct problem *problem, struct error *err)
{
    const struct network *student = &problem->given.student;
    const struct truth *truth = problem->truth;
    const size_t k = student->k[0];

    *pair = (struct pair){.aligns = false};
    if (problem->config.replicas < 2 || student->layers > 1)
        return STATUS_OK;
    pair->cross = memory_zeroed(k * k, sizeof(double));
    if (!pair->cross)
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room for the overlaps of %zu neurons", k);
    if (k != truth->teacher.k[0] || student->learn_readout)
        return STATUS_OK;
    pair->aligns = true;
    const enum status status = overlap_init(&pair->overlap, k, truth->readout, k,
                                            activation_parity(&student->activation[0]), false, err);
    if (status != STATUS_OK)
        pair_fini(pair);
    return status;
}

void pair_fini(struct pair *pair)
{
    free(pair->cross);
    overlap_fini(&pair->overlap);
    *pair = (struct pair){.aligns = false};
}

void pair_measure(struct pair *pair, const struct gram *gram, const struct gram *other)
{
    product_nt(gram->k, gram->k, gram->d, 1.0 / (double)gram->d, gram->w, other->w, pair->cross);
    pair->gram = (struct gram){.d = gram->d,
                               .k = gram->k,
                               .k0 = gram->k,
                               .w = gram->w,
                               .w0 = other->w,
                               .a = gram->a,
                               .b = pair->cross,
                               .c = other->a};
}

double pair_distance(const struct pair *pair, const struct activation *activation, const float *v,
                     const float *other_v)
{
    const double other = errors_teacher_part(&pair->gram, activation, other_v);

    return errors_exact(&pair->gram, activation, v, other_v, other).mean;
}

double pair_overlap(struct pair *pair, const float *v)
{
    overlap_align(&pair->overlap, &pair->gram, v);
    return overlap_mean(&pair->overlap);
}
