#include "sizes.h"

#include <math.h>
#include <string.h>

#include "plateau/finite_size.h"

/* False while there is no verdict on its mean. */
static bool take(struct sized *out, const struct record *record)
{
    const struct versus *nearest = &record->now.health.nearest[0];
    const struct standing *eps = &nearest->at[0];

    if (eps->verdict != AGREEMENT_AGREES && eps->verdict != AGREEMENT_DIFFERS)
        return false;
    *out = (struct sized){.d = (double)record->now.config.d,
                          .eps = eps->run,
                          .theory = eps->theory,
                          .algorithm = record->now.config.algorithm};
    memcpy(out->branch, nearest->branch, sizeof out->branch);
    return eps->run.se > 0.0;
}

void sizes_add(struct sizes *sizes, const struct record *record)
{
    struct sized sized;

    if (take(&sized, record))
        sizes->at[sizes->count++ % SIZES_MAX] = sized;
}

static bool is_alike(const struct sized *a, const struct sized *b)
{
    return a->theory == b->theory && a->algorithm == b->algorithm &&
           strcmp(a->branch, b->branch) == 0;
}

size_t sizes_limit(const struct sizes *sizes, const struct record *record, struct figure *limit)
{
    double d[SIZES_MAX + 1];
    struct figure at[SIZES_MAX + 1];
    struct sized now;
    size_t count = 0;

    *limit = (struct figure){(double)NAN, (double)NAN};
    if (!take(&now, record))
        return 0;
    for (size_t i = 0; i < sizes->count && i < SIZES_MAX; i++)
        if (is_alike(&sizes->at[i], &now)) {
            d[count] = sizes->at[i].d;
            at[count++] = sizes->at[i].eps;
        }
    d[count] = now.d;
    at[count++] = now.eps;
    *limit = finite_size_limit(d, at, count);
    return isfinite(limit->mean) ? count : 0;
}
