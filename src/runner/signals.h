/*
 * Signals as bytes in a pipe. All are blocked in every thread; one thread waits for them and writes
 * each one's number, so that nothing of ours ever runs inside a handler.
 */
#ifndef PLATEAU_RUNNER_SIGNALS_H
#define PLATEAU_RUNNER_SIGNALS_H

#include <stdbool.h>

#include "plateau/status.h"

/**
 * Starts the thread; before any other thread, so that all of them inherit the blocked mask.
 * screen   also carry SIGWINCH, SIGTSTP, SIGCONT, which otherwise do what they always do
 * returns  the read end of the pipe, non-blocking; -1 with a reason in err
 *
 * A second signal that asks the program to end, while the first has not ended it, ends it at once
 * with status 128 + n; with a screen (whose terminal may have stopped reading), so do five seconds.
 */
int signals_start(bool screen, struct error *err);

/** The number of the next signal, without waiting; 0 when no signal came. */
int signals_next(int fd);

#endif
