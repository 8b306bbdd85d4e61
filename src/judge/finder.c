#include "finder.h"

#include <math.h>

/* Branches closer than this have no middle to pass. */
static const double least_gap = 0.05;

size_t finder_moments(const struct subject *subject)
{
    size_t all = 0, widest = 0;

    for (size_t l = 0; l < subject->layers; l++) {
        all += subject->neurons[l];
        widest = subject->neurons[l] > widest ? subject->neurons[l] : widest;
    }
    return all + widest;
}

/* Behind the moments of all layers. */
static struct moment *scratch(const struct finder *finder, struct moment at[])
{
    const size_t last = finder->layers - 1;

    return at + finder->first[last] + finder->neurons[last];
}

void finder_init(struct finder *finder, const struct subject *subject, struct moment at[])
{
    size_t first = 0;

    *finder = (struct finder){.layers = subject->layers, .chance = subject->chance};
    for (size_t l = 0; l < finder->layers; l++) {
        finder->neurons[l] = subject->neurons[l];
        finder->inputs[l] = subject->inputs[l];
        finder->first[l] = first;
        finder->layer[l] = found_layer_init(finder->neurons[l], at + first);
        first += finder->neurons[l];
    }
    for (size_t l = 0; l < finder->layers; l++)
        finder->found[l] =
            found_layer_summary(&finder->layer[l], at + finder->first[l], scratch(finder, at));
}

/*
 * Returns the overlap that aligning gives a student on the universal branch at this size. Unrelated
 * weights have single overlaps of variance 1 / inputs. Where S is learned before any neuron is, the
 * weights are the teacher's up to a rotation among its neurons, and single overlaps have variance
 * (1 + neurons / inputs) / neurons. The best assignment gains equally for both, in units of their
 * spread. A single neuron has no rotation.
 */
static struct figure chance_of(const struct finder *finder, const struct level *universal, size_t l,
                               double unrelated)
{
    const double inputs = (double)finder->inputs[l], neurons = (double)finder->neurons[l];
    const bool is_rotated = universal->here.r2 > 0.0 && finder->neurons[l] > 1;
    const double wider = is_rotated ? sqrt(1.0 + inputs / neurons) : 1.0;
    const double spread = wider / sqrt(inputs);

    return (struct figure){wider * unrelated, spread};
}

/*
 * Returns halfway from the universal branch, or from chance, to the specialised one; NaN where
 * these are too close: where halfway lies within the spread of single overlaps.
 */
static double middle(double universal, double specialised, struct figure chance)
{
    const double from = fmax(universal, chance.mean);

    return specialised - from > fmax(least_gap, 2.0 * chance.se) ? 0.5 * (from + specialised)
                                                                 : (double)NAN;
}

/* Returns the bound of a neuron of layer l, which is in readout group g if l is the last layer. */
static double bound_of(const struct finder *finder, const struct levels *levels, size_t l, size_t g,
                       double unrelated)
{
    const struct level *universal = &levels->branch[0], *deepest = &levels->branch[levels->deepest];

    if (!levels->has_theory)
        return SPECIALISED_OVERLAP;
    if (levels->deepest >= levels->branches || deepest == universal)
        return (double)NAN;
    const struct figure chance = chance_of(finder, universal, l, unrelated);
    return l + 1 == finder->layers
               ? middle(universal->here.group[g], deepest->here.group[g], chance)
               : middle(universal->here.layers.q[l], deepest->here.layers.q[l], chance);
}

/* Returns whether half of the neurons, or all, are found for the first time. */
static bool is_news(size_t before, size_t now, size_t neurons)
{
    const size_t half = (neurons + 1) / 2;

    return (before < half && now >= half) || (before < neurons && now == neurons);
}

unsigned finder_see(struct finder *finder, struct moment at[], const struct neurons *neurons,
                    const struct levels *levels, struct moment now)
{
    double bound[Q_GROUPS_MAX];
    unsigned news = 0;

    for (size_t l = 0; l < finder->layers; l++) {
        struct found_layer *layer = &finder->layer[l];
        struct moment *mine = at + finder->first[l];
        const size_t before = layer->judged;

        for (size_t g = 0; g < Q_GROUPS_MAX; g++)
            bound[g] = bound_of(finder, levels, l, g, finder->chance.q[l]);
        const size_t *group = l + 1 == finder->layers ? neurons->group : NULL;
        if (found_layer_see(layer, mine, neurons->overlap[l], group, bound, now) ||
            layer->judged != before)
            finder->found[l] = found_layer_summary(layer, mine, scratch(finder, at));
        news |= is_news(finder->most[l], layer->found, layer->neurons) ? 1U << l : 0;
        if (layer->found > finder->most[l])
            finder->most[l] = layer->found;
    }
    return news;
}
