#include "plateau/utf8.h"

#include <stdbool.h>
#include <string.h>

size_t utf8_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0; /* continuation bytes, overlong forms, beyond U+10FFFF */
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

uint32_t utf8_take(const char *text, size_t size, size_t *used)
{
    static const uint32_t least[UTF8_MAX + 1] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char lead = (unsigned char)text[0];
    const size_t length = utf8_length(lead);
    uint32_t character;

    *used = 1;
    if (length == 1)
        return lead;
    if (length == 0 || length > size)
        return UTF8_REPLACEMENT;
    character = lead & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];

        if ((byte & 0xc0) != 0x80)
            return UTF8_REPLACEMENT;
        character = character << 6 | (byte & 0x3f);
    }
    if (character < least[length] || character > 0x10ffff ||
        (character >= 0xd800 && character <= 0xdfff))
        return UTF8_REPLACEMENT;
    *used = length;
    return character;
}

size_t utf8_write(uint32_t character, char out[UTF8_MAX + 1])
{
    size_t length = 1;

    if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
        character = '?';
    if (character >= 0x80)
        length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    out[length] = '\0';
    if (length == 1) {
        out[0] = (char)character;
        return 1;
    }
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(unsigned char)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    out[0] = (char)(unsigned char)((0xf00U >> length & 0xf0) | character);
    return length;
}

/* Latin-1: bytes beyond ASCII, and none of them part of a character of UTF-8. */
static bool is_latin(const char *text, size_t length)
{
    bool has_junk = false;

    for (size_t at = 0, used; at < length; at += used) {
        const uint32_t character = utf8_take(text + at, length - at, &used);

        if (used > 1)
            return false;
        has_junk = has_junk || character == UTF8_REPLACEMENT;
    }
    return has_junk;
}

/* C0, DEL, C1, line separators, and what changes the direction of text that follows. */
static bool is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
           (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

size_t utf8_clean(const char *text, size_t length, char *out, size_t size)
{
    const bool latin = is_latin(text, length);
    size_t written = 0;

    for (size_t at = 0, used = 1; at < length; at += used) {
        const uint32_t character =
            latin ? (unsigned char)text[at] : utf8_take(text + at, length - at, &used);
        char bytes[UTF8_MAX + 1];
        const size_t count =
            utf8_write(is_control(character) ? UTF8_REPLACEMENT : character, bytes);

        if (written + count >= size)
            break;
        memcpy(out + written, bytes, count);
        written += count;
    }
    out[written] = '\0';
    return written;
}
