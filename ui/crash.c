#include "crash.h"

#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "plateau/status.h"

enum { STACK_BYTES = 65536, PATIENCE_MS = 200 };

static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

enum { DEADLY = sizeof deadly / sizeof deadly[0] };

/*
 * Global, since a signal handler gets no argument. Written only while not armed; the thread that
 * takes `armed` from 1 to 0 may use it.
 */
static struct {
    atomic_int armed;
    int tty, stderr_;
    struct termios modes;
    size_t size;
    char bytes[CRASH_BYTES_MAX];
    struct sigaction before[DEADLY];
} crash;

/* In thread storage, so that it ends with the thread: later nobody could free it. */
static _Thread_local char alternate_stack[STACK_BYTES];

/* A terminal that has stopped reading must not delay the end: then the other bytes are left out. */
static bool is_writable(int tty)
{
    struct pollfd at = {.fd = tty, .events = POLLOUT};

    return poll(&at, 1, PATIENCE_MS) == 1 && (at.revents & POLLOUT);
}

/*
 * Async-signal-safe: poll, write, tcsetattr, dup2. Of several dying threads the first restores the
 * terminal.
 */
static void restore_terminal(void)
{
    size_t done = 0;

    if (!atomic_exchange(&crash.armed, 0))
        return;
    while (done < crash.size && is_writable(crash.tty)) {
        const ssize_t written = write(crash.tty, crash.bytes + done, crash.size - done);

        if (written <= 0)
            break;
        done += (size_t)written;
    }
    tcsetattr(crash.tty, TCSANOW, &crash.modes);
    if (crash.stderr_ >= 0)
        dup2(crash.stderr_, STDERR_FILENO);
}

/*
 * SA_RESETHAND has put the default action back: the status will be 128 + n, and a core file shows
 * the place.
 */
static void on_deadly(int number)
{
    restore_terminal();
    raise(number); /* blocked here: the signal strikes on return */
}

void crash_arm(int tty, int stderr_, const struct termios *modes, const char *bytes, size_t size)
{
    struct sigaction action = {.sa_handler = on_deadly};

    crash.tty = tty;
    crash.stderr_ = stderr_;
    crash.modes = *modes;
    crash.size = size < CRASH_BYTES_MAX ? size : CRASH_BYTES_MAX;
    memcpy(crash.bytes, bytes, crash.size);
    atomic_store(&crash.armed, 1);
    action.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &action, &crash.before[i]);
    fatal_set_hook(restore_terminal);
}

void crash_disarm(void)
{
    atomic_store(&crash.armed, 0);
    fatal_set_hook(NULL);
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &crash.before[i], NULL);
}

void crash_guard_thread(void)
{
    stack_t now;
    const stack_t ours = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};

    /* A sanitizer brings a stack of its own, and later unmaps whatever stands in its place. */
    if (sigaltstack(NULL, &now) == 0 && (now.ss_flags & SS_DISABLE))
        sigaltstack(&ours, NULL);
}
