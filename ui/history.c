#include "history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"

void history_init(struct history *history, size_t cap)
{
    *history = (struct history){.cap = cap ? cap : HISTORY_POINTS_MAX};
}

void history_fini(struct history *history)
{
    free(history->at);
    *history = (struct history){.cap = history->cap};
}

void history_clear(struct history *history)
{
    history->count = 0;
}

static void reserve(struct history *history, size_t count)
{
    if (count <= history->capacity)
        return;
    size_t capacity = history->capacity ? 2 * history->capacity : 256;
    if (capacity > history->cap)
        capacity = history->cap;
    if (capacity < count)
        capacity = count;
    struct point *at = memory_need(capacity, sizeof *at);
    if (history->count > 0)
        memcpy(at, history->at, history->count * sizeof *at);
    free(history->at);
    history->at = at;
    history->capacity = capacity;
}

/*
 * Returns the distance in log t; two points at 0 are infinitely far apart, so that the start is
 * never joined.
 */
static double log_gap(const struct point *from, const struct point *to)
{
    const double a = from->x[X_GRADIENTS], b = to->x[X_GRADIENTS];

    return a > 0.0 ? log(b / a) : HUGE_VAL;
}

static void join(struct point *into, const struct point *next)
{
    memcpy(into->x, next->x, sizeof into->x);
    for (size_t s = 0; s < SERIES_COUNT; s++) {
        into->low[s] = fminf(into->low[s], next->low[s]);
        into->high[s] = fmaxf(into->high[s], next->high[s]);
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median_gap(const struct history *history)
{
    const size_t count = history->count - 1;
    double *gap = memory_need(count, sizeof *gap);

    for (size_t i = 0; i < count; i++)
        gap[i] = log_gap(&history->at[i], &history->at[i + 1]);
    qsort(gap, count, sizeof *gap, by_size);
    const double median = gap[count / 2];
    free(gap);
    return median;
}

/* Joins neighbours no farther apart than the median: at least one pair, usually a third of all. */
static void thin(struct history *history)
{
    const double most = median_gap(history);
    size_t kept = 0;

    for (size_t i = 0; i < history->count; kept++) {
        history->at[kept] = history->at[i++];
        if (i < history->count && log_gap(&history->at[kept], &history->at[i]) <= most)
            join(&history->at[kept], &history->at[i++]);
    }
    history->count = kept;
}

void history_add(struct history *history, const struct measurement *sample)
{
    if (history->count >= history->cap)
        thin(history);
    reserve(history, history->count + 1);
    struct point *point = &history->at[history->count++];

    point->x[X_GRADIENTS] = sample->gradients;
    point->x[X_STEPS] = (double)sample->step;
    /* The time before the first step has no decade on a log axis. */
    point->x[X_SECONDS] = sample->step > 0 ? sample->seconds : 0.0;
    for (size_t s = 0; s < SERIES_COUNT; s++)
        point->low[s] = point->high[s] = (float)sample->value[s];
}

void history_copy(struct history *to, const struct history *from)
{
    reserve(to, from->count);
    if (from->count > 0)
        memcpy(to->at, from->at, from->count * sizeof *to->at);
    to->count = from->count;
}

/* Returns the first point whose clock is at least x; count when every clock is below. */
static size_t first_at(const struct history *history, enum x_clock clock, double x)
{
    size_t low = 0, high = history->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (history->at[middle].x[clock] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double history_clock(const struct history *history, double gradients, enum x_clock clock)
{
    if (clock == X_GRADIENTS || history->count == 0)
        return clock == X_GRADIENTS ? gradients : (double)NAN;
    const size_t right = first_at(history, X_GRADIENTS, gradients);
    if (right == 0)
        return history->at[0].x[clock];
    if (right == history->count)
        return history->at[right - 1].x[clock];
    const struct point *a = &history->at[right - 1], *b = &history->at[right];
    const double part = (gradients - a->x[X_GRADIENTS]) / (b->x[X_GRADIENTS] - a->x[X_GRADIENTS]);
    return a->x[clock] + part * (b->x[clock] - a->x[clock]);
}

static double middle_of(double low, double high, bool log_y)
{
    return log_y && low > 0.0 ? sqrt(low * high) : 0.5 * (low + high);
}

void history_trace(const struct history *history, enum series series, enum x_clock clock,
                   const struct axis *x, bool log_y, size_t across, struct trace *out)
{
    size_t i = first_at(history, clock, x->min);

    out->count = 0;
    across = across > TRACE_MAX ? TRACE_MAX : across;
    for (size_t column = 0; column < across && i < history->count; column++) {
        const double end = axis_value(x, (double)(column + 1) / (double)across);
        const bool is_last = column + 1 == across;
        double low = (double)NAN, high = low, at = low;

        for (; i < history->count; i++) {
            const struct point *point = &history->at[i];
            if (is_last ? point->x[clock] > end : point->x[clock] >= end)
                break;
            at = point->x[clock];
            low = fmin(low, (double)point->low[series]);
            high = fmax(high, (double)point->high[series]);
        }
        if (!isnan(at)) {
            out->x[out->count] = at;
            out->low[out->count] = low;
            out->high[out->count] = high;
            out->middle[out->count++] = middle_of(low, high, log_y);
        }
    }
}

void history_range(const struct history *history, enum series series, enum x_clock clock,
                   const struct axis *x, bool positive, double *low, double *high)
{
    const double floor = positive ? 0.0 : -HUGE_VAL;

    *low = *high = (double)NAN;
    for (size_t i = first_at(history, clock, x->min); i < history->count; i++) {
        const double least = (double)history->at[i].low[series];
        const double greatest = (double)history->at[i].high[series];
        if (isfinite(least) && least > floor)
            *low = fmin(*low, least);
        if (isfinite(greatest) && greatest > floor)
            *high = fmax(*high, greatest);
    }
}
