/* The one key table: no key means two things, no row does nothing, and people can read it. */
#include "keymap.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "action.h"
#include "plateau/ui.h"
#include "term.h"

Test(keymap, no_key_is_bound_twice_inside_a_context)
{
    const struct binding *a, *b;

    for (size_t i = 0; (a = keymap_at(i)); i++) {
        for (size_t j = 0; (b = keymap_at(j)); j++) {
            for (size_t m = 0; m < KEYS_PER_BINDING; m++) {
                for (size_t n = 0; n < KEYS_PER_BINDING; n++) {
                    cr_assert(a->key[m] == 0 || a->context != b->context ||
                                  a->key[m] != b->key[n] || (i == j && m == n),
                              "rows %zu and %zu share a key", i, j);
                }
            }
        }
    }
}

Test(keymap, every_action_of_the_table_is_handled_and_every_action_is_in_it)
{
    bool seen[ACTION_COUNT] = {[ACTION_NONE] = true};
    const struct binding *row;

    for (size_t i = 0; (row = keymap_at(i)); i++) {
        cr_assert(action_is_handled(row->action), "%s", row->help);
        seen[row->action] = true;
    }
    for (size_t i = 0; i < ACTION_COUNT; i++)
        cr_assert(seen[i], "no key for action %zu", i);
    cr_assert_not(action_is_handled(ACTION_NONE));
}

Test(keymap, escape_backs_out_of_everything_and_never_quits)
{
    for (int context = 0; context < CONTEXT_ANY; context++) {
        const struct binding *row = keymap_find((enum context)context, TERM_KEY_ESCAPE);
        if (context == CONTEXT_SCREEN)
            cr_assert_null(row);
        else
            cr_assert_eq(row->action, ACTION_CLOSE);
    }
}

Test(keymap, quit_and_help_work_everywhere)
{
    for (int context = 0; context < CONTEXT_ANY; context++) {
        cr_assert_eq(keymap_find((enum context)context, TERM_KEY_INTERRUPT)->action, ACTION_QUIT);
        cr_assert_eq(keymap_find((enum context)context, TERM_KEY_F + 10)->action, ACTION_QUIT);
        cr_assert_eq(keymap_find((enum context)context, TERM_KEY_F + 1)->action, ACTION_HELP);
        cr_assert_not_null(keymap_find((enum context)context, '?'));
    }
    cr_assert_eq(keymap_find(CONTEXT_SCREEN, 'q')->action, ACTION_QUIT);
}

Test(keymap, letters_and_function_keys_mirror_each_other)
{
    static const struct {
        int32_t letter;
        int f;
    } pairs[] = {{' ', 9}, {'m', 6}, {'e', 2}, {'p', 4}, {'?', 1}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cr_assert_eq(keymap_find(CONTEXT_SCREEN, pairs[i].letter),
                     keymap_find(CONTEXT_SCREEN, TERM_KEY_F + pairs[i].f));
    }
}

Test(keymap, a_value_can_be_typed_where_one_is_asked_for)
{
    const enum context fields[] = {CONTEXT_ALPHA, CONTEXT_EDITOR};

    for (size_t i = 0; i < 2; i++)
        for (const char *c = "0123456789.eEn/"; *c; c++)
            cr_assert_eq(keymap_find(fields[i], *c)->action, ACTION_TYPE, "%c", *c);
    cr_assert_null(keymap_find(CONTEXT_SCREEN, '7'));
    cr_assert_null(keymap_find(CONTEXT_ALPHA, 0xe9));
    cr_assert_null(keymap_find(CONTEXT_ALPHA, TERM_KEY_PASTE));
    cr_assert_null(keymap_find(CONTEXT_ALPHA, TERM_KEY_NONE));
    cr_assert_null(keymap_find(CONTEXT_ALPHA, 0));
}

Test(keymap, keys_have_names)
{
    static const struct {
        int32_t key;
        const char *name;
    } cases[] = {{'a', "a"},
                 {' ', "Space"},
                 {TERM_KEY_F + 10, "F10"},
                 {TERM_KEY_REDRAW, "Ctrl-L"},
                 {TERM_KEY_ENTER, "Enter"}};
    char text[KEY_TEXT_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        keymap_key_text(cases[i].key, text);
        cr_assert_str_eq(text, cases[i].name);
    }
    keymap_keys_text(keymap_find(CONTEXT_SCREEN, ' '), text);
    cr_assert_str_eq(text, "Space F9");
}

Test(keymap, help_fits_a_line_of_80_columns)
{
    const struct binding *row;

    for (size_t i = 0; (row = keymap_at(i)); i++) {
        char keys[KEY_TEXT_MAX];
        keymap_keys_text(row, keys);
        cr_assert_leq(strlen(keys), 20, "%s", keys);
        cr_assert_leq(strlen(row->help), 53, "%s", row->help);
        cr_assert_gt(strlen(row->help), 3);
    }
}

/* What ui_print_keys writes on stdout; free() it. */
static char *printed_keys(void)
{
    FILE *file = tmpfile();
    const int before = dup(STDOUT_FILENO);
    char *text = calloc(1, 8192);

    fflush(stdout);
    dup2(fileno(file), STDOUT_FILENO);
    ui_print_keys();
    fflush(stdout);
    dup2(before, STDOUT_FILENO);
    close(before);
    rewind(file);
    cr_assert_gt(fread(text, 1, 8191, file), 0);
    fclose(file);
    return text;
}

Test(keymap, the_printed_table_has_every_row)
{
    char *text = printed_keys();
    const struct binding *row;

    for (size_t i = 0; (row = keymap_at(i)); i++)
        cr_assert(strstr(text, row->help), "%s", row->help);
    for (int context = 0; context < CONTEXT_COUNT; context++)
        cr_assert(strstr(text, keymap_context_title((enum context)context)));
    free(text);
}
