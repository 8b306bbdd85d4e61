#include "plateau/schedule.h"

#include <float.h>
#include <math.h>

/*
 * Returns the due point after `gradients`; it depends on the clock alone, not on earlier
 * measurements.
 */
static double next_due(const struct schedule *schedule, double gradients)
{
    /* Beside 0 there is no logarithmic point: the first step after 0 is always measured. */
    if (gradients <= 0.0)
        return DBL_MIN;

    double cell = floor(schedule->per_decade * log10(gradients));
    double end = pow(10.0, (cell + 1.0) / schedule->per_decade);

    if (end <= gradients) { /* log10 was rounded down at a cell's boundary */
        cell += 1.0;
        end = pow(10.0, (cell + 1.0) / schedule->per_decade);
    }
    if (end - pow(10.0, cell / schedule->per_decade) >= schedule->every)
        return schedule->every * (floor(gradients / schedule->every) + 1.0);
    return end;
}

void schedule_init(struct schedule *schedule, double per_decade, double every)
{
    *schedule = (struct schedule){.per_decade = per_decade, .every = every, .next = 0.0};
}

bool schedule_is_due(struct schedule *schedule, double gradients)
{
    if (gradients < schedule->next)
        return false;
    schedule->next = next_due(schedule, gradients);
    return true;
}
