/* ui: sentences on a canvas: cut with an ellipsis, or broken into lines at blanks. */
#ifndef PLATEAU_UI_LINES_H
#define PLATEAU_UI_LINES_H

#include "canvas.h"

/** Draws text in the first row of `at`; an ellipsis tells that it is cut. */
void lines_cut(struct canvas *canvas, struct rect at, enum ink ink, unsigned attributes,
               const char *text);

/** Draws text in lines of at most at.columns cells, broken at blanks, the last one cut if need be;
 * returns the lines used. */
int lines_wrap(struct canvas *canvas, struct rect at, enum ink ink, const char *text);

#endif
