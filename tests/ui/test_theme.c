/* What inks look like: when there are colours, and whether everybody can tell them apart. */
#include "theme.h"

#include <criterion/criterion.h>
#include <math.h>

Test(theme, takes_what_the_terminal_has)
{
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 256, NULL, "xterm-256color"), THEME_256);
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 1 << 24, NULL, "xterm-direct"), THEME_256);
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 16, NULL, "xterm-16color"), THEME_8);
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 8, NULL, "linux"), THEME_8);
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, -1, NULL, "vt100"), THEME_MONO);
    cr_assert_eq(theme_choose(UI_COLOUR_256, 8, NULL, "linux"), THEME_8);
    cr_assert_eq(theme_choose(UI_COLOUR_8, 256, NULL, "xterm-256color"), THEME_8);
    cr_assert_eq(theme_choose(UI_COLOUR_256, -1, NULL, "vt100"), THEME_MONO);
    cr_assert_eq(theme_choose(UI_COLOUR_NEVER, 256, NULL, "xterm-256color"), THEME_MONO);
}

Test(theme, respects_no_color_unless_asked_outright)
{
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 256, "1", "xterm-256color"), THEME_MONO);
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 256, "", "xterm-256color"), THEME_256);
    cr_assert_eq(theme_choose(UI_COLOUR_256, 256, "1", "xterm-256color"), THEME_256);
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 256, NULL, "dumb"), THEME_MONO);
    cr_assert_eq(theme_choose(UI_COLOUR_AUTO, 256, NULL, NULL), THEME_256);
}

Test(theme, uses_only_colours_the_terminal_has)
{
    static const int colours[THEME_COUNT] = {[THEME_8] = 8, [THEME_256] = 256};

    for (enum theme theme = THEME_MONO; theme < THEME_COUNT; theme++) {
        for (enum ink ink = INK_TEXT; ink < INK_COUNT; ink++) {
            const struct look look = theme_look(theme, ink);
            const struct look shaded = theme_look_shaded(theme, ink);

            cr_assert(look.colour >= THEME_DEFAULT && look.colour < colours[theme]);
            cr_assert(theme != THEME_256 || shaded.colour >= 0, "ink %d on our own grey", (int)ink);
            cr_assert(look.colour == shaded.colour || look.colour == THEME_DEFAULT);
        }
    }
    cr_assert_eq(theme_shade(THEME_MONO), THEME_DEFAULT);
    cr_assert_eq(theme_shade(THEME_8), THEME_DEFAULT);
}

Test(theme, an_alarm_a_key_and_a_pending_value_show_without_colour)
{
    const struct look alarm = theme_look(THEME_MONO, INK_ALARM);
    const struct look key = theme_look(THEME_MONO, INK_KEY);
    const struct look pending = theme_look(THEME_MONO, INK_PENDING);

    cr_assert(alarm.bold && alarm.reverse);
    cr_assert(key.bold && !key.reverse);
    cr_assert(pending.underline && !pending.bold);
}

struct lab {
    double l, a, b;
};

/* The cube and the greys of xterm's 256 colours, as linear light. */
static void linear_of(int colour, double light[3])
{
    static const int level[] = {0, 95, 135, 175, 215, 255};
    const int i = colour - 16;
    const int grey = 8 + 10 * (colour - 232);
    const int value[] = {colour >= 232 ? grey : level[i / 36],
                         colour >= 232 ? grey : level[i / 6 % 6],
                         colour >= 232 ? grey : level[i % 6]};

    for (int k = 0; k < 3; k++) {
        const double v = value[k] / 255.0;
        light[k] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    }
}

/* Machado, Oliveira and Fernandes (2009), table 1, severity 1.0. */
enum { NORMAL, PROTANOPE, DEUTERANOPE, EYES };

static const double eyes[EYES][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
};

static double lab_curve(double t)
{
    return t > 216.0 / 24389.0 ? cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
}

/* CIE L*a*b* under D65. */
static struct lab seen(int colour, int eye)
{
    double light[3], r[3];

    linear_of(colour, light);
    for (int i = 0; i < 3; i++) {
        const double v =
            eyes[eye][i][0] * light[0] + eyes[eye][i][1] * light[1] + eyes[eye][i][2] * light[2];
        r[i] = fmin(fmax(v, 0.0), 1.0);
    }
    const double x = lab_curve((0.4124 * r[0] + 0.3576 * r[1] + 0.1805 * r[2]) / 0.9505);
    const double y = lab_curve(0.2126 * r[0] + 0.7152 * r[1] + 0.0722 * r[2]);
    const double z = lab_curve((0.0193 * r[0] + 0.1192 * r[1] + 0.9505 * r[2]) / 1.089);
    return (struct lab){116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

/* A difference of 2.3 is just noticeable side by side; 20 is another colour. */
Test(theme, no_two_curves_look_alike_to_colour_blind_eyes)
{
    static const enum ink inks[] = {INK_UNIVERSAL, INK_SPECIALISED, INK_OPTIMAL,
                                    INK_ALARM,     INK_RUN_2,       INK_RUN_3,
                                    INK_RUN_4,     INK_RUN_5,       INK_RUN_6};
    enum { INKS = sizeof inks / sizeof inks[0] };

    for (int eye = 0; eye < EYES; eye++) {
        for (int i = 0; i < INKS; i++) {
            for (int k = 0; k < i; k++) {
                const struct lab a = seen(theme_look(THEME_256, inks[i]).colour, eye);
                const struct lab b = seen(theme_look(THEME_256, inks[k]).colour, eye);
                const double apart =
                    sqrt(pow(a.l - b.l, 2) + pow(a.a - b.a, 2) + pow(a.b - b.b, 2));

                cr_assert_gt(apart, 15.0, "inks %d and %d are %.1f apart to eye %d", (int)inks[i],
                             (int)inks[k], apart, eye);
            }
        }
    }
}

/* Contrast as the Web's accessibility rules define it; 3 is their least for graphics. */
Test(theme, every_colour_can_be_read_on_dark_and_seen_on_light)
{
    for (enum ink ink = INK_TEXT; ink < INK_COUNT; ink++) {
        const int colour = theme_look(THEME_256, ink).colour;
        double light[3];

        if (colour == THEME_DEFAULT)
            continue;
        linear_of(colour, light);
        const double y = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
        cr_assert_gt((y + 0.05) / 0.05, 3.0, "ink %d on black", (int)ink);
        cr_assert_gt(1.05 / (y + 0.05), 1.7, "ink %d on white", (int)ink);
    }
}
