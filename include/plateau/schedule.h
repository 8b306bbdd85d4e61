/*
 * observe: when to measure, by the step clock only: at 0, after the first step, then on the grid
 * 10^(j/per_decade) of gradients until its spacing reaches the largest one, then at multiples of
 * the largest spacing; a jump over several points is one measurement. Any thread; a schedule
 * belongs to whoever holds it.
 */
#ifndef PLATEAU_SCHEDULE_H
#define PLATEAU_SCHEDULE_H

#include <stdbool.h>

/* Plain data. */
struct schedule {
    double per_decade; /* measurements per decade of gradients */
    double every;      /* largest spacing in gradients */
    double next;       /* gradients at which the next measurement is due */
};

/** Starts a schedule; its first measurement is due at 0 gradients. */
void schedule_init(struct schedule *schedule, double per_decade, double every);

/** Returns true when a measurement is due now, and then schedules the next one. */
bool schedule_is_due(struct schedule *schedule, double gradients);

#endif
