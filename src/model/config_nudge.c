/*
 * The values that '+' and '-' propose. Numbers walk along a grid of round values, the same in every
 * decade, so that '-' undoes '+':
 *
 *   logarithmic ones   1 1.3 1.8 2.4 3.2 4.2 5.6 7.5         eight to a decade
 *   the others         1 1.25 .. 2, then 2.5 3 .. 9.5        (whole ones only, for counts)
 *   shares of one      multiples of 0.05
 *   small whole sets   (seed, replicas) one by one
 *
 * Where 0 is allowed, it comes next below the floor of the grid: 1e-6 for logarithmic reals, 1 for
 * the others.
 */
#include "config_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct grid {
    const double *mantissa;
    size_t count;
};

static const double eighths[] = {1, 1.3, 1.8, 2.4, 3.2, 4.2, 5.6, 7.5};
static const double halves[] = {1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5,
                                5, 5.5,  6,   6.5,  7, 7.5, 8, 8.5, 9, 9.5};
static const struct grid logarithmic = {eighths, sizeof eighths / sizeof eighths[0]};
static const struct grid linear = {halves, sizeof halves / sizeof halves[0]};

static const double same = 1e-9; /* relative: closer values count as equal */

/* Returns the double that "MANTISSAeEXPONENT" reads as; a product would miss it by a bit. */
static double decimal(double mantissa, int exponent)
{
    char digits[32];

    snprintf(digits, sizeof digits, "%ge%d", mantissa, exponent);
    return strtod(digits, NULL);
}

/* Returns the grid's next value above or below; value > 0. */
static double grid_next(struct grid grid, double value, int direction)
{
    const int decade = (int)floor(log10(value));
    double best = 0.0;

    for (int exponent = decade - 1; exponent <= decade + 1; exponent++) {
        for (size_t i = 0; i < grid.count; i++) {
            const double candidate = decimal(grid.mantissa[i], exponent);
            if (direction < 0 && candidate < value * (1.0 - same))
                best = candidate; /* candidates increase: the last one is nearest */
            if (direction > 0 && candidate > value * (1.0 + same))
                return candidate;
        }
    }
    return best;
}

/* Below the floor of a grid that includes 0 comes 0, and below 0 the least value. */
static double around_zero(const struct param_spec *spec, double value, double least, int direction)
{
    if (direction > 0)
        return value < 0.0 ? 0.0 : least;
    return value > 0.0 ? 0.0 : spec->min;
}

static bool is_below_grid(const struct param_spec *spec, double value, double least, int direction)
{
    if (spec->min > 0.0)
        return false;
    return direction > 0 ? value < least * (1.0 - same) : value <= least * (1.0 + same);
}

static double next_real(const struct param_spec *spec, double value, int direction)
{
    const double least = spec->logarithmic ? 1e-6 : 1.0, share = 0.05;

    if (!spec->logarithmic && spec->max <= 1.0)
        return direction > 0 ? decimal(floor(value / share + 1.0 + same) * 5.0, -2)
                             : decimal(ceil(value / share - 1.0 - same) * 5.0, -2);
    if (is_below_grid(spec, value, least, direction))
        return around_zero(spec, value, least, direction);
    return grid_next(spec->logarithmic ? logarithmic : linear, value, direction);
}

static double clamp(const struct param_spec *spec, double value)
{
    return fmin(fmax(value, spec->min), spec->max);
}

static double next_count(const struct param_spec *spec, double value, int direction)
{
    if (!spec->logarithmic || value < 1.0 || value + direction < 1.0)
        return value + direction;
    do
        value = grid_next(linear, value, direction);
    while (floor(value) != value);
    return value;
}

/* Doubles or halves the share of the data; a number of rows moves as any count. */
static double next_batch(const struct param_spec *spec, double value, int direction)
{
    if (value > 0.0)
        return clamp(spec, next_count(spec, value, direction));
    if (direction < 0)
        return fmax(2.0 * value, -spec->max);
    return fmin(ceil(value / 2.0), -1.0);
}

