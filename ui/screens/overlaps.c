/* What the network knows of its teacher, layer by layer and readout group by readout group. */
#include "screen.h"

#include <stdio.h>

#include "panels/orders.h"
#include "view.h"

static void say(const struct view *view, char out[SAID_MAX])
{
    const struct record *record = view_shown(view);
    struct order order[ORDERS_MAX];
    const size_t count = orders_list(record, order);
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < count && used < SAID_MAX; i++)
        used += (size_t)snprintf(out + used, SAID_MAX - used, "%s %s  ", order[i].name,
                                 orders_text(record, order[i].series).at);
}

static void lay_line(struct layout *layout, struct rect rest)
{
    if (rest.rows >= 1)
        layout_place(layout, PANEL_OVERLAPS, rest, FRAME_NONE);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    if (rest.rows >= 16)
        layout_place(layout, PANEL_OVERLAPS, layout_take_bottom(&rest, 2 + rest.rows / 3),
                     FRAME_RULE);
    layout_place(layout, PANEL_COURSES, rest, FRAME_RULE);
}

/* The numbers have the rows that two layers need, what a neuron is worth the rest. */
static void lay_columns(struct layout *layout, struct rect rest, int right_columns, int number_rows,
                        enum frame frame)
{
    struct rect right = layout_take_right(&rest, right_columns);

    layout_place(layout, PANEL_OVERLAPS, layout_take_top(&right, number_rows), frame);
    layout_place(layout, PANEL_WORTH, right, frame);
    layout_place(layout, PANEL_COURSES, rest, frame);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    const int spare = rest.rows - 21; /* 21 are left at 24 rows */

    if (spare >= 3)
        layout_place(layout, PANEL_EVENTS, layout_take_bottom(&rest, 3 + spare / 6), FRAME_NONE);
    lay_columns(layout, rest, layout_clamp(rest.columns * 3 / 8, 30, 48), 11, FRAME_RULE);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    const int right_columns = layout_clamp(rest.columns * 2 / 5, 48, 76);
    struct rect bottom = layout_take_bottom(&rest, layout_clamp(rest.rows / 5, 8, 12));

    layout_place(layout, PANEL_EVENTS, layout_take_right(&bottom, right_columns), FRAME_BOX);
    layout_place(layout, PANEL_NOW, bottom, FRAME_BOX);
    lay_columns(layout, rest, right_columns, 13, FRAME_BOX);
}

const struct screen_ops screen_overlaps = {
    .name = "Overlaps",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
    .say = say,
};
