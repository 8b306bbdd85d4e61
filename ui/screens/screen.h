/* ui/screens: the seam of a screen: a title, and where its panels stand. */
#ifndef PLATEAU_UI_SCREENS_SCREEN_H
#define PLATEAU_UI_SCREENS_SCREEN_H

#include "layout.h"

/* Immutable. */
struct screen_ops {
    const char *name;
    struct layout (*layout)(int rows, int columns); /* pure */
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

#endif
