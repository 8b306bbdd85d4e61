/*
 * ui: the trajectory of one replica as the screen remembers it. It keeps every measurement until
 * the cap; then it joins neighbours in pairs, keeping the least and the greatest value, so that a
 * spike survives. It joins the pairs that stand closest in log t: the early decades keep their
 * points.
 */
#ifndef PLATEAU_UI_HISTORY_H
#define PLATEAU_UI_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/axis.h"
#include "plateau/message.h"

/* The clocks of the x axis. */
enum x_clock { X_GRADIENTS, X_STEPS, X_SECONDS, X_COUNT };

enum { HISTORY_POINTS_MAX = 4096, TRACE_MAX = 640 };

/* One measurement, or several joined; x is that of the last. */
struct point {
    double x[X_COUNT];
    float low[SERIES_COUNT], high[SERIES_COUNT]; /* NaN = never available in this point */
};

/* Initialise it with zeros. Owned by: UI. */
struct history {
    struct point *at;
    size_t count, capacity, cap;
};

/* One series over one clock, reduced to what a plot can show: one entry for each dot column. */
struct trace {
    size_t count;
    double x[TRACE_MAX], low[TRACE_MAX], high[TRACE_MAX], middle[TRACE_MAX];
};

/** cap >= 4: the most points to keep; 0 = HISTORY_POINTS_MAX. */
void history_init(struct history *history, size_t cap);
void history_fini(struct history *history);
void history_clear(struct history *history);

/** Appends a measurement; fatal() when out of memory. */
void history_add(struct history *history, const struct measurement *sample);

/** Makes `to` (initialised) equal to `from`. */
void history_copy(struct history *to, const struct history *from);

/**
 * Returns another clock at a time in gradients: linear between points, constant beyond the ends;
 * NaN if empty.
 */
double history_clock(const struct history *history, double gradients, enum x_clock clock);

/**
 * Reduces a series to the x axis: one entry for each of `across` columns (at most TRACE_MAX) that
 * holds a point. A point where the series is not available leaves a NaN entry, a gap. An entry
 * keeps the column's least and greatest value; middle is their mean, geometric when y is
 * logarithmic.
 */
void history_trace(const struct history *history, enum series series, enum x_clock clock,
                   const struct axis *x, bool log_y, size_t across, struct trace *out);

/**
 * Returns the least and greatest finite value from x's least on, only values > 0 when `positive`;
 * NaN for an empty range.
 */
void history_range(const struct history *history, enum series series, enum x_clock clock,
                   const struct axis *x, bool positive, double *low, double *high);

#endif
