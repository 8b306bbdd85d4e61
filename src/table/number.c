#include "number.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { EXACT_DIGITS = 19, EXACT_POWER = 22, TEXT_MAX = 400, EXPONENT_MAX = 100000 };

/* A number taken apart: digits * 10^power. */
struct parts {
    bool negative;
    uint64_t digits; /* of which the first EXACT_DIGITS are kept */
    size_t seen, kept;
    int power;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *take_digits(const char *at, bool behind_point, struct parts *parts)
{
    for (; is_digit(*at); at++) {
        parts->seen++;
        if (parts->kept < EXACT_DIGITS) {
            parts->digits = 10 * parts->digits + (uint64_t)(*at - '0');
            parts->kept += parts->digits > 0; /* zeros in front do not count */
            parts->power -= behind_point;
        } else {
            parts->kept++;
            parts->power += !behind_point;
        }
    }
    return at;
}

/* returns where the exponent ends; `at` when there is none. */
static const char *take_exponent(const char *at, int *power)
{
    const char *digit = at + 1;
    int exponent = 0;
    bool negative = false;

    if (*at != 'e' && *at != 'E' && *at != 'd' && *at != 'D')
        return at;
    if (*digit == '-' || *digit == '+')
        negative = *digit++ == '-';
    if (!is_digit(*digit))
        return at;
    for (; is_digit(*digit); digit++)
        exponent = exponent < EXPONENT_MAX ? 10 * exponent + (*digit - '0') : exponent;
    *power += negative ? -exponent : exponent;
    return digit;
}

/* Whether the whole text is a number. */
static bool take_apart(const char *text, bool comma, struct parts *parts)
{
    *parts = (struct parts){.negative = *text == '-'};
    text += *text == '-' || *text == '+';
    text = take_digits(text, false, parts);
    if (*text == '.' || (comma && *text == ',' && parts->seen > 0 && is_digit(text[1])))
        text = take_digits(text + 1, true, parts);
    return parts->seen > 0 && *take_exponent(text, &parts->power) == '\0';
}

/* By the C library, from a copy with the point and the exponent that it knows. */
static enum number_kind read_slowly(const char *text, double *out)
{
    char copy[TEXT_MAX];
    size_t i = 0;

    for (; text[i] && i + 1 < sizeof copy; i++) {
        copy[i] = text[i];
        if (text[i] == ',')
            copy[i] = '.';
        else if (text[i] == 'd' || text[i] == 'D')
            copy[i] = 'e';
    }
    copy[i] = '\0';
    if (text[i])
        return NUMBER_OTHER;
    *out = strtod(copy, NULL);
    return isfinite(*out) ? NUMBER_FINITE : NUMBER_NOT_FINITE;
}

static bool is_word(const char *text, const char *const words[])
{
    for (size_t i = 0; words[i]; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

static enum number_kind read_word(const char *text, double *out)
{
    static const char *const nothing[] = {"",     "na",      "n/a",   "#n/a", "none", "null",
                                          "<na>", "nil",     "nat",   "-",    "--",   "?",
                                          ".",    "missing", "#num!", NULL};
    static const char *const undefined[] = {"nan",       "-nan",    "+nan",     "1.#ind",
                                            "-1.#ind",   "1.#qnan", "-1.#qnan", "nan(ind)",
                                            "-nan(ind)", NULL};
    static const char *const infinite[] = {"inf", "+inf", "infinity", "+infinity", "1.#inf", NULL};
    static const char *const below[] = {"-inf", "-infinity", "-1.#inf", NULL};

    *out = (double)NAN;
    if (is_word(text, nothing))
        return NUMBER_NOTHING;
    if (is_word(text, undefined))
        return NUMBER_NOT_FINITE;
    if (is_word(text, infinite))
        *out = (double)INFINITY;
    else if (is_word(text, below))
        *out = -(double)INFINITY;
    return isinf(*out) ? NUMBER_NOT_FINITE : NUMBER_OTHER;
}

/* Up to 2^53 and 10^22 both factors are exact, so that their product or quotient is rounded once.
 */
enum number_kind number_read(const char *text, bool comma, double *out)
{
    static const double power_of_ten[EXACT_POWER + 1] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct parts parts;

    if (!take_apart(text, comma, &parts))
        return read_word(text, out);
    if (parts.digits > (1ULL << 53) || parts.kept > EXACT_DIGITS || abs(parts.power) > EXACT_POWER)
        return read_slowly(text, out);
    const double digits = (double)parts.digits;
    const double value =
        parts.power < 0 ? digits / power_of_ten[-parts.power] : digits * power_of_ten[parts.power];

    *out = parts.negative ? -value : value;
    return NUMBER_FINITE;
}
