#include "plateau.h"

#include <assert.h>
#include <math.h>

enum {
    YOUNG_BLOCKS = 5,   /* at least, in a plateau that is announced */
    PLATEAU_BLOCKS = 7, /* and in one that is over: .35 decade */
    SPIKE_BLOCKS = 4,   /* so many in a row are not a spike any more */
    LOW_POINTS = 2,
};

/* The rule of plateau.h, in the height y of a point and decades of t. */
static const double LOW_DECADES = 0.005;
static const double LOW_ERRORS = 5.0;   /* so far below the plateau is not chance */
static const double NEAR_ERRORS = 4.0;  /* of a point that may belong to the plateau */
static const double FLAT_RATIO = 0.15;  /*
                                         * d ln error / d ln t|
                                         */
static const double FLAT_LEVELS = 0.35; /* |d u / d log10 t| */
static const double LEFT_RATIO = 0.8;   /* of the level */
static const double LEFT_LEVELS = 0.2;
static const double CREEP_RATIO = 0.15;
static const double STEEP =
    2.0; /* an open plateau ends where the slope is so many times that of flat */
static const double CONFIDENT = 0.6; /* enough to announce a plateau */
static const double DOUBTFUL = 0.05; /* too little to stay on one */
static const double TRIM_LEAST = 0.04;
static const double TRIM_SCATTERS = 2.0;
static const double FLOOR_PROGRESS = 0.8;
static const double FIRST_GRADIENTS = 5.0 * (1.0 + 1e-8); /* as nine digits of a row have it */
static const uint64_t FIRST_STEPS = 5; /* a trajectory of HMC is many gradients, and one step */
static const double STEEPNESS_DECADES = 0.5;
enum { STEEPNESS_BLOCKS = 3 };
static const double LEAST_ACCEPTANCE = 1e-3;

void detector_init(struct detector *detector)
{
    *detector = (struct detector){.plateaus = 0};
    detector_set_rule(detector, &(struct detector_rule){false, (double)NAN, (double)NAN});
    detector_set_ceiling(detector, (double)INFINITY);
}

static bool has_levels(const struct detector_rule *rule)
{
    return isfinite(rule->lower);
}

void detector_set_rule(struct detector *detector, const struct detector_rule *rule)
{
    assert(detector->blocks.count == 0 && !(rule->lower >= rule->upper));
    detector->rule = *rule;
    detector->flat = has_levels(rule) ? FLAT_LEVELS : FLAT_RATIO * log(10.0);
    detector->drop = has_levels(rule) ? LEFT_LEVELS : -log(LEFT_RATIO);
}

void detector_set_ceiling(struct detector *detector, double ceiling)
{
    detector->ceiling = ceiling;
}

/*
 * Returns the height y of a value: it falls as the run goes on, whichever way the value itself
 * goes. Without levels y is +-ln value; between levels it is -u, where u is 0 at the level that the
 * run reaches first and 1 at the last.
 */
static double height(const struct detector_rule *rule, double value)
{
    if (!has_levels(rule))
        return rule->rising ? -log(value) : log(value);
    const double way = rule->rising ? value - rule->lower : rule->upper - value;
    return -way / (rule->upper - rule->lower);
}

/* Returns the value at a height, and how fast the value changes with the height. */
static double value_at(const struct detector_rule *rule, double at, double *change)
{
    const double sign = rule->rising ? -1.0 : 1.0;

    if (!has_levels(rule)) {
        *change = sign * exp(sign * at);
        return exp(sign * at);
    }
    *change = sign * (rule->upper - rule->lower);
    return (rule->rising ? rule->lower : rule->upper) + *change * at;
}

/*
 * Returns the height below which the plateau is over: the drop below its level, but never close to
 * where a creeping plateau was flat the last time.
 */
static double way_out(const struct detector *detector)
{
    const double creep = has_levels(&detector->rule) ? LEFT_LEVELS : CREEP_RATIO;

    return fmin(detector->level - detector->drop, detector->reference - creep);
}

