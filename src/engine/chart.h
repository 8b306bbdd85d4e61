/* What the theorist's charts are filled with: plain functions. Any thread. */
#ifndef PLATEAU_ENGINE_CHART_H
#define PLATEAU_ENGINE_CHART_H

#include "plateau/chart.h"

/**
 * A solution as the run's readout groups see it. A group of one size is the atom of the law next to
 * it; otherwise, and where the law has no few atoms, it is the law's neurons in the same place by
 * |v|, an atom at its border in part. point NULL: the branch does not exist.
 */
void chart_point_fill(struct chart_point *out, const struct theory_point *point, size_t groups,
                      const struct readout_group group[]);

/** Alphas around chart->alpha and all transitions, in whole thirds of a decade; all unsolved. */
void chart_begin_curve(struct chart *chart);

/** An alpha on the curves, which are of the chart's noise: they can stay as they are. */
bool chart_covers(const struct chart *chart, double alpha);

#endif
