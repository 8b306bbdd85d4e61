/* core: how a function says that it failed, and the one way to give up. Any thread. */
#ifndef PLATEAU_STATUS_H
#define PLATEAU_STATUS_H

#include <stddef.h>

enum status {
    STATUS_OK,
    STATUS_INVALID,   /* bad input: key, file, value; the caller can mend it */
    STATUS_NO_MEMORY, /* more than the budget, or than the system gives */
    STATUS_IO,        /* a file, a pipe, the terminal */
    STATUS_DIVERGED,  /* an expected outcome of iterating: the loss left the finite numbers */
    STATUS_FULL,      /* a queue took no more */
    STATUS_STOPPED,   /* told to stop before it was done */
};

/* Plain data, owned by the caller. */
struct error {
    enum status code;
    char text[320]; /* for the person at the keyboard: what failed, which value, what would do */
};

/**
 * Fills err (may be NULL) and returns code, so that a failure is one line:
 * `return error_set(err, STATUS_INVALID, "alpha: ...")`. Over-long text is cut.
 */
enum status error_set(struct error *err, enum status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * Ends the process with a message on stderr and status 1, for broken invariants and for small
 * allocations at start-up. Runs the hook first (the terminal is restored).
 */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Ends the process at once with that status, without a word: runs the hook first. */
_Noreturn void fatal_exit(int status);

/** Sets what fatal() and fatal_exit() run first; NULL for nothing. */
void fatal_set_hook(void (*hook)(void));

#endif