static struct plateau *last_plateau(struct detector *detector)
{
    return detector->plateaus ? &detector->plateau[detector->plateaus - 1] : NULL;
}

static struct stretch look(const struct detector *detector, size_t first, size_t end)
{
    return blocks_look(&detector->blocks, first, end,
                       detector->has_level && first > detector->begin);
}

/*
 * After a change in the middle of a descent every curve looks flat on the young clock: the old
 * clock has to agree, twice as leniently, since a short stretch of it is noisy.
 */
static bool is_slow(const struct stretch *view, double slope)
{
    return fabs(view->trend.slope) < slope && fabs(view->trend_run.slope) < 2.0 * slope;
}

static void set_end(struct plateau *out, const struct block *begin, const struct block *last)
{
    out->end = last->last.step;
    out->end_gradients = last->last.gradients;
    out->decades = last->last.log_t - begin->first.log_t;
}

/*
 * Looks at a stretch without the blocks at its edges, which may be partly on the way there and out.
 */
static struct stretch look_inside(const struct detector *detector, size_t first, size_t end)
{
    const size_t edge = end - first >= PLATEAU_BLOCKS ? 1 : 0;

    return look(detector, first + edge, end - edge);
}

/* Fills all but `open` from the blocks of a flat stretch. Returns its height. */
static double describe(const struct detector *detector, size_t first, size_t end,
                       struct plateau *out)
{
    /* of a Gaussian median, against that of the mean */
    static const double median_error = 1.2533141373155003;
    const struct block *begin = &detector->blocks.block[first];
    const struct stretch view = look_inside(detector, first, end);
    /*
     * Few blocks give an uncertain scatter: two in three of Student's t, as in 1 + 1/n for a line.
     */
    const double few = 1.0 + 1.0 / (double)(end - first);
    double change;

    out->start = begin->first.step;
    out->start_gradients = begin->first.gradients;
    set_end(out, begin, &detector->blocks.block[end - 1]);
    out->level = value_at(&detector->rule, view.level, &change);
    out->level_se = few * median_error * view.trend.mean_se * fabs(change);
    out->drift = view.trend.slope * change;
    out->drift_se = few * view.trend.slope_se * fabs(change);
    out->confidence = trend_confidence(&view.trend, detector->flat);
    return view.median;
}

/*
 * Does the same when the plateau has grown by the blocks up to end. A long plateau is described
 * anew not for every block, but when it is a sixteenth longer. Its middle, where its level is,
 * moves on.
 */
static void describe_growing(struct detector *detector, size_t first, size_t end,
                             struct plateau *out)
{
    if (out->open && 16 * (end - first) < 17 * detector->described) {
        const double before = out->decades;

        set_end(out, &detector->blocks.block[first], &detector->blocks.block[end - 1]);
        out->level += 0.5 * out->drift * (out->decades - before);
        return;
    }
    detector->level = describe(detector, first, end, out);
    out->open = true;
    detector->described = end - first;
}

static void extend(struct detector *detector, const struct stretch *window, size_t end)
{
    struct plateau *plateau = last_plateau(detector);

    detector->finish = end;
    detector->reference = window->median;
    describe_growing(detector, detector->begin, end, plateau);
}

/* Returns how far from the median of a window a block at its edge still belongs to the plateau. */
static double tolerance(const struct stretch *window)
{
    return fmax(TRIM_LEAST, TRIM_SCATTERS * window->trend.scatter);
}

/* Returns the first block of a flat window that is not on the way there. */
static size_t skip_way(const struct detector *detector, const struct stretch *window, size_t first,
                       size_t end)
{
    while (end - first > YOUNG_BLOCKS &&
           fabs(detector->blocks.block[first].height - window->median) > tolerance(window))
        first++;
    return first;
}

static unsigned announce(struct detector *detector, const struct stretch *window, size_t first,
                         size_t end)
{
    if (detector->plateaus == PLATEAUS_MAX)
        return 0;
    detector->plateaus++;
    detector->has_level = true;
    detector->begin = skip_way(detector, window, first, end);
    extend(detector, window, end);
    return NEWS_PLATEAU;
}

