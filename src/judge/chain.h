/*
 * judge: a series in bounded memory, and how well several of them mix. A chain is plain data, used
 * by the one thread that owns it.
 *
 * The window is the second half of the time since the last change. A chain keeps at most 1024
 * values; when it is full it drops every second one. R-hat compares the halves of the windows of
 * all chains. ESS sums their correlations by Geyer's initial positive sequence, made monotone; the
 * autocorrelation holds what it sums. chain.c has the formulas and their sources.
 */
#ifndef PLATEAU_JUDGE_CHAIN_H
#define PLATEAU_JUDGE_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "plateau/verdicts.h"

enum { CHAIN_POINTS = 1024, CHAINS_MAX = 8 };

/*
 * Every stride-th value since the restart; the stride doubles when all points are used. Plain data;
 * begins with chain_restart.
 */
struct chain {
    double origin; /* clock of the restart */
    double now;    /* clock of the newest value, kept or not */
    uint64_t stride, skipped;
    size_t count;
    double clock[CHAIN_POINTS];
    double value[CHAIN_POINTS];
};

/** Begins the window anew at this clock. */
void chain_restart(struct chain *chain, double clock);

/** Adds a value at a clock that never runs backwards. */
void chain_add(struct chain *chain, double clock, double value);

/**
 * Returns how many values of the second half of the time since the restart are kept; *out points
 * into the chain.
 */
size_t chain_window(const struct chain *chain, const double **out);

/**
 * Computes the mixing of the newest points of all windows, as many of each as the shortest has.
 *
 * chain  [count], 1 <= count <= CHAINS_MAX, of one quantity on one clock
 */
struct mixing chain_mixing(const struct chain chain[], size_t count);

/**
 * Computes the autocorrelation of the same points, by the estimate that ess sums up: for an AR(1)
 * with coefficient phi it has mean phi^t (1 - t / n) at a lag of t points, where n is half a
 * window.
 *
 * step  points between lags; 0 spreads the lags over four times the correlation time, or over half
 *       a window where that is shorter
 */
struct autocorrelation chain_autocorrelation(const struct chain chain[], size_t count, size_t step);

#endif
