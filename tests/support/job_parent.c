/*
 * The part of a shell around the program that matters. It leads the session, so that the end of the
 * program does not hang up the terminal and throw away its last output; and it is a parent without
 * which the kernel would drop stop signals. It reports "P pid", "S 0" each time the job stops, "X
 * status" at its end; it brings the job to the foreground for each byte of command, and stays until
 * the commands end.
 */
#include "terminal_private.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 31 };

/* For the handler of SIGHUP, which passes the signal on as a shell does. */
static pid_t job;

static _Noreturn void become_program(const char *const argv[])
{
    const struct rlimit no_core = {0, 0};
    char *words[ARGUMENTS_MAX + 1] = {NULL};

    /* execvp takes pointers to what it promises not to change. */
    for (size_t i = 0; i < ARGUMENTS_MAX && argv[i]; i++)
        memcpy(&words[i], &argv[i], sizeof words[i]);
    setrlimit(RLIMIT_CORE, &no_core);
    execvp(argv[0], words);
    perror(argv[0]);
    _exit(127);
}

static void pass_on(int number)
{
    kill(-job, number);
}

static void set_foreground(pid_t group)
{
    if (tcsetpgrp(STDIN_FILENO, group) != 0 && errno != EIO) /* hung up: the terminal is gone */
        _exit(125);
}

static pid_t start_job(const char *const argv[])
{
    const pid_t pid = fork();
    if (pid != 0) {
        setpgid(pid, pid); /* on both sides: whichever runs first */
        return pid;
    }
    setpgid(0, 0);
    set_foreground(getpid());
    signal(SIGTTOU, SIG_DFL);
    become_program(argv);
}

static int shell_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

_Noreturn void job_parent_run(const char *const argv[], int frames, int reports, int commands)
{
    const struct sigaction hang_up = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
    int status = 0;
    char byte;

    signal(SIGTTOU, SIG_IGN); /* a background process may then give the terminal away */
    job = start_job(argv);
    sigaction(SIGHUP, &hang_up, NULL);
    close(frames);
    dprintf(reports, "P %d\n", (int)job);
    while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
        set_foreground(getpid());
        dprintf(reports, "S 0\n");
        if (read(commands, &byte, 1) != 1)
            _exit(124);
        set_foreground(job);
        kill(-job, SIGCONT);
    }
    dprintf(reports, "X %d\n", shell_status(status));
    while (read(commands, &byte, 1) > 0)
        continue;
    _exit(0);
}
