#include "inner.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

/* Returns |s_i|, s = W0_2^T v0 / sqrt k_2. */
static double effective_readout(const struct truth *truth, size_t i)
{
    const struct network *network = &truth->teacher;
    const float *w2 = truth->params + network_layer(network, 1);
    double sum = 0.0;

    for (size_t j = 0; j < network->k[1]; j++)
        sum += (double)truth->readout[j] * (double)w2[j * network->k[0] + i];
    return fabs(sum) / sqrt((double)network->k[1]);
}

/* Returns the rank of s[i] among s [n] in increasing order; equal values rank by index. */
static size_t rank_of(const double s[], size_t n, size_t i)
{
    size_t before = 0;

    for (size_t other = 0; other < n; other++) {
        const bool tied_before = other < i && s[other] == s[i];
        before += s[other] < s[i] || tied_before;
    }
    return before;
}

static void fill_bins(struct inner *inner, const double s[])
{
    size_t size[INNER_BINS_MAX] = {0};

    for (size_t i = 0; i < inner->neurons; i++) {
        const size_t bin = rank_of(s, inner->neurons, i) * inner->bins / inner->neurons;

        inner->bin[i] = bin;
        inner->s[bin] += s[i];
        size[bin]++;
    }
    for (size_t b = 0; b < inner->bins; b++)
        inner->s[b] /= (double)size[b];
}

enum status inner_init(struct inner *inner, const struct truth *truth, struct error *err)
{
    const size_t k = truth->teacher.k[0];

    *inner = (struct inner){.neurons = k};
    if (truth->teacher.layers != 2)
        return STATUS_OK;
    double *s = memory_zeroed(k, sizeof *s);
    inner->bin = memory_zeroed(k, sizeof *inner->bin);
    if (!s || !inner->bin) {
        free(s);
        inner_fini(inner);
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room for the bins of %zu neurons", k);
    }
    inner->bins = k < INNER_BINS_MAX ? k : INNER_BINS_MAX;
    for (size_t i = 0; i < k; i++)
        s[i] = effective_readout(truth, i);
    fill_bins(inner, s);
    free(s);
    return STATUS_OK;
}

void inner_fini(struct inner *inner)
{
    free(inner->bin);
    *inner = (struct inner){0};
}

struct inner_overlaps inner_means(const struct inner *inner, const double q[])
{
    struct inner_overlaps out = {.bins = inner->bins};
    size_t size[INNER_BINS_MAX] = {0};

    for (size_t i = 0; inner->bins > 0 && i < inner->neurons; i++) {
        out.q[inner->bin[i]] += q[i];
        size[inner->bin[i]]++;
    }
    for (size_t b = 0; b < out.bins; b++) {
        out.s[b] = inner->s[b];
        out.q[b] /= (double)size[b];
    }
    return out;
}
