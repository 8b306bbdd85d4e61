/* The picture in memory: clipping, stand-ins, boxes, and junk. */
#define _GNU_SOURCE /* wcwidth */
#include "plateau/canvas.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "plateau/utf8.h"

enum { ROWS = 30, COLUMNS = 50 };

static const struct cell sentinel = {.glyph = '@', .ink = INK_ALARM, .attributes = 7, .shade = 5};

static struct canvas marked_canvas(bool unicode)
{
    struct canvas canvas;

    canvas_init(&canvas, unicode);
    canvas_resize(&canvas, ROWS, COLUMNS);
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++)
        canvas.at[i] = sentinel;
    return canvas;
}

static void check_untouched_outside(struct canvas *canvas, struct rect inside, const char *what)
{
    for (int row = 0; row < canvas->rows; row++) {
        for (int column = 0; column < canvas->columns; column++) {
            const struct cell *cell = canvas_cell(canvas, row, column);

            if (row >= inside.top && row < inside.top + inside.rows && column >= inside.left &&
                column < inside.left + inside.columns)
                continue;
            cr_assert(memcmp(cell, &sentinel, sizeof *cell) == 0,
                      "%s of %d x %d touched row %d, column %d", what, inside.rows, inside.columns,
                      row, column);
        }
    }
}

static void check_text(const struct canvas *canvas, const char *expected)
{
    char *text = canvas_to_text(canvas);

    cr_assert_str_eq(text, expected, "is:\n%s\nshould be:\n%s", text, expected);
    free(text);
}

static struct canvas canvas_of(bool unicode, int rows, int columns)
{
    struct canvas canvas;

    canvas_init(&canvas, unicode);
    canvas_resize(&canvas, rows, columns);
    return canvas;
}

Test(canvas, starts_and_ends_empty)
{
    struct canvas canvas;

    canvas_init(&canvas, true);
    cr_assert_null(canvas_cell(&canvas, 0, 0));
    check_text(&canvas, "");
    canvas_put(&canvas, 0, 0, 'x', INK_TEXT, 0);
    canvas_resize(&canvas, -3, 7);
    cr_assert_eq(canvas.rows, 0);
    cr_assert_eq(canvas.columns, 7);
    canvas_resize(&canvas, 2, 3);
    canvas_put(&canvas, 1, 2, 'x', INK_TEXT, 0);
    check_text(&canvas, "\n  x\n");
    canvas_clear(&canvas);
    check_text(&canvas, "\n\n");
    canvas_fini(&canvas);
    cr_assert_eq(canvas.rows, 0);
    cr_assert_null(canvas.at);
}

Test(canvas, a_cell_outside_is_silently_not_drawn)
{
    struct canvas canvas = canvas_of(true, 2, 3);
    static const int outside[][2] = {{-1, 0}, {0, -1}, {2, 0}, {0, 3}, {INT32_MAX, INT32_MIN}};

    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        canvas_put(&canvas, outside[i][0], outside[i][1], 'x', INK_TEXT, 0);
        cr_assert_null(canvas_cell(&canvas, outside[i][0], outside[i][1]));
    }
    check_text(&canvas, "\n\n");
    canvas_fini(&canvas);
}

Test(canvas, text_is_clipped_to_its_width_and_to_the_canvas)
{
    struct canvas canvas = canvas_of(true, 3, 8);

    cr_assert_eq(canvas_text(&canvas, 0, 1, 4, INK_TEXT, 0, "plateau"), 4);
    cr_assert_eq(canvas_text(&canvas, 1, 5, 99, INK_TEXT, 0, "αβγδε"), 3);
    cr_assert_eq(canvas_text(&canvas, 2, -2, 99, INK_TEXT, 0, "cut"), 3);
    cr_assert_eq(canvas_text(&canvas, 2, 4, 0, INK_TEXT, 0, "none"), 0);
    cr_assert_eq(canvas_text(&canvas, 2, 4, -5, INK_TEXT, 0, "none"), 0);
    cr_assert_eq(canvas_text(&canvas, 2, 99, 5, INK_TEXT, 0, "none"), 0);
    check_text(&canvas, " plat\n     αβγ\nt\n");
    canvas_fini(&canvas);
}

