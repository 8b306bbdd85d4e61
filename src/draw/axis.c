#include "plateau/axis.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double axis_fraction(const struct axis *axis, double value)
{
    if (!axis->logarithmic)
        return (value - axis->min) / (axis->max - axis->min);
    if (!(value > 0.0))
        return (double)NAN;
    return (log10(value) - log10(axis->min)) / (log10(axis->max) - log10(axis->min));
}

double axis_value(const struct axis *axis, double fraction)
{
    if (!axis->logarithmic)
        return axis->min + fraction * (axis->max - axis->min);
    return pow(10.0, (1.0 - fraction) * log10(axis->min) + fraction * log10(axis->max));
}

/* Returns digit x 10^exponent, rounded once: 3e-2 is the same double as the literal. */
static double scaled(double digit, int exponent)
{
    return exponent < 0 ? digit / pow(10.0, -exponent) : digit * pow(10.0, exponent);
}

/* A rung is a half decade: 1e0, 3e0, 1e1, ... for 0, 1, 2, ... */
static double rung_value(int rung)
{
    const int exponent = rung >= 0 ? rung / 2 : -((1 - rung) / 2);

    return scaled(rung - 2 * exponent ? 3.0 : 1.0, exponent);
}

/* Returns the highest rung at or below value > 0, up to rounding. */
static int rung_below(double value)
{
    int rung = 2 * (int)floor(log10(value)) + 2;

    while (rung_value(rung) > value * (1.0 + 1e-12))
        rung--;
    return rung;
}

static int rung_above(double value)
{
    const int rung = rung_below(value);

    return rung_value(rung) < value * (1.0 - 1e-12) ? rung + 1 : rung;
}

/* A step of 1, 2 or 5 times a power of ten. */
struct step {
    int digit;
    int exponent;
};

static struct step step_above(struct step step)
{
    if (step.digit == 5)
        return (struct step){1, step.exponent + 1};
    return (struct step){step.digit == 1 ? 2 : 5, step.exponent};
}

static size_t linear_ticks(double min, double max, size_t most, double tick[])
{
    struct step step = {1, (int)floor(log10((max - min) / (double)most)) - 1};
    const double slack = 1e-9;
    double first, count;

    do {
        step = step_above(step);
        const double size = scaled(step.digit, step.exponent);
        first = ceil(min / size - slack);
        count = floor(max / size + slack) - first + 1.0;
    } while (count > (double)most);

    const size_t n = count > 0.0 ? (size_t)count : 0;
    for (size_t i = 0; i < n; i++)
        tick[i] = scaled((first + (double)i) * step.digit, step.exponent) + 0.0; /* never -0 */
    return n;
}

/*
 * Places ticks at the multiples of `stride` rungs, so that ticks stay when the axis grows. Returns
 * how many; writes at most `most`.
 */
static size_t rung_ticks(int low, int high, int stride, size_t most, double tick[])
{
    size_t count = 0;

    for (int rung = low; rung <= high; rung++)
        if (rung % stride == 0 && count++ < most)
            tick[count - 1] = rung_value(rung);
    return count;
}

/* Returns whether an axis is too narrow for two rungs: then it has the labels of a linear one. */
static bool lacks_rungs(double min, double max)
{
    return rung_below(max) - rung_above(min) < 1;
}

/* Writes "2.50e+05" as "2.5e5", "1e-03" as "1e-3". */
static void write_exponent(double value, int digits, char out[32])
{
    char *end;

    snprintf(out, 32, "%.*e", digits - 1, value);
    char *e = strchr(out, 'e');
    const long exponent = strtol(e + 1, NULL, 10);

    end = e;
    if (memchr(out, '.', (size_t)(e - out))) {
        while (end[-1] == '0')
            end--;
        if (end[-1] == '.')
            end--;
    }
    snprintf(end, (size_t)(out + 32 - end), "e%ld", exponent);
}

/* Writes "0.050" as ".05", "-0.50" as "-.5". */
static void write_decimal(double value, int digits, char out[32])
{
    const int before = value != 0.0 ? (int)floor(log10(fabs(value))) + 1 : 1;
    const int after = digits - before > 0 ? digits - before : 0;

    snprintf(out, 32, "%.*f", after, value);
    char *zero = strchr(out, '0');
    if (zero && zero[1] == '.' && (zero == out || (zero[-1] == '-' && zero == out + 1)))
        memmove(zero, zero + 1, strlen(zero));
    if (strchr(out, '.')) {
        char *end = out + strlen(out);

        while (end[-1] == '0')
            end--;
        end -= end[-1] == '.';
        *end = '\0';
    }
}

/* Writes the shorter of the two spellings; of two equally short, decimals from .01 on. */
static void write_number(double value, int digits, char *out, size_t size)
{
    const double magnitude = fabs(value);
    char exponent[32] = "", decimal[32] = "";
    bool plain = true;

    if (!isfinite(value)) {
        snprintf(out, size, "%s", isnan(value) ? "--" : value > 0.0 ? "inf" : "-inf");
        return;
    }
    if (magnitude > 0.0)
        write_exponent(value, digits, exponent);
    if (magnitude == 0.0) {
        snprintf(decimal, sizeof decimal, "0");
    } else if (magnitude >= 1e-5 && magnitude < 1e7) {
        write_decimal(value, digits, decimal);
        plain = strlen(decimal) < strlen(exponent) + (magnitude > 0.00999 && magnitude < 999.5);
    } else {
        plain = false;
    }
    snprintf(out, size, "%s", plain ? decimal : exponent);
}

