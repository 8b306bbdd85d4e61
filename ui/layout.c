#include "layout.h"

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

/* Cuts `rows` off the top of *from. */
static struct rect take_top(struct rect *from, int rows)
{
    const struct rect top = {from->top, from->left, clamp(rows, 0, from->rows), from->columns};

    from->top += top.rows;
    from->rows -= top.rows;
    return top;
}

static struct rect take_bottom(struct rect *from, int rows)
{
    const int taken = clamp(rows, 0, from->rows);

    from->rows -= taken;
    return (struct rect){from->top + from->rows, from->left, taken, from->columns};
}

static struct rect take_right(struct rect *from, int columns)
{
    const int taken = clamp(columns, 0, from->columns);

    from->columns -= taken;
    return (struct rect){from->top, from->left + from->columns, from->rows, taken};
}

static void place(struct layout *layout, enum panel_id panel, struct rect at, enum frame frame)
{
    layout->panel[panel] = (struct slot){at, frame};
}

static enum layout_kind kind_of(int rows, int columns)
{
    if (rows >= LARGE_ROWS && columns >= LARGE_COLUMNS)
        return LAYOUT_LARGE;
    if (rows >= FULL_ROWS && columns >= FULL_COLUMNS)
        return LAYOUT_FULL;
    if (rows >= COMPACT_ROWS && columns >= COMPACT_COLUMNS)
        return LAYOUT_COMPACT;
    return LAYOUT_LINE;
}

/* Too small for a plot: the status line, and the numbers as a list where there is room. */
static void lay_line(struct layout *layout, struct rect rest)
{
    if (rest.rows >= 1)
        place(layout, PANEL_NOW, rest, FRAME_NONE);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    place(layout, PANEL_NOW, take_top(&rest, 2), FRAME_NONE);
    if (rest.rows >= 16) {
        place(layout, PANEL_EVENTS, take_bottom(&rest, 1 + rest.rows / 6), FRAME_RULE);
        place(layout, PANEL_OVERLAPS, take_bottom(&rest, 1 + rest.rows / 4), FRAME_RULE);
    }
    /* The rule says what is drawn; the least screen has no row for it, the status line does. */
    place(layout, PANEL_ERROR, rest, rest.rows >= 6 ? FRAME_RULE : FRAME_NONE);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    const int spare = rest.rows - 21; /* 21 are left at 24 rows */

    place(layout, PANEL_EVENTS, take_bottom(&rest, 3 + clamp(spare / 3, 0, 8)), FRAME_NONE);
    struct rect run = take_bottom(&rest, 3);
    place(layout, PANEL_SPEED, take_right(&run, run.columns * 2 / 5), FRAME_RULE);
    place(layout, PANEL_RUN, run, FRAME_RULE);
    struct rect right = take_right(&rest, clamp(rest.columns / 3, 28, 40));
    place(layout, PANEL_NOW, take_top(&right, clamp(9 + spare / 3, 9, 10)), FRAME_RULE);
    place(layout, PANEL_OVERLAPS, right, FRAME_RULE);
    place(layout, PANEL_ERROR, rest, FRAME_RULE);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    const int right_columns = clamp(rest.columns * 2 / 5, 48, 76);
    struct rect bottom = take_bottom(&rest, clamp(rest.rows / 4, 9, 14));

    place(layout, PANEL_EVENTS, take_right(&bottom, right_columns), FRAME_BOX);
    struct rect run = take_right(&bottom, bottom.columns / 2);
    place(layout, PANEL_SPEED, take_bottom(&run, run.rows / 2), FRAME_BOX);
    place(layout, PANEL_RUN, run, FRAME_BOX);
    place(layout, PANEL_NOW, bottom, FRAME_BOX);
    struct rect right = take_right(&rest, right_columns);
    place(layout, PANEL_NEURONS, take_bottom(&right, right.rows * 2 / 5), FRAME_BOX);
    place(layout, PANEL_OVERLAPS, right, FRAME_BOX);
    place(layout, PANEL_ERROR, rest, FRAME_BOX);
}

struct layout layout_overview(int rows, int columns)
{
    struct rect rest = {0, 0, rows < 0 ? 0 : rows, columns < 0 ? 0 : columns};
    struct layout layout = {.kind = kind_of(rest.rows, rest.columns)};

    layout.header = take_top(&rest, layout.kind == LAYOUT_LARGE ? 2 : 1);
    layout.keys = take_bottom(&rest, 1);
    layout.status = take_bottom(&rest, 1);
    switch (layout.kind) {
    case LAYOUT_LINE:
        lay_line(&layout, rest);
        break;
    case LAYOUT_COMPACT:
        lay_compact(&layout, rest);
        break;
    case LAYOUT_FULL:
        lay_full(&layout, rest);
        break;
    case LAYOUT_LARGE:
        lay_large(&layout, rest);
        break;
    }
    return layout;
}

struct rect layout_centre(struct rect area, int rows, int columns)
{
    const int high = clamp(rows, 0, area.rows), wide = clamp(columns, 0, area.columns);

    return (struct rect){area.top + (area.rows - high) / 2, area.left + (area.columns - wide) / 2,
                         high, wide};
}
