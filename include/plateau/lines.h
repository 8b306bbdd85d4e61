/* draw: sentences on a canvas: cut with an ellipsis, or broken into lines at blanks. */
#ifndef PLATEAU_LINES_H
#define PLATEAU_LINES_H

#include <stddef.h>

#include "plateau/canvas.h"

/** Draws text in the first row of `at`; an ellipsis shows that the text is cut. */
void lines_cut(struct canvas *canvas, struct rect at, enum ink ink, unsigned attributes,
               const char *text);

/**
 * Returns the bytes of the first line of at most `columns` > 0 cells: up to the last blank that
 * lets it fit, cut inside a word that is longer.
 */
size_t lines_first(const char *text, int columns);

/** Draws text in lines of at most at.columns cells, broken at blanks, the last one cut if need be;
 * returns the lines used. */
int lines_wrap(struct canvas *canvas, struct rect at, enum ink ink, const char *text);

#endif
