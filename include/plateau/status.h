/* core: how a function reports that it failed, and the one way to give up. Any thread. */
#ifndef PLATEAU_STATUS_H
#define PLATEAU_STATUS_H

#include <stddef.h>

enum status {
    STATUS_OK,
    STATUS_INVALID,   /* bad input (key, file, value), which the caller can correct */
    STATUS_NO_MEMORY, /* more than the budget, or than the system gives */
    STATUS_IO,        /* a file, a pipe, the terminal */
    STATUS_DIVERGED,  /* an expected outcome of iterating: the loss is not finite any more */
    STATUS_FULL,      /* a queue took no more */
    STATUS_STOPPED,   /* stopped from outside before it was done */
};

/* Plain data, owned by the caller. */
struct error {
    enum status code;
    char text[320]; /* for the person at the keyboard: what failed, which value, what would do */
};

/**
 * Fills err (may be NULL) and returns code, so that a failure takes one line: `return
 * error_set(err, STATUS_INVALID, "alpha: ...")`. Cuts a text that is too long.
 */
enum status error_set(struct error *err, enum status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * Ends the process with a message on stderr and status 1, for broken invariants and for small
 * allocations at start-up. First it runs the hook, which restores the terminal.
 */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Ends the process at once with that status and without a message, after the hook. */
_Noreturn void fatal_exit(int status);

/** Sets the function that fatal() and fatal_exit() run first; NULL for none. */
void fatal_set_hook(void (*hook)(void));

#endif
