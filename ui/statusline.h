/* ui: the status line: one sentence on what the run is doing, or on what just happened. */
#ifndef PLATEAU_UI_STATUSLINE_H
#define PLATEAU_UI_STATUSLINE_H

#include "plateau/canvas.h"
#include "view.h"

enum { STATUSLINE_MAX = 512 };

/** Returns the state as a word for the header: "RUNNING". */
const char *statusline_word(enum run_state state);

/** Writes messages for the person first, then changes under way, then the state of the run. */
void statusline_write(const struct view *view, char out[STATUSLINE_MAX], enum ink *ink);

#endif
