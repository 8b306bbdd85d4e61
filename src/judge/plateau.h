/*
 * judge: finds plateaus of an error and the escape from them, one measurement after the other.
 *
 * The detector looks at the error on a logarithmic clock: t is the gradients since the last change.
 * It leaves out points with t <= 5, points of the first five steps since the change, and points
 * whose error is not finite. The height y of a point is ln error; an error of 0 or less lies below
 * every plateau, and in no block. Where the caller gives two levels, y is -u: u goes from 0 at the
 * level that the run reaches first to 1 at the last.
 *
 * A block is .05 decade of t. Its height is the median of the mean heights of its ten parts, so
 * that a spike of a few points does not show. A block counts once it is complete. A window is the
 * newest blocks that span .3 decade, at least five.
 *
 * The noise of one point is measured from its neighbours (noise.h). Where it reaches farther than a
 * bound below, it takes the place of that bound: a block is off its median, or a spike, by three of
 * its errors at least; a window is so long that its slope is known to the steepest slope of a
 * plateau; what is below a plateau must be so by more than chance. Up to a noise of .06 none of
 * this shows.
 *
 * - A window is flat where the least-squares slope is small (|d ln error / d ln t| < .15, or
 *   |du / d log10 t| < .35), all its blocks lie within .2 of their median but for spikes above it,
 *   and the mean overlap is below .7.
 * - A plateau begins with a window that is flat with probability .6, by the standard error of its
 *   slope (trend.c). Blocks at its start that are off the median do not belong to it. Each further
 *   flat window extends it.
 * - A plateau is over when a window is twice as steep as a flat one and flat with probability below
 *   .05, or when four blocks in a row lie above it by .3. It ends where its last flat window ended,
 *   without the blocks there that are off. If the error is flat at the same level again, the same
 *   plateau goes on and is announced once more.
 * - Drift is the slope of a plateau per decade; level is the median of its blocks about that line,
 *   at the middle in log t; confidence is the probability that the slope is flat. From seven blocks
 *   on these leave out the blocks at both edges. They are computed again when the plateau has grown
 *   by a sixteenth. Their errors allow for the correlation of neighbouring blocks and for the
 *   number of blocks: on generated curves two of three true values lie within .95 of these errors,
 *   and nine of ten within 1.9; on a plateau that is shorter than its noise remembers, nine of ten
 *   lie within 3.5 (level) and 2.5 (drift).
 * - A flat window with an overlap of .7 or more is the final floor, not a plateau. With levels the
 *   floor begins with the first block beyond u = .8, and ends below u = .6. Its numbers begin with
 *   its first flat window, as those of a plateau do.
 * - A block below .8 of the level (with levels: further in u by .2) ends the plateau for good. So
 *   do two or more points in a row below that bound that span .005 decade. Either must be five
 *   errors off the level, all together (sum / sqrt(number)), or more of them in a row must follow.
 *   A creeping plateau ends only where the error is at least .15 in y (.2 in u) away from where it
 *   was last flat. The first such end since the last change is the escape, unless the level was
 *   above the ceiling. It is at the first of these points, but for those that are nearer to the
 *   level than to what follows, and within four errors of it. The next plateau begins afterwards. A
 *   curve that rises above its plateau never escapes.
 * - A change closes an open plateau and keeps the finished ones; it forgets levels and the escape.
 */
#ifndef PLATEAU_JUDGE_PLATEAU_H
#define PLATEAU_JUDGE_PLATEAU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blocks.h"
#include "plateau/course.h"
#include "plateau/verdicts.h"

enum { LOW_KEPT = 16 };

/* One of the first points of a row below the plateau. */
struct low_point {
    struct instant at;
    double height;
};

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
    double low_sum;          /* how far they are below it, together */
    struct low_point first_low[LOW_KEPT];
    size_t low_blocks; /* blocks in a row below it */
    double low_blocks_sum;
    struct instant low_blocks_since;
    size_t plateaus;
    struct plateau plateau[PLATEAUS_MAX];
    bool has_floor;
    bool is_settled; /* it was flat since it began */
    size_t floor_begin;
    struct plateau floor;
    struct escape escape;
    struct steepness_key {
        size_t blocks, begin;
        bool has_level, is_closed;
    } steepness_key; /* what it was measured from */
    bool has_steepness;
    struct steepness steepness;
};

void detector_init(struct detector *detector);

/**
 * Call it before the first point; without it the detector judges an error by ratios. lower < upper.
 */
void detector_set_rule(struct detector *detector, const struct detector_rule *rule);

/**
 * Sets a ceiling: a flat stretch above it is a plateau, but leaving it is not an escape, since the
 * run is still on its way down to the branches of the theory. Infinite at first.
 */
void detector_set_ceiling(struct detector *detector, double ceiling);

/** Forgets all but the finished plateaus, and judges flatness anew from `gradients` on. */
void detector_restart(struct detector *detector, double gradients);

/**
 * Takes one point: the error, and the mean overlap or NaN. Returns a set of NEWS_PLATEAU, _LEFT,
 * _ESCAPE.
 */
unsigned detector_add(struct detector *detector, uint64_t step, double gradients, double error,
                      double overlap);

/**
 * Returns how many plateaus were found so far, in order; an open one is the last. A final floor is
 * not one.
 */
size_t detector_plateaus(const struct detector *detector, const struct plateau **out);
struct escape detector_escape(const struct detector *detector);

/** Returns the present slope; false before the first three blocks. */
bool detector_steepness(const struct detector *detector, struct steepness *out);

/** Returns the last flat stretch that is a final floor, if any. It is open while it lasts. */
bool detector_floor(const struct detector *detector, struct plateau *out);

/**
 * Returns whether a chain with this mean acceptance since the last change stands still: that is not
 * a plateau, and the detector must not see it. A chain without a step size (NaN) is frozen by its
 * law, which the detector may see; an optimiser accepts NaN.
 */
bool detector_is_stuck(double accept, double step_size);

#endif
