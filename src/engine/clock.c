#include "clock.h"

#include <math.h>

double clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct timespec clock_timespec(double seconds)
{
    const double whole = floor(seconds);

    return (struct timespec){(time_t)whole, (long)((seconds - whole) * 1e9)};
}

void stopwatch_start(struct stopwatch *watch)
{
    if (watch->running)
        return;
    watch->since = clock_now();
    watch->running = true;
}

void stopwatch_stop(struct stopwatch *watch)
{
    watch->before = stopwatch_seconds(watch);
    watch->running = false;
}

double stopwatch_seconds(const struct stopwatch *watch)
{
    return watch->before + (watch->running ? clock_now() - watch->since : 0.0);
}
