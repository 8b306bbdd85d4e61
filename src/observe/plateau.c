#include "plateau/plateau.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"
#include "plateau/meter.h"

enum {
    BLOCKS_MAX = 512, /* 25 decades of gradients */
    BLOCKS_LEAST = 5, /* in a window, however far apart the first steps of HMC are */
};

/* The rule of README.md. */
static const double BLOCK_DECADES = 0.05;
static const double WINDOW_DECADES = 0.35;
static const double FLAT_SLOPE = 0.15; /* |d ln error / d ln t| */
static const double FLAT_BAND = 0.85;  /* a flat block lies within this factor of the median */
static const double STEEP_SLOPE = 0.3; /* from here on an open plateau is left */
static const double STEEP_BAND = 0.7;
static const double LEFT_BELOW = 0.8; /* of the level */
static const double FIRST_GRADIENTS = 5.0;

/* A place on the clock: t = gradients since the restart. */
struct instant {
    uint64_t step;
    double gradients, log_t;
};

/* The points of .05 decade. */
struct block {
    double index;
    struct instant first, last;
    struct instant below; /* the first point below LEFT_BELOW of the level, if is_below */
    bool is_below;
    size_t points;
    double log_t, log_run, error, overlap; /* sums; log_run of the gradients since step 0 */
};

struct detector {
    double restart;
    size_t count; /* blocks; the last is still filling */
    struct block block[BLOCKS_MAX];
    size_t earliest; /* block that a window may reach back to */
    bool has_level;  /* the last plateau is of this window, and was not left downwards */
    size_t begin;    /* its first block */
    size_t plateaus;
    struct plateau plateau[PLATEAUS_MAX];
    struct escape escape;
};

struct detector *detector_create(void)
{
    return memory_need(1, sizeof(struct detector));
}

void detector_destroy(struct detector *detector)
{
    free(detector);
}

static struct plateau *last_plateau(struct detector *detector)
{
    return detector->plateaus ? &detector->plateau[detector->plateaus - 1] : NULL;
}

void detector_restart(struct detector *detector, double gradients)
{
    struct plateau *plateau = last_plateau(detector);

    if (plateau)
        plateau->open = false;
    detector->restart = gradients;
    detector->count = 0;
    detector->earliest = 0;
    detector->has_level = false;
    detector->escape = (struct escape){0};
}

