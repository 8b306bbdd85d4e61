/* The real program in a real terminal: what keys do, and that the screen survives everything. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

Test(session, shows_the_run_from_the_first_screen_on)
{
    struct terminal *terminal = session_start(24, 80);

    cr_expect_not_null(strstr(terminal_row(terminal, 0), "first-light"));
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "adam"));
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "d=20"));
    cr_expect(terminal_find(terminal, "eps", NULL, NULL));
    terminal_type(terminal, "q");
    session_check_end(terminal, 0);
}

Test(session, space_pauses_and_resumes_and_says_so_in_reverse)
{
    struct terminal *terminal = session_start(24, 80);
    int row, column;

    session_pause(terminal);
    cr_assert(terminal_find(terminal, "PAUSED", &row, &column));
    cr_expect_eq(row, 0);
    cr_expect(terminal_cell(terminal, row, column).reverse);
    terminal_type(terminal, " ");
    terminal_wait_text(terminal, "RUNNING");
    terminal_destroy(terminal);
}

Test(session, help_lists_the_keys_and_escape_leads_back)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_type(terminal, "?");
    cr_expect(terminal_find(terminal, "pause or resume the computation", NULL, NULL));
    terminal_type_key(terminal, "\x1b");
    terminal_wait_no_text(terminal, "pause or resume the computation");
    cr_expect(terminal_find(terminal, "RUNNING", NULL, NULL));
    terminal_destroy(terminal);
}

Test(session, enter_applies_a_staged_alpha_and_marks_it)
{
    struct terminal *terminal = session_start(24, 80);

    cr_assert_not_null(strstr(terminal_row(terminal, 0), "alpha 5"));
    terminal_type(terminal, "a6");
    cr_expect(terminal_find(terminal, "n 2000 → 2400", NULL, NULL), "the effect is told:\n%s",
              terminal_text(terminal));
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "alpha 5"), "nothing before Enter");
    terminal_type(terminal, "\r");
    terminal_wait_text(terminal, "A1 alpha 5 -> 6");
    terminal_wait_text(terminal, "adam  alpha 6");
    terminal_destroy(terminal);
}

Test(session, escape_drops_a_staged_alpha)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_type(terminal, "a6");
    terminal_type_key(terminal, "\x1b");
    terminal_wait_frames(terminal, 3);
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "alpha 5"));
    cr_expect_not(terminal_find(terminal, "alpha 5 -> 6", NULL, NULL));
    terminal_destroy(terminal);
}

Test(session, the_menu_switches_the_algorithm)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_type(terminal, "m");
    cr_expect(terminal_find(terminal, "(in force)", NULL, NULL));
    terminal_type(terminal, "jjj\r"); /* langevin, mala and hmc stand below adam */
    terminal_wait_text(terminal, "adam -> hmc");
    terminal_wait_text(terminal, "hmc  alpha 5");
    terminal_destroy(terminal);
}

Test(session, a_value_out_of_range_is_refused_with_what_would_do)
{
    struct terminal *terminal = session_start(24, 80);

    terminal_type(terminal, "a0\r");
    terminal_wait_frames(terminal, 3);
    cr_expect(terminal_find(terminal, "(!)", NULL, NULL));
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "alpha 5"));
    terminal_destroy(terminal);
}

Test(session, a_paste_is_not_typed)
{
    struct terminal *terminal = session_start(24, 80);
    static const char paste[] = "\x1b[200~qa9\r\x03\x1b[201~";

    terminal_send(terminal, paste, sizeof paste - 1);
    terminal_rest(terminal);
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "alpha 5"));
    cr_expect(terminal_find(terminal, "RUNNING", NULL, NULL));
    terminal_type(terminal, "q");
    session_check_end(terminal, 0);
}

/* ---- sizes ---- */

static void resize_and_settle(struct terminal *terminal, int rows, int columns)
{
    terminal_resize(terminal, rows, columns);
    terminal_wait_size(terminal);
}

