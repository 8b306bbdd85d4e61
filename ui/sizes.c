#include "sizes.h"

#include <stdio.h>
#include <string.h>

#include "plateau/learner.h"

/* Reads a run's result; returns false while its mean has no verdict. */
static bool take(struct sized *out, const struct record *record)
{
    const struct config *config = &record->now.config;
    const struct against_theory *nearest = &record->now.verdicts.health.nearest[0];
    const struct deviation *eps = &nearest->at[0];

    *out = (struct sized){
        .d = (double)config->d, .mean = eps->run, .alpha = config->alpha, .theory = eps->theory};
    snprintf(out->preset, sizeof out->preset, "%s", config->preset);
    snprintf(out->algorithm, sizeof out->algorithm, "%s", config->algorithm);
    snprintf(out->branch, sizeof out->branch, "%s", nearest->branch);
    return finite_size_takes(eps);
}

void sizes_add(struct sizes *sizes, const struct record *record)
{
    struct sized sized;

    if (take(&sized, record))
        sizes->at[sizes->count++ % SIZES_MAX] = sized;
}

size_t sizes_limit(const struct sizes *sizes, const struct record *record, struct deviation *limit)
{
    const size_t before = sizes->count < SIZES_MAX ? sizes->count : SIZES_MAX;
    struct sized all[SIZES_MAX + 1], now;

    if (!take(&now, record))
        return 0;
    memcpy(all, sizes->at, before * sizeof all[0]);
    all[before] = now;
    return finite_size_judge(all, before + 1, &now, limit);
}
