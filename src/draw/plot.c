#include "plateau/plot.h"

#include <math.h>
#include <stdlib.h>

/* Which mark stays when two want one cell, from below to above. Levels and rules thus never hide
 * data, in whichever order they are drawn. 0 is a blank, or text that the plot did not write. */
enum layer { LAYER_SHADE = 1, LAYER_LEVEL, LAYER_RULE, LAYER_CURVE, LAYER_LABEL };

enum { BRAILLE = 0x2800, DOTS_ACROSS = 2, DOTS_UP = 4 };

static bool is_text(const struct cell *cell)
{
    return cell->layer == LAYER_LABEL || (cell->layer == 0 && cell->glyph != ' ');
}

static void put_mark(struct plot *plot, int row, int column, uint32_t glyph, enum ink ink,
                     enum layer layer)
{
    struct cell *cell = canvas_cell(plot->canvas, row, column);

    if (!cell || is_text(cell) || cell->layer > layer)
        return;
    if (cell->layer == layer && layer != LAYER_CURVE)
        return; /* of two levels the first stays, of two curves the later */
    canvas_put(plot->canvas, row, column, glyph, ink, 0);
    cell->layer = (uint8_t)layer;
}

/* ---- places ---------------------------------------------------------------------------------- */

static int floor_to(double fraction, int count)
{
    const int i = (int)floor(fraction * count);

    return i >= count ? count - 1 : i; /* the end of the axis belongs to the last dot */
}

static int column_of(const struct plot *plot, double fraction)
{
    return plot->inside.left + floor_to(fraction, plot->inside.columns);
}

static int row_of(const struct plot *plot, double fraction)
{
    return plot->inside.top + plot->inside.rows - 1 - floor_to(fraction, plot->inside.rows);
}

static bool is_inside(double fraction)
{
    return fraction >= 0.0 && fraction <= 1.0;
}

/* ---- dots ------------------------------------------------------------------------------------ */

int plot_dots_across(const struct plot *plot)
{
    return plot->inside.columns * (plot->canvas->unicode ? DOTS_ACROSS : 1);
}

static int dots_up(const struct plot *plot)
{
    return plot->inside.rows * (plot->canvas->unicode ? DOTS_UP : 1);
}

/* The look of a dot, and which dots of a path are set: `on` of every `period`. */
struct brush {
    enum ink ink;
    char mark;
    int on, period;
    int drawn;   /* so far */
    int last[2]; /* the last place: segments that meet share a dot */
};

static struct brush brush_of(enum ink ink, char mark, char dash)
{
    switch (dash) {
    case '-':
        return (struct brush){ink, mark, 6, 9, 0, {-1, -1}};
    case '.':
        return (struct brush){ink, mark, 1, 3, 0, {-1, -1}};
    default:
        return (struct brush){ink, mark, 1, 1, 0, {-1, -1}};
    }
}

static void add_braille(struct plot *plot, int row, int column, unsigned bit, enum ink ink)
{
    struct cell *cell = canvas_cell(plot->canvas, row, column);

    if (cell && cell->layer == LAYER_CURVE && cell->glyph >= BRAILLE &&
        cell->glyph <= BRAILLE + 0xff) {
        cell->glyph |= bit;
        cell->ink = (uint8_t)ink;
        return;
    }
    put_mark(plot, row, column, BRAILLE + bit, ink, LAYER_CURVE);
}

/* across and up count dots from the lower left corner. */
static void set_dot(struct plot *plot, int across, int up, const struct brush *brush)
{
    /* The bits of a braille cell, from its lowest row up. */
    static const uint8_t bits[DOTS_UP][DOTS_ACROSS] = {
        {0x40, 0x80}, {0x04, 0x20}, {0x02, 0x10}, {0x01, 0x08}};
    const int bottom = plot->inside.top + plot->inside.rows - 1;

    if (plot->canvas->unicode) {
        add_braille(plot, bottom - up / DOTS_UP, plot->inside.left + across / DOTS_ACROSS,
                    bits[up % DOTS_UP][across % DOTS_ACROSS], brush->ink);
        return;
    }
    put_mark(plot, bottom - up, plot->inside.left + across, (unsigned char)brush->mark, brush->ink,
             LAYER_CURVE);
}

/* A place in dots, before rounding. */
struct spot {
    double across, up;
};

static struct spot spot_of(const struct plot *plot, double x, double y)
{
    return (struct spot){axis_fraction(&plot->x, x) * plot_dots_across(plot),
                         axis_fraction(&plot->y, y) * dots_up(plot)};
}

static bool is_drawable(struct spot spot)
{
    return isfinite(spot.across) && isfinite(spot.up);
}

/* Narrows from[0] <= t <= from[1] to those t where a + t (b - a) lies in [0, limit]. */
static void clip(double a, double b, double limit, double part[2])
{
    const double slope = b - a;

    if (slope == 0.0) {
        if (a < 0.0 || a > limit)
            part[1] = -1.0;
        return;
    }
    const double first = (slope > 0.0 ? -a : limit - a) / slope;
    const double last = (slope > 0.0 ? limit - a : -a) / slope;
    part[0] = fmax(part[0], first);
    part[1] = fmin(part[1], last);
}

