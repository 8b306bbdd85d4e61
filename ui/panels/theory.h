/*
 * ui/panels: what the panels of the theory share: how to draw its branches, how far the theorist
 * is.
 */
#ifndef PLATEAU_UI_PANELS_THEORY_H
#define PLATEAU_UI_PANELS_THEORY_H

#include <stddef.h>

#include "plateau/canvas.h"
#include "record.h"

/** Returns the name of a branch in few cells: "uni", "sp", "partial:1". */
const char *theory_name(const struct chart_branch *branch);

/**
 * Returns '-' for universal, '=' for specialised, '.' for any other, as in plot_level and
 * plot_dashed.
 */
char theory_dash(const struct chart_branch *branch);

/** Returns the ink of a branch, dim when the chart is old. */
enum ink theory_ink(const struct record *record, const struct chart *chart,
                    const struct chart_branch *branch);

/**
 * Writes how far the theorist is: "solved in .41 s"; "solving 4/4: curves 40 %", with "old alpha, "
 * before it while the screen shows the theory of another alpha; "no theory: " with the reason.
 */
void theory_write_state(const struct record *record, char *out, size_t size);

/**
 * Returns the name of the branch, other than the universal one, whose error this is; "sp" while no
 * chart of the parameters in force has the branch: rows of numbers call every branch with overlap
 * specialised.
 */
const char *theory_name_of_error(const struct record *record, double eps);

/** Returns the optimal branch at the chart's alpha; NULL when it is not known. */
const struct chart_branch *theory_best(const struct chart *chart);

#endif
