#include "blocks.h"

#include <math.h>
#include <string.h>

enum { WINDOW_BLOCKS = 5 }; /* at least so many, however far apart the first steps of HMC are */

/* The rule of plateau.h, in decades of t and heights. */
static const double block_decades = 0.05;
static const double window_decades = 0.3; /* whole blocks, within a flat stretch of .35 */
static const double flat_band = 0.2;

/* The error of a Gaussian median over that of the mean; how many errors noise reaches. */
static const double median_error = 1.2533141373155003;
static const double noise_reaches = 3.0;

/*
 * A block begins so much early, in blocks. Rows have nine digits, and fractions of a gradient add
 * up to 9.999999999: both belong to the block that begins at 10.
 */
static const double early = 1e-6;

static double block_of(double log_t)
{
    return floor(log_t / block_decades + early);
}

struct block *blocks_newest(struct blocks *blocks)
{
    return blocks->count ? &blocks->block[blocks->count - 1] : NULL;
}

bool blocks_are_over(const struct blocks *blocks, double log_t)
{
    return blocks->count == 0 || block_of(log_t) > blocks->block[blocks->count - 1].index;
}

/* A spike of a few points lies in few parts, and leaves their median alone. */
void blocks_complete(struct blocks *blocks)
{
    double height[BLOCK_PARTS];
    size_t n = 0;

    for (size_t i = 0; i < BLOCK_PARTS; i++)
        if (blocks->part[i].points > 0)
            height[n++] = blocks->part[i].height;
    blocks_newest(blocks)->height = trend_median(height, n);
    blocks->is_closed = true;
    noise_measure(&blocks->noise);
}

double blocks_error(const struct blocks *blocks, const struct block *block)
{
    return median_error * blocks->noise.deviation / sqrt((double)block->points);
}

double blocks_band(const struct blocks *blocks, const struct block *block, double least)
{
    return fmax(least, noise_reaches * blocks_error(blocks, block));
}

bool blocks_begin(struct blocks *blocks, struct instant now)
{
    if (blocks->count == BLOCKS_MAX)
        return false;
    blocks->block[blocks->count++] = (struct block){.index = block_of(now.log_t), .first = now};
    memset(blocks->part, 0, sizeof blocks->part);
    blocks->is_closed = false;
    return true;
}

void blocks_add(struct blocks *blocks, struct instant now, double height, double overlap)
{
    struct block *block = blocks_newest(blocks);
    const double place = now.log_t / block_decades + early - block->index;
    const size_t part = (size_t)fmin(place * BLOCK_PARTS, BLOCK_PARTS - 1);

    noise_add(&blocks->noise, now.log_t, height);
    blocks->part[part].points++;
    blocks->part[part].height +=
        (height - blocks->part[part].height) / (double)blocks->part[part].points;
    block->last = now;
    block->points++;
    const double share = 1.0 / (double)block->points;
    block->log_t += (now.log_t - block->log_t) * share;
    block->log_run += (log10(now.gradients) - block->log_run) * share;
    block->overlap += (overlap - block->overlap) * share;
}

/* Returns how long a line must be to know its slope per decade to so much, in decades. */
static double decades_for(const struct blocks *blocks, size_t points, size_t count, double slope)
{
    const double error =
        median_error * blocks->noise.deviation * sqrt((double)count / (double)points);

    return pow(sqrt(12.0 * block_decades) * error / slope, 2.0 / 3.0);
}

size_t blocks_window(const struct blocks *blocks, size_t earliest, size_t end, double slope)
{
    const struct block *block = blocks->block;
    const double last = block[end - 1].last.log_t;
    size_t points = 0;

    for (size_t first = end; first-- > earliest;) {
        points += block[first].points;
        if (end - first < WINDOW_BLOCKS || last - block[first].first.log_t < window_decades)
            continue;
        if (last - block[first].first.log_t >= decades_for(blocks, points, end - first, slope))
            return first;
    }
    return end;
}

/*
 * Returns the median of y with the line through it subtracted, at the middle of the stretch.
 * Without the line, the median of a slope is one block, and as noisy. Changes y.
 */
static double level_of(const struct block *first, const struct block *last,
                       const struct trend *trend, const double x[], double y[], size_t n)
{
    const double middle = 0.5 * (first->first.log_t + last->last.log_t);
    const double slope = n > 1 ? trend->slope : 0.0;

    for (size_t i = 0; i < n; i++)
        y[i] -= slope * (x[i] - middle);
    return trend_median(y, n);
}

struct stretch blocks_look(const struct blocks *blocks, size_t first, size_t end, bool is_inside)
{
    double y[BLOCKS_MAX], x[BLOCKS_MAX], x_run[BLOCKS_MAX];
    struct stretch view = {.is_even = true};
    size_t n = 0;

    for (size_t i = first; i < end; i++)
        y[i - first] = blocks->block[i].height;
    view.median = trend_median(y, end - first);
    for (size_t i = first; i < end; i++) {
        const struct block *block = &blocks->block[i];
        const bool may_be_spike = (i > first || is_inside) && i + 1 < end;

        if (may_be_spike && block->height > view.median + blocks_band(blocks, block, BLOCKS_SPIKE))
            continue;
        view.is_even = view.is_even &&
                       fabs(block->height - view.median) < blocks_band(blocks, block, flat_band);
        x[n] = block->log_t;
        x_run[n] = block->log_run;
        y[n] = block->height;
        view.overlap += block->overlap;
        n++;
    }
    view.overlap /= (double)n;
    view.is_even = view.is_even && 4 * n >= 3 * (end - first);
    view.trend = trend_fit(x, y, n);
    view.trend_run = trend_fit(x_run, y, n);
    view.level = level_of(&blocks->block[first], &blocks->block[end - 1], &view.trend, x, y, n);
    return view;
}
