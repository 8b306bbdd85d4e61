#include "plateau/series.h"

struct names {
    const char *column, *title;
};

static const struct names series_names[SERIES_COUNT] = {
#define SERIES(identifier, column, title) {column, title},
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
