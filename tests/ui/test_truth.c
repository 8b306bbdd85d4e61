/* Narrow, frozen and paused screens: nothing is cut, and every statement is true. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fake_run.h"
#include "layout.h"
#include "pictures.h"
#include "screens/screen.h"

/* On a narrow terminal, too, one knows which screen it is and how to reach the others. */
Test(truth, the_screen_is_named_from_40_columns_on)
{
    struct view *view = fake_story("first-light", 60.0);
    char name[64];

    for (int screen = 0; screen < SCREEN_COUNT; screen++) {
        view->screen = (enum screen_id)screen;
        snprintf(name, sizeof name, ":%s ", screen_at(view->screen)->name);
        for (int columns = COMPACT_COLUMNS; columns < LARGE_COLUMNS; columns++) {
            char *text = text_of(view, 20, columns, true);
            const char *found = strstr(text, name);
            cr_assert(found && found < strchr(text, '\n') && strstr(text, " Screen"), "%s", text);
            free(text);
        }
    }
    fake_end(view);
}

/* Words of the page one after the other, whatever lines they are broken into. */
Test(truth, no_word_of_the_help_page_is_cut)
{
    static const int columns[] = {40, 60, 80, 160};

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct view *view = fake_story("first-light", 60.0);
        bool any = false;
        view->columns = columns[i];
        view->rows = 20;
        press(view, "?");
        for (int page = 0; page < 40 && !any; page++) {
            char *text = text_of(view, 20, columns[i], true);
            any = strstr(text, "remember") != NULL;
            cr_assert(!strstr(text, "…"), "%s", text);
            free(text);
            press(view, " ");
        }
        cr_assert(any, "the last word of a long sentence at %d columns", columns[i]);
        fake_end(view);
    }
}

Test(truth, a_range_that_does_not_fit_is_told_below)
{
    struct view *view = fake_story("first-light", 60.0);

    press(view, "e");
    char *text = text_of(view, 20, 60, true);
    cr_assert(strstr(text, "  0 .. 1e6  ") && !strstr(text, "steps"), "%s", text);
    free(text);
    press(view, "kjjjjjjjj"); /* the pace */
    text = text_of(view, 20, 60, true);
    cr_assert(strstr(text, "(0 .. 1e6"), "%s", text);
    free(text);
    fake_end(view);
}

Test(truth, a_frozen_picture_is_headed_by_its_own_alpha)
{
    struct view *view = fake_story("first-light", 60.0);

    press(view, "z");
    view->live.now.config.alpha = 6.0;
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "alpha 5 (now 6)"), "%s", text);
    free(text);
    press(view, "z");
    text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "alpha 6 "), "%s", text);
    free(text);
    fake_end(view);
}

Test(truth, a_run_that_stands_has_no_speed)
{
    struct view *view = fake_story("first-light", 60.0);

    fake_show(view, 60.0, RUN_PAUSED);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "grad/s -  ") && strstr(text, "step/s -  "), "%s", text);
    free(text);
    fake_end(view);
}

Test(truth, weights_that_have_seen_more_rows_are_told_of)
{
    struct view *view = fake_story("first-light", 60.0);

    view->live.now.config.alpha = 0.3;
    struct measurement sample = fake_sample(view, 61.0, 0);
    fake_tell(view, &sample);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "alpha was 5: weights remember rows now hidden"), "%s", text);
    free(text);
    view->live.now.config.alpha = 7.0;
    text = text_of(view, 24, 80, true);
    cr_assert_null(strstr(text, "remember"), "%s", text);
    free(text);
    fake_end(view);
}
