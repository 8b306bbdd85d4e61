/*
 * ui: gives the terminal back when the program dies. What is written then is computed beforehand,
 * so that a signal handler can do it. No curses.
 */
#ifndef PLATEAU_UI_CRASH_H
#define PLATEAU_UI_CRASH_H

#include <stddef.h>

struct termios;

enum { CRASH_BYTES_MAX = 512 };

/**
 * From now on a SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT in any thread, and fatal(), writes bytes
 * to the terminal, sets its modes, points stderr back, and then takes its course.
 * tty      the terminal's descriptor
 * stderr_  what stderr was before, -1 when it was not moved
 * size     at most CRASH_BYTES_MAX; the bytes are copied
 */
void crash_arm(int tty, int stderr_, const struct termios *modes, const char *bytes, size_t size);

/** The terminal is given back by other means; handlers and hook are as before crash_arm. */
void crash_disarm(void);

/** An alternate signal stack for this thread, unless it has one. */
void crash_guard_thread(void);

#endif
