#include "finder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "plateau/memory.h"

/* Branches closer than this have no middle to pass. */
static const double least_gap = 0.05;

enum status finder_init(struct finder *finder, const struct network *teacher, struct error *err)
{
    size_t widest = 0;

    *finder = (struct finder){.layers = teacher->layers};
    for (size_t l = 0; l < finder->layers; l++) {
        widest = teacher->k[l] > widest ? teacher->k[l] : widest;
        finder->neurons[l] = teacher->k[l];
        finder->inputs[l] = network_inputs(teacher, l);
        finder->locks[l] = locks_create(teacher->k[l]);
        if (!finder->locks[l])
            return error_set(err, STATUS_NO_MEMORY, "d: no memory for %zu neurons", teacher->k[l]);
    }
    finder->bound = memory_zeroed(widest, sizeof *finder->bound);
    return finder->bound ? STATUS_OK
                         : error_set(err, STATUS_NO_MEMORY, "d: no memory for %zu neurons", widest);
}

void finder_fini(struct finder *finder)
{
    for (size_t l = 0; l < finder->layers; l++)
        locks_destroy(finder->locks[l]);
    free(finder->bound);
    *finder = (struct finder){0};
}

/* What aligning gives a student on the universal branch at this size. Unrelated weights have single
 * overlaps of variance 1 / inputs. Where S is learned before any neuron is, weights are the
 * teacher's but for a rotation among its neurons, and theirs have (1 + neurons / inputs) / neurons.
 * The best assignment makes the same of both, in units of their spread. Of one neuron there is no
 * rotation. */
static struct figure chance_of(const struct finder *finder, const struct level *universal, size_t l,
                               double unrelated)
{
    const double inputs = (double)finder->inputs[l], neurons = (double)finder->neurons[l];
    const bool is_rotated = universal->here.r2 > 0.0 && finder->neurons[l] > 1;
    const double wider = is_rotated ? sqrt(1.0 + inputs / neurons) : 1.0;
    const double spread = wider / sqrt(inputs);

    return (struct figure){wider * unrelated, spread};
}

/* Halfway from the universal branch, or from chance, to the specialised one; NaN where these are
 * too close to tell: halfway is within the spread of single overlaps. */
static double middle(double universal, double specialised, struct figure chance)
{
    const double from = fmax(universal, chance.mean);

    return specialised - from > fmax(least_gap, 2.0 * chance.se) ? 0.5 * (from + specialised)
                                                                 : (double)NAN;
}

/* Of a neuron of layer l, in readout group g if that is the last one. */
static double bound_of(const struct finder *finder, const struct levels *levels, size_t l, size_t g,
                       double unrelated)
{
    const struct level *universal = &levels->branch[0], *deepest = &levels->branch[levels->deepest];

    if (!levels->theory)
        return SPECIALISED_OVERLAP;
    if (levels->deepest >= levels->branches || deepest == universal)
        return (double)NAN;
    const struct figure chance = chance_of(finder, universal, l, unrelated);
    return l + 1 == finder->layers
               ? middle(universal->here.group[g], deepest->here.group[g], chance)
               : middle(universal->here.layers.q[l], deepest->here.layers.q[l], chance);
}

/* Whether there are now half of them, or all, as never before. */
static bool is_news(size_t before, size_t now, size_t neurons)
{
    const size_t half = (neurons + 1) / 2;

    return (before < half && now >= half) || (before < neurons && now == neurons);
}

unsigned finder_see(struct finder *finder, const struct meter *meter, const struct levels *levels,
                    struct moment now)
{
    const struct layers_overlap chance = meter_chance(meter);
    unsigned news = 0;

    for (size_t l = 0; l < finder->layers; l++) {
        const bool is_last = l + 1 == finder->layers;

        for (size_t i = 0; i < finder->neurons[l]; i++)
            finder->bound[i] =
                bound_of(finder, levels, l, is_last ? meter_group_of(meter, i) : 0, chance.q[l]);
        locks_see(finder->locks[l], meter_layer(meter, l), finder->bound, now);
        const size_t found = locks_found(finder->locks[l]);
        news |= is_news(finder->most[l], found, finder->neurons[l]) ? 1U << l : 0;
        if (found > finder->most[l])
            finder->most[l] = found;
    }
    return news;
}

void finder_format(const struct finder *finder, size_t layer, char *text, size_t size)
{
    const struct lock_on found = locks_summary(finder->locks[layer]);
    const char *share = found.locked == found.neurons ? "all" : "half of";
    char where[32] = "";

    if (finder->layers > 1)
        snprintf(where, sizeof where, "layer %zu: ", layer + 1);
    snprintf(text, size, "%s%s the neurons found, %zu/%zu", where, share, found.locked,
             found.neurons);
}