static unsigned leave(struct detector *detector)
{
    struct plateau *plateau = last_plateau(detector);

    if (!plateau->open)
        return 0;
    const struct stretch view = look(detector, detector->begin, detector->finish);
    const double edge = tolerance(&view);
    while (detector->finish - detector->begin > PLATEAU_BLOCKS &&
           fabs(detector->blocks.block[detector->finish - 1].height - detector->reference) > edge)
        detector->finish--; /* of the way out */
    describe(detector, detector->begin, detector->finish, plateau);
    plateau->open = false;
    return NEWS_LEFT;
}

/* Ends the plateau for good; the next one begins after it. */
static unsigned leave_downwards(struct detector *detector, struct instant since)
{
    unsigned news = leave(detector);

    if (!detector->escape.found && last_plateau(detector)->level <= detector->ceiling) {
        detector->escape = (struct escape){true, since.step, since.gradients};
        news |= NEWS_ESCAPE;
    }
    detector->has_level = false;
    detector->low = detector->low_blocks = 0;
    detector->earliest = detector->blocks.count;
    return news;
}

/* The numbers of a floor begin where a plateau would: after the way there. */
static void describe_floor(struct detector *detector, size_t end)
{
    const size_t first =
        blocks_window(&detector->blocks, detector->floor_begin, end, detector->flat);

    if (!detector->is_settled && first < end) {
        const struct stretch window = look(detector, first, end);

        detector->is_settled = window.is_even && is_slow(&window, detector->flat);
        if (detector->is_settled) {
            detector->floor_begin = skip_way(detector, &window, first, end);
            detector->floor.open = false;
        }
    }
    describe_growing(detector, detector->floor_begin, end, &detector->floor);
}

/* Ends a plateau that has crept up to the floor. */
static unsigned enter_floor(struct detector *detector, size_t first, size_t end)
{
    const bool was_open = detector->has_level && last_plateau(detector)->open;
    const unsigned news = was_open ? leave(detector) : 0;

    detector->has_level = false;
    detector->has_floor = true;
    detector->is_settled = false;
    detector->floor_begin = first;
    describe_floor(detector, end);
    return news;
}

/* Hysteresis here too: from a floor to a plateau is farther than from a plateau to a floor. */
static bool stays_on_floor(const struct detector *detector, const struct block *block)
{
    if (has_levels(&detector->rule))
        return block->height < detector->drop - FLOOR_PROGRESS;
    return block->overlap >= SPECIALISED_OVERLAP &&
           fabs(block->height - detector->level) < detector->drop;
}

/* Takes a flat window. */
static unsigned go_on(struct detector *detector, const struct stretch *window, size_t first,
                      size_t end)
{
    const struct plateau *plateau = detector->has_level ? last_plateau(detector) : NULL;

    if (!(plateau && plateau->open) && trend_confidence(&window->trend, detector->flat) < CONFIDENT)
        return 0;
    if (!plateau)
        return announce(detector, window, first, end);
    const bool was_open = plateau->open;
    if (!was_open && fabs(window->median - detector->reference) > detector->drop)
        return announce(detector, window, first, end);
    extend(detector, window, end); /* after a spike, or noise, it is the same plateau again */
    return was_open ? 0 : NEWS_PLATEAU;
}

/* Looks at the last block with those before it: the plateau goes on, or a new one begins. */
static unsigned judge_window(struct detector *detector, size_t first, size_t end)
{
    const struct stretch window = look(detector, first, end);
    const bool is_open = detector->has_level && last_plateau(detector)->open;

    if (window.overlap >= SPECIALISED_OVERLAP)
        return window.is_even && is_slow(&window, detector->flat)
                   ? enter_floor(detector, first, end)
                   : (is_open ? leave(detector) : 0);
    if (window.is_even && is_slow(&window, detector->flat))
        return go_on(detector, &window, first, end);
    /* Hysteresis: a doubtful window neither extends an open plateau nor ends it. */
    const bool is_steep = !is_slow(&window, STEEP * detector->flat) &&
                          trend_confidence(&window.trend, detector->flat) < DOUBTFUL;
    return is_open && is_steep ? leave(detector) : 0;
}

