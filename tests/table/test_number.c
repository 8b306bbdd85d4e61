#include "table/number.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect_kind(const char *text, bool comma, enum number_kind kind)
{
    double number;

    cr_expect_eq(number_read(text, comma, &number), kind, "'%s'", text);
}

static void expect_number(const char *text, bool comma, double value)
{
    double number = (double)NAN;

    cr_expect_eq(number_read(text, comma, &number), NUMBER_FINITE, "'%s'", text);
    cr_expect_eq(number, value, "'%s': %.17g", text, number);
}

Test(number, reads_what_people_and_programs_write)
{
    expect_number("2.385", false, 2.385);
    expect_number("-.5", false, -0.5);
    expect_number("+7.", false, 7.0);
    expect_number("1.5D-03", false, 1.5e-3);
    expect_number("-0", false, -0.0);
    expect_number("0,164", true, 0.164);
    expect_number("3.976402349e-01", true, 0.3976402349);
    expect_number("00000000000000000000000012.5", false, 12.5);
    expect_number("5e-324", false, 5e-324);
}

Test(number, knows_words_for_nothing_and_for_no_finite_number)
{
    static const char *const nothing[] = {"", "NA", "n/a", "None", "null", "<NA>", "-", "?", "NaT"};
    static const char *const other[] = {"nan", "-NaN", "inf", "-Infinity", "1e999", "1.#QNAN"};

    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        expect_kind(nothing[i], false, NUMBER_NOTHING);
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        expect_kind(other[i], false, NUMBER_NOT_FINITE);
}

Test(number, refuses_all_other_texts)
{
    static const char *const texts[] = {"16%",         "1 2",   "0x10",    "1e", "e5",
                                        "1.2.3",       "--1",   "1,234,5", ",5", "5,",
                                        "tensor(0.5)", "1_000", "nano"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_kind(texts[i], true, NUMBER_OTHER);
    expect_kind("0,5", false, NUMBER_OTHER);
}

/* Shortest and long texts of random doubles: the same bits as those of strtod. */
Test(number, rounds_as_the_c_library_does)
{
    uint64_t state = 88172645463325252ULL;

    for (size_t i = 0; i < 300000; i++) {
        char text[64];
        double value, found;

        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        memcpy(&value, &state, sizeof value);
        if (!isfinite(value))
            continue;
        if (i % 3 == 0)
            value = (double)(state % 1000003) * 1e-4;
        snprintf(text, sizeof text, i % 2 ? "%.17g" : "%.9g", value);
        cr_assert_eq(number_read(text, false, &found), NUMBER_FINITE);
        cr_assert_eq(found, strtod(text, NULL), "%s", text);
    }
}
