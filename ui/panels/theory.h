/* ui/panels: what the panels of the theory share: how its branches look, how far it has come. */
#ifndef PLATEAU_UI_PANELS_THEORY_H
#define PLATEAU_UI_PANELS_THEORY_H

#include <stddef.h>

#include "plateau/canvas.h"
#include "record.h"

/** A branch in few cells: "uni", "sp", "partial:1". */
const char *theory_name(const struct chart_branch *branch);

/** '-' universal, '=' specialised, '.' any other: as in plot_level and plot_dashed. */
char theory_dash(const struct chart_branch *branch);

/** Dim when the chart is old. */
enum ink theory_ink(const struct record *record, const struct chart *chart,
                    const struct chart_branch *branch);

/**
 * How far the theorist is: "solved in .41 s"; "solving 4/4: curves 40 %", with "old alpha, " before
 * it while the theory on the screen is that of another one; "no theory: " with the reason.
 */
void theory_write_state(const struct record *record, char *out, size_t size);

/**
 * The branch other than the universal one whose error this is, by its name; "sp" while no chart of
 * the parameters in force knows it: rows of numbers call every branch with overlap specialised.
 */
const char *theory_name_of_error(const struct record *record, double eps);

/** The branch that is optimal at the chart's alpha; NULL when none is known to be. */
const struct chart_branch *theory_best(const struct chart *chart);

#endif
