#include "against_theory.h"

#include <math.h>
#include <stdio.h>

#include "deviation.h"

/*
 * Returns where a series stands among those of groups or of layers; `count` if it is not one of
 * them.
 */
static size_t place_of(enum series series, enum series (*of)(size_t), size_t count)
{
    size_t i = 0;

    while (i < count && of(i) != series)
        i++;
    return i;
}

static double of_layers(const struct layers_overlap *layers, enum series series)
{
    const size_t l = place_of(series, series_of_layer, DEPTH_MAX);

    if (series == SERIES_Q21)
        return layers->q21;
    return l < DEPTH_MAX ? layers->q[l] : layers->mean;
}

static bool is_group(enum series series)
{
    return place_of(series, series_of_group, Q_GROUPS_MAX) < Q_GROUPS_MAX;
}

static double theory_of(const struct branch_point *here, enum series series, bool is_mean)
{
    if (series == SERIES_EPS)
        return here->eps;
    if (series == SERIES_R2)
        return branch_point_r2(here, is_mean);
    if (is_group(series))
        return here->group[place_of(series, series_of_group, Q_GROUPS_MAX)];
    return of_layers(&here->layers, series);
}

/*
 * Returns the overlap that a student finds without having learned: only for overlaps with neurons,
 * which are searched for.
 */
static double chance_of(const struct layers_overlap *chance, enum series series)
{
    return series == SERIES_EPS || series == SERIES_R2 ? (double)NAN : of_layers(chance, series);
}

void against_theory_judge(struct against_theory *out, const struct mixing mixing[COMPARED_MAX],
                          double eps_se, const struct layers_overlap *chance,
                          const struct level *level, bool is_mean)
{
    bool group_at_chance = false;

    *out = (struct against_theory){.branch = ""};
    if (level)
        snprintf(out->branch, sizeof out->branch, "%s", level->name);
    for (size_t i = 0; i < COMPARED_MAX; i++) {
        const enum series series = against_theory_series(i);
        const double systematic = i == 0 ? eps_se : (double)NAN;

        const double theory = level ? theory_of(&level->here, series, is_mean) : (double)NAN;

        out->at[i] = deviation_judge(&mixing[i], systematic, theory, chance_of(chance, series));
        group_at_chance =
            group_at_chance || (is_group(series) && out->at[i].verdict == AGREEMENT_CHANCE);
    }
    if (group_at_chance) /* the mean over all neurons contains their chance */
        for (size_t i = 0; i < COMPARED_MAX; i++)
            if (against_theory_series(i) == SERIES_Q)
                out->at[i].verdict = AGREEMENT_CHANCE;
}
