/* Every way out leaves the terminal as it was, with the right exit status. */
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "plateau/clock.h"
#include "session.h"

Test(ending, q_ends_with_0)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_type(terminal, "q");
    session_check_end(terminal, 0);
}

Test(ending, a_typed_control_c_ends_as_q_does)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_type(terminal, "\x03");
    session_check_end(terminal, 0);
}

Test(ending, an_open_help_page_does_not_keep_a_signal_waiting)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_type(terminal, "?");
    terminal_signal(terminal, SIGTERM);
    session_check_end(terminal, 143);
}

static void check_signal(int number)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_signal(terminal, number);
    session_check_end(terminal, 128 + number);
}

Test(ending, sigint_from_outside_gives_130)
{
    check_signal(SIGINT);
}

Test(ending, sigterm_gives_143)
{
    check_signal(SIGTERM);
}

Test(ending, sighup_gives_129)
{
    check_signal(SIGHUP);
}

Test(ending, timers_and_limits_restore_the_terminal_too, .timeout = 60)
{
    static const int numbers[] = {SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGPOLL, SIGUSR1};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        check_signal(numbers[i]);
}

Test(ending, a_lost_terminal_gives_129)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_hang_up(terminal);
    cr_expect_eq(terminal_wait_exit(terminal), 129);
    terminal_destroy(terminal);
}

/* Its main thread waits in write() for good; five seconds after being asked, it ends regardless. */
Test(ending, a_terminal_that_stopped_reading_does_not_hold_up_a_signal)
{
    struct terminal *terminal = session_start(48, 160);

    terminal_stop_reading(terminal);
    const double start = clock_seconds();
    terminal_signal(terminal, SIGTERM);
    cr_expect_eq(terminal_wait_exit(terminal), 143);
    cr_expect_lt(clock_seconds() - start, 10.0);
    terminal_destroy(terminal);
}

/* ---- crashes: the terminal is restored first, then the signal takes its course ---- */

/* A sanitizer would otherwise end the program itself, with a status of its own. */
static const char *const plain_signals[] = {
    "ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0",
    NULL};

static void check_crash(int number)
{
    struct terminal *terminal = session_start_in(plain_signals);

    terminal_signal(terminal, number);
    session_check_end(terminal, 128 + number);
}

Test(ending, crashes_restore_the_terminal, .timeout = 60)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        check_crash(crashes[i]);
}

Test(ending, a_crash_while_paused_in_the_editor_restores_the_terminal)
{
    struct terminal *terminal = session_start_in(plain_signals);

    session_pause(terminal);
    terminal_type(terminal, "e");
    terminal_signal(terminal, SIGSEGV);
    session_check_end(terminal, 139);
}

/* ---- job control ---- */

static void check_suspension(struct terminal *terminal)
{
    terminal_wait_stopped(terminal);
    const char *damage = terminal_damage(terminal);
    cr_expect_null(damage, "while suspended: %s", damage);
    terminal_foreground(terminal);
    terminal_type(terminal, "\x01"); /* means nothing, and is answered by a frame */
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "first-light"), "%s",
                       terminal_text(terminal));
    cr_expect_not_null(strstr(terminal_row(terminal, 23), "Help"), "%s", terminal_text(terminal));
}

Test(ending, control_z_gives_the_terminal_back_and_fg_takes_it_again)
{
    struct terminal *terminal = session_start(24, 80);

    for (int i = 0; i < 2; i++) {
        terminal_type(terminal, "\x1a");
        check_suspension(terminal);
    }
    session_pause(terminal);
    session_check_redraw(terminal, "after fg");
    terminal_type(terminal, "q");
    session_check_end(terminal, 0);
}

Test(ending, sigtstp_from_outside_suspends_too)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_signal(terminal, SIGTSTP);
    check_suspension(terminal);
    terminal_type(terminal, "q");
    session_check_end(terminal, 0);
}

/* ---- terminals that cannot show it ---- */

static void check_refusal(const char *const environment[])
{
    static const char *const command[] = {PLATEAU_BINARY, "first-light", "-s", "d=20", NULL};
    struct terminal *terminal = terminal_start(command, environment, 24, 80);

    cr_expect_eq(terminal_wait_exit(terminal), 2);
    cr_expect(terminal_find(terminal, "TERM", NULL, NULL), "%s", terminal_text(terminal));
    cr_expect_null(terminal_damage(terminal));
    terminal_destroy(terminal);
}

Test(ending, a_missing_term_is_named)
{
    check_refusal((const char *const[]){"TERM", NULL});
}

Test(ending, a_dumb_term_is_named)
{
    check_refusal((const char *const[]){"TERM=dumb", NULL});
}

Test(ending, an_unknown_term_is_named)
{
    check_refusal((const char *const[]){"TERM=no-such-terminal", NULL});
}

Test(ending, a_pipe_gets_rows_instead_of_a_screen)
{
    static const char *const command[] = {
        "/bin/bash", "-c",
        "set -o pipefail; " PLATEAU_BINARY
        " first-light -s d=20 --steps 30 --threads 1 --quiet | { IFS=, read -r a b c rest; "
        "echo \"$a $b $c\"; tail -n 1 | cut -d , -f 1; }",
        NULL};
    struct terminal *terminal = terminal_start(command, NULL, 24, 80);

    cr_expect_eq(terminal_wait_exit(terminal), 0);
    cr_expect_str_eq(terminal_row(terminal, 0), "step gradients seconds");
    cr_expect_str_eq(terminal_row(terminal, 1), "30");
    cr_expect_null(terminal_damage(terminal));
    terminal_destroy(terminal);
}
