/*
 * ui: which panel stands where: a pure function of the screen's size. Four kinds: one status line,
 * compact, full, large. At every size panels stay apart and inside the screen.
 */
#ifndef PLATEAU_UI_LAYOUT_H
#define PLATEAU_UI_LAYOUT_H

#include "plateau/canvas.h"

enum panel_id {
#define PANEL(identifier, name) PANEL_##identifier,
#include "panels/registry.def"
#undef PANEL
    PANEL_COUNT
};

enum layout_kind { LAYOUT_LINE, LAYOUT_COMPACT, LAYOUT_FULL, LAYOUT_LARGE, LAYOUT_KINDS };

/* The frame of a panel: nothing, a line with the title above, a box. */
enum frame { FRAME_NONE, FRAME_RULE, FRAME_BOX };

struct slot {
    struct rect at; /* 0 rows: not shown at this size */
    enum frame frame;
};

/* Plain data. */
struct layout {
    enum layout_kind kind;
    struct rect header; /* always at least the first row */
    struct rect status; /* one row, or none */
    struct rect keys;   /* one row, or none */
    struct slot panel[PANEL_COUNT];
};

enum {
    COMPACT_ROWS = 10,
    COMPACT_COLUMNS = 40,
    FULL_ROWS = 24,
    FULL_COLUMNS = 80,
    LARGE_ROWS = 36,
    LARGE_COLUMNS = 120,
};

/**
 * Places header, status line and keys of a terminal; *rest is what is left for panels. Sizes below
 * 0 count as 0.
 */
struct layout layout_begin(int rows, int columns, struct rect *rest);

/** Cuts rows or columns off *from, at most as many as it has. */
struct rect layout_take_top(struct rect *from, int rows);
struct rect layout_take_bottom(struct rect *from, int rows);
struct rect layout_take_right(struct rect *from, int columns);

void layout_place(struct layout *layout, enum panel_id panel, struct rect at, enum frame frame);

int layout_clamp(int value, int low, int high);

/** Returns the middle of an area, at most rows x columns: where a modal stands. */
struct rect layout_centre(struct rect area, int rows, int columns);

#endif
