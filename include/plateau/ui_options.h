/* ui: what a user may choose of the screen, and what the screen needs to know. Plain data. */
#ifndef PLATEAU_UI_OPTIONS_H
#define PLATEAU_UI_OPTIONS_H

#include <stddef.h>

struct param_schema; /* plateau/param.h */

enum ui_colour { UI_COLOUR_AUTO, UI_COLOUR_NEVER, UI_COLOUR_8, UI_COLOUR_256 };
enum ui_glyphs { UI_GLYPHS_AUTO, UI_GLYPHS_ASCII, UI_GLYPHS_BRAILLE };

struct ui_options {
    enum ui_colour colour;
    enum ui_glyphs glyphs;
    double frames_per_second; /* 0 = 10 */
    int signal_fd;            /* read end of the signal pipe: one byte per signal, its number */
    const struct param_schema *schema;
    size_t threads; /* of the computation, told beside its speed; 0 = not told */
};

#endif
