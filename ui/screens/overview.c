/* The error, the overlaps, and all numbers of the moment on one page. */
#include "screen.h"

const struct screen_ops screen_overview = {.name = "Overview", .layout = layout_overview};
