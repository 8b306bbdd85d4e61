/* ui/panels: the interface of a panel. One file, one const object, one line in registry.def. */
#ifndef PLATEAU_UI_PANELS_PANEL_H
#define PLATEAU_UI_PANELS_PANEL_H

#include "layout.h"
#include "view.h"

/*
 * Immutable. draw turns the view into a picture: it computes nothing else, never blocks, and takes
 * any size.
 */
struct panel_ops {
    const char *name;
    int rows, columns; /* the least size with the frame that is worth showing */
    void (*draw)(const struct view *view, struct canvas *canvas, struct slot slot);
};

#define PANEL(identifier, name) extern const struct panel_ops panel_##name;
#include "registry.def"
#undef PANEL

const struct panel_ops *panel_at(enum panel_id panel);

/** Draws the slot's frame with a title and a note in its top edge; returns the inside. */
struct rect panel_frame(struct canvas *canvas, struct slot slot, const char *title,
                        const char *note);

/** Writes the lines of a panel one after the other; a line outside the panel is not drawn. */
struct pen {
    struct canvas *canvas;
    struct rect at;
    int row; /* the next row, from 0 */
};

/** Writes text in the present line from a column on; pen_next goes to the next line. */
int pen_put(struct pen *pen, int column, enum ink ink, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/**
 * Writes words from *column on and moves *column behind them. A word that does not fit is left out
 * whole, with all words after it: half a number misleads.
 */
void pen_whole(struct pen *pen, int *column, enum ink ink, const char *words);

void pen_next(struct pen *pen);

/**
 * Writes a line of numbers: its name, the value, words about the value. Words that stand two blanks
 * apart are left out one by one, from the right, where there is not enough room.
 */
void pen_row(struct pen *pen, const char *name, const char *value, const char *more);

/** Writes words one after the other, *column from 1 on; a word that does not fit begins a line. */
void pen_word(struct pen *pen, int *column, const char *name, const char *value);
int pen_lines_left(const struct pen *pen);

enum { PANEL_TITLE_MAX = 32 };

/**
 * Writes the title of a panel that shows the first replica alone: "now #0" where the run has
 * several.
 */
void panel_title(const struct record *record, const char *title, char out[PANEL_TITLE_MAX]);

#endif
