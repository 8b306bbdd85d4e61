/* ui: one whole picture: header, panels, status line, keys, and what lies over them. */
#ifndef PLATEAU_UI_FRAME_H
#define PLATEAU_UI_FRAME_H

#include "plateau/canvas.h"
#include "view.h"

/** Draws the view on the canvas at any size. view->rows and columns are those of the canvas. */
void frame_draw(const struct view *view, struct canvas *canvas);

#endif
