/* judge: a curve as blocks of equal length in log time, and the shape of a stretch of blocks. */
#ifndef PLATEAU_JUDGE_BLOCKS_H
#define PLATEAU_JUDGE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "noise.h"
#include "trend.h"

enum {
    BLOCKS_MAX = 512, /* of .05 decade: 25 decades of gradients */
    BLOCK_PARTS = 10,
};

/* A block this far above the others is a spike. */
#define BLOCKS_SPIKE 0.3

/* A place on the clock: t = gradients since the restart. */
struct instant {
    uint64_t step;
    double gradients, log_t;
};

struct block {
    double index;
    struct instant first, last;
    struct instant below; /* the first point below the plateau, if is_below */
    bool is_below;
    size_t points;
    double log_t, log_run, overlap; /* means; log_run of the gradients since step 0 */
    double height; /* valid once the block is complete: median of the means of its parts */
};

/* Plain data; all zero when empty. */
struct blocks {
    size_t count;   /* the last is still filling */
    bool is_closed; /* the last has its height */
    struct block block[BLOCKS_MAX];
    struct noise noise;
    double deviation; /* of the noise of one point, when the last block was closed; 0: not known */
    struct {
        size_t points;
        double height;   /* mean */
    } part[BLOCK_PARTS]; /* of the last block */
};

/* The shape of a stretch of blocks. */
struct stretch {
    bool is_even; /* all blocks but spikes lie within a band about the median */
    double median, overlap;
    double level;                  /* median about the line, at the middle of the stretch */
    struct trend trend, trend_run; /* on the clock of the restart, and on that of the run */
};

/** Returns the block that is filling; NULL before the first. */
struct block *blocks_newest(struct blocks *blocks);

/** Returns whether a point at that time lies behind the newest block, which is then complete. */
bool blocks_are_over(const struct blocks *blocks, double log_t);

/** Sets the height of the newest block, and measures the noise. */
void blocks_complete(struct blocks *blocks);

/** Returns the standard error of the height of a block, from the noise of its points. */
double blocks_error(const struct blocks *blocks, const struct block *block);

/** Returns how far off a block must be to be off: `least`, or more where the noise reaches farther.
 */
double blocks_band(const struct blocks *blocks, const struct block *block, double least);

/**
 * Begins a block at that point, which the caller adds next. Returns false when all blocks are used.
 */
bool blocks_begin(struct blocks *blocks, struct instant now);

/** Adds one point to the newest block: its height and overlap. */
void blocks_add(struct blocks *blocks, struct instant now, double height, double overlap);

/**
 * Returns the first block, from `earliest` on, of the shortest window before `end` that is long
 * enough to be judged, and its slope known to `slope` in spite of the noise; `end` when no window
 * is.
 */
size_t blocks_window(const struct blocks *blocks, size_t earliest, size_t end, double slope);

/**
 * Looks at the complete blocks first .. end - 1. The last block is never left out as a spike, since
 * it may be a rise; the first is left out only inside a plateau, since it may be the way there.
 */
struct stretch blocks_look(const struct blocks *blocks, size_t first, size_t end, bool is_inside);

#endif
