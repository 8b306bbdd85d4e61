/* Plain functions that fill the theorist's charts. Any thread. */
#ifndef PLATEAU_ENGINE_CHART_H
#define PLATEAU_ENGINE_CHART_H

#include "plateau/chart.h"

/**
 * Places alphas around chart->alpha and all transitions, in whole thirds of a decade; all unsolved.
 */
void chart_begin_curve(struct chart *chart);

/**
 * Returns whether an alpha lies on the curves, which belong to the chart's noise: they can stay.
 */
bool chart_covers(const struct chart *chart, double alpha);

#endif
