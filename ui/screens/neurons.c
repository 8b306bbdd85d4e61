/* Which student neuron has found which teacher neuron. */
#include "screen.h"

#include <stdio.h>

#include "columns.h"
#include "plateau/text.h"
#include "view.h"

static void say(const struct view *view, char out[SAID_MAX])
{
    const struct record *record = view_shown(view);

    if (record_holds(record)) {
        snprintf(out, SAID_MAX, "a %s and no neurons", record_holds(record));
        return;
    }
    snprintf(out, SAID_MAX, "specialised %zu/%zu  q %s", record->now.specialised,
             record->now.neurons, text_overlap(record_value(record, SERIES_Q)).at);
}

static const struct columns columns = {PANEL_PAIRS, PANEL_NEURONS, PANEL_OVERLAPS};

static void lay_line(struct layout *layout, struct rect rest)
{
    columns_lay_line(layout, rest, PANEL_OVERLAPS);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    columns_lay_compact(layout, rest, PANEL_PAIRS, PANEL_NEURONS);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    columns_lay_full(layout, rest, &columns, layout_clamp(rest.columns * 2 / 5, 32, 52), -10);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    columns_lay_large(layout, rest, &columns, -13);
}

const struct screen_ops screen_neurons = {
    .name = "Neurons",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
    .say = say,
};
