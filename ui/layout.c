#include "layout.h"

int layout_clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

struct rect layout_take_top(struct rect *from, int rows)
{
    const struct rect top = {from->top, from->left, layout_clamp(rows, 0, from->rows),
                             from->columns};

    from->top += top.rows;
    from->rows -= top.rows;
    return top;
}

struct rect layout_take_bottom(struct rect *from, int rows)
{
    const int taken = layout_clamp(rows, 0, from->rows);

    from->rows -= taken;
    return (struct rect){from->top + from->rows, from->left, taken, from->columns};
}

struct rect layout_take_right(struct rect *from, int columns)
{
    const int taken = layout_clamp(columns, 0, from->columns);

    from->columns -= taken;
    return (struct rect){from->top, from->left + from->columns, from->rows, taken};
}

void layout_place(struct layout *layout, enum panel_id panel, struct rect at, enum frame frame)
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

struct layout layout_begin(int rows, int columns, struct rect *rest)
{
    *rest = (struct rect){0, 0, rows < 0 ? 0 : rows, columns < 0 ? 0 : columns};
    struct layout layout = {.kind = kind_of(rest->rows, rest->columns)};

    layout.header = layout_take_top(rest, layout.kind == LAYOUT_LARGE ? 2 : 1);
    layout.keys = layout_take_bottom(rest, 1);
    layout.status = layout_take_bottom(rest, 1);
    return layout;
}

struct rect layout_centre(struct rect area, int rows, int columns)
{
    const int high = layout_clamp(rows, 0, area.rows),
              wide = layout_clamp(columns, 0, area.columns);

    return (struct rect){area.top + (area.rows - high) / 2, area.left + (area.columns - wide) / 2,
                         high, wide};
}
