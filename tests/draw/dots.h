/* tests: a plot that fills a canvas, and its dots read back. */
#ifndef PLATEAU_TESTS_DOTS_H
#define PLATEAU_TESTS_DOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "plateau/plot.h"

enum { ROWS = 24, COLUMNS = 80 };

static const struct axis unit = {0.0, 1.0, false};

static inline struct canvas canvas_of(bool unicode, int rows, int columns)
{
    struct canvas canvas;

    canvas_init(&canvas, unicode);
    canvas_resize(&canvas, rows, columns);
    return canvas;
}

static inline struct plot full_plot(struct canvas *canvas, struct axis x, struct axis y)
{
    return plot_begin(canvas, (struct rect){0, 0, canvas->rows, canvas->columns}, x, y);
}

/* How many dots the area is high: 4 to a cell of braille. */
static inline int dots_up(const struct plot *plot)
{
    return plot->inside.rows * (plot->canvas->unicode ? 4 : 1);
}

/* Whether the dot is set, counted from the lower left. From the Unicode standard, chapter 21.1:
 * dots 1 2 3 7 run down the left, 4 5 6 8 down the right; dot n is bit n - 1 above U+2800. */
static inline bool has_dot(const struct plot *plot, int across, int up, char mark)
{
    static const int number[2][4] = {{1, 2, 3, 7}, {4, 5, 6, 8}};
    const bool unicode = plot->canvas->unicode;
    const int row = plot->inside.top + plot->inside.rows - 1 - (unicode ? up / 4 : up);
    const int column = plot->inside.left + (unicode ? across / 2 : across);
    const struct cell *cell = canvas_cell(plot->canvas, row, column);

    if (!cell)
        return false;
    if (!unicode)
        return cell->glyph == (uint32_t)mark;
    return cell->glyph >= 0x2800 && cell->glyph <= 0x28ff &&
           (cell->glyph - 0x2800) >> (number[across % 2][3 - up % 4] - 1) & 1;
}

#endif
