#include "versus.h"

#include <math.h>
#include <stdio.h>

#include "standing.h"

static size_t layer_of(enum series series)
{
    size_t l = 0;

    while (l < DEPTH_MAX && series_of_layer(l) != series)
        l++;
    return l;
}

static double of_layers(const struct layers_overlap *layers, enum series series)
{
    const size_t l = layer_of(series);

    if (series == SERIES_Q21)
        return layers->q21;
    return l < DEPTH_MAX ? layers->q[l] : layers->mean;
}

static double theory_of(const struct branch_point *here, enum series series, bool is_mean)
{
    if (series == SERIES_EPS)
        return here->eps;
    if (series == SERIES_R2)
        return branch_point_r2(here, is_mean);
    if (series >= SERIES_Q_V1 && series <= SERIES_Q_V6)
        return here->group[series - SERIES_Q_V1];
    return of_layers(&here->layers, series);
}

/* What one finds without having learned: only of overlaps with neurons, which are searched for. */
static double chance_of(const struct layers_overlap *chance, enum series series)
{
    return series == SERIES_EPS || series == SERIES_R2 ? (double)NAN : of_layers(chance, series);
}

void versus_judge(struct versus *out, const struct mixing mixing[COMPARED_MAX], double eps_se,
                  const struct layers_overlap *chance, const struct level *level, bool is_mean)
{
    bool group_at_chance = false;

    *out = (struct versus){.branch = ""};
    if (level)
        snprintf(out->branch, sizeof out->branch, "%s", level->name);
    for (size_t i = 0; i < COMPARED_MAX; i++) {
        const enum series series = versus_series(i);
        const double systematic = i == 0 ? eps_se : (double)NAN;

        const double theory = level ? theory_of(&level->here, series, is_mean) : (double)NAN;

        out->at[i] = standing_judge(&mixing[i], systematic, theory, chance_of(chance, series));
        group_at_chance = group_at_chance || (series >= SERIES_Q_V1 && series <= SERIES_Q_V6 &&
                                              out->at[i].verdict == AGREEMENT_CHANCE);
    }
    if (group_at_chance) /* the mean over all neurons has their chance in it */
        for (size_t i = 0; i < COMPARED_MAX; i++)
            if (versus_series(i) == SERIES_Q)
                out->at[i].verdict = AGREEMENT_CHANCE;
}
