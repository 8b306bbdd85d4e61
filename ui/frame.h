/* ui: one whole picture: header, panels, status line, keys, and what lies over them. */
#ifndef PLATEAU_UI_FRAME_H
#define PLATEAU_UI_FRAME_H

#include "plateau/canvas.h"
#include "view.h"

/** Draws the view on the canvas, whatever its size. view->rows and columns are the canvas's. */
void frame_draw(const struct view *view, struct canvas *canvas);

#endif
