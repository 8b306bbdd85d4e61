/* core: the one clock. Any thread. */
#ifndef PLATEAU_CLOCK_H
#define PLATEAU_CLOCK_H

/** Seconds on CLOCK_MONOTONIC, which nobody sets. */
double clock_seconds(void);

#endif
