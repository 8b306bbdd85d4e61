#include "columns.h"

void columns_lay_line(struct layout *layout, struct rect rest, enum panel_id panel)
{
    if (rest.rows >= 1)
        layout_place(layout, panel, rest, FRAME_NONE);
}

void columns_lay_compact(struct layout *layout, struct rect rest, enum panel_id main,
                         enum panel_id below)
{
    if (rest.rows >= 16)
        layout_place(layout, below, layout_take_bottom(&rest, 2 + rest.rows / 3), FRAME_RULE);
    layout_place(layout, main, rest, FRAME_RULE);
}

void columns_place(struct layout *layout, struct rect rest, const struct columns *columns,
                   int right_columns, int upper_rows, enum frame frame)
{
    struct rect right = layout_take_right(&rest, right_columns);
    int rows = upper_rows;

    if (upper_rows < 0)
        rows = right.rows + upper_rows;
    else if (upper_rows == COLUMNS_HALF)
        rows = right.rows / 2;
    layout_place(layout, columns->upper, layout_take_top(&right, rows), frame);
    layout_place(layout, columns->lower, right, frame);
    layout_place(layout, columns->main, rest, frame);
}

void columns_lay_full(struct layout *layout, struct rect rest, const struct columns *columns,
                      int right_columns, int upper_rows)
{
    const int spare = rest.rows - 21; /* 21 are left at 24 rows */

    if (spare >= 3)
        layout_place(layout, PANEL_EVENTS, layout_take_bottom(&rest, 3 + spare / 6), FRAME_NONE);
    columns_place(layout, rest, columns, right_columns, upper_rows, FRAME_RULE);
}

void columns_lay_large(struct layout *layout, struct rect rest, const struct columns *columns,
                       int upper_rows)
{
    const int right_columns = layout_clamp(rest.columns * 2 / 5, 48, 76);
    struct rect bottom = layout_take_bottom(&rest, layout_clamp(rest.rows / 5, 8, 12));

    layout_place(layout, PANEL_EVENTS, layout_take_right(&bottom, right_columns), FRAME_BOX);
    layout_place(layout, PANEL_NOW, bottom, FRAME_BOX);
    columns_place(layout, rest, columns, right_columns, upper_rows, FRAME_BOX);
}