/* Takes fewer digits when the label would not fit beside an axis. */
static void write_fitting(double value, int digits, char *out, size_t size)
{
    enum { CELLS = 6 };
    char text[32];

    do {
        write_number(value, digits, text, sizeof text);
    } while (strlen(text) > CELLS && --digits > 0);
    snprintf(out, size, "%s", text);
}

void axis_tick_label(const struct axis *axis, double value, char *out, size_t size)
{
    if (axis->logarithmic && value > 0.0 && !lacks_rungs(axis->min, axis->max)) {
        char text[32];

        write_exponent(value, 2, text);
        snprintf(out, size, "%s", text);
        return;
    }
    /* Neighbours must differ: the narrower the interval, the more digits. */
    const double far = fmax(fabs(axis->min), fabs(axis->max));
    const double digits = 2.0 + ceil(log10(far / (axis->max - axis->min)));
    write_fitting(value, digits > 2.0 ? (int)fmin(digits, 5.0) : 2, out, size);
}

static bool have_labels_of_their_own(const struct axis *axis, const double tick[], size_t count)
{
    char label[2][16] = {"", ""};

    for (size_t i = 0; i < count; i++) {
        axis_tick_label(axis, tick[i], label[i % 2], sizeof label[0]);
        if (strcmp(label[0], label[1]) == 0)
            return false;
    }
    return true;
}

/* Takes fewer ticks where labels of 6 cells would be equal: "1.5e-11" would not fit. */
static size_t steady_ticks(const struct axis *axis, size_t most, double tick[])
{
    size_t count = linear_ticks(axis->min, axis->max, most, tick);

    while (most-- > 2 && !have_labels_of_their_own(axis, tick, count))
        count = linear_ticks(axis->min, axis->max, most, tick);
    return count;
}

static size_t log_ticks(const struct axis *axis, size_t most, double tick[])
{
    const double min = axis->min, max = axis->max;
    const int low = rung_above(min);
    const int high = rung_below(max);
    int stride = log10(max) - log10(min) < 3.0 ? 1 : 2; /* half decades below three decades */
    size_t count;

    if (most > 1 && lacks_rungs(min, max))
        return steady_ticks(axis, most, tick);
    while ((count = rung_ticks(low, high, stride, most, tick)) > most)
        stride += stride == 1 ? 1 : 2;
    return count;
}

size_t axis_ticks(const struct axis *axis, size_t most, double tick[])
{
    if (most > AXIS_TICKS_MAX)
        most = AXIS_TICKS_MAX;
    if (most == 0 || !(axis->max - axis->min > DBL_MIN / DBL_EPSILON) ||
        !isfinite(axis->max - axis->min))
        return 0;
    if (axis->logarithmic)
        return axis->min > 0.0 ? log_ticks(axis, most, tick) : 0;
    return steady_ticks(axis, most, tick);
}

static void follow_rungs(struct axis *axis, double low, double high)
{
    enum { DECADE = 10 };

    if (low < axis->min || low > axis->min * DECADE)
        axis->min = rung_value(rung_below(low));
    if (high > axis->max || high < axis->max / DECADE)
        axis->max = rung_value(rung_above(high));
    if (!(axis->min < axis->max))
        axis->max = rung_value(rung_below(axis->min) + 1);
}

/* The axis shrinks when more of it is empty on one side than the data take. */
static void follow_steps(struct axis *axis, double low, double high)
{
    const double magnitude = fmax(fabs(low), fabs(high));
    const double span = fmax(high - low, magnitude > 0.0 ? 0.01 * magnitude : 1.0);
    const double rough = span / 8.0; /* edges stand on steps of 1/8 to 1/3 of it */
    struct step step = {1, (int)floor(log10(rough))};

    while (scaled(step.digit, step.exponent) < rough)
        step = step_above(step);
    const double size = scaled(step.digit, step.exponent);
    if (low < axis->min || low - axis->min > span)
        axis->min = size * floor(low / size);
    if (high > axis->max || axis->max - high > span)
        axis->max = size * ceil(high / size);
    if (!(axis->min < axis->max))
        axis->max = axis->min + size;
}

void axis_follow(struct axis *axis, double low, double high)
{
    const bool has_low = isfinite(low) && (low > 0.0 || !axis->logarithmic);
    const bool has_high = isfinite(high) && (high > 0.0 || !axis->logarithmic);

    if (!has_low && !has_high)
        return;
    /* A bound that is NaN leaves its edge alone, unless the other bound pushes the edge. */
    low = has_low ? low : fmin(axis->min, high);
    high = has_high ? high : fmax(axis->max, low);
    if (axis->logarithmic)
        follow_rungs(axis, fmin(low, high), fmax(low, high));
    else
        follow_steps(axis, fmin(low, high), fmax(low, high));
}
