/* What the theory says: eps over alpha with the run on it, the branches, the free entropy. */
#include "screen.h"

#include <stdio.h>

#include "columns.h"
#include "panels/theory.h"
#include "plateau/text.h"
#include "view.h"

/* Writes the error of every branch at the present alpha, with the best one marked. */
static void say(const struct view *view, char out[SAID_MAX])
{
    const struct record *record = view_shown(view);
    const struct chart *chart = record_chart(record, CHART_HERE);
    size_t used =
        (size_t)snprintf(out, SAID_MAX, "alpha %s  ", text_short(record->now.config.alpha).at);

    if (!chart)
        theory_write_state(record, out + used, SAID_MAX - used);
    for (size_t i = 0; chart && i < chart->branches && used < SAID_MAX; i++) {
        const struct chart_branch *branch = &chart->branch[i];
        if (!branch->here.exists)
            continue;
        used +=
            (size_t)snprintf(out + used, SAID_MAX - used, "%s%s %s  ", i == chart->best ? "o " : "",
                             theory_name(branch), text_number(branch->here.eps).at);
    }
}

static void lay_line(struct layout *layout, struct rect rest)
{
    columns_lay_line(layout, rest, PANEL_BRANCHES);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    layout_place(layout, PANEL_BRANCHES, layout_take_top(&rest, 2), FRAME_NONE);
    if (rest.rows >= 16)
        layout_place(layout, PANEL_PROFILE, layout_take_bottom(&rest, 2 + rest.rows / 4),
                     FRAME_RULE);
    layout_place(layout, PANEL_PHASE, rest, rest.rows >= 6 ? FRAME_RULE : FRAME_NONE);
}

/* The table has the rows that it can use; the profile has what is left beside the large plot. */
static const struct columns columns = {PANEL_PHASE, PANEL_BRANCHES, PANEL_PROFILE};

static void lay_full(struct layout *layout, struct rect rest)
{
    columns_lay_full(layout, rest, &columns, layout_clamp(rest.columns * 2 / 5, 36, 52),
                     layout_clamp(12 + (rest.rows - 21) / 3, 12, 18));
}

static void lay_large(struct layout *layout, struct rect rest)
{
    columns_lay_large(layout, rest, &columns, COLUMNS_HALF);
}

const struct screen_ops screen_phase = {
    .name = "Phase",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
    .say = say,
};