/* Returns whether so many heights, together so far below the plateau, are too far for noise. */
static bool is_beyond_chance(double sum, size_t count, double error)
{
    return sum >= LOW_ERRORS * error * sqrt((double)count);
}

/*
 * Returns whether the last blocks are below the plateau for good. Without much noise one such block
 * is enough.
 */
static bool is_low_block(struct detector *detector, const struct block *block)
{
    if (!detector->has_level || block->height >= way_out(detector)) {
        detector->low_blocks = 0;
        return false;
    }
    if (detector->low_blocks++ == 0) {
        detector->low_blocks_sum = 0.0;
        detector->low_blocks_since = block->below;
    }
    detector->low_blocks_sum += detector->level - block->height;
    return is_beyond_chance(detector->low_blocks_sum, detector->low_blocks,
                            blocks_error(&detector->blocks, block));
}

/* Judges the last block, which is now complete. */
static unsigned judge(struct detector *detector)
{
    const size_t end = detector->blocks.count;
    const size_t first = blocks_window(&detector->blocks, detector->earliest, end, detector->flat);
    const struct block *newest = blocks_newest(&detector->blocks);

    if (is_low_block(detector, newest))
        return leave_downwards(detector, detector->low_blocks_since);
    if (detector->floor.open && stays_on_floor(detector, newest)) {
        describe_floor(detector, end);
        return 0;
    }
    detector->floor.open = false;
    if (has_levels(&detector->rule) && newest->height < -FLOOR_PROGRESS)
        return enter_floor(detector, end - 1, end);
    const bool is_spiky =
        detector->has_level &&
        newest->height > detector->reference + blocks_band(&detector->blocks, newest, BLOCKS_SPIKE);
    detector->spiky = is_spiky ? detector->spiky + 1 : 0;
    if (is_spiky)
        return detector->spiky >= SPIKE_BLOCKS ? leave(detector) : 0;
    return first < end ? judge_window(detector, first, end) : 0;
}

/*
 * Returns the first point that does not belong to the plateau any more. Noise may bring the last
 * points of the plateau so low: they are nearer to it than to the points that follow.
 */
static struct instant low_since(const struct detector *detector)
{
    const size_t n = detector->low < LOW_KEPT ? detector->low : LOW_KEPT;
    const double reach = NEAR_ERRORS * detector->blocks.noise.deviation;
    double sum = 0.0;
    size_t first = 0;

    for (size_t i = 1; i < n; i++)
        sum += detector->level - detector->first_low[i].height;
    for (; first + 1 < n; first++) {
        const double here = detector->level - detector->first_low[first].height;
        const double there = detector->level - detector->first_low[first + 1].height;

        if (here >= reach || here >= 0.5 * sum / (double)(n - 1 - first))
            break;
        sum -= there;
    }
    return detector->first_low[first].at;
}

/* Returns whether the error was below the plateau for good long before the block is complete. */
static bool is_low(struct detector *detector, struct instant now, double y)
{
    struct block *block = blocks_newest(&detector->blocks);

    if (!detector->has_level || y >= way_out(detector)) {
        detector->low = 0;
        return false;
    }
    if (!block->is_below)
        block->below = now;
    block->is_below = true;
    if (detector->low == 0)
        detector->low_sum = 0.0;
    if (detector->low < LOW_KEPT)
        detector->first_low[detector->low] = (struct low_point){now, y};
    detector->low++;
    detector->low_sum += detector->level - y;
    return detector->low >= LOW_POINTS &&
           now.log_t - detector->first_low[0].at.log_t >= LOW_DECADES &&
           is_beyond_chance(detector->low_sum, detector->low, detector->blocks.noise.deviation);
}

