#include "plateau/status.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

Test(status, error_set_fills_and_returns_the_code)
{
    struct error err;

    cr_assert_eq(error_set(&err, STATUS_IO, "%s: %d of %zu", "disk", 3, (size_t)17), STATUS_IO);
    cr_assert_eq(err.code, STATUS_IO);
    cr_assert_str_eq(err.text, "disk: 3 of 17");
}

Test(status, error_set_does_without_an_error)
{
    cr_assert_eq(error_set(NULL, STATUS_FULL, "nobody reads this"), STATUS_FULL);
}

Test(status, error_set_cuts_what_is_too_long)
{
    char text[1000];
    struct error err;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error_set(&err, STATUS_INVALID, "%s", text);
    cr_assert_eq(strlen(err.text), sizeof err.text - 1);
}

/* The names of files, columns and presets may hold anything. */
Test(status, error_set_lets_no_text_steer_the_terminal)
{
    struct error err;

    error_set(&err, STATUS_INVALID, "no column '%s'", "\x1b[31mred\x07");
    cr_assert_str_eq(err.text, "no column '\xef\xbf\xbd[31mred\xef\xbf\xbd'");
}

static void restore(void)
{
    fputs("restored, ", stderr);
}

Test(status, fatal_runs_the_hook_speaks_and_ends_with_1)
{
    int ends[2];
    char text[200] = "";
    int status = 0;

    cr_assert_eq(pipe(ends), 0);

    const pid_t child = fork();

    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        fatal_set_hook(restore);
        fatal("%d wheels", 7);
    }
    close(ends[1]);

    FILE *from_child = fdopen(ends[0], "r");

    cr_assert_not_null(fgets(text, sizeof text, from_child));
    cr_assert_str_eq(text, "restored, plateau: 7 wheels\n");
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    cr_assert_eq(WEXITSTATUS(status), 1);
    fclose(from_child);
}