Test(session, every_size_is_drawn_as_a_full_repaint_would, .timeout = 120)
{
    static const int sizes[][2] = {{24, 79},  {23, 80},  {12, 40},  {10, 40}, {9, 39},  {3, 20},
                                   {1, 80},   {1, 1},    {1, 2},    {2, 1},   {60, 12}, {5, 200},
                                   {48, 160}, {60, 200}, {47, 159}, {24, 80}};
    struct terminal *terminal = session_start(24, 80);

    session_pause(terminal);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char when[32];
        snprintf(when, sizeof when, "%d x %d", sizes[i][0], sizes[i][1]);
        resize_and_settle(terminal, sizes[i][0], sizes[i][1]);
        session_check_redraw(terminal, when);
        cr_expect_eq(terminal_row(terminal, 0)[0] == '\0', false, "%s: the first line is blank",
                     when);
    }
    terminal_destroy(terminal);
}

Test(session, a_storm_of_resizes_ends_in_the_last_size, .timeout = 120)
{
    struct terminal *terminal = session_start(24, 80);

    srand(20);
    for (int i = 0; i < 500; i++)
        terminal_resize(terminal, 1 + rand() % 60, 1 + rand() % 200);
    resize_and_settle(terminal, 24, 80);
    cr_expect_not_null(strstr(terminal_row(terminal, 0), "first-light"));
    cr_expect_not_null(strstr(terminal_row(terminal, 23), "Help"));
    session_pause(terminal);
    session_check_redraw(terminal, "after 500 resizes");
    terminal_type(terminal, "q");
    session_check_end(terminal, 0);
}

/* ---- a cat on the keyboard ---- */

enum { LONGEST = 32 }; /* bytes of one key, and a NUL */

/* All that keeps the run going and applies nothing: no q, Enter, Ctrl-C, Ctrl-Z or F10 outside of
 * pastes, and no bare ~, which could complete a cut F10. */
static size_t put_random_key(char *out)
{
    static const char letters[] = " zamepxy.?+-=0123456789eEn/rkjgGb\t\x7f\f\x1b\x01\x02[;OABCD";
    static const char *const sequences[] = {
        "\x1b[A",
        "\x1b[B",
        "\x1bOC",
        "\x1b[D",
        "\x1b[5~",
        "\x1b[6~",
        "\x1b[H",
        "\x1b[F",
        "\x1b[3~",
        "\x1b[Z",
        "\x1bOP",
        "\x1b[15~",
        "\x1b[",
        "\x1bO",
        "\x1b[1;",
        "\x1b[2",
        "\x1b[<0;10;10M",
        "\x1b[1;5A",
        "\xc3\xa9",
        "\xe2\xa3\xbf",
        "\xff\xfe",
        "\xe2\xa3",
        "\xf0\x9f\x98\x80",
        "\x1b\x1b\x1b",
        "\x1b[200~q\ra9\r\x03\x1b[201~",
    };
    const int pick = rand() % 100;

    if (pick < 75) {
        *out = letters[(size_t)rand() % (sizeof letters - 1)];
        return 1;
    }
    const char *sequence = sequences[(size_t)rand() % (sizeof sequences / sizeof sequences[0])];
    return (size_t)snprintf(out, LONGEST, "%s", sequence);
}

/* A few hundred bytes at a time: more than the terminal takes at once would be cut anywhere, and a
 * paste mark cut in two halves a while apart cannot be told from typed keys. */
static void storm(struct terminal *terminal, int keys)
{
    char burst[512];

    while (keys > 0) {
        size_t size = 0;
        for (; keys > 0 && size + LONGEST < sizeof burst; keys--)
            size += put_random_key(burst + size);
        terminal_send(terminal, burst, size);
    }
    terminal_rest(terminal);
}

Test(session, a_storm_of_keys_changes_no_parameter_without_enter, .timeout = 300)
{
    struct terminal *terminal = session_start(24, 80);

    srand(7);
    storm(terminal, 20000);
    for (int i = 0; i < 3; i++) { /* out of whatever it opened */
        terminal_send(terminal, "\x1b", 1);
        terminal_rest(terminal);
    }
    const char *header = terminal_row(terminal, 0);
    cr_assert_not_null(strstr(header, "first-light"), "%s", header);
    cr_expect_not_null(strstr(header, "alpha 5"), "%s", header);
    cr_expect_not_null(strstr(header, "adam"), "%s", header);
    cr_expect_not(terminal_find(terminal, "A1", NULL, NULL), "%s", terminal_text(terminal));
    if (!terminal_find(terminal, "PAUSED", NULL, NULL))
        session_pause(terminal);
    session_settle(terminal);
    session_check_redraw(terminal, "after the storm");
    terminal_type(terminal, "q");
    session_check_end(terminal, 0);
}
