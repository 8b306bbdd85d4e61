#include "theme.h"

#include <string.h>

enum {
    BLACK,
    RED,
    GREEN,
    YELLOW,
    BLUE,
    MAGENTA,
    CYAN,
    WHITE,
    DEFAULT = THEME_DEFAULT,
};

/*
 * 256 colours, of the fixed 6 x 6 x 6 cube. The states of the network have orange, sky blue and
 * bluish green of the set of Okabe and Ito (2008); an alarm has its vermillion. Further curves have
 * the colours that are farthest from those and from each other to normal, protanope and deuteranope
 * eyes (chosen greedily; tests/ui/test_theme.c measures the distances), of a middle lightness,
 * readable on dark and on light. Never init_color: the terminal would keep the change.
 */
static const struct look looks[THEME_COUNT][INK_COUNT] =
    {
        [THEME_256] =
            {
                [INK_TEXT] = {.colour = DEFAULT},
                [INK_DIM] = {.colour = 245},
                [INK_TITLE] = {.colour = DEFAULT, .bold = true},
                [INK_RUN] = {.colour = DEFAULT, .bold = true},
                [INK_RUN_2] = {.colour = 27},  /* blue */
                [INK_RUN_3] = {.colour = 197}, /* rose */
                [INK_RUN_4] = {.colour = 179}, /* sand */
                [INK_RUN_5] = {.colour = 96},  /* purple */
                [INK_RUN_6] = {.colour = 32},  /* lighter blue */
                [INK_UNIVERSAL] = {.colour = 214},
                [INK_SPECIALISED] = {.colour = 74},
                [INK_OPTIMAL] = {.colour = 36},
                [INK_PLATEAU] = {.colour = 245},
                [INK_EVENT] = {.colour = DEFAULT},
                [INK_ALARM] = {.colour = 202, .bold = true},
                [INK_KEY] = {.colour = DEFAULT, .bold = true},
                [INK_PENDING] = {.colour = 214, .underline = true},
            },
        [THEME_8] =
            {
                [INK_TEXT] = {.colour = DEFAULT},
                [INK_DIM] = {.colour = DEFAULT},
                [INK_TITLE] = {.colour = DEFAULT, .bold = true},
                [INK_RUN] = {.colour = DEFAULT, .bold = true},
                [INK_RUN_2] = {.colour = MAGENTA},
                [INK_RUN_3] = {.colour = BLUE, .bold = true},
                [INK_RUN_4] = {.colour = YELLOW, .bold = true},
                [INK_RUN_5] = {.colour = RED},
                [INK_RUN_6] = {.colour = MAGENTA, .bold = true},
                [INK_UNIVERSAL] = {.colour = YELLOW},
                [INK_SPECIALISED] = {.colour = CYAN},
                [INK_OPTIMAL] = {.colour = GREEN},
                [INK_PLATEAU] = {.colour = DEFAULT},
                [INK_EVENT] = {.colour = DEFAULT},
                [INK_ALARM] = {.colour = RED, .bold = true},
                [INK_KEY] = {.colour = DEFAULT, .bold = true},
                [INK_PENDING] = {.colour = YELLOW, .underline = true},
            },
        [THEME_MONO] =
            {
                [INK_TEXT] = {.colour = DEFAULT},
                [INK_DIM] = {.colour = DEFAULT},
                [INK_TITLE] = {.colour = DEFAULT, .bold = true},
                [INK_RUN] = {.colour = DEFAULT, .bold = true},
                [INK_RUN_2] = {.colour = DEFAULT},
                [INK_RUN_3] = {.colour = DEFAULT},
                [INK_RUN_4] = {.colour = DEFAULT},
                [INK_RUN_5] = {.colour = DEFAULT},
                [INK_RUN_6] = {.colour = DEFAULT},
                [INK_UNIVERSAL] = {.colour = DEFAULT},
                [INK_SPECIALISED] = {.colour = DEFAULT},
                [INK_OPTIMAL] = {.colour = DEFAULT},
                [INK_PLATEAU] = {.colour = DEFAULT},
                [INK_EVENT] = {.colour = DEFAULT},
                [INK_ALARM] = {.colour = DEFAULT, .bold = true, .reverse = true},
                [INK_KEY] = {.colour = DEFAULT, .bold = true},
                [INK_PENDING] = {.colour = DEFAULT, .underline = true},
            },
};

enum theme theme_choose(enum ui_colour wanted, int colours, const char *no_color, const char *term)
{
    const bool refused = (no_color && *no_color) || (term && strcmp(term, "dumb") == 0);

    if (wanted == UI_COLOUR_NEVER || (wanted == UI_COLOUR_AUTO && refused) || colours < 8)
        return THEME_MONO;
    return wanted == UI_COLOUR_8 || colours < 256 ? THEME_8 : THEME_256;
}

struct look theme_look(enum theme theme, enum ink ink)
{
    return looks[theme][ink];
}

struct look theme_look_shaded(enum theme theme, enum ink ink)
{
    enum { LIGHT_GREY = 252 };
    struct look look = looks[theme][ink];

    if (theme == THEME_256 && look.colour == THEME_DEFAULT)
        look.colour = LIGHT_GREY;
    return look;
}

int16_t theme_shade(enum theme theme)
{
    enum { DARK_GREY = 237 };

    return theme == THEME_256 ? DARK_GREY : THEME_DEFAULT;
}
