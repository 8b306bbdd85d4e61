/* Theory against experiment: how far the run is off, and which plateaus it went through. */
#include "screen.h"

#include <stdio.h>

#include "columns.h"
#include "plateau/text.h"
#include "view.h"

static void say(const struct view *view, char out[SAID_MAX])
{
    const struct against_theory *nearest = &view_shown(view)->now.verdicts.health.nearest[0];
    const struct deviation *eps = &nearest->at[0];

    if (!nearest->branch[0])
        snprintf(out, SAID_MAX, "no theory to compare with");
    else
        snprintf(out, SAID_MAX, "%s  eps %s  %+.3g %%  %s", nearest->branch,
                 text_number(eps->run.mean).at, 100.0 * eps->excess, agreement_word(eps->verdict));
}

static const struct columns columns = {PANEL_GAP, PANEL_AGAINST_THEORY, PANEL_EVIDENCE};

static void lay_line(struct layout *layout, struct rect rest)
{
    columns_lay_line(layout, rest, PANEL_EVIDENCE);
}

static void lay_compact(struct layout *layout, struct rect rest)
{
    columns_lay_compact(layout, rest, PANEL_GAP, PANEL_EVIDENCE);
}

static void lay_full(struct layout *layout, struct rect rest)
{
    columns_lay_full(layout, rest, &columns, layout_clamp(rest.columns * 3 / 5, 46, 68),
                     COLUMNS_HALF);
}

static void lay_large(struct layout *layout, struct rect rest)
{
    columns_lay_large(layout, rest, &columns, COLUMNS_HALF);
}

const struct screen_ops screen_evidence = {
    .name = "Evidence",
    .lay = {[LAYOUT_LINE] = lay_line,
            [LAYOUT_COMPACT] = lay_compact,
            [LAYOUT_FULL] = lay_full,
            [LAYOUT_LARGE] = lay_large},
    .say = say,
};
