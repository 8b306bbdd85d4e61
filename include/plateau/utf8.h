/* draw: UTF-8 in and out, robust to junk. No locale. */
#ifndef PLATEAU_UTF8_H
#define PLATEAU_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { UTF8_REPLACEMENT = 0xfffd, UTF8_MAX = 4 };

/** How many bytes a character has that starts with lead; 1 for ASCII, 0 where no character starts
 * so. */
size_t utf8_length(unsigned char lead);

/**
 * Takes the first character of at most `size` bytes, size > 0. *used: the bytes it took, >= 1.
 * Junk (stray, cut, overlong, surrogate, beyond U+10FFFF) is UTF8_REPLACEMENT, one byte at a time.
 */
uint32_t utf8_take(const char *text, size_t size, size_t *used);

/** Writes one character and a NUL; returns its bytes. What is not a character is written as '?'. */
size_t utf8_write(uint32_t character, char out[UTF8_MAX + 1]);

#endif
