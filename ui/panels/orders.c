#include "orders.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "curve.h"
#include "plateau/learner.h"
#include "theory.h"

/* The list while it is being filled. */
struct list {
    struct order *at;
    size_t count;
};

static void add(struct list *list, enum series series, const char *name, double chance,
                double readout)
{
    const size_t i = list->count++;

    list->at[i] = (struct order){series, name, curve_ink(i), curve_mark(i), chance, readout};
}

/* "v1" for the column q_v1. */
static const char *group_name(enum series series)
{
    return series_column(series) + strlen("q_");
}

static void add_layers(struct list *list, const struct snapshot *now, size_t layers)
{
    const double none = (double)NAN;

    for (size_t l = 0; l < layers; l++) {
        const enum series series = series_of_layer(l);
        add(list, series, series_column(series), now->chance.q[l], none);
    }
    if (isfinite(now->chance.q21))
        add(list, SERIES_Q21, series_column(SERIES_Q21), now->chance.q21, none);
}

bool orders_are_of_matrix(const struct record *record)
{
    return learner_holds(record->now.config.algorithm) != NULL;
}

size_t orders_list(const struct record *record, struct order out[ORDERS_MAX])
{
    const struct snapshot *now = &record->now;
    const size_t layers = config_layers(&now->config);
    const size_t groups = now->groups < Q_GROUPS_MAX ? now->groups : Q_GROUPS_MAX;
    const double none = (double)NAN, chance = record_value(record, SERIES_Q_NULL);
    struct list list = {out, 0};

    if (orders_are_of_matrix(record)) {
        add(&list, SERIES_R2, "r2", none, none);
        return list.count;
    }
    add(&list, SERIES_Q, "q", chance, none);
    if (layers > 1)
        add_layers(&list, now, layers);
    else
        add(&list, SERIES_R2, "r2", none, none);
    /* A single group is the mean itself. */
    for (size_t g = 0; groups > 1 && g < groups; g++) {
        const enum series series = series_of_group(g);
        add(&list, series, group_name(series), layers > 1 ? now->chance.q[layers - 1] : chance,
            now->group_readout[g]);
    }
    return list.count;
}

double orders_level(const struct record *record, const struct chart_branch *branch,
                    enum series series)
{
    if (!branch || !branch->here.exists)
        return (double)NAN;
    for (size_t l = 0; l < DEPTH_MAX; l++)
        if (series == series_of_layer(l))
            return branch->here.layers.q[l];
    return series == SERIES_Q     ? branch->here.mean_q
           : series == SERIES_R2  ? branch_point_r2(&branch->here, orders_are_of_matrix(record))
           : series == SERIES_Q21 ? branch->here.layers.q21
                                  : branch->here.group[series - SERIES_Q_V1];
}

double orders_theory(const struct record *record, enum series series)
{
    const struct chart *chart = record_chart(record, CHART_HERE);

    if (!chart || record_is_old(record, chart))
        return (double)NAN;
    return orders_level(record, theory_best(chart), series);
}

struct order_text orders_text(const struct record *record, enum series series)
{
    const struct text value = text_overlap(record_value(record, series));
    const double theory = orders_theory(record, series);
    struct order_text text;

    snprintf(text.at, sizeof text.at, "%s%s%s", value.at, isfinite(theory) ? "/" : "",
             isfinite(theory) ? text_overlap(theory).at : "");
    return text;
}

const char *orders_note(const struct record *record)
{
    return isfinite(orders_theory(record, SERIES_Q)) ? "run/theory" : "";
}
