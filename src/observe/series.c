#include "plateau/series.h"

#include "plateau/config.h"

struct names {
    enum series_family family;
    const char *column, *title;
};

static const struct names series_names[SERIES_COUNT] = {
#define SERIES(identifier, family, column, title) {SERIES_OF_##family, column, title},
#include "plateau/series.def"
#undef SERIES
};

const char *series_column(enum series series)
{
    return series_names[series].column;
}

const char *series_title(enum series series)
{
    return series_names[series].title;
}

enum series_family series_family(enum series series)
{
    return series_names[series].family;
}

enum series series_of_group(size_t g)
{
    static const enum series of[Q_GROUPS_MAX] = {SERIES_Q_V1, SERIES_Q_V2, SERIES_Q_V3,
                                                 SERIES_Q_V4, SERIES_Q_V5, SERIES_Q_V6};

    return of[g];
}

enum series series_of_layer(size_t l)
{
    static const enum series of[] = {SERIES_Q1, SERIES_Q2, SERIES_Q3, SERIES_Q4};

    return of[l];
}

bool series_exists(enum series series, size_t layers, size_t groups)
{
    for (size_t g = 0; g < Q_GROUPS_MAX; g++)
        if (series == series_of_group(g))
            return g < groups;
    if (series == SERIES_Q21)
        return layers == 2;
    for (size_t l = 0; l < DEPTH_MAX; l++)
        if (series == series_of_layer(l))
            return layers > 1 && l < layers;
    return true;
}
