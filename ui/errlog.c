#include "errlog.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOG_BYTES_MAX = 1 << 20 };

/* Makes every folder on the way to the file. */
static bool make_folders(char path[])
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

/* The XDG rule for base directories: a relative path counts as unset. */
static bool find_path(char path[], size_t size)
{
    /*
     * The main thread runs this before any other starts: nobody changes the environment meanwhile.
     */
    const char *state = getenv("XDG_STATE_HOME"); // NOLINT(concurrency-mt-unsafe)
    const char *home = getenv("HOME");            // NOLINT(concurrency-mt-unsafe)
    int length = -1;

    if (state && *state == '/')
        length = snprintf(path, size, "%s/plateau/log", state);
    else if (home && *home == '/')
        length = snprintf(path, size, "%s/.local/state/plateau/log", home);
    return length > 0 && (size_t)length < size;
}

static int open_log(void)
{
    const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    char path[PATH_MAX];
    struct stat about;
    int fd = -1;

    if (find_path(path, sizeof path) && make_folders(path))
        fd = open(path, flags, 0600);
    if (fd >= 0 && fstat(fd, &about) == 0 && about.st_size > LOG_BYTES_MAX && ftruncate(fd, 0)) {
        close(fd); /* it would grow for ever */
        fd = -1;
    }
    return fd >= 0 ? fd : open("/dev/null", O_WRONLY | O_CLOEXEC);
}

int errlog_take(void)
{
    int before = -1;

    if (!isatty(STDERR_FILENO))
        return -1;
    const int log = open_log();
    if (log < 0)
        return -1;
    fflush(stderr);
    before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (before >= 0)
        dup2(log, STDERR_FILENO);
    close(log);
    return before;
}

void errlog_give_back(int before)
{
    if (before < 0)
        return;
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
}
