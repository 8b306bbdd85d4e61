/* What the theorist's charts are filled with: plain functions. Any thread. */
#ifndef PLATEAU_ENGINE_CHART_H
#define PLATEAU_ENGINE_CHART_H

#include "plateau/chart.h"

/** Alphas around chart->alpha and all transitions, in whole thirds of a decade; all unsolved. */
void chart_begin_curve(struct chart *chart);

/** An alpha on the curves, which are of the chart's noise: they can stay as they are. */
bool chart_covers(const struct chart *chart, double alpha);

#endif