static double block_error(const struct block *block)
{
    return block->error / (double)block->points;
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Median of the block means from `first` on; the middle one of an even number is the lower. */
static double median_level(const struct block block[], size_t first, size_t end)
{
    double level[BLOCKS_MAX] = {0};

    for (size_t i = first; i < end; i++)
        level[i - first] = block_error(&block[i]);
    qsort(level, end - first, sizeof level[0], compare);
    return level[(end - first - 1) / 2];
}

static bool is_near(double error, double level, double factor)
{
    return error >= factor * level && level >= factor * error;
}

/* Which clock a slope is taken on. */
static double log_since_restart(const struct block *block)
{
    return block->log_t / (double)block->points;
}

static double log_since_start(const struct block *block)
{
    return block->log_run / (double)block->points;
}

/* d ln error / d ln t by least squares over the block means. */
static double slope(const struct block block[], size_t first, size_t end,
                    double (*clock)(const struct block *))
{
    const double n = (double)(end - first);
    double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;

    for (size_t i = first; i < end; i++) {
        x += clock(&block[i]) / n;
        y += log10(block_error(&block[i])) / n;
    }
    for (size_t i = first; i < end; i++) {
        const double dx = clock(&block[i]) - x;
        xx += dx * dx;
        xy += dx * (log10(block_error(&block[i])) - y);
    }
    return xy / xx;
}

/* First block of the shortest window that ends before `end` and is long enough; `end` if none. */
static size_t window_begin(const struct detector *detector, size_t end)
{
    const struct block *block = detector->block;
    const double last = block[end - 1].last.log_t;

    for (size_t first = end; first-- > detector->earliest;)
        if (end - first >= BLOCKS_LEAST && last - block[first].first.log_t >= WINDOW_DECADES)
            return first;
    return end;
}

/* Whether the blocks are one stretch within this slope and band, above the final floor. */
static bool is_level(const struct block block[], size_t first, size_t end, double steepest,
                     double band)
{
    const double level = median_level(block, first, end);
    double overlap = 0.0;

    for (size_t i = first; i < end; i++) {
        /* A dip or a spike inside the window has no mean slope, and is not flat either. */
        if (!is_near(block_error(&block[i]), level, band))
            return false;
        overlap += block[i].overlap / (double)block[i].points / (double)(end - first);
    }
    /* After a change in mid-descent every curve looks flat on the young clock: the old one has to
     * agree, twice as leniently, for a short stretch of it is noisy. */
    return !(overlap >= SPECIALISED_OVERLAP) &&
           fabs(slope(block, first, end, log_since_restart)) < steepest &&
           fabs(slope(block, first, end, log_since_start)) < 2.0 * steepest;
}

static void extend(struct detector *detector, struct plateau *plateau, size_t end)
{
    const struct instant last = detector->block[end - 1].last;

    plateau->open = true;
    plateau->decades = last.log_t - detector->block[detector->begin].first.log_t;
    plateau->end = last.step;
    plateau->end_gradients = last.gradients;
    plateau->level = median_level(detector->block, detector->begin, end);
}

static unsigned announce(struct detector *detector, size_t first, size_t end)
{
    const struct instant begin = detector->block[first].first;

    if (detector->plateaus == PLATEAUS_MAX)
        return 0;
    detector->plateau[detector->plateaus++] =
        (struct plateau){.start = begin.step, .start_gradients = begin.gradients};
    detector->has_level = true;
    detector->begin = first;
    extend(detector, last_plateau(detector), end);
    return DETECTOR_PLATEAU;
}

static unsigned leave(struct plateau *plateau)
{
    const bool was_open = plateau->open;

    plateau->open = false;
    return was_open ? DETECTOR_LEFT : 0;
}

/* Below .8 of the level: the plateau is over for good, and the next one begins after it. */
static unsigned leave_downwards(struct detector *detector, const struct block *below)
{
    unsigned news = leave(last_plateau(detector));

    if (!detector->escape.found) {
        /* A mean below the level has a point below it. */
        detector->escape = (struct escape){true, below->below.step, below->below.gradients};
        news |= DETECTOR_ESCAPE;
    }
    detector->has_level = false;
    detector->earliest = detector->count - 1;
    return news;
}

/* What the last block, now complete, says. */
static unsigned judge(struct detector *detector)
{
    const size_t end = detector->count;
    const struct block *newest = &detector->block[end - 1];
    struct plateau *plateau = detector->has_level ? last_plateau(detector) : NULL;

    if (plateau && block_error(newest) < LEFT_BELOW * plateau->level)
        return leave_downwards(detector, newest);

    const size_t first = window_begin(detector, end);
    if (first == end || !is_level(detector->block, first, end, FLAT_SLOPE, FLAT_BAND)) {
        /* Hysteresis: a doubtful window neither extends an open plateau nor ends it. */
        const bool doubtful =
            first < end && is_level(detector->block, first, end, STEEP_SLOPE, STEEP_BAND);
        return plateau && !doubtful ? leave(plateau) : 0;
    }
    if (plateau && plateau->open) {
        extend(detector, plateau, end);
        return 0;
    }
    if (plateau && is_near(median_level(detector->block, first, end), plateau->level, LEFT_BELOW)) {
        extend(detector, plateau, end); /* it was a spike, or noise: the same plateau again */
        return DETECTOR_PLATEAU;
    }
    return announce(detector, first, end);
}

unsigned detector_add(struct detector *detector, uint64_t step, double gradients, double error,
                      double overlap)
{
    const double t = gradients - detector->restart;
    unsigned news = 0;

    if (!isfinite(error) || error <= 0.0 || !(t > FIRST_GRADIENTS))
        return 0;

    const struct instant now = {step, gradients, log10(t)};
    const double index = floor(now.log_t / BLOCK_DECADES);
    struct block *block = detector->count ? &detector->block[detector->count - 1] : NULL;

    if (!block || index > block->index) {
        news = block ? judge(detector) : 0;
        if (detector->count == BLOCKS_MAX)
            return news;
        block = &detector->block[detector->count++];
        *block = (struct block){.index = index, .first = now};
    }
    if (detector->has_level && !block->is_below &&
        error < LEFT_BELOW * last_plateau(detector)->level) {
        block->below = now;
        block->is_below = true;
    }
    block->last = now;
    block->points++;
    block->log_t += now.log_t;
    block->log_run += log10(gradients);
    block->error += error;
    block->overlap += overlap;
    return news;
}

size_t detector_plateaus(const struct detector *detector, const struct plateau **out)
{
    *out = detector->plateau;
    return detector->plateaus;
}

struct escape detector_escape(const struct detector *detector)
{
    return detector->escape;
}
