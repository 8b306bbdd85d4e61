/* Computing time: a stopwatch that leaves pauses out. */
#ifndef PLATEAU_ENGINE_STOPWATCH_H
#define PLATEAU_ENGINE_STOPWATCH_H

#include <stdbool.h>

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
