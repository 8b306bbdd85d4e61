/* For pipe2. */
#define _GNU_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */

#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "plateau/memory.h"

static const int ending[] = {SIGHUP,  SIGINT,    SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
                             SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGPOLL};
static const int screen_only[] = {SIGWINCH, SIGTSTP, SIGCONT};

enum {
    ENDING = sizeof ending / sizeof ending[0],
    SCREEN_ONLY = sizeof screen_only / sizeof screen_only[0],
    PATIENCE_SECONDS = 5,
};

/*
 * A signal that was ignored when the program started (nohup) stays ignored, and one with a handler
 * of somebody else (a profiler) keeps it.
 */
static bool is_free(int signal)
{
    struct sigaction action;

    return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_DFL;
}

static sigset_t waited_for(bool screen)
{
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < ENDING; i++)
        if (is_free(ending[i]))
            sigaddset(&set, ending[i]);
    for (size_t i = 0; screen && i < SCREEN_ONLY; i++)
        sigaddset(&set, screen_only[i]);
    return set;
}

static bool asks_to_end(int signal)
{
    for (size_t i = 0; i < ENDING; i++)
        if (ending[i] == signal)
            return true;
    return false;
}

/* What the thread works with. Owned by: the signal thread, once it runs. */
struct waiter {
    sigset_t set;
    int fd; /* write end of the pipe */
    bool screen;
};

/* Returns the next signal; 0 when the program was asked to end by `asked` and has had its time. */
static int wait_for_signal(const struct waiter *waiter, int asked)
{
    const struct timespec patience = {.tv_sec = PATIENCE_SECONDS};
    int number;

    do {
        number = asked && waiter->screen ? sigtimedwait(&waiter->set, NULL, &patience)
                                         : sigwaitinfo(&waiter->set, NULL);
    } while (number < 0 && errno == EINTR);
    return number > 0 ? number : 0;
}

static void *signal_run(void *argument)
{
    const struct waiter waiter = *(struct waiter *)argument;
    int asked = 0;

    free(argument);
    for (;;) {
        const int number = wait_for_signal(&waiter, asked);
        const unsigned char byte = (unsigned char)number;

        if (asked && (number == 0 || asks_to_end(number)))
            fatal_exit(128 + (number ? number : asked));
        if (asks_to_end(number))
            asked = number;
        while (write(waiter.fd, &byte, 1) < 0 && errno == EINTR)
            continue;
    }
    return NULL;
}

int signals_start(bool screen, struct error *err)
{
    struct waiter *waiter = memory_zeroed(1, sizeof *waiter);
    pthread_t thread;
    int ends[2];

    if (!waiter) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for the thread of signals");
        return -1;
    }

    /* A closed pipe and a full quota are errors of write(), where the program can report them. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    *waiter = (struct waiter){.set = waited_for(screen), .screen = screen};
    pthread_sigmask(SIG_SETMASK, &waiter->set, NULL);
    /* Neither end may ever block, or be inherited. */
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0) {
        waiter->fd = ends[1];
        if (pthread_create(&thread, NULL, signal_run, waiter) == 0) {
            pthread_detach(thread);
            return ends[0];
        }
        close(ends[0]);
        close(ends[1]);
    }
    free(waiter);
    error_set(err, STATUS_IO, "the system cannot open a pipe or start a thread for signals");
    return -1;
}

int signals_next(int fd)
{
    unsigned char byte = 0;

    return read(fd, &byte, 1) == 1 ? byte : 0;
}
