/* ui/panels: what the panels of the theory share: how its branches look, how far it has come. */
#ifndef PLATEAU_UI_PANELS_THEORY_H
#define PLATEAU_UI_PANELS_THEORY_H

#include <stddef.h>

#include "canvas.h"
#include "record.h"

/** A branch in few cells: "uni", "sp", "partial:1". */
const char *theory_name(const struct chart_branch *branch);

/** '-' universal, '=' specialised, '.' any other: as in plot_level and plot_dashed. */
char theory_dash(const struct chart_branch *branch);

/** Dim when the chart is old. */
enum ink theory_ink(const struct record *record, const struct chart *chart,
                    const struct chart_branch *branch);

/**
 * How far the theorist is: "being solved: 40 %", "old alpha, being solved: 40 %", "ready, .41 s",
 * "no theory: " with the reason.
 */
void theory_write_state(const struct record *record, char *out, size_t size);

/** The branch that is optimal at the chart's alpha; NULL when none is known to be. */
const struct chart_branch *theory_best(const struct chart *chart);

#endif
