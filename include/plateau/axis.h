/* draw: the map between numbers and dots of an axis, and where its ticks stand. Pure functions. */
#ifndef PLATEAU_AXIS_H
#define PLATEAU_AXIS_H

#include <stdbool.h>
#include <stddef.h>

enum { AXIS_TICKS_MAX = 16 };

/* Plain data; min < max, both > 0 when logarithmic. */
struct axis {
    double min, max;
    bool logarithmic;
};

/**
 * Returns the position of value as a fraction: 0 at min, 1 at max; may be outside [0, 1]; NaN when
 * value has no position (0 on a logarithmic axis).
 */
double axis_fraction(const struct axis *axis, double value);

/** Returns the value at a fraction. */
double axis_value(const struct axis *axis, double fraction);

/**
 * Computes ticks at 1-2-5 steps (linear), or decades or half decades (logarithmic): at most `most`,
 * at most AXIS_TICKS_MAX, and fewer where two would have the same label. Returns how many.
 */
size_t axis_ticks(const struct axis *axis, size_t most, double tick[]);

/**
 * Writes the label of a tick, at most 6 cells: along a logarithmic axis as a power ("1e0", "3e-2");
 * along a linear axis, or one of less than two half decades, with enough digits to tell neighbours
 * apart.
 */
void axis_tick_label(const struct axis *axis, double value, char *out, size_t size);

/**
 * Grows axis so that it holds [low, high], in half decades when logarithmic. The axis shrinks only
 * when more than a decade would be empty, so that the picture rarely jumps. NaN bounds are ignored.
 * An axis from INFINITY to -INFINITY is still empty and takes the first bounds as they are.
 */
void axis_follow(struct axis *axis, double low, double high);

#endif
