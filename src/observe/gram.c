#include "gram.h"

#include <stdlib.h>

#include "plateau/memory.h"
#include "plateau/product.h"

static void widen(const float *from, double *to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (double)from[i];
}

enum status gram_init(struct gram *gram, size_t d, size_t k, const float *w0, size_t k0,
                      struct error *err)
{
    *gram = (struct gram){
        .d = d,
        .k = k,
        .k0 = k0,
        .w = memory_zeroed(k * d, sizeof(double)),
        .w0 = memory_zeroed(k0 * d, sizeof(double)),
        .a = memory_zeroed(k * k, sizeof(double)),
        .b = memory_zeroed(k * k0, sizeof(double)),
        .c = memory_zeroed(k0 * k0, sizeof(double)),
    };
    if (!gram->w || !gram->w0 || !gram->a || !gram->b || !gram->c) {
        gram_fini(gram);
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room for the overlaps of %zu x %zu weights", k, d);
    }
    widen(w0, gram->w0, k0 * d);
    product_nt(k0, k0, d, 1.0 / (double)d, gram->w0, gram->w0, gram->c);
    return STATUS_OK;
}

void gram_fini(struct gram *gram)
{
    free(gram->w);
    free(gram->w0);
    free(gram->a);
    free(gram->b);
    free(gram->c);
    *gram = (struct gram){0};
}

void gram_measure_overlaps(struct gram *gram)
{
    product_nt(gram->k, gram->k0, gram->d, 1.0 / (double)gram->d, gram->w, gram->w0, gram->b);
}

void gram_measure(struct gram *gram, const float *w)
{
    widen(w, gram->w, gram->k * gram->d);
    product_nt(gram->k, gram->k, gram->d, 1.0 / (double)gram->d, gram->w, gram->w, gram->a);
    gram_measure_overlaps(gram);
}
