/* core: UTF-8 in and out, robust to junk. No locale. */
#ifndef PLATEAU_UTF8_H
#define PLATEAU_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { UTF8_REPLACEMENT = 0xfffd, UTF8_MAX = 4 };

/**
 * Returns how many bytes a character has that starts with lead; 1 for ASCII, 0 for a byte that
 * starts no character.
 */
size_t utf8_length(unsigned char lead);

/**
 * Takes the first character of at most `size` bytes, size > 0. *used: its bytes, >= 1. Junk (stray,
 * cut, overlong, surrogate, beyond U+10FFFF) becomes UTF8_REPLACEMENT, one byte at a time.
 */
uint32_t utf8_take(const char *text, size_t size, size_t *used);

/**
 * Writes one character and a NUL; returns its bytes. A number that is not a character becomes '?'.
 */
size_t utf8_write(uint32_t character, char out[UTF8_MAX + 1]);

/**
 * Copies a text from outside so that it can be shown: a terminal obeys nothing in it, and JSON
 * takes it. Each control character, C1 and marks of direction included, becomes U+FFFD, and so does
 * junk; a text with bytes beyond ASCII and no character of UTF-8 in them is read as Latin-1. What
 * does not fit in `size` bytes, NUL included, is cut off between two characters. returns the bytes
 * written, without the NUL
 */
size_t utf8_clean(const char *text, size_t length, char *out, size_t size);

#endif
