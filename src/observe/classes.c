#include "classes.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

enum { QUANTILE_GROUPS = 4 };

/*
 * Readouts this close count as equal: float32 leaves this difference between +v and -v of a
 * quantile law.
 */
static const double SAME_READOUT = 2e-6;

/* Stable, so that sorting by one key after the other sorts by both. */
static void sort_by(size_t order[], const double key[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const size_t moving = order[i];
        size_t j = i;

        for (; j > 0 && key[order[j - 1]] > key[moving]; j--)
            order[j] = order[j - 1];
        order[j] = moving;
    }
}

/* Fills order with the neurons by |v|, then sign, then index; magnitude and sign are the keys. */
static void order_neurons(size_t order[], double magnitude[], double sign[], const float v[],
                          size_t n, enum activation_parity parity)
{
    for (size_t i = 0; i < n; i++) {
        order[i] = i;
        magnitude[i] = fabs((double)v[i]);
        sign[i] = parity != ACTIVATION_ODD && v[i] < 0.0F ? -1.0 : 1.0;
    }
    sort_by(order, magnitude, n);
    for (size_t r = 1; r < n; r++) {
        const double below = magnitude[order[r - 1]];
        if (magnitude[order[r]] - below <= SAME_READOUT)
            magnitude[order[r]] = below;
    }
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    sort_by(order, sign, n);
    sort_by(order, magnitude, n);
}

static void number_classes(struct classes *classes, const double magnitude[], const double sign[])
{
    const size_t *order = classes->order;

    classes->count = 0;
    for (size_t r = 0; r < classes->neurons; r++) {
        if (r == 0 || magnitude[order[r]] > magnitude[order[r - 1]] ||
            sign[order[r]] > sign[order[r - 1]])
            classes->start[classes->count++] = r;
        classes->of[order[r]] = classes->count - 1;
    }
    classes->start[classes->count] = classes->neurons;
}

/* Widens the place of a group to all ranks that have the same |v| as rank r. */
static void place_size(struct classes *classes, const double magnitude[], size_t group, size_t r)
{
    const size_t *order = classes->order;
    const double size = magnitude[order[r]], n = (double)classes->neurons;
    size_t from = r, to = r + 1;

    while (from > 0 && magnitude[order[from - 1]] == size)
        from--;
    while (to < classes->neurons && magnitude[order[to]] == size)
        to++;
    classes->from[group] = (double)from / n;
    classes->to[group] = (double)to / n;
}

static void place_groups(struct classes *classes, const double magnitude[])
{
    const size_t n = classes->neurons;

    for (size_t r = n; r-- > 0;) {
        const size_t group = classes->group[classes->order[r]];

        if (!classes->quarters) {
            place_size(classes, magnitude, group, r);
            continue;
        }
        classes->from[group] = (double)r / (double)n;
        classes->to[group] = fmax(classes->to[group], (double)(r + 1) / (double)n);
    }
}

static void number_groups(struct classes *classes, const float v[])
{
    const size_t n = classes->neurons;
    size_t size[Q_GROUPS_MAX] = {0};

    classes->quarters = classes->count > Q_GROUPS_MAX;
    classes->groups = classes->quarters ? QUANTILE_GROUPS : classes->count;
    for (size_t r = 0; r < n; r++) {
        const size_t i = classes->order[r];
        const size_t group = classes->quarters ? r * QUANTILE_GROUPS / n : classes->of[i];

        classes->group[i] = group;
        classes->readout[group] += fabs((double)v[i]);
        size[group]++;
    }
    for (size_t g = 0; g < classes->groups; g++)
        classes->readout[g] /= (double)size[g];
}

enum status classes_init(struct classes *classes, const float *v, size_t neurons,
                         enum activation_parity parity, struct error *err)
{
    double *keys = memory_zeroed(2 * neurons, sizeof(double));

    *classes = (struct classes){
        .neurons = neurons,
        .of = memory_zeroed(neurons, sizeof(size_t)),
        .group = memory_zeroed(neurons, sizeof(size_t)),
        .order = memory_zeroed(neurons, sizeof(size_t)),
        .start = memory_zeroed(neurons + 1, sizeof(size_t)),
    };
    if (!keys || !classes->of || !classes->group || !classes->order || !classes->start) {
        free(keys);
        classes_fini(classes);
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room for the readout classes of %zu neurons", neurons);
    }
    order_neurons(classes->order, keys, keys + neurons, v, neurons, parity);
    number_classes(classes, keys, keys + neurons);
    number_groups(classes, v);
    place_groups(classes, keys);
    free(keys);
    return STATUS_OK;
}

void classes_fini(struct classes *classes)
{
    free(classes->of);
    free(classes->group);
    free(classes->order);
    free(classes->start);
    *classes = (struct classes){0};
}
