/*
 * ui: from the bytes of a terminal, and the sequences curses knows, to keys. Junk becomes no key
 * that does something: pastes and unknown escape sequences are swallowed. No curses.
 */
#ifndef PLATEAU_UI_INPUT_H
#define PLATEAU_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys.h"

/* What a source of codes gives: a byte, a key of keys.h, or one of these. */
enum input_code {
    INPUT_NONE = TERM_KEY_NONE,
    INPUT_UNKNOWN = TERM_KEY_F + 100, /* a key we have no name for */
    INPUT_PASTE_BEGIN,
    INPUT_PASTE_END,
};

/* Owned by: UI. */
struct input {
    int32_t (*read)(void *source); /* the next code without waiting; INPUT_NONE */
    void *source;
    int32_t held;      /* taken from the source, not yet used; INPUT_NONE */
    bool more;         /* the source may hold more at once */
    char character[4]; /* the bytes of one that is not complete */
    size_t bytes;      /* how many */
    bool pasting;      /* between begin and end of a bracketed paste */
    int64_t pasted_at; /* milliseconds, when its last byte came */
};

void input_init(struct input *input, int32_t (*read)(void *source), void *source);

/** The next key without waiting, TERM_KEY_NONE if there is none. now: milliseconds, any origin. */
int32_t input_key(struct input *input, int64_t now);

/** There may be a key although nothing new arrives. */
bool input_is_pending(const struct input *input);

#endif
