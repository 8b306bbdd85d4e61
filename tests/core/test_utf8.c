#include "plateau/utf8.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

/* Python's rules for UTF-8 decoding are those of Unicode; the lengths here are from its table. */
Test(utf8, writes_what_it_reads)
{
    char bytes[UTF8_MAX + 1];
    size_t used;

    for (uint32_t character = 1; character <= 0x10ffff; character++) {
        const bool surrogate = character >= 0xd800 && character <= 0xdfff;
        const size_t length = utf8_write(character, bytes);

        cr_assert_eq(strlen(bytes), length);
        cr_assert_eq(length, surrogate             ? 1
                             : character <= 0x7f   ? 1
                             : character <= 0x7ff  ? 2
                             : character <= 0xffff ? 3
                                                   : 4);
        cr_assert_eq(utf8_take(bytes, length, &used), surrogate ? '?' : character);
        cr_assert_eq(used, length);
    }
    utf8_write(0x110000, bytes);
    cr_assert_str_eq(bytes, "?");
}

static void expect_clean(const char *text, size_t size, const char *expected)
{
    char out[64];

    cr_assert_leq(size, sizeof out);
    const size_t length = utf8_clean(text, strlen(text), out, size);
    cr_expect_str_eq(out, expected);
    cr_expect_eq(length, strlen(expected));
}

Test(utf8, shows_texts_from_outside_without_obeying_them)
{
    expect_clean("r2_v1 \xc3\xa9", 64, "r2_v1 \xc3\xa9");
    expect_clean("\x1b]0;t\x07\x7f", 64, "\xef\xbf\xbd]0;t\xef\xbf\xbd\xef\xbf\xbd");
    expect_clean("\xc2\x9b"
                 "31m",
                 64,
                 "\xef\xbf\xbd"
                 "31m"); /* CSI of C1 */
    expect_clean("a\xe2\x80\xae"
                 "b",
                 64,
                 "a\xef\xbf\xbd"
                 "b"); /* right to left */
}

/* A byte of another encoding in a text that is UTF-8 is junk. */
Test(utf8, reads_latin_1_where_a_text_is_no_utf8)
{
    expect_clean("\xe9"
                 "cart",
                 64,
                 "\xc3\xa9"
                 "cart");
    expect_clean("\x9b"
                 "31m",
                 64,
                 "\xef\xbf\xbd"
                 "31m");
    expect_clean("\xc3\xa9\xe9", 64, "\xc3\xa9\xef\xbf\xbd");
}

Test(utf8, cuts_a_clean_text_between_characters)
{
    expect_clean("ab\xc3\xa9", 5, "ab\xc3\xa9");
    expect_clean("ab\xc3\xa9", 4, "ab");
    expect_clean("ab", 1, "");
}
