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
