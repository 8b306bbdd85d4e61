/* Time for the engine: a monotonic clock in seconds, and a stopwatch that leaves pauses out. */
#ifndef PLATEAU_ENGINE_CLOCK_H
#define PLATEAU_ENGINE_CLOCK_H

#include <stdbool.h>
#include <time.h>

/** Seconds on CLOCK_MONOTONIC. */
double clock_now(void);

/** The same instant as pthread_cond_timedwait takes it. */
struct timespec clock_timespec(double seconds);

/* Plain data; zeroed = stopped at 0. */
struct stopwatch {
    double before; /* seconds of the finished stretches */
    double since;  /* start of the running one */
    bool running;
};

void stopwatch_start(struct stopwatch *watch);
void stopwatch_stop(struct stopwatch *watch);
double stopwatch_seconds(const struct stopwatch *watch);

#endif
