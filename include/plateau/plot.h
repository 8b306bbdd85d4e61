/*
 * draw: curves on a canvas, 2 x 4 dots a cell in braille, one mark a cell in ASCII. Curves stay
 * over rules, rules over levels, and levels over the shade, in whichever order they are drawn; text
 * stays over all. Labels avoid cells that are taken: draw them last.
 */
#ifndef PLATEAU_PLOT_H
#define PLATEAU_PLOT_H

#include "plateau/axis.h"
#include "plateau/canvas.h"

/* A plot while it is drawn; plain data. The inside is what the axes leave of the frame. */
struct plot {
    struct canvas *canvas;
    struct rect inside; /* cells of the curve area */
    struct axis x, y;
};

/**
 * Reserves a label column left and a label row below inside `frame`, draws axes and ticks. A frame
 * of less than 24 columns has no labels on the left; one of less than 5 rows has none below.
 */
struct plot plot_begin(struct canvas *canvas, struct rect frame, struct axis x, struct axis y);

/** Returns how many dots wide the area is on this canvas: cells x 2, or x 1 in ASCII. */
int plot_dots_across(const struct plot *plot);

/** Draws a curve through n points in increasing x; NaN makes a gap. mark: the glyph in ASCII. */
void plot_curve(struct plot *plot, const double x[], const double y[], size_t n, enum ink ink,
                char mark);

/** Draws such a curve with some of its dots left out: dashes for '-', single dots for '.', a whole
 * line for any other; in ASCII the mark tells them apart. */
void plot_dashed(struct plot *plot, const double x[], const double y[], size_t n, enum ink ink,
                 char mark, char dash);

/** Draws vertical min-max bars: a column that holds many points keeps its extremes. */
void plot_band(struct plot *plot, const double x[], const double low[], const double high[],
               size_t n, enum ink ink, char mark);

/**
 * Draws a horizontal line at y over [from, to]: dashes for '-', double for '=', dots for '.', marks
 * here and there for 'o', between which a level drawn later shows.
 */
void plot_level(struct plot *plot, double y, double from, double to, char dash, enum ink ink);

/** Draws a vertical rule at x with a label of up to 3 cells at its top, or a row or two lower. */
void plot_rule(struct plot *plot, double x, const char *label, enum ink ink);

/** Shades the columns of [from, to] (background; ':' without colour). label at the top. */
void plot_shade(struct plot *plot, double from, double to, const char *label);

/** Writes text at the data point (x, y), kept inside; right-aligned when align > 0. */
void plot_note(struct plot *plot, double x, double y, int align, enum ink ink, const char *text);

/** Writes text from a cell on, in the columns of the plot. */
void plot_words(struct plot *plot, int row, int column, enum ink ink, const char *text);

/** Draws one glyph at a data point; nothing drawn later covers it: draw important glyphs first. */
void plot_mark(struct plot *plot, double x, double y, uint32_t glyph, enum ink ink);

/** Returns the cell of a data point; false when the point is outside. */
bool plot_cell(const struct plot *plot, double x, double y, int *row, int *column);

#endif
