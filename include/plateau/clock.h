/* core: the one clock. Any thread. */
#ifndef PLATEAU_CLOCK_H
#define PLATEAU_CLOCK_H

/** Returns the seconds on CLOCK_MONOTONIC, which nobody can set. */
double clock_seconds(void);

#endif
