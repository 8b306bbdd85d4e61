/*
 * OpenBLAS starts a thread for each processor when it is loaded, before main. With little address
 * space it then tries for ever; with few processes it ends the program. OPENBLAS_NUM_THREADS = 1
 * prevents that, but must be in the environment before the constructors of shared libraries run. A
 * program's functions in .preinit_array do run earlier. The one below replaces an unimportant
 * variable of the environment by that one, and restores it when the libraries are loaded, so that
 * children of this process see no difference. Where the environment has no such variable, the
 * program starts itself anew with one more variable.
 *
 * At that time the C library is not ready, and a sanitizer may not be: the code uses only plain
 * loops and system calls.
 */
/* For environ. */
#define _GNU_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */

#include "linalg_start.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plateau/memory.h"

#define EARLY __attribute__((no_sanitize("address", "thread", "undefined")))

enum { ENVIRONMENT_MOST = 64 };

static char one_thread[] = "OPENBLAS_NUM_THREADS=1";

/* Written before main, while the process has one thread. */
static struct {
    char **slot; /* NULL: nothing was replaced */
    char *kept;
} lent;

EARLY static bool begins(const char *text, const char *with)
{
    while (*with && *text == *with) {
        text++;
        with++;
    }
    return *with == '\0';
}

EARLY static bool is_same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* Variables that a shell or a login sets, and that no library reads when it is loaded. */
EARLY static bool is_idle(const char *variable)
{
    static const char *const idle[] = {"_=",       "OLDPWD=", "PWD=",      "SHLVL=", "SHELL=",
                                       "LOGNAME=", "USER=",   "HOSTNAME=", "HOME=",  "PATH="};

    for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++)
        if (begins(variable, idle[i]))
            return true;
    return false;
}

EARLY char **linalg_start_slot(char **envp)
{
    char **slot = NULL;

    for (char **at = envp; *at; at++) {
        if (begins(*at, "OPENBLAS_NUM_THREADS="))
            return at;
        if (is_idle(*at))
            slot = at;
    }
    return slot;
}

/* Returns only where the program cannot start anew: then it continues as it is. */
EARLY static void start_again(char **argv, char **envp)
{
    char *longer[ENVIRONMENT_MOST];
    size_t n = 0;

    for (; envp[n]; n++) {
        if (n + 2 >= ENVIRONMENT_MOST)
            return;
        longer[n] = envp[n];
    }
    longer[n] = one_thread;
    longer[n + 1] = NULL;
    syscall(SYS_execve, "/proc/self/exe", argv, longer);
}

EARLY static void start(int argc, char **argv, char **envp)
{
    char **slot = linalg_start_slot(envp);

    (void)argc;
    if (!slot) {
        start_again(argv, envp);
        return;
    }
    if (is_same(*slot, one_thread))
        return;
    lent.slot = slot;
    lent.kept = *slot;
    *slot = one_thread;
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **,
                                                                            char **) = start;

/* The program's own constructors run after those of its libraries. */
__attribute__((constructor)) static void give_back(void)
{
    if (!lent.slot)
        return;
    *lent.slot = lent.kept;
    /* Whoever has set a variable since then has copied the environment. */
    for (char **at = environ; at && *at; at++)
        if (*at == one_thread)
            *at = lent.kept;
    lent.slot = NULL;
}

const char *linalg_start_core(const char *core, bool avx2, bool avx512)
{
    static const char *const old[] = {"Prescott",   "Core2",   "Penryn",
                                      "Dunnington", "Nehalem", "Sandybridge"};

    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
        if (strcmp(core, old[i]) == 0)
            return avx512 ? "SkylakeX" : avx2 ? "Haswell" : NULL;
    return NULL;
}

/* OpenBLAS's constructor and destructor, which choose the kernels and start threads. */
extern void gotoblas_init(void) __attribute__((weak));
extern void gotoblas_quit(void) __attribute__((weak));

/* The value to which a variable must return. */
struct kept {
    const char *variable;
    char *value; /* owned; NULL: not set */
};

/* Before any other thread. NOLINTBEGIN(concurrency-mt-unsafe) */
static struct kept replace(const char *variable, const char *value)
{
    const char *before = getenv(variable);
    struct kept kept = {variable, before ? memory_need(strlen(before) + 1, 1) : NULL};

    if (before)
        memcpy(kept.value, before, strlen(before) + 1);
    setenv(variable, value, 1);
    return kept;
}

static void restore(struct kept kept)
{
    if (kept.value)
        setenv(kept.variable, kept.value, 1);
    else
        unsetenv(kept.variable);
    free(kept.value);
}
/* NOLINTEND(concurrency-mt-unsafe) */

void linalg_start_take(const char *core)
{
    if (!gotoblas_init || !gotoblas_quit)
        return;
    const struct kept type = replace("OPENBLAS_CORETYPE", core);
    const struct kept threads = replace("OPENBLAS_NUM_THREADS", "1");

    gotoblas_quit();
    gotoblas_init();
    restore(type);
    restore(threads);
}
