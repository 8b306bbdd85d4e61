/*
 * observe: when to measure: logarithmically in gradients, then linearly. The step clock only. Any
 * thread; a schedule belongs to whoever holds it.
 */
#ifndef PLATEAU_SCHEDULE_H
#define PLATEAU_SCHEDULE_H

#include <stdbool.h>

/* Plain data. */
struct schedule {
    double per_decade; /* measurements per decade of gradients */
    double every;      /* largest spacing in gradients */
    double next;       /* gradients at which the next one is due */
};

/** The first measurement is due at 0 gradients. */
void schedule_init(struct schedule *schedule, double per_decade, double every);

/** True when a measurement is due now; then the next one is scheduled. */
bool schedule_is_due(struct schedule *schedule, double gradients);

#endif
