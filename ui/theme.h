/* ui: the look of an ink on a terminal of 256, 8 or no colours. Data only, no curses. */
#ifndef PLATEAU_UI_THEME_H
#define PLATEAU_UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "plateau/canvas.h"
#include "plateau/ui_options.h"

enum theme { THEME_MONO, THEME_8, THEME_256, THEME_COUNT };

enum { THEME_DEFAULT = -1 }; /* the terminal's own colour */

struct look {
    int16_t colour; /* of the terminal's palette, or THEME_DEFAULT */
    bool bold, reverse, underline;
};

/**
 * Chooses the theme of a terminal of that many colours. When the user asks for colours outright,
 * they are used as far as the terminal has them; UI_COLOUR_AUTO also respects NO_COLOR (when not
 * empty) and TERM=dumb.
 *
 * no_color, term   from the environment; NULL when unset
 */
enum theme theme_choose(enum ui_colour wanted, int colours, const char *no_color, const char *term);

struct look theme_look(enum theme theme, enum ink ink);

/** Returns the look on a shaded cell: never the default colour, since the shade is ours. */
struct look theme_look_shaded(enum theme theme, enum ink ink);

/**
 * Returns the background of shaded cells; THEME_DEFAULT where the theme has no quiet one: then ':'
 * marks the shade.
 */
int16_t theme_shade(enum theme theme);

#endif
