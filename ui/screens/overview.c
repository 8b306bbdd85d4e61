/* The error, the overlaps, and all numbers of the moment on one page. */
#include "screen.h"

/* Too small for a plot: the status line, and the numbers as a list where there is room. */
static void lay_line(struct layout *layout, struct rect rest)
{
    if (rest.rows >= 1)
        layout_place(layout, PANEL_NOW, rest, FRAME_NONE);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    layout_place(layout, PANEL_NOW, layout_take_top(&rest, 2), FRAME_NONE);
    if (rest.rows >= 16) {
        layout_place(layout, PANEL_EVENTS, layout_take_bottom(&rest, 1 + rest.rows / 6),
                     FRAME_RULE);
        layout_place(layout, PANEL_OVERLAPS, layout_take_bottom(&rest, 1 + rest.rows / 4),
                     FRAME_RULE);
    }
    /* The rule says which curves are drawn; the least screen has its status line for that. */
    layout_place(layout, PANEL_ERROR, rest, rest.rows >= 6 ? FRAME_RULE : FRAME_NONE);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    const int spare = rest.rows - 21; /* 21 are left at 24 rows */

    layout_place(layout, PANEL_EVENTS, layout_take_bottom(&rest, 3 + layout_clamp(spare / 3, 0, 8)),
                 FRAME_NONE);
    struct rect run = layout_take_bottom(&rest, 3);
    layout_place(layout, PANEL_SPEED, layout_take_right(&run, run.columns * 2 / 5), FRAME_RULE);
    layout_place(layout, PANEL_RUN, run, FRAME_RULE);
    struct rect right = layout_take_right(&rest, layout_clamp(rest.columns / 3, 28, 40));
    layout_place(layout, PANEL_NOW, layout_take_top(&right, layout_clamp(9 + spare / 3, 9, 10)),
                 FRAME_RULE);
    layout_place(layout, PANEL_OVERLAPS, right, FRAME_RULE);
    layout_place(layout, PANEL_ERROR, rest, FRAME_RULE);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    const int right_columns = layout_clamp(rest.columns * 2 / 5, 48, 76);
    struct rect bottom = layout_take_bottom(&rest, layout_clamp(rest.rows / 4, 9, 14));

    layout_place(layout, PANEL_EVENTS, layout_take_right(&bottom, right_columns), FRAME_BOX);
    struct rect run = layout_take_right(&bottom, bottom.columns / 2);
    layout_place(layout, PANEL_SPEED, layout_take_bottom(&run, run.rows / 2), FRAME_BOX);
    layout_place(layout, PANEL_RUN, run, FRAME_BOX);
    layout_place(layout, PANEL_NOW, bottom, FRAME_BOX);
    struct rect right = layout_take_right(&rest, right_columns);
    layout_place(layout, PANEL_NEURONS, layout_take_bottom(&right, right.rows * 2 / 5), FRAME_BOX);
    layout_place(layout, PANEL_COURSES, right, FRAME_BOX);
    layout_place(layout, PANEL_ERROR, rest, FRAME_BOX);
}

const struct screen_ops screen_overview = {
    .name = "Overview",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
};
