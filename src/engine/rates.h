/* Steps and gradients per second over the last second. */
#ifndef PLATEAU_ENGINE_RATES_H
#define PLATEAU_ENGINE_RATES_H

#include <stddef.h>

enum { RATES_MAX = 12 };

/* Plain data; zeroed = no readings. Oldest reading first. */
struct rates {
    double time[RATES_MAX];
    double steps[RATES_MAX];
    double gradients[RATES_MAX];
    size_t count;
};

/** Adds a reading of the counters at `time`; drops readings older than a second. */
void rates_add(struct rates *rates, double time, double steps, double gradients);

/** Returns the rate between the oldest reading and the newest; 0 with fewer than two. */
double rates_steps(const struct rates *rates);
double rates_gradients(const struct rates *rates);

#endif
