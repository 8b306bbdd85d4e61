/*
 * judge: finds plateaus of the error and the escape from them, on line. A detector is used by the
 * one thread that owns it.
 *
 * The rule. t is the gradients since the last change; points with t <= 5, of the first five steps
 * since then, or without a positive, finite error are left out. y = ln error, or -u where two
 * levels are given, u = (x - lower)/(upper - lower) of what rises, (upper - x)/(upper - lower) of
 * what falls. A block is .05 decade in t, its height the median of the means of y in its ten parts,
 * so that a spike of a few points is not seen; it is judged when complete. The window is the newest
 * blocks that span .3 decade (whole blocks in a flat stretch of .35), at least five.
 *
 * - Flat: |d ln error / d ln t| < .15, or |du / d log10 t| < .35, by least squares, every block
 *   within .2 in y of their median, but for spikes above it, and the mean overlap below .7.
 * - A plateau begins when by the standard error of its slope (trend.c) the window is flat with
 *   probability .6; blocks at its start that are off are left out. Each flat window extends it.
 * - It is over when a window is twice as steep, and flat with probability below .05, or when
 *   four blocks in a row are above it by .3: where the last flat window ended, less the blocks
 *   at its end that are off. Flat again at its level: the same plateau, announced again.
 * - Drift is its slope per decade, level the median of its blocks about that line, at its
 *   middle in log t, confidence the probability that the slope is flat; all without the blocks
 *   at its edges where it has seven or more; they are renewed when it has grown by a sixteenth.
 *   Their errors allow for the lag-one correlation of the blocks and for their number; on
 *   generated curves two of three are within .95, nine of ten within 1.9, but 3.5 of level and
 *   2.5 of drift on a plateau that is shorter than its noise remembers.
 * - Floor: a flat window with overlap >= .7 is the final floor; with levels, nothing from the
 *   first block with u > .8 on is a plateau, until u < .6. Its numbers begin with its first
 *   flat window, as those of a plateau do.
 * - Escape: a block below .8 of the level (with levels, .2 further in u) ends the plateau for
 *   good, or sooner, all points, at least two, over .005 decade; but while it creeps not closer
 *   than .15 in y (.2 in u) to where it was last flat. The first time it is the escape, at the
 *   first such point, unless the level was above the ceiling; nothing before it counts for the
 *   next plateau. A curve that rises never escapes.
 * - A change closes an open plateau, keeps the finished ones, forgets levels and the escape.
 */
#ifndef PLATEAU_JUDGE_PLATEAU_H
#define PLATEAU_JUDGE_PLATEAU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blocks.h"
#include "plateau/course.h"
#include "plateau/verdicts.h"

/* Flat and plain, so that a copy of the bytes is a copy. Used by the one thread that owns it. */
struct detector {
    struct detector_rule rule;
    double flat, drop; /* the steepest slope of a plateau, per decade; how far below it is out */
    double restart, ceiling;
    uint64_t first_step; /* of the first point since the restart */
    bool has_point;
    struct blocks blocks;
    size_t earliest;         /* block that a window may reach back to */
    bool has_level;          /* the last plateau is of this window, and was not left downwards */
    size_t begin, finish;    /* its first block, and the one after its last */
    double level, reference; /* its height, and where it was last flat */
    size_t described;        /* blocks that its numbers come from */
    size_t spiky;            /* blocks in a row above it */
    size_t low;              /* points in a row below it */
    struct instant low_since;
    size_t plateaus;
    struct plateau plateau[PLATEAUS_MAX];
    bool has_floor;
    bool is_settled; /* it was flat since it began */
    size_t floor_begin;
    struct plateau floor;
    struct escape escape;
};

void detector_init(struct detector *detector);

/** Before the first point; without it the detector judges an error by ratios. lower < upper. */
void detector_set_rule(struct detector *detector, const struct detector_rule *rule);

/** A flat stretch above this value is a plateau, but leaving it is no escape: the run is still on
 * its way down to where theory has a branch. Infinite at first. */
void detector_set_ceiling(struct detector *detector, double ceiling);

/** Forgets all but the finished plateaus; flatness is judged anew from `gradients` on. */
void detector_restart(struct detector *detector, double gradients);

/** One point: error and mean overlap (NaN if none). returns a set of NEWS_PLATEAU, _LEFT, _ESCAPE.
 */
unsigned detector_add(struct detector *detector, uint64_t step, double gradients, double error,
                      double overlap);

/** Plateaus so far, in order; an open one is the last. A final floor is not one. */
size_t detector_plateaus(const struct detector *detector, const struct plateau **out);
struct escape detector_escape(const struct detector *detector);

/** False before there are three blocks to see it in. */
bool detector_steepness(const struct detector *detector, struct steepness *out);

/** The last flat stretch that is a final floor, if any. It is open while it lasts. */
bool detector_floor(const struct detector *detector, struct plateau *out);

/** Whether a chain that has accepted so much since the last change stands still: that is no
 * plateau, and the detector is not to see it. One without a step size (NaN) is frozen by its law,
 * and that is something to see; an optimiser accepts NaN. */
bool detector_is_stuck(double accept, double step_size);

#endif
