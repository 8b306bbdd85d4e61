#include "plateau/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "plateau/utf8.h"

/* The characters that fill one column on every terminal. A list rather than wcwidth(), which
 * depends on the locale: the same text must make the same picture everywhere. */
static const struct {
    uint32_t first, last;
} narrow[] = {
    {0x20, 0x7e},     {0xa1, 0xac},     {0xae, 0x2ff},    {0x370, 0x377},   {0x37a, 0x37f},
    {0x384, 0x38a},   {0x38c, 0x38c},   {0x38e, 0x3a1},   {0x3a3, 0x482},   {0x48a, 0x52f},
    {0x1e00, 0x1eff}, {0x2010, 0x2027}, {0x2030, 0x205e}, {0x2070, 0x2071}, {0x2074, 0x208e},
    {0x20a0, 0x20c0}, {0x2100, 0x218b}, {0x2190, 0x2319}, {0x231c, 0x2328}, {0x232b, 0x23e8},
    {0x2500, 0x25fc}, {0x27c0, 0x2b1a},
};

/* One cell of ASCII for one cell of Unicode; ranges of several map to one mark. */
static const struct {
    uint32_t first, last;
    char ascii;
} stand_ins[] = {
    {0xb1, 0xb1, '~'},     {0xb2, 0xb2, '2'},      {0xb3, 0xb3, '3'},     {0xb5, 0xb5, 'u'},
    {0xb7, 0xb7, '.'},     {0xb9, 0xb9, '1'},      {0xd7, 0xd7, 'x'},     {0x393, 0x393, 'G'},
    {0x394, 0x394, 'D'},   {0x39b, 0x39b, 'L'},    {0x3a3, 0x3a3, 'S'},   {0x3b1, 0x3b1, 'a'},
    {0x3b2, 0x3b2, 'b'},   {0x3b3, 0x3b3, 'g'},    {0x3b4, 0x3b4, 'd'},   {0x3b5, 0x3b5, 'e'},
    {0x3b7, 0x3b7, 'n'},   {0x3b8, 0x3b8, 't'},    {0x3ba, 0x3ba, 'k'},   {0x3bb, 0x3bb, 'l'},
    {0x3bc, 0x3bc, 'u'},   {0x3bd, 0x3bd, 'v'},    {0x3c0, 0x3c0, 'p'},   {0x3c1, 0x3c1, 'r'},
    {0x3c3, 0x3c3, 's'},   {0x3c4, 0x3c4, 't'},    {0x3c6, 0x3c6, 'f'},   {0x3c7, 0x3c7, 'x'},
    {0x2010, 0x2015, '-'}, {0x2018, 0x2019, '\''}, {0x201c, 0x201d, '"'}, {0x2022, 0x2022, '*'},
    {0x2026, 0x2026, '.'}, {0x2070, 0x2070, '0'},  {0x207b, 0x207b, '-'}, {0x2190, 0x2190, '<'},
    {0x2191, 0x2191, '^'}, {0x2192, 0x2192, '>'},  {0x2193, 0x2193, 'v'}, {0x21d2, 0x21d2, '>'},
    {0x2202, 0x2202, 'd'}, {0x2207, 0x2207, 'D'},  {0x2212, 0x2212, '-'}, {0x221a, 0x221a, 'V'},
    {0x221e, 0x221e, '8'}, {0x2248, 0x2248, '~'},  {0x2264, 0x2264, '<'}, {0x2265, 0x2265, '>'},
    {0x226a, 0x226a, '<'}, {0x226b, 0x226b, '>'},  {0x2500, 0x2501, '-'}, {0x2502, 0x2503, '|'},
    {0x2504, 0x2505, '-'}, {0x2506, 0x2507, '|'},  {0x2508, 0x2509, '-'}, {0x250a, 0x250b, '|'},
    {0x254c, 0x254d, '-'}, {0x254e, 0x254f, '|'},  {0x2550, 0x2550, '='}, {0x2551, 0x2551, '|'},
    {0x2574, 0x2574, '-'}, {0x2575, 0x2575, '|'},  {0x2576, 0x2576, '-'}, {0x2577, 0x2577, '|'},
    {0x2500, 0x257f, '+'}, {0x2591, 0x2591, ':'},  {0x2580, 0x259f, '#'}, {0x25b2, 0x25b5, '^'},
    {0x25b6, 0x25bb, '>'}, {0x25bc, 0x25bf, 'v'},  {0x25c0, 0x25c5, '<'}, {0x25cf, 0x25cf, '*'},
    {0x25a0, 0x25ff, 'o'}, {0x2800, 0x2800, ' '},  {0x2801, 0x28ff, '*'},
};

