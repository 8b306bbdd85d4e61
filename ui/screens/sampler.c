/* How well the algorithm works, and whether it draws from the posterior. */
#include "screen.h"

#include <stdio.h>

#include "columns.h"
#include "plateau/text.h"
#include "view.h"

static void say(const struct view *view, char out[SAID_MAX])
{
    const struct record *record = view_shown(view);

    snprintf(out, SAID_MAX, "%s  accept %s  step size %s", view_algorithm(view, view_config(view)),
             text_overlap(record_value(record, SERIES_ACCEPT)).at,
             text_number(record_value(record, SERIES_STEP_SIZE)).at);
}

static const struct columns columns = {PANEL_ERROR, PANEL_SAMPLER, PANEL_CHECKS};

static void lay_line(struct layout *layout, struct rect rest)
{
    columns_lay_line(layout, rest, PANEL_SAMPLER);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    columns_lay_compact(layout, rest, PANEL_SAMPLER, PANEL_CHECKS);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    const int spare = rest.rows - 21; /* 21 are left at 24 rows */

    layout_place(layout, PANEL_EVENTS, layout_take_bottom(&rest, 2 + layout_clamp(spare / 4, 0, 6)),
                 FRAME_NONE);
    columns_place(layout, rest, &columns, layout_clamp(rest.columns / 2, 38, 56), rest.rows * 5 / 9,
                  FRAME_RULE);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    columns_lay_large(layout, rest, &columns, COLUMNS_HALF);
}

const struct screen_ops screen_sampler = {
    .name = "Sampler",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
    .say = say,
};
