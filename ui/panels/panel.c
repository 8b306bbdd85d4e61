#include "panel.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct panel_ops *const panels[] = {
#define PANEL(identifier, name) &panel_##name,
#include "registry.def"
#undef PANEL
};

const struct panel_ops *panel_at(enum panel_id panel)
{
    return panels[panel];
}

/*
 * Draws a horizontal line with the title left and the note right, where a box would cost two
 * columns.
 */
static struct rect draw_rule(struct canvas *canvas, struct rect at, const char *title,
                             const char *note)
{
    const int right = at.left + at.columns;

    for (int column = at.left; at.rows > 0 && column < right; column++)
        canvas_put(canvas, at.top, column, 0x2500 /* ─ */, INK_DIM, 0);
    if (at.rows > 0) {
        const int wide = (int)strlen(note);
        const int drawn =
            canvas_printf(canvas, at.top, at.left + 2, at.columns - 2, INK_TITLE, 0, " %s ", title);
        if (wide > 0 && drawn + wide + 6 < at.columns)
            canvas_printf(canvas, at.top, right - wide - 3, wide + 2, INK_DIM, 0, " %s ", note);
        at.top++;
        at.rows--;
    }
    return at;
}

struct rect panel_frame(struct canvas *canvas, struct slot slot, const char *title,
                        const char *note)
{
    switch (slot.frame) {
    case FRAME_RULE:
        return draw_rule(canvas, slot.at, title, note);
    case FRAME_BOX:
        return canvas_box(canvas, slot.at, title, note, INK_DIM);
    case FRAME_NONE:
        break;
    }
    return slot.at;
}

int pen_put(struct pen *pen, int column, enum ink ink, const char *format, ...)
{
    char text[256];
    va_list arguments;

    if (pen_lines_left(pen) <= 0)
        return 0;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return canvas_text(pen->canvas, pen->at.top + pen->row, pen->at.left + column,
                       pen->at.columns - column, ink, 0, text);
}

void pen_whole(struct pen *pen, int *column, enum ink ink, const char *words)
{
    if (*column + canvas_count(words) <= pen->at.columns)
        *column += pen_put(pen, *column, ink, "%s", words);
    else
        *column = pen->at.columns;
}

void pen_next(struct pen *pen)
{
    pen->row++;
}

void pen_row(struct pen *pen, const char *name, const char *value, const char *more)
{
    enum { VALUE_AT = 15 };
    int column = VALUE_AT;

    pen_put(pen, 1, INK_DIM, "%s", name);
    pen_whole(pen, &column, INK_TEXT, value);
    while (*more) {
        const char *next = strstr(more + 1, "  ");
        const size_t length = next ? (size_t)(next - more) : strlen(more);
        char words[64];

        snprintf(words, sizeof words, "%.*s", (int)length, more);
        pen_whole(pen, &column, INK_DIM, words);
        more += length;
    }
    pen_next(pen);
}

void pen_word(struct pen *pen, int *column, const char *name, const char *value)
{
    const int wide = canvas_count(name) + 1 + canvas_count(value);

    if (*column > 1 && *column + wide >= pen->at.columns) {
        pen_next(pen);
        *column = 1;
    }
    pen_put(pen, *column, INK_DIM, "%s", name);
    pen_put(pen, *column + canvas_count(name) + 1, INK_TEXT, "%s", value);
    *column += wide + 2;
}

int pen_lines_left(const struct pen *pen)
{
    return pen->at.rows - pen->row;
}

void panel_title(const struct record *record, const char *title, char out[PANEL_TITLE_MAX])
{
    snprintf(out, PANEL_TITLE_MAX, "%s%s", title, record->replicas > 1 ? " #0" : "");
}