static int dot_of(double place, int dots)
{
    const int i = (int)floor(place);

    return i < 0 ? 0 : i >= dots ? dots - 1 : i;
}

/* The next dot of a path: its dashes decide whether it is set; in ASCII the mark tells dashes
 * apart. */
static void step_to(struct plot *plot, int across, int up, struct brush *brush)
{
    if (across == brush->last[0] && up == brush->last[1])
        return;
    brush->last[0] = across;
    brush->last[1] = up;
    if (brush->drawn++ % brush->period < brush->on || !plot->canvas->unicode)
        set_dot(plot, across, up, brush);
}

/* Sets dots in every column between two points (Bresenham), so that a steep fall has no gap. */
static void draw_dots(struct plot *plot, int across, int up, int last_across, int last_up,
                      struct brush *brush)
{
    const int run = abs(last_across - across);
    const int rise = abs(last_up - up);
    const int step_across = across < last_across ? 1 : -1;
    const int step_up = up < last_up ? 1 : -1;
    int error = run - rise;

    for (;;) {
        step_to(plot, across, up, brush);
        if (across == last_across && up == last_up)
            return;
        const int twice = 2 * error;
        if (twice > -rise) {
            error -= rise;
            across += step_across;
        }
        if (twice < run) {
            error += run;
            up += step_up;
        }
    }
}

static void draw_segment(struct plot *plot, struct spot a, struct spot b, struct brush *brush)
{
    const int wide = plot_dots_across(plot);
    const int high = dots_up(plot);
    double part[2] = {0.0, 1.0};

    if (wide <= 0 || high <= 0)
        return;
    clip(a.across, b.across, wide, part);
    clip(a.up, b.up, high, part);
    if (!(part[0] <= part[1]))
        return;
    draw_dots(plot, dot_of(a.across + part[0] * (b.across - a.across), wide),
              dot_of(a.up + part[0] * (b.up - a.up), high),
              dot_of(a.across + part[1] * (b.across - a.across), wide),
              dot_of(a.up + part[1] * (b.up - a.up), high), brush);
}

void plot_dashed(struct plot *plot, const double x[], const double y[], size_t n, enum ink ink,
                 char mark, char dash)
{
    struct brush brush = brush_of(ink, mark, dash);
    struct spot last = {(double)NAN, (double)NAN};

    for (size_t i = 0; i < n; i++) {
        const struct spot spot = spot_of(plot, x[i], y[i]);

        if (is_drawable(spot))
            draw_segment(plot, is_drawable(last) ? last : spot, spot, &brush);
        last = spot;
    }
}

void plot_curve(struct plot *plot, const double x[], const double y[], size_t n, enum ink ink,
                char mark)
{
    plot_dashed(plot, x, y, n, ink, mark, '\0');
}

void plot_band(struct plot *plot, const double x[], const double low[], const double high[],
               size_t n, enum ink ink, char mark)
{
    struct brush brush = brush_of(ink, mark, '\0');

    for (size_t i = 0; i < n; i++) {
        const struct spot from = spot_of(plot, x[i], low[i]);
        const struct spot to = spot_of(plot, x[i], high[i]);

        if (is_drawable(from) && is_drawable(to))
            draw_segment(plot, from, to, &brush);
    }
}

/* ---- lines and words --------------------------------------------------------------------------*/

/*
 * Returns the columns of [from, to], clipped; false when [from, to] has no column in the plot.
 * Takes no logarithm left of the axis, so that 0 is a valid start on a logarithmic axis.
 */
static bool columns_of(const struct plot *plot, double from, double to, int *first, int *last)
{
    if (!(from <= to) || to < plot->x.min || from > plot->x.max || plot->inside.columns <= 0 ||
        plot->inside.rows <= 0)
        return false;
    const double left = from > plot->x.min ? axis_fraction(&plot->x, from) : 0.0;
    const double right = to < plot->x.max ? axis_fraction(&plot->x, to) : 1.0;
    if (!is_inside(left) || !is_inside(right))
        return false; /* a logarithmic axis cannot start at 0 */
    *first = column_of(plot, left);
    *last = column_of(plot, right);
    return true;
}

/* A level of 'o' marks one cell in so many and leaves the rest to the level under it. */
enum { MARK_APART = 8 };

static uint32_t dash_glyph(const struct canvas *canvas, char dash)
{
    if (!canvas->unicode)
        return (unsigned char)dash;
    if (dash == 'o')
        return 'o';
    return dash == '=' ? 0x2550 : dash == '.' ? 0xb7 : 0x254c;
}

