/* ui/screens: the interface of a screen: a name, and where its panels stand. */
#ifndef PLATEAU_UI_SCREENS_SCREEN_H
#define PLATEAU_UI_SCREENS_SCREEN_H

#include <stddef.h>

#include "layout.h"

struct view;

enum { SAID_MAX = 256 };

/* Immutable. */
struct screen_ops {
    const char *name;
    /* Places panels in what header, status line and keys leave; pure. */
    void (*lay[LAYOUT_KINDS])(struct layout *layout, struct rect rest);
    /*
     * Writes what a terminal of one line shows behind the state of the run, with double blanks
     * between words; NULL: the run's numbers.
     */
    void (*say)(const struct view *view, char out[SAID_MAX]);
};

enum screen_id {
#define SCREEN(identifier, name) SCREEN_##identifier,
#include "registry.def"
#undef SCREEN
    SCREEN_COUNT
};

#define SCREEN(identifier, name) extern const struct screen_ops screen_##name;
#include "registry.def"
#undef SCREEN

const struct screen_ops *screen_at(enum screen_id screen);

/** Returns where everything stands on a terminal of that size: a pure function. */
struct layout screen_layout(enum screen_id screen, int rows, int columns);

#endif
