#include "refusal.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/memory_refusal.h"

enum { PATIENCE_SECONDS = 30 };

/* In memory that the child shares with its parent: a child may end at any moment. */
struct refusal_tally {
    atomic_size_t asked;
    atomic_bool refused, leaked;
};

static struct refusal_tally *tally;
static size_t refused_request;

/* Of the sanitizers, where the program is built with them. */
/* NOLINTBEGIN(bugprone-reserved-identifier): the names are theirs. */
extern int __lsan_do_recoverable_leak_check(void) __attribute__((weak));
extern void __sanitizer_set_report_fd(void *fd) __attribute__((weak));
/* NOLINTEND(bugprone-reserved-identifier) */

/* Reports go to stderr, which is caught: the log of the sanitizer would also hold its remark that
 * the threads of the parent do not run here. */
static bool has_leaked(void)
{
    if (!__lsan_do_recoverable_leak_check || !__sanitizer_set_report_fd)
        return false;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): the sanitizer takes descriptors as pointers. */
    __sanitizer_set_report_fd((void *)(intptr_t)STDERR_FILENO);
    return __lsan_do_recoverable_leak_check() != 0;
}

static bool refuses(void)
{
    const bool is_the_one = atomic_fetch_add(&tally->asked, 1) + 1 == refused_request;

    if (is_the_one)
        atomic_store(&tally->refused, true);
    return is_the_one;
}

static _Noreturn void be_child(FILE *const caught[2], int (*work)(const void *context),
                               const void *context)
{
    dup2(fileno(caught[0]), STDOUT_FILENO);
    dup2(fileno(caught[1]), STDERR_FILENO);
    alarm(PATIENCE_SECONDS);
    memory_set_refusal(refuses);
    const int status = work(context);
    memory_set_refusal(NULL);
    fflush(NULL);
    atomic_store(&tally->leaked, has_leaked());
    _exit(status);
}

/* The end of what is in the file. */
static void read_end(FILE *file, char out[REFUSAL_BYTES])
{
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);

    fseek(file, size >= REFUSAL_BYTES ? size - (REFUSAL_BYTES - 1) : 0, SEEK_SET);
    out[fread(out, 1, REFUSAL_BYTES - 1, file)] = '\0';
    fclose(file);
}

void refusal_run(struct refusal *refusal, size_t n, int (*work)(const void *context),
                 const void *context)
{
    FILE *caught[2] = {tmpfile(), tmpfile()};
    int status = 0;

    cr_assert(caught[0] && caught[1]);
    if (!tally)
        tally =
            mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq((void *)tally, MAP_FAILED);
    *tally = (struct refusal_tally){0};
    refused_request = n;
    fflush(NULL); /* or the child would write it, too */
    const pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0)
        be_child(caught, work, context);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    refusal->status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    refusal->asked = atomic_load(&tally->asked);
    refusal->refused = atomic_load(&tally->refused);
    refusal->leaked = atomic_load(&tally->leaked);
    read_end(caught[0], refusal->out);
    read_end(caught[1], refusal->err);
}
