#include "screen.h"

static const struct screen_ops *const screens[] = {
#define SCREEN(identifier, name) &screen_##name,
#include "registry.def"
#undef SCREEN
};

const struct screen_ops *screen_at(enum screen_id screen)
{
    return screens[screen];
}

struct layout screen_layout(enum screen_id screen, int rows, int columns)
{
    struct rect rest;
    struct layout layout = layout_begin(rows, columns, &rest);

    screens[screen]->lay[layout.kind](&layout, rest);
    return layout;
}