static const struct cell blank = {.glyph = ' ', .ink = INK_TEXT};

void canvas_init(struct canvas *canvas, bool unicode)
{
    *canvas = (struct canvas){.unicode = unicode};
}

void canvas_fini(struct canvas *canvas)
{
    free(canvas->at);
    canvas_init(canvas, canvas->unicode);
}

void canvas_resize(struct canvas *canvas, int rows, int columns)
{
    const size_t down = rows > 0 ? (size_t)rows : 0;
    const size_t across = columns > 0 ? (size_t)columns : 0;

    free(canvas->at);
    canvas->at = memory_need(down * across + 1, sizeof *canvas->at);
    canvas->rows = (int)down;
    canvas->columns = (int)across;
    canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
    const size_t cells = (size_t)canvas->rows * (size_t)canvas->columns;

    for (size_t i = 0; i < cells; i++)
        canvas->at[i] = blank;
}

struct cell *canvas_cell(struct canvas *canvas, int row, int column)
{
    if (row < 0 || column < 0 || row >= canvas->rows || column >= canvas->columns)
        return NULL;
    return &canvas->at[(size_t)row * (size_t)canvas->columns + (size_t)column];
}

static bool is_narrow(uint32_t glyph)
{
    for (size_t i = 0; i < sizeof narrow / sizeof narrow[0]; i++)
        if (glyph >= narrow[i].first && glyph <= narrow[i].last)
            return true;
    return false;
}

/*
 * Returns the character that stands for this one in a cell of this canvas: control characters would
 * move the cursor, wide and combining ones would shift the rest of the row.
 */
static uint32_t drawable(const struct canvas *canvas, uint32_t glyph)
{
    if (glyph >= 0x20 && glyph <= 0x7e)
        return glyph;
    if (glyph == 0xa0 || glyph == 0x202f) /* spaces that do not break */
        return ' ';
    if (canvas->unicode)
        return is_narrow(glyph) ? glyph : '?';
    for (size_t i = 0; i < sizeof stand_ins / sizeof stand_ins[0]; i++)
        if (glyph >= stand_ins[i].first && glyph <= stand_ins[i].last)
            return (uint32_t)stand_ins[i].ascii;
    return '?';
}

void canvas_put(struct canvas *canvas, int row, int column, uint32_t glyph, enum ink ink,
                unsigned attributes)
{
    struct cell *cell = canvas_cell(canvas, row, column);

    if (!cell)
        return;
    /* The shade stays: text over a plateau does not end it. */
    cell->glyph = drawable(canvas, glyph);
    cell->ink = (uint8_t)ink;
    cell->attributes = (uint8_t)attributes;
    cell->layer = 0;
}

int canvas_count(const char *text)
{
    size_t left = strlen(text);
    int cells = 0;

    while (left > 0) {
        size_t used;

        utf8_take(text, left, &used);
        text += used;
        left -= used;
        cells++;
    }
    return cells;
}

int canvas_text(struct canvas *canvas, int row, int column, int columns, enum ink ink,
                unsigned attributes, const char *text)
{
    size_t left = strlen(text);
    int drawn = 0;

    while (left > 0 && drawn < columns && column < canvas->columns) {
        size_t used;
        const uint32_t glyph = utf8_take(text, left, &used);

        canvas_put(canvas, row, column++, glyph, ink, attributes);
        drawn++;
        text += used;
        left -= used;
    }
    return drawn;
}

int canvas_printf(struct canvas *canvas, int row, int column, int columns, enum ink ink,
                  unsigned attributes, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return canvas_text(canvas, row, column, columns, ink, attributes, text);
}

