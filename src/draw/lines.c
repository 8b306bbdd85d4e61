#include "plateau/lines.h"

#include <string.h>

/* Returns the cells of a text: its bytes without those that continue a character. */
static int cells_of(const char *text)
{
    int cells = 0;

    for (; *text; text++)
        cells += ((unsigned char)*text & 0xc0) != 0x80;
    return cells;
}

void lines_cut(struct canvas *canvas, struct rect at, enum ink ink, unsigned attributes,
               const char *text)
{
    if (at.rows < 1 || at.columns < 1)
        return;
    canvas_text(canvas, at.top, at.left, at.columns, ink, attributes, text);
    if (cells_of(text) > at.columns)
        canvas_put(canvas, at.top, at.left + at.columns - 1, 0x2026 /* … */, ink, attributes);
}

size_t lines_first(const char *text, int columns)
{
    const size_t length = strlen(text);

    if (cells_of(text) <= columns)
        return length;
    size_t at = 0, last_blank = 0;
    for (int cells = 0; cells <= columns && at < length; at++) {
        if (text[at] == ' ')
            last_blank = at;
        cells += ((unsigned char)text[at + 1] & 0xc0) != 0x80;
    }
    return last_blank ? last_blank : at;
}

int lines_wrap(struct canvas *canvas, struct rect at, enum ink ink, const char *text)
{
    int line = 0;

    for (; *text && line < at.rows && at.columns > 0; line++) {
        const struct rect row = {at.top + line, at.left, 1, at.columns};
        const size_t take = lines_first(text, at.columns);
        if (line + 1 == at.rows)
            lines_cut(canvas, row, ink, 0, text);
        else
            canvas_printf(canvas, row.top, row.left, row.columns, ink, 0, "%.*s", (int)take, text);
        text += take;
        text += strspn(text, " ");
    }
    return line;
}
