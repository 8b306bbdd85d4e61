/*
 * tests: the whole picture of a view on a canvas, compared with golden texts and read back as dots.
 * PLATEAU_GENERATE=1 in the environment rewrites the goldens.
 */
#ifndef PLATEAU_TESTS_PICTURES_H
#define PLATEAU_TESTS_PICTURES_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "frame.h"
#include "plateau/plot.h"
#include "term.h"

enum { FILE_MAX = 1 << 16 };

static inline struct canvas drawn(struct view *view, int rows, int columns, bool unicode)
{
    struct canvas canvas;

    canvas_init(&canvas, unicode);
    canvas_resize(&canvas, rows, columns);
    view->rows = rows;
    view->columns = columns;
    frame_draw(view, &canvas);
    return canvas;
}

static inline char *text_of(struct view *view, int rows, int columns, bool unicode)
{
    struct canvas canvas = drawn(view, rows, columns, unicode);
    char *text = canvas_to_text(&canvas);

    canvas_fini(&canvas);
    return text;
}

static inline void check_golden(struct view *view, int rows, int columns, bool unicode,
                                const char *name)
{
    char path[256], *text = text_of(view, rows, columns, unicode);
    char *golden = calloc(1, FILE_MAX);

    snprintf(path, sizeof path, "%s/screens/%s.txt", PLATEAU_GOLDEN, name);
    if (getenv("PLATEAU_GENERATE")) {
        FILE *out = fopen(path, "w");
        cr_assert(out && fputs(text, out) >= 0 && fclose(out) == 0, "cannot write %s", path);
    }
    FILE *in = fopen(path, "r");
    cr_assert_not_null(in, "%s: not there", path);
    const size_t size = fread(golden, 1, FILE_MAX - 1, in);
    fclose(in);
    cr_assert(size > 0 && strcmp(text, golden) == 0, "%s is\n%s\nbut was\n%s", name, text, golden);
    free(golden);
    free(text);
}

static inline void press(struct view *view, const char *keys)
{
    for (; *keys; keys++)
        action_key(view, *keys);
}

/* Is a dot of the braille or ASCII picture set at most one dot from (x, y)? */
static inline bool has_dot_near(struct canvas *canvas, const struct plot *plot, double x, double y,
                                char mark)
{
    static const uint32_t bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    const int across = canvas->unicode ? 2 : 1, up = canvas->unicode ? 4 : 1;
    const int wide = plot->inside.columns * across, high = plot->inside.rows * up;
    const int column = (int)(axis_fraction(&plot->x, x) * wide);
    const int row = (int)((1.0 - axis_fraction(&plot->y, y)) * high);

    for (int r = row - 1; r <= row + 1; r++) {
        for (int c = column - 1; c <= column + 1; c++) {
            if (r < 0 || c < 0 || r >= high || c >= wide)
                continue;
            const struct cell *cell =
                canvas_cell(canvas, plot->inside.top + r / up, plot->inside.left + c / across);
            const bool is_braille = cell->glyph >= 0x2800 && cell->glyph < 0x2900;
            if (canvas->unicode ? is_braille && (cell->glyph & bit[r % 4][c % 2])
                                : cell->glyph == (unsigned char)mark)
                return true;
        }
    }
    return false;
}

#endif
