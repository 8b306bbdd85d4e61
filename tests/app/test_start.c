/*
 * How the program starts where memory and processes are scarce: shared libraries must not need
 * more.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Returns the exit status of the program under a limit. */
static int limited(const char *limit, const char *words)
{
    char line[1024];

    snprintf(line, sizeof line, "%s %s %s </dev/null >/dev/null 2>&1", limit, PLATEAU_BINARY,
             words);
    return WEXITSTATUS(system(line));
}

static const char *const needs_no_blas[] = {"--version", "--help", "presets", "params",
                                            "detect --help"};

enum { COMMANDS = sizeof needs_no_blas / sizeof needs_no_blas[0] };

/* The address sanitizer takes terabytes of address space, and looks for leaks in a process of its
 * own. */
static void skip_if_sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__)
    cr_skip_test("not with the address sanitizer");
#endif
}

Test(start, needs_little_address_space)
{
    skip_if_sanitized();
    for (size_t i = 0; i < COMMANDS; i++) {
        const char *words = needs_no_blas[i];

        cr_expect_eq(limited("ulimit -v 127000; timeout 20", words), 0, "%s", words);
        cr_expect_eq(limited("ulimit -v 127000; env -i timeout 20", words), 0, "%s", words);
        cr_expect_eq(limited("ulimit -v 127000; OPENBLAS_NUM_THREADS=64 timeout 20", words), 0,
                     "%s", words);
    }
}

/* Root ignores the limit: the test runs as another user. */
Test(start, needs_one_process)
{
    static const char alone[] = "bash -c 'ulimit -u 1; exec \"$@\"' limited";
    char line[256], probe[300];

    skip_if_sanitized();
    snprintf(line, sizeof line, "timeout 20 %s%s",
             getuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "", alone);
    snprintf(probe, sizeof probe, "%s test -x", line);
    if (limited(probe, "") != 0)
        cr_skip_test("no setpriv, or the program is in a folder of root's");
    for (size_t i = 0; i < COMMANDS; i++)
        cr_expect_eq(limited(line, needs_no_blas[i]), 0, "%s", needs_no_blas[i]);
}
