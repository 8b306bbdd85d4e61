/*
 * ui: gives the terminal back when the program dies. All bytes to write are computed beforehand, so
 * that a signal handler can write them. No curses.
 */
#ifndef PLATEAU_UI_CRASH_H
#define PLATEAU_UI_CRASH_H

#include <stddef.h>

struct termios;

enum { CRASH_BYTES_MAX = 512 };

/**
 * Arms the handlers: from now on a SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT in any thread, and
 * fatal(), writes bytes to the terminal, sets its modes, points stderr back, and then takes its
 * course.
 *
 * tty      the terminal's descriptor
 * stderr_  the former stderr; -1 when it was not moved
 * size     at most CRASH_BYTES_MAX; the bytes are copied
 */
void crash_arm(int tty, int stderr_, const struct termios *modes, const char *bytes, size_t size);

/**
 * Disarms the handlers: the terminal is restored by other means, and handlers and hook are as
 * before crash_arm.
 */
void crash_disarm(void);

/** Gives this thread an alternate signal stack, unless it has one. */
void crash_guard_thread(void);

#endif
