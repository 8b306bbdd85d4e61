/*
 * draw: the picture of one frame as cells in memory. Panels draw here; term.c carries the changes
 * to the terminal; tests read it as text. No curses.
 */
#ifndef PLATEAU_CANVAS_H
#define PLATEAU_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The meaning of a cell; theme.c gives it a look on a terminal of 256, 8 or no colours. */
enum ink {
    INK_TEXT,
    INK_DIM, /* labels, axes */
    INK_TITLE,
    INK_RUN,   /* the live curve */
    INK_RUN_2, /* further replicas, groups: Okabe-Ito order */
    INK_RUN_3,
    INK_RUN_4,
    INK_RUN_5,
    INK_RUN_6,
    INK_UNIVERSAL,
    INK_SPECIALISED,
    INK_OPTIMAL,
    INK_PLATEAU, /* shading */
    INK_EVENT,
    INK_ALARM,
    INK_KEY,     /* a key in the bottom line */
    INK_PENDING, /* staged or not yet in force */
    INK_COUNT
};

enum { CELL_BOLD = 1, CELL_REVERSE = 2 };

struct cell {
    uint32_t glyph; /* Unicode, one column wide */
    uint8_t ink;
    uint8_t attributes;
    uint8_t shade; /* 1: plateau background */
    uint8_t layer; /* for plot.c: the kind of mark; 0 for text and blanks */
};

struct rect {
    int top, left, rows, columns;
};

/* Owned by: UI. A cell outside the canvas is not drawn. */
struct canvas {
    int rows, columns;
    bool unicode; /* braille and box drawing allowed; otherwise ASCII only */
    struct cell *at;
};

void canvas_init(struct canvas *canvas, bool unicode); /* 0 x 0 */
void canvas_fini(struct canvas *canvas);

/** Changes the size and blanks all cells; fatal() when out of memory. Sizes below 0 count as 0. */
void canvas_resize(struct canvas *canvas, int rows, int columns);

void canvas_clear(struct canvas *canvas);

/** Returns a cell; NULL outside the canvas. */
struct cell *canvas_cell(struct canvas *canvas, int row, int column);

void canvas_put(struct canvas *canvas, int row, int column, uint32_t glyph, enum ink ink,
                unsigned attributes);

/** Returns how many cells UTF-8 text takes. */
int canvas_count(const char *text);

/** Draws UTF-8 text clipped to `columns` cells from (row, column); returns the cells drawn. On an
 * ASCII canvas a non-ASCII character becomes its ASCII stand-in. */
int canvas_text(struct canvas *canvas, int row, int column, int columns, enum ink ink,
                unsigned attributes, const char *text);
int canvas_printf(struct canvas *canvas, int row, int column, int columns, enum ink ink,
                  unsigned attributes, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/** Draws a frame with a title left and a note right in its top edge; returns the inside. */
struct rect canvas_box(struct canvas *canvas, struct rect at, const char *title, const char *note,
                       enum ink ink);

/** Blanks a rectangle (under a modal). */
void canvas_fill(struct canvas *canvas, struct rect at, uint32_t glyph, enum ink ink);

/** Returns the picture as UTF-8 lines with '\n', trailing blanks cut. For tests; free() it. */
char *canvas_to_text(const struct canvas *canvas);

#endif