static size_t cycle(size_t index, size_t count, int direction)
{
    if (direction > 0)
        return index + 1 < count ? index + 1 : 0;
    return index > 0 ? index - 1 : count - 1;
}

static double next_number(const struct param_spec *spec, double value, int direction)
{
    size_t choices = 0;

    switch (spec->kind) {
    case PARAM_COUNT:
        return clamp(spec, next_count(spec, value, direction));
    case PARAM_BATCH:
        return next_batch(spec, value, direction);
    case PARAM_CHOICE:
        while (spec->choices[choices])
            choices++;
        return (double)cycle((size_t)value, choices, direction);
    default:
        return clamp(spec, next_real(spec, value, direction));
    }
}

static void next_layers(const struct param_spec *spec, const struct layers_real *layers,
                        int direction, struct writer *writer)
{
    for (size_t l = 0; l < layers->count; l++) {
        writer_add(writer, "%s", l ? "," : "");
        writer_add_real(writer, clamp(spec, next_real(spec, layers->at[l], direction)));
    }
}

/*
 * Returns the next of the names in a list that ends in NULL; the first when `now` is not in the
 * list.
 */
static void next_name(const char *(*name_at)(size_t index), const char *now, int direction,
                      struct writer *writer)
{
    size_t count = 0, index = 0;

    while (name_at(count))
        count++;
    while (index < count && strcmp(name_at(index), now) != 0)
        index++;
    writer_add(writer, "%s", name_at(index < count ? cycle(index, count, direction) : 0));
}

/* Returns the next activation that needs no coefficients of its own. */
static const char *activation_after(const char *now, int direction)
{
    struct activation activation;
    size_t count = 0, index = 0;

    for (; activation_name_at(count); count++)
        if (strcmp(activation_name_at(count), now) == 0)
            index = count;
    do
        index = cycle(index, count, direction);
    while (activation_parse(&activation, activation_name_at(index), NULL) != STATUS_OK);
    return activation_name_at(index);
}

static void next_activations(const struct layers_activation *layers, int direction,
                             struct writer *writer)
{
    for (size_t l = 0; l < layers->count; l++)
        writer_add(writer, "%s%s", l ? "," : "", activation_after(layers->at[l].name, direction));
}

static void next_algorithm(const struct param_schema *schema, const char *now, int direction,
                           struct writer *writer)
{
    size_t index = 0;

    while (index < schema->count && strcmp(schema->learner(index).name, now) != 0)
        index++;
    writer_add(writer, "%s", schema->learner(cycle(index, schema->count, direction)).name);
}

/* Returns the starts that need no number of their own. */
static const char *start_name_at(size_t index)
{
    static const char *const starts[] = {"random", "teacher"};

    return index < sizeof starts / sizeof starts[0] ? starts[index] : NULL;
}

void config_nudge(const struct config *config, const struct param_schema *schema,
                  const struct param_spec *spec, int direction, char *out, size_t size)
{
    struct writer writer = writer_start(out, size);
    char now[CONFIG_TEXT_MAX];

    config_format(config, schema, spec, now, sizeof now);
    switch (spec->kind) {
    case PARAM_LAYERS:
        next_layers(spec, (const void *)((const char *)config + spec->offset), direction, &writer);
        break;
    case PARAM_ACTIVATION:
        next_activations((const void *)((const char *)config + spec->offset), direction, &writer);
        break;
    case PARAM_READOUT:
        next_name(readout_law_name_at, now, direction, &writer);
        break;
    case PARAM_STARTS:
        next_name(start_name_at, now, direction, &writer);
        break;
    case PARAM_ALGORITHM:
        next_algorithm(schema, now, direction, &writer);
        break;
    case PARAM_TEXT:
        writer_add(&writer, "%s", now);
        break;
    default:
        param_add_number(&writer, spec,
                         next_number(spec, config_number(config, schema, spec), direction));
    }
}