void plot_level(struct plot *plot, double y, double from, double to, char dash, enum ink ink)
{
    const double up = axis_fraction(&plot->y, y);
    int first, last;

    if (!is_inside(up) || !columns_of(plot, from, to, &first, &last))
        return;
    for (int column = first; column <= last; column += dash == 'o' ? MARK_APART : 1)
        put_mark(plot, row_of(plot, up), column, dash_glyph(plot->canvas, dash), ink, LAYER_LEVEL);
}

enum hidden { HIDES_NOTHING, HIDES_CURVE, HIDES_TEXT };

/*
 * Returns what `cells` cells of text from (row, column) on would hide. A blank on either side,
 * which keeps the text apart from other text, counts as well.
 */
static enum hidden hidden_by(const struct plot *plot, int row, int column, int cells)
{
    const struct rect in = plot->inside;
    enum hidden worst = HIDES_NOTHING;

    for (int i = -1; i <= cells; i++) {
        const struct cell *cell = canvas_cell(plot->canvas, row, column + i);
        const bool beside = i < 0 || i == cells;

        if (!cell || column + i < in.left || column + i >= in.left + in.columns)
            continue;
        if (is_text(cell))
            return HIDES_TEXT;
        if (cell->layer == LAYER_CURVE && !beside)
            worst = HIDES_CURVE;
    }
    return worst;
}

static void write_label(struct plot *plot, int row, int column, int cells, enum ink ink,
                        const char *text)
{
    canvas_text(plot->canvas, row, column, cells, ink, 0, text);
    for (int i = 0; i < cells; i++) {
        struct cell *cell = canvas_cell(plot->canvas, row, column + i);

        if (cell)
            cell->layer = LAYER_LABEL; /* other text must not fill its blanks */
    }
}

/* Writes text inside the plot, on the first of the rows row + offset[] that has no curve there;
 * else over a curve; never over other text. */
static void put_label(struct plot *plot, int row, int column, const int offset[], size_t offsets,
                      enum ink ink, const char *text)
{
    const struct rect in = plot->inside;
    const int cells = canvas_count(text) < in.columns ? canvas_count(text) : in.columns;

    if (column > in.left + in.columns - cells)
        column = in.left + in.columns - cells;
    if (column < in.left)
        column = in.left;
    for (enum hidden tolerated = HIDES_NOTHING; tolerated < HIDES_TEXT; tolerated++) {
        for (size_t i = 0; i < offsets; i++) {
            const int at = row + offset[i];

            if (at >= in.top && at < in.top + in.rows &&
                hidden_by(plot, at, column, cells) <= tolerated) {
                write_label(plot, at, column, cells, ink, text);
                return;
            }
        }
    }
}

static const int below[] = {0, 1, 2};
static const int around[] = {0, -1, 1, -2, 2};

void plot_rule(struct plot *plot, double x, const char *label, enum ink ink)
{
    const struct rect in = plot->inside;
    const uint32_t glyph = plot->canvas->unicode ? 0x2506 : '!';
    int column, last;

    if (!columns_of(plot, x, x, &column, &last))
        return;
    for (int row = in.top; row < in.top + in.rows; row++)
        put_mark(plot, row, column, glyph, ink, LAYER_RULE);
    if (label)
        put_label(plot, in.top, column, below, sizeof below / sizeof below[0], ink, label);
}

void plot_shade(struct plot *plot, double from, double to, const char *label)
{
    const struct rect in = plot->inside;
    int first, last;

    if (!columns_of(plot, from, to, &first, &last))
        return;
    for (int row = in.top; row < in.top + in.rows; row++) {
        for (int column = first; column <= last; column++) {
            struct cell *cell = canvas_cell(plot->canvas, row, column);

            if (cell)
                cell->shade = 1;
            if (!plot->canvas->unicode)
                put_mark(plot, row, column, ':', INK_PLATEAU, LAYER_SHADE);
        }
    }
    if (label)
        put_label(plot, in.top, first, below, sizeof below / sizeof below[0], INK_PLATEAU, label);
}

void plot_note(struct plot *plot, double x, double y, int align, enum ink ink, const char *text)
{
    int row, column;

    if (!plot_cell(plot, x, y, &row, &column))
        return;
    if (align > 0)
        column -= canvas_count(text) - 1;
    plot_words(plot, row, column, ink, text);
}

void plot_words(struct plot *plot, int row, int column, enum ink ink, const char *text)
{
    put_label(plot, row, column, around, sizeof around / sizeof around[0], ink, text);
}

void plot_mark(struct plot *plot, double x, double y, uint32_t glyph, enum ink ink)
{
    int row, column;

    if (plot_cell(plot, x, y, &row, &column))
        put_mark(plot, row, column, glyph, ink, LAYER_LABEL);
}

bool plot_cell(const struct plot *plot, double x, double y, int *row, int *column)
{
    const double across = axis_fraction(&plot->x, x);
    const double up = axis_fraction(&plot->y, y);

    if (!is_inside(across) || !is_inside(up) || plot->inside.rows <= 0 || plot->inside.columns <= 0)
        return false;
    *row = row_of(plot, up);
    *column = column_of(plot, across);
    return true;
}
