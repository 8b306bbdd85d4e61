/* How well the algorithm works, and whether what it draws is the posterior. */
#include "screen.h"

#include <stdio.h>

#include "text.h"
#include "view.h"

static void say(const struct view *view, char out[SAID_MAX])
{
    const struct record *record = view_shown(view);

    snprintf(out, SAID_MAX, "%s  accept %s  step size %s", view_algorithm(view, view_config(view)),
             text_overlap(record_value(record, SERIES_ACCEPT)).at,
             text_number(record_value(record, SERIES_STEP_SIZE)).at);
}

static void lay_line(struct layout *layout, struct rect rest)
{
    if (rest.rows >= 1)
        layout_place(layout, PANEL_SAMPLER, rest, FRAME_NONE);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    if (rest.rows >= 16)
        layout_place(layout, PANEL_CHECKS, layout_take_bottom(&rest, 2 + rest.rows / 3),
                     FRAME_RULE);
    layout_place(layout, PANEL_SAMPLER, rest, FRAME_RULE);
}

static void lay_columns(struct layout *layout, struct rect rest, int right_columns,
                        int sampler_rows, enum frame frame)
{
    struct rect right = layout_take_right(&rest, right_columns);

    layout_place(layout, PANEL_SAMPLER, layout_take_top(&right, sampler_rows), frame);
    layout_place(layout, PANEL_CHECKS, right, frame);
    layout_place(layout, PANEL_ERROR, rest, frame);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    const int spare = rest.rows - 21; /* 21 are left at 24 rows */

    layout_place(layout, PANEL_EVENTS, layout_take_bottom(&rest, 2 + layout_clamp(spare / 4, 0, 6)),
                 FRAME_NONE);
    lay_columns(layout, rest, layout_clamp(rest.columns / 2, 38, 56), rest.rows * 5 / 9,
                FRAME_RULE);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    const int right_columns = layout_clamp(rest.columns * 2 / 5, 48, 76);
    struct rect bottom = layout_take_bottom(&rest, layout_clamp(rest.rows / 5, 8, 12));

    layout_place(layout, PANEL_EVENTS, layout_take_right(&bottom, right_columns), FRAME_BOX);
    layout_place(layout, PANEL_NOW, bottom, FRAME_BOX);
    lay_columns(layout, rest, right_columns, rest.rows / 2, FRAME_BOX);
}

const struct screen_ops screen_sampler = {
    .name = "Sampler",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
    .say = say,
};