Test(canvas, printf_formats_and_keeps_ink_and_attributes)
{
    struct canvas canvas = canvas_of(true, 1, 12);

    canvas_printf(&canvas, 0, 2, 9, INK_EVENT, CELL_BOLD, "α %.3f!", 2.385);
    check_text(&canvas, "  α 2.385!\n");
    cr_assert_eq(canvas_cell(&canvas, 0, 4)->ink, INK_EVENT);
    cr_assert_eq(canvas_cell(&canvas, 0, 4)->attributes, CELL_BOLD);
    canvas_fini(&canvas);
}

Test(canvas, ascii_has_one_cell_for_one_cell)
{
    struct canvas canvas = canvas_of(false, 1, 40);

    canvas_text(&canvas, 0, 0, 40, INK_TEXT, 0, "α Δ ± × → ← … ─│┌┼╌═ ⣿⠀ · ≤ é 漢");
    check_text(&canvas, "a D ~ x > < . -|++-= *  . < ? ?\n");
    canvas_fini(&canvas);
}

Test(canvas, no_code_point_leaves_ascii_on_an_ascii_canvas)
{
    struct canvas canvas = canvas_of(false, 1, 1);

    for (uint32_t glyph = 0; glyph < 0x110100; glyph++) {
        canvas_put(&canvas, 0, 0, glyph, INK_TEXT, 0);
        const uint32_t drawn = canvas_cell(&canvas, 0, 0)->glyph;
        cr_assert(drawn >= ' ' && drawn <= '~', "U+%04X became U+%04X", glyph, drawn);
    }
    canvas_fini(&canvas);
}

/* The C library's table is the independent source. */
Test(canvas, every_glyph_is_one_column_wide)
{
    struct canvas canvas = canvas_of(true, 1, 1);
    size_t kept = 0;

    cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
    for (uint32_t glyph = 0; glyph < 0x110100; glyph++) {
        canvas_put(&canvas, 0, 0, glyph, INK_TEXT, 0);
        const uint32_t drawn = canvas_cell(&canvas, 0, 0)->glyph;
        cr_assert_eq(wcwidth((wchar_t)drawn), 1, "U+%04X became U+%04X", glyph, drawn);
        kept += drawn == glyph;
    }
    cr_assert_gt(kept, 2000, "only %zu glyphs are drawn", kept);
    canvas_fini(&canvas);
}

Test(canvas, control_combining_and_wide_characters_are_question_marks)
{
    struct canvas canvas = canvas_of(true, 1, 40);

    canvas_text(&canvas, 0, 0, 40, INK_TEXT, 0, "a\033[2J\tb\x7f e\u0301 \u200b漢\U0001f600.");
    check_text(&canvas, "a?[2J?b? e? ???.\n");
    canvas_fini(&canvas);
}

Test(canvas, broken_utf8_is_one_question_mark_a_byte)
{
    struct canvas canvas = canvas_of(true, 1, 40);

    /* A stray byte, overlong slash, surrogate, beyond Unicode, cut at the end. */
    canvas_text(&canvas, 0, 0, 40, INK_TEXT, 0,
                "a\x80"
                "b\xc0\xaf"
                "c\xed\xa0\x80"
                "d\xf4\x90\x80\x80"
                "e\xe2\x94");
    check_text(&canvas, "a?b??c???d????e??\n");
    canvas_fini(&canvas);
}

