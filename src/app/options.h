/* The command line as plain data. */
#ifndef PLATEAU_APP_OPTIONS_H
#define PLATEAU_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "plateau/config.h"
#include "plateau/engine.h"
#include "plateau/ui.h"

enum { SETTINGS_MAX = 64, WORDS_MAX = 257, KEY_BYTES = 64 };

/* The commands that an option belongs to; a set. */
enum scope {
    SCOPE_SHOW = 1, /* plateau [PRESET] */
    SCOPE_RUN = 2,
    SCOPE_PRESETS = 4,
    SCOPE_PARAMS = 8,
    SCOPE_MMSE = 16,
    SCOPE_THEORY = 32,
    SCOPE_BENCH = 64,
    SCOPE_DETECT = 128,
    SCOPE_LIMIT = 256,
    SCOPE_ALL = 511,
};

/* The alphas first, first + step, ... */
struct alphas {
    double first, step;
    size_t count;
};

/*
 * Strings are borrowed from argv, except keys: a setting points into its own options, which
 * therefore must not move.
 */
struct options {
    const char *word[WORDS_MAX]; /* the words that are not options, in order */
    size_t words;
    unsigned scopes;       /* common to all options given */
    const char *narrowest; /* the option that narrowed scopes last, for messages */
    struct setting setting[SETTINGS_MAX];
    char key[SETTINGS_MAX][KEY_BYTES];
    size_t settings;
    size_t threads;
    const struct tile_ops *tiles; /* --kernel; NULL until options_complete when not given */
    bool quiet, help, version, no_store;
    struct limits limits;
    const char *csv; /* a file; "-" = stdout */
    bool json, force;
    struct alphas alphas; /* count 0: the preset's */
    const char *branch;   /* NULL = all */
    bool transitions, profile, evolution, finite;
    bool keys;
    enum ui_colour colour;
    enum ui_glyphs glyphs;
    double frames_per_second;
    const char *kind, *readout, *gamma, *snr; /* NULL: not given, also below */
    const char *column, *step_column, *lower, *upper, *fraction, *level, *origin;
    bool rising, falling, follow;
};

/**
 * Reads argv[1..]: options and words in any order, "--name value" and "--name=value".
 *
 * argv  must outlive *out
 */
enum status options_parse(struct options *out, int argc, char *const argv[], struct error *err);

/**
 * Takes from the environment what the command of that scope needs and the command line leaves open:
 * PLATEAU_KERNEL.
 */
enum status options_complete(struct options *options, enum scope scope, struct error *err);

/** Prints the options of a command, with their heading. */
void options_print_help(enum scope scope, FILE *out);

#endif
