#include "found.h"

#include <math.h>
#include <stdlib.h>

static const struct moment never = {(double)NAN, 0};

struct found_layer found_layer_init(size_t neurons, struct moment at[])
{
    for (size_t i = 0; i < neurons; i++)
        at[i] = never;
    return (struct found_layer){.neurons = neurons};
}

bool found_layer_see(struct found_layer *layer, struct moment at[], const double q[],
                     const size_t group[], const double bound[], struct moment now)
{
    bool changed = false;

    layer->judged = 0;
    for (size_t i = 0; i < layer->neurons; i++) {
        const bool was_found = isfinite(at[i].gradients);
        const double mine = bound[group ? group[i] : 0];

        layer->judged += isfinite(mine) ? 1 : 0;
        if (!was_found && q[i] > mine) {
            at[i] = now;
            layer->found++;
            changed = true;
        } else if (was_found && q[i] <= mine) {
            at[i] = never;
            layer->found--;
            changed = true;
        }
    }
    return changed;
}

static int compare(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;

    return (a->gradients > b->gradients) - (a->gradients < b->gradients);
}

struct found_neurons found_layer_summary(const struct found_layer *layer, const struct moment at[],
                                         struct moment sorted[])
{
    struct found_neurons out = {layer->neurons, layer->found, layer->judged, never, never, never};
    const size_t half = (layer->neurons + 1) / 2;
    size_t found = 0;

    for (size_t i = 0; i < layer->neurons; i++)
        if (isfinite(at[i].gradients))
            sorted[found++] = at[i];
    qsort(sorted, found, sizeof *sorted, compare);
    if (found > 0)
        out.first = sorted[0];
    if (found > 0 && found >= half)
        out.half = sorted[half - 1];
    if (found > 0 && found == layer->neurons)
        out.all = sorted[found - 1];
    return out;
}
