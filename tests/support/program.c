#include "program.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 64, LINE_MAX_BYTES = 1024 };

extern char **environ;

/* Opens a file that vanishes when it is closed. */
static int open_nameless(void)
{
    char name[] = "/tmp/plateau-test-XXXXXX";
    const int fd = mkstemp(name);

    cr_assert_geq(fd, 0);
    unlink(name);
    return fd;
}

static void read_back(int fd, char out[OUTCOME_BYTES])
{
    const ssize_t size = pread(fd, out, OUTCOME_BYTES - 1, 0);

    out[size > 0 ? size : 0] = '\0';
    close(fd);
}

/* A test runner may ignore SIGINT; a terminal's child does not. */
static pid_t spawn(const char *const arguments[], int out, int err)
{
    char *argv[ARGUMENTS_MAX] = {strdup(PLATEAU_BINARY)};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t defaults, mask;
    pid_t pid;
    size_t count = 1;

    for (; arguments[count - 1] && count + 1 < ARGUMENTS_MAX; count++)
        argv[count] = strdup(arguments[count - 1]);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    sigfillset(&defaults);
    sigemptyset(&mask);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &mask);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    const int failure = posix_spawn(&pid, PLATEAU_BINARY, &files, &attributes, argv, environ);
    cr_assert_eq(failure, 0, "%s: %s", PLATEAU_BINARY, strerror(failure));
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    for (size_t i = 0; i < count; i++)
        free(argv[i]);
    return pid;
}

int program_wait(pid_t pid)
{
    int status = 0;

    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void program_run(struct program_end *outcome, const char *const arguments[],
                 const char *stdout_path)
{
    const int out = stdout_path ? open(stdout_path, O_WRONLY) : open_nameless();
    const int err = open_nameless();

    outcome->out[0] = '\0';
    outcome->status = program_wait(spawn(arguments, out, err));
    read_back(err, outcome->err);
    if (stdout_path)
        close(out);
    else
        read_back(out, outcome->out);
}

void program_run_line(struct program_end *outcome, const char *line)
{
    const char *arguments[ARGUMENTS_MAX] = {NULL};
    char words[LINE_MAX_BYTES], *rest = NULL;
    size_t count = 0;

    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok_r(words, " ", &rest); word && count + 1 < ARGUMENTS_MAX;
         word = strtok_r(NULL, " ", &rest))
        arguments[count++] = word;
    program_run(outcome, arguments, NULL);
}

pid_t program_start(const char *const arguments[], int *out)
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t pid = spawn(arguments, ends[1], null);
    close(ends[1]);
    close(null);
    *out = ends[0];
    return pid;
}