Test(canvas, text_on_a_shaded_cell_keeps_the_shade_and_fill_takes_it)
{
    struct canvas canvas = canvas_of(true, 2, 4);

    canvas_cell(&canvas, 0, 1)->shade = 1;
    canvas_cell(&canvas, 0, 1)->layer = 3;
    canvas_text(&canvas, 0, 0, 4, INK_TEXT, 0, "abcd");
    cr_assert_eq(canvas_cell(&canvas, 0, 1)->shade, 1);
    cr_assert_eq(canvas_cell(&canvas, 0, 1)->layer, 0);
    canvas_fill(&canvas, (struct rect){0, 1, 9, 2}, 0x2500, INK_DIM);
    cr_assert_eq(canvas_cell(&canvas, 0, 1)->shade, 0);
    check_text(&canvas, "a──d\n ──\n");
    canvas_fini(&canvas);
}

Test(canvas, a_box_has_its_title_left_and_its_note_right)
{
    struct canvas canvas = canvas_of(true, 3, 30);
    const struct rect all = {0, 0, 3, 30};
    const struct rect inside = canvas_box(&canvas, all, "eps log-log", "LIVE", INK_DIM);

    cr_assert(inside.top == 1 && inside.left == 1 && inside.rows == 1 && inside.columns == 28);
    check_text(&canvas, "┌─ eps log-log ─────── LIVE ─┐\n"
                        "│                            │\n"
                        "└────────────────────────────┘\n");
    canvas.unicode = false;
    canvas_box(&canvas, all, NULL, NULL, INK_DIM);
    check_text(&canvas, "+----------------------------+\n"
                        "|                            |\n"
                        "+----------------------------+\n");
    canvas_fini(&canvas);
}

Test(canvas, a_long_title_is_cut_visibly_and_a_note_that_does_not_fit_is_left_out)
{
    struct canvas canvas = canvas_of(true, 2, 24);
    const struct rect all = {0, 0, 2, 24};

    canvas_box(&canvas, all, "generalisation error", "LIVE", INK_DIM);
    check_text(&canvas, "┌─ generalisa… ─ LIVE ─┐\n└──────────────────────┘\n");
    canvas_box(&canvas, all, "generalisation error", "chain 1 of 2", INK_DIM);
    check_text(&canvas, "┌─ generalisation er… ─┐\n└──────────────────────┘\n");
    canvas_fini(&canvas);
}

Test(canvas, a_box_of_any_size_stays_inside_itself)
{
    for (int rows = 0; rows <= 20; rows++) {
        for (int columns = 0; columns <= 40; columns++) {
            struct canvas canvas = marked_canvas(rows % 2);
            const struct rect at = {4, 5, rows, columns};
            const struct rect inside = canvas_box(&canvas, at, "título", "näh", INK_TEXT);

            check_untouched_outside(&canvas, at, "a box");
            cr_assert(inside.rows >= 0 && inside.columns >= 0);
            cr_assert(inside.rows == 0 || inside.top + inside.rows < at.top + at.rows);
            cr_assert(inside.columns == 0 || inside.left + inside.columns < at.left + at.columns);
            canvas_fini(&canvas);
        }
    }
}

Test(canvas, random_bytes_stay_in_their_cells)
{
    uint64_t state = 2385;

    for (int round = 0; round < 20000; round++) {
        struct canvas canvas = marked_canvas(round % 2);
        const int row = round % 7 + 3, column = round % 11 + 2, columns = round % 23;
        char text[64];
        size_t length;

        for (length = 0; length < sizeof text - 1; length++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            text[length] = (char)(unsigned char)(state >> 56);
        }
        text[length] = '\0';
        canvas_text(&canvas, row, column, columns, INK_RUN, 0, text);
        check_untouched_outside(&canvas, (struct rect){row, column, 1, columns}, "text");
        for (int i = 0; i < columns; i++) {
            const uint32_t glyph = canvas_cell(&canvas, row, column + i)->glyph;
            cr_assert(glyph >= ' ' && glyph != 127 && (canvas.unicode || glyph < 127));
        }
        canvas_fini(&canvas);
    }
}
