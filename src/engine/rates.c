#include "rates.h"

#include <string.h>

static const double window = 1.0;

static void drop_oldest(struct rates *rates)
{
    rates->count--;
    memmove(rates->time, rates->time + 1, rates->count * sizeof rates->time[0]);
    memmove(rates->steps, rates->steps + 1, rates->count * sizeof rates->steps[0]);
    memmove(rates->gradients, rates->gradients + 1, rates->count * sizeof rates->gradients[0]);
}

void rates_add(struct rates *rates, double time, double steps, double gradients)
{
    /* Keeps one reading older than the window, so that slow steps have a rate, too. */
    while (rates->count == RATES_MAX || (rates->count > 1 && time - rates->time[1] >= window))
        drop_oldest(rates);
    rates->time[rates->count] = time;
    rates->steps[rates->count] = steps;
    rates->gradients[rates->count] = gradients;
    rates->count++;
}

static double per_second(const struct rates *rates, const double value[])
{
    if (rates->count < 2)
        return 0.0;
    const double time = rates->time[rates->count - 1] - rates->time[0];
    return time > 0.0 ? (value[rates->count - 1] - value[0]) / time : 0.0;
}

double rates_steps(const struct rates *rates)
{
    return per_second(rates, rates->steps);
}

double rates_gradients(const struct rates *rates)
{
    return per_second(rates, rates->gradients);
}
