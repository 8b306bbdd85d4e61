#include "plateau/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"

/* "1.15e-05" -> "1.15e-5": drops the zeros and the plus of the exponent, which must be there. */
static void shorten_exponent(char *text)
{
    char *sign = strchr(text, 'e') + 1;
    char *to = sign + (*sign == '-'); /* keeps a minus, drops a plus */
    const char *digit = sign + 1;

    while (*digit == '0' && digit[1] != '\0')
        digit++;
    memmove(to, digit, strlen(digit) + 1);
}

/* ".142" for "0.142", "-.142" for "-0.142". */
static void drop_leading_zero(char *text)
{
    char *zero = text + (*text == '-');

    if (zero[0] == '0' && zero[1] == '.')
        memmove(zero, zero + 1, strlen(zero));
}

struct text text_number(double value)
{
    struct text text;

    if (!isfinite(value)) {
        snprintf(text.at, sizeof text.at, "%s", isnan(value) ? "-" : value > 0.0 ? "inf" : "-inf");
        return text;
    }
    if (value == 0.0) {
        snprintf(text.at, sizeof text.at, "0");
        return text;
    }
    snprintf(text.at, sizeof text.at, "%.2e", value);
    /* Reads the text back, for rounding may have made 1.00 of .9996. */
    const int exponent = (int)strtol(strchr(text.at, 'e') + 1, NULL, 10);
    if (exponent < -2 || exponent > 2) {
        shorten_exponent(text.at);
        return text;
    }
    snprintf(text.at, sizeof text.at, "%.*f", 2 - exponent, value);
    drop_leading_zero(text.at);
    return text;
}

struct text text_short(double value)
{
    struct text text;

    snprintf(text.at, sizeof text.at, "%.3g", value);
    if (strchr(text.at, 'e'))
        shorten_exponent(text.at);
    drop_leading_zero(text.at);
    return text;
}

struct text text_exact(double value)
{
    struct text text;

    for (int digits = 3; digits <= 17; digits++) {
        snprintf(text.at, sizeof text.at, "%.*g", digits, value);
        if (strtod(text.at, NULL) == value)
            break;
    }
    if (strchr(text.at, 'e'))
        shorten_exponent(text.at);
    drop_leading_zero(text.at);
    return text;
}

struct text text_overlap(double value)
{
    struct text text;

    if (!(fabs(value) < 100.0))
        return text_number(value);
    snprintf(text.at, sizeof text.at, "%.3f", value);
    drop_leading_zero(text.at);
    return text;
}

struct text text_count(double value)
{
    struct text text;

    if (!(fabs(value) < 999999.5))
        return text_number(value);
    snprintf(text.at, sizeof text.at, "%.0f", value);
    return text;
}

struct text text_bytes(double bytes)
{
    struct text text = {""};

    memory_format(bytes, text.at, sizeof text.at);
    return text;
}

struct text text_time(const struct timespec *wall)
{
    struct text text;
    struct tm local;

    if (!localtime_r(&wall->tv_sec, &local) ||
        strftime(text.at, sizeof text.at, "%H:%M:%S", &local) == 0)
        snprintf(text.at, sizeof text.at, "--:--:--");
    return text;
}

struct text text_sigmas(double value)
{
    static const double far = 999.0;
    struct text out = {"-"};

    if (fabs(value) < far)
        snprintf(out.at, sizeof out.at, fabs(value) < 10.0 ? "%+.1f" : "%+.0f", value);
    else if (!isnan(value))
        snprintf(out.at, sizeof out.at, "%c999", value > 0.0 ? '>' : '<');
    return out;
}
