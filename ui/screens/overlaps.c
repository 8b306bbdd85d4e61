/* How well the network knows its teacher, layer by layer and readout group by readout group. */
#include "screen.h"

#include <stdio.h>

#include "columns.h"
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

/* The numbers have the rows that two layers need; the panel by worth has the rest. */
static const struct columns columns = {PANEL_COURSES, PANEL_OVERLAPS, PANEL_WORTH};

static void lay_line(struct layout *layout, struct rect rest)
{
    columns_lay_line(layout, rest, PANEL_OVERLAPS);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    columns_lay_compact(layout, rest, PANEL_COURSES, PANEL_OVERLAPS);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    columns_lay_full(layout, rest, &columns, layout_clamp(rest.columns * 3 / 8, 30, 48), 11);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    columns_lay_large(layout, rest, &columns, 13);
}

const struct screen_ops screen_overlaps = {
    .name = "Overlaps",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
    .say = say,
};
