#include "overlap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "matching.h"
#include "plateau/memory.h"

/* Neurons without readouts are all exchangeable. */
static enum status number_classes(struct overlap *overlap, size_t k0, struct error *err)
{
    float *ones = memory_zeroed(k0, sizeof(float));

    if (!ones)
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room for the readout classes of %zu neurons", k0);
    for (size_t i = 0; i < k0; i++)
        ones[i] = 1.0F;
    const enum status status =
        classes_init(&overlap->classes, overlap->v0 ? overlap->v0 : ones, k0, overlap->parity, err);
    free(ones);
    return status;
}

enum status overlap_init(struct overlap *overlap, size_t k, const float *v0, size_t k0,
                         enum activation_parity parity, bool learned, struct error *err)
{
    *overlap = (struct overlap){.k = k, .v0 = v0, .parity = parity, .one_class = learned || !v0};
    if (number_classes(overlap, k0, err) != STATUS_OK)
        return STATUS_NO_MEMORY;
    overlap->neuron = memory_zeroed(k0, sizeof(double));
    overlap->match = memory_zeroed(k0, sizeof(size_t));
    overlap->student = memory_zeroed(k, sizeof(size_t));
    overlap->partner = memory_zeroed(k0, sizeof(size_t));
    overlap->cost = memory_zeroed(k0 * k, sizeof(double));
    overlap->matching = memory_zeroed(matching_scratch(k0, k), 1);
    if (!overlap->neuron || !overlap->match || !overlap->student || !overlap->partner ||
        !overlap->cost || !overlap->matching) {
        overlap_fini(overlap);
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room to align %zu neurons with %zu", k, k0);
    }
    return STATUS_OK;
}

void overlap_fini(struct overlap *overlap)
{
    classes_fini(&overlap->classes);
    free(overlap->neuron);
    free(overlap->match);
    free(overlap->student);
    free(overlap->partner);
    free(overlap->cost);
    free(overlap->matching);
    *overlap = (struct overlap){0};
}

double overlap_product(const struct overlap *overlap, const struct gram *gram, const float *v,
                       size_t i, size_t j)
{
    const double product = gram->b[i * gram->k0 + j];

    switch (overlap->parity) {
    case ACTIVATION_EVEN:
        return fabs(product);
    case ACTIVATION_ODD:
        if (!overlap->v0)
            return fabs(product);
        return v[i] * overlap->v0[j] < 0.0F ? -product : product;
    case ACTIVATION_MIXED:
        break;
    }
    return product;
}

/* Gives each of the listed teacher neurons one of the listed students, for the best sum. */
static void align_class(struct overlap *overlap, const struct gram *gram, const float *v,
                        const size_t *teacher, size_t teachers, const size_t *student,
                        size_t students)
{
    for (size_t r = 0; r < teachers; r++) {
        for (size_t c = 0; c < students; c++) {
            overlap->cost[r * students + c] =
                -overlap_product(overlap, gram, v, student[c], teacher[r]);
        }
    }
    matching_solve(overlap->cost, teachers, students, overlap->partner, overlap->matching);
    for (size_t r = 0; r < teachers; r++) {
        const size_t j = teacher[r];
        const double product = -overlap->cost[r * students + overlap->partner[r]];

        overlap->match[j] = student[overlap->partner[r]];
        overlap->neuron[j] = product / gram->c[j * gram->k0 + j];
    }
}

void overlap_align(struct overlap *overlap, const struct gram *gram, const float *v)
{
    const struct classes *classes = &overlap->classes;
    const size_t k0 = classes->neurons;
    const size_t count = overlap->one_class ? 1 : classes->count;

    for (size_t c = 0; c < count; c++) {
        const size_t first = overlap->one_class ? 0 : classes->start[c];
        const size_t end = overlap->one_class ? k0 : classes->start[c + 1];
        size_t students = 0;

        for (size_t i = 0; i < overlap->k; i++)
            if (overlap->one_class || classes->of[i % k0] == c)
                overlap->student[students++] = i;
        align_class(overlap, gram, v, classes->order + first, end - first, overlap->student,
                    students);
    }
}

/*
 * Fills overlap->student: first the students with a teacher neuron, in the order of these, then the
 * others.
 */
static void order_students(struct overlap *overlap)
{
    const size_t k0 = overlap->classes.neurons;
    size_t count = k0;

    for (size_t c = 0; c < k0; c++)
        overlap->student[c] = overlap->match[overlap->classes.order[c]];
    for (size_t i = 0; i < overlap->k && count < overlap->k; i++) {
        bool is_matched = false;
        for (size_t j = 0; j < k0 && !is_matched; j++)
            is_matched = overlap->match[j] == i;
        if (!is_matched)
            overlap->student[count++] = i;
    }
}

void overlap_map(struct overlap *overlap, const struct gram *gram, float *map, size_t rows,
                 size_t columns)
{
    const size_t k = overlap->k, k0 = overlap->classes.neurons;

    order_students(overlap);
    memset(map, 0, rows * columns * sizeof *map);
    for (size_t r = 0; r < k; r++) {
        for (size_t c = 0; c < k0; c++) {
            const size_t i = overlap->student[r], j = overlap->classes.order[c];
            const double q = fabs(gram->b[i * k0 + j]) / gram->c[j * k0 + j];
            float *cell = &map[r * rows / k * columns + c * columns / k0];
            *cell = fmaxf(*cell, (float)q);
        }
    }
}

double overlap_mean(const struct overlap *overlap)
{
    double sum = 0.0;

    for (size_t j = 0; j < overlap->classes.neurons; j++)
        sum += overlap->neuron[j];
    return sum / (double)overlap->classes.neurons;
}

void overlap_group_means(const struct overlap *overlap, double mean[Q_GROUPS_MAX])
{
    const struct classes *classes = &overlap->classes;
    size_t size[Q_GROUPS_MAX] = {0};

    for (size_t g = 0; g < Q_GROUPS_MAX; g++)
        mean[g] = 0.0;
    for (size_t j = 0; j < classes->neurons; j++) {
        mean[classes->group[j]] += overlap->neuron[j];
        size[classes->group[j]]++;
    }
    for (size_t g = 0; g < classes->groups; g++)
        mean[g] /= (double)size[g];
}

/* Returns tr(S S') / d^2 = sum_ij v_i v'_j (W_i . W'_j / d)^2 of two networks. */
static double trace_product(const float *left, size_t rows, const float *right, size_t columns,
                            const double *gram)
{
    double sum = 0.0;

    for (size_t i = 0; i < rows; i++) {
        double row = 0.0;
        for (size_t j = 0; j < columns; j++)
            row += (double)right[j] * gram[i * columns + j] * gram[i * columns + j];
        sum += (double)left[i] * row;
    }
    return sum;
}

double overlap_r2(const struct gram *gram, const float *v, const float *v0)
{
    const size_t k = gram->k, k0 = gram->k0;
    const double scale = sqrt((double)k0 / (double)k);
    const double own = scale * scale * trace_product(v, k, v, k, gram->a);
    const double both = scale * trace_product(v, k, v0, k0, gram->b);
    const double teacher = trace_product(v0, k0, v0, k0, gram->c);

    return 1.0 - ((own - both) + (teacher - both)) / (2.0 * (double)k0);
}
