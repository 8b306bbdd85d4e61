#include "session.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *const command[] = {PLATEAU_BINARY, "first-light", "-s", "d=20", "-s",
                                      "steps=0",      "--threads",   "1",  NULL};

static struct terminal *start(const char *const environment[], int rows, int columns)
{
    struct terminal *terminal = terminal_start(command, environment, rows, columns);

    terminal_wait_text(terminal, "RUNNING");
    return terminal;
}

struct terminal *session_start(int rows, int columns)
{
    return start(NULL, rows, columns);
}

struct terminal *session_start_in(const char *const environment[])
{
    return start(environment, 24, 80);
}

void session_pause(struct terminal *terminal)
{
    terminal_type(terminal, " ");
    terminal_wait_text(terminal, "PAUSED");
    session_settle(terminal);
}

/* The program answers a key without a meaning with a frame, as any other key. */
void session_settle(struct terminal *terminal)
{
    char *before = NULL, *after = terminal_picture(terminal);

    do {
        free(before);
        before = after;
        terminal_type(terminal, "\x01\x01");
        after = terminal_picture(terminal);
    } while (strcmp(before, after) != 0);
    free(before);
    free(after);
}

void session_check_redraw(struct terminal *terminal, const char *when)
{
    char *before = terminal_picture(terminal);
    terminal_type(terminal, "\f");
    char *after = terminal_picture(terminal);

    cr_assert_str_eq(before, after, "%s: a full repaint changed cells; before:\n%s\nafter:\n%s",
                     when, before, after);
    free(before);
    free(after);
}

void session_check_end(struct terminal *terminal, int status)
{
    const int ended = terminal_wait_exit(terminal);
    const char *damage = terminal_damage(terminal);

    cr_expect_eq(ended, status, "exit status %d, not %d; the screen:\n%s", ended, status,
                 terminal_text(terminal));
    cr_expect_null(damage, "%s", damage);
    terminal_destroy(terminal);
}
