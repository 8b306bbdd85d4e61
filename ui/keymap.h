/*
 * ui: the one key table, from which dispatch, the bottom line, the help page and --keys are made.
 */
#ifndef PLATEAU_UI_KEYMAP_H
#define PLATEAU_UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a key is pressed. A key means the row of its context, else the row of CONTEXT_ANY. */
enum context {
    CONTEXT_SCREEN,
    CONTEXT_ALPHA,
    CONTEXT_ALGORITHMS,
    CONTEXT_EDITOR,
    CONTEXT_PRESETS,
    CONTEXT_HELP,
    CONTEXT_ANY,
    CONTEXT_COUNT
};

enum action {
    ACTION_NONE,
    ACTION_HELP,
    ACTION_PAUSE,
    ACTION_FREEZE,
    ACTION_ONE,
    ACTION_ALPHA,
    ACTION_ALGORITHMS,
    ACTION_EDITOR,
    ACTION_PRESETS,
    ACTION_X_CLOCK,
    ACTION_Y_SCALE,
    ACTION_BELL,
    ACTION_REDRAW,
    ACTION_SUSPEND,
    ACTION_NEXT_SCREEN,
    ACTION_PREVIOUS_SCREEN,
#define SCREEN(identifier, name) ACTION_SCREEN_##identifier,
#include "screens/registry.def"
#undef SCREEN
    ACTION_QUIT,
    /* The open modal takes the actions below. */
    ACTION_CLOSE,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_RAISE,
    ACTION_LOWER,
    ACTION_TYPE,
    ACTION_ERASE,
    ACTION_RESET,
    ACTION_APPLY,
    ACTION_COUNT
};

enum {
    KEYS_PER_BINDING = 3,
    /* Stands in the table for every character that can be part of a value. */
    KEY_OF_VALUE = 0x120000,
};

/* Immutable. */
struct binding {
    enum context context;
    int32_t key[KEYS_PER_BINDING]; /* 0 = none */
    enum action action;
    const char *label; /* in the bottom line; NULL: not in that line */
    const char *help;
};

/** Returns row `index` of the table; NULL past the end. */
const struct binding *keymap_at(size_t index);

/** Returns the first row of an action; NULL when no key leads to it. */
const struct binding *keymap_of(enum action action);

/** Returns what a key does in a context; NULL for a key without a meaning there. */
const struct binding *keymap_find(enum context context, int32_t key);

/** Returns the name of a context on the help page. */
const char *keymap_context_title(enum context context);

enum { KEY_TEXT_MAX = 40 };

/** Writes a key as people write it: "a", "Space", "F9", "Ctrl-L". */
void keymap_key_text(int32_t key, char out[KEY_TEXT_MAX]);

/** Writes all keys of a row: "Space F9". */
void keymap_keys_text(const struct binding *binding, char out[KEY_TEXT_MAX]);

#endif
