/*
 * ui: changes that are typed but not applied. Nothing reaches the run before Enter. The config
 * functions say, on a copy, whether the changes are possible and what they would do.
 */
#ifndef PLATEAU_UI_STAGE_H
#define PLATEAU_UI_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plateau/config.h"

enum { STAGE_MAX = 24, STAGE_KEY_MAX = 24, STAGE_TEXT_MAX = 96, STAGE_EFFECT_MAX = 320 };

struct staged {
    char key[STAGE_KEY_MAX];
    char text[STAGE_TEXT_MAX];
    bool is_proposal; /* made by + or -: the next typed character starts anew */
    bool may_be_sign; /* made by one - in an empty field: a digit after it makes it a sign */
};

/* Plain data. */
struct stage {
    struct staged at[STAGE_MAX];
    size_t count;
    bool is_refused; /* then effect says why, and what would be possible */
    char effect[STAGE_EFFECT_MAX];
};

void stage_clear(struct stage *stage);

/** Returns the staged text of a key; NULL when nothing is staged. */
const char *stage_text(const struct stage *stage, const char *key);

/** Stages a text (cut when too long), or takes a key back. */
void stage_put(struct stage *stage, const char *key, const char *text);
void stage_drop(struct stage *stage, const char *key);

/**
 * Adds a typed character to the staged text (to an empty text when nothing is staged), or erases
 * the last character; a text erased to nothing is not staged any more.
 */
void stage_type(struct stage *stage, const char *key, int32_t character);
void stage_erase(struct stage *stage, const char *key);

/** Says that the last proposal came from a - that may have been a sign. */
void stage_doubt_minus(struct stage *stage, const char *key);

/** Stages the value that + (direction 1) or - (-1) proposes, starting from the staged one. */
void stage_nudge(struct stage *stage, const struct config *in_force,
                 const struct param_schema *schema, const char *key, int direction);

/**
 * Computes the config in force with all staged changes. Returns false, with is_refused and effect
 * set, when that is impossible; otherwise effect describes what applying would do.
 */
bool stage_judge(struct stage *stage, const struct config *in_force,
                 const struct param_schema *schema, struct config *would_be);

#endif