static void draw_edges(struct canvas *canvas, struct rect at, enum ink ink)
{
    const int bottom = at.top + at.rows - 1;
    const int right = at.left + at.columns - 1;

    for (int column = at.left + 1; column < right; column++) {
        canvas_put(canvas, at.top, column, 0x2500, ink, 0);
        canvas_put(canvas, bottom, column, 0x2500, ink, 0);
    }
    for (int row = at.top + 1; row < bottom; row++) {
        canvas_put(canvas, row, at.left, 0x2502, ink, 0);
        canvas_put(canvas, row, right, 0x2502, ink, 0);
    }
    canvas_put(canvas, at.top, at.left, 0x250c, ink, 0);
    canvas_put(canvas, at.top, right, 0x2510, ink, 0);
    canvas_put(canvas, bottom, at.left, 0x2514, ink, 0);
    canvas_put(canvas, bottom, right, 0x2518, ink, 0);
}

/* Draws "- text -" from column on, with `cells` cells for the text; an ellipsis shows that the text
 * is cut. */
static void draw_heading(struct canvas *canvas, int row, int column, int cells, enum ink ink,
                         const char *text)
{
    canvas_put(canvas, row, column, ' ', ink, 0);
    canvas_text(canvas, row, column + 1, cells, ink, 0, text);
    if (canvas_count(text) > cells)
        canvas_put(canvas, row, column + cells, 0x2026, ink, 0);
    canvas_put(canvas, row, column + cells + 1, ' ', ink, 0);
}

struct rect canvas_box(struct canvas *canvas, struct rect at, const char *title, const char *note,
                       enum ink ink)
{
    enum { TITLE_LEAST = 8 };        /* cells that a note leaves for a long title */
    const int room = at.columns - 6; /* corners, a line and a blank on each side */
    int title_cells = title ? canvas_count(title) : 0;
    int note_cells = note ? canvas_count(note) : 0;
    const int title_least = title_cells < TITLE_LEAST ? title_cells : TITLE_LEAST;

    if (at.rows < 2 || at.columns < 2)
        return (struct rect){.top = at.top, .left = at.left};
    draw_edges(canvas, at, ink);
    if (note_cells > 0 && title_least + 3 + note_cells > room)
        note_cells = 0; /* half a note misleads: the whole note, or no note */
    if (note_cells > 0) {
        draw_heading(canvas, at.top, at.left + at.columns - note_cells - 4, note_cells, INK_DIM,
                     note);
    }
    if (title_cells > room - (note_cells > 0 ? note_cells + 3 : 0))
        title_cells = room - (note_cells > 0 ? note_cells + 3 : 0);
    if (title_cells > 0)
        draw_heading(canvas, at.top, at.left + 2, title_cells, INK_TITLE, title);
    return (struct rect){at.top + 1, at.left + 1, at.rows - 2, at.columns - 2};
}

void canvas_fill(struct canvas *canvas, struct rect at, uint32_t glyph, enum ink ink)
{
    for (int row = at.top; row < at.top + at.rows; row++) {
        for (int column = at.left; column < at.left + at.columns; column++) {
            struct cell *cell = canvas_cell(canvas, row, column);

            if (cell)
                *cell = (struct cell){.glyph = drawable(canvas, glyph), .ink = (uint8_t)ink};
        }
    }
}

char *canvas_to_text(const struct canvas *canvas)
{
    const size_t columns = (size_t)canvas->columns;
    char *text = memory_need((size_t)canvas->rows * (columns * UTF8_MAX + 1) + 1, 1);
    char *end = text;

    for (int row = 0; row < canvas->rows; row++) {
        const struct cell *cell = &canvas->at[(size_t)row * columns];
        size_t used = columns;

        while (used > 0 && cell[used - 1].glyph == ' ')
            used--;
        for (size_t i = 0; i < used; i++) {
            char bytes[UTF8_MAX + 1];
            const size_t length = utf8_write(cell[i].glyph, bytes);

            memcpy(end, bytes, length);
            end += length;
        }
        *end++ = '\n';
    }
    *end = '\0';
    return text;
}
