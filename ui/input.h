/*
 * ui: turns the bytes of a terminal, and the sequences that curses knows, into keys. Junk never
 * becomes a key with an effect: pastes and unknown escape sequences are swallowed. No curses.
 */
#ifndef PLATEAU_UI_INPUT_H
#define PLATEAU_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys.h"

/* What a source of codes returns: a byte, a key of keys.h, or one of these. */
enum input_code {
    INPUT_NONE = TERM_KEY_NONE,
    INPUT_UNKNOWN = TERM_KEY_F + 100, /* a key without a name here */
    INPUT_PASTE_BEGIN,
    INPUT_PASTE_END,
};

/* Owned by: UI. */
struct input {
    int32_t (*read)(void *source); /* returns the next code without waiting; INPUT_NONE */
    void *source;
    int32_t held;      /* read from the source, not yet used; INPUT_NONE */
    bool more;         /* the source may hold more at once */
    char character[4]; /* the bytes of an incomplete character */
    size_t bytes;      /* how many */
    bool pasting;      /* between begin and end of a bracketed paste */
    int64_t pasted_at; /* milliseconds, when its last byte came */
};

void input_init(struct input *input, int32_t (*read)(void *source), void *source);

/**
 * Returns the next key without waiting; TERM_KEY_NONE when no key is there. now: milliseconds, any
 * origin.
 */
int32_t input_key(struct input *input, int64_t now);

/** Returns whether a key may follow although no new byte arrives. */
bool input_is_pending(const struct input *input);

#endif
