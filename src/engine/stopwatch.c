#include "stopwatch.h"

#include "plateau/clock.h"

void stopwatch_start(struct stopwatch *watch)
{
    if (watch->running)
        return;
    watch->since = clock_seconds();
    watch->running = true;
}

void stopwatch_stop(struct stopwatch *watch)
{
    watch->before = stopwatch_seconds(watch);
    watch->running = false;
}

double stopwatch_seconds(const struct stopwatch *watch)
{
    return watch->before + (watch->running ? clock_seconds() - watch->since : 0.0);
}