/* Closes the newest block when the point lies behind it, and judges it. */
static unsigned close_block(struct detector *detector, double log_t)
{
    struct blocks *blocks = &detector->blocks;

    if (blocks->count == 0 || blocks->is_closed || !blocks_are_over(blocks, log_t))
        return 0;
    blocks_complete(blocks);
    return judge(detector);
}

/* Measures the newest complete blocks. Returns false before the first three. */
static bool look_at_steepness(const struct detector *detector, struct steepness *out)
{
    const struct block *block = detector->blocks.block;
    const size_t end = detector->blocks.count > 0 ? detector->blocks.count - 1 : 0;
    size_t first = end;

    while (first > 0 &&
           block[end - 1].last.log_t - block[first - 1].first.log_t <= STEEPNESS_DECADES)
        first--;
    if (end - first < STEEPNESS_BLOCKS)
        return false;
    const struct stretch view = look(detector, first, end);
    out->decades = block[end - 1].last.log_t - block[first].first.log_t;
    out->slope = view.trend.slope / M_LN10;
    out->slope_se = view.trend.slope_se / M_LN10;
    return isfinite(out->slope_se);
}

/* Measures the slope anew when a block was closed or begun, or a plateau was. */
static void see_steepness(struct detector *detector)
{
    const struct steepness_key now = {detector->blocks.count, detector->begin, detector->has_level,
                                      detector->blocks.is_closed};
    const struct steepness_key *seen = &detector->steepness_key;

    if (now.blocks == seen->blocks && now.begin == seen->begin &&
        now.has_level == seen->has_level && now.is_closed == seen->is_closed)
        return;
    detector->steepness_key = now;
    detector->has_steepness = look_at_steepness(detector, &detector->steepness);
}

static unsigned take_point(struct detector *detector, uint64_t step, double gradients, double error,
                           double overlap)
{
    const double t = gradients - detector->restart;
    const bool is_bottomless = error <= 0.0 && !has_levels(&detector->rule);

    if (!detector->has_point)
        detector->first_step = step;
    detector->has_point = true;
    if (!isfinite(error) || (is_bottomless && detector->rule.rising) ||
        !(t > FIRST_GRADIENTS && step - detector->first_step > FIRST_STEPS))
        return 0;

    const struct instant now = {step, gradients, log10(t)};
    const double y = is_bottomless ? -(double)INFINITY : height(&detector->rule, error);
    unsigned news = close_block(detector, now.log_t);
    if (!is_bottomless && blocks_are_over(&detector->blocks, now.log_t) &&
        !blocks_begin(&detector->blocks, now))
        return news;
    if (is_low(detector, now, y))
        news |= leave_downwards(detector, low_since(detector));
    if (!is_bottomless)
        blocks_add(&detector->blocks, now, y, overlap);
    return news;
}

unsigned detector_add(struct detector *detector, uint64_t step, double gradients, double error,
                      double overlap)
{
    const unsigned news = take_point(detector, step, gradients, error, overlap);

    see_steepness(detector);
    return news;
}

void detector_restart(struct detector *detector, double gradients)
{
    if (detector->has_level)
        leave(detector);
    detector->restart = gradients;
    detector->has_point = false;
    detector->blocks.count = 0;
    detector->blocks.noise = (struct noise){.points = 0};
    detector->earliest = 0;
    detector->has_level = false;
    detector->has_floor = detector->floor.open = false;
    detector->spiky = detector->low = detector->low_blocks = 0;
    detector->escape = (struct escape){0};
    see_steepness(detector);
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

bool detector_steepness(const struct detector *detector, struct steepness *out)
{
    *out = detector->steepness;
    return detector->has_steepness;
}

bool detector_floor(const struct detector *detector, struct plateau *out)
{
    *out = detector->floor;
    return detector->has_floor;
}

bool detector_is_stuck(double accept, double step_size)
{
    return accept < LEAST_ACCEPTANCE && isfinite(step_size);
}
