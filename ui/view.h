/*
 * ui: what the UI remembers. The engine's messages come in, keys change it, panels read it. Owned
 * by: UI. The view knows nothing of the terminal; what a key wants done outside goes to `wish`.
 */
#ifndef PLATEAU_UI_VIEW_H
#define PLATEAU_UI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"
#include "screens/screen.h"
#include "sizes.h"
#include "stage.h"

enum { PENDING_MAX = STAGE_MAX, WISHES_MAX = STAGE_MAX, PRESETS_MAX = 64, MESSAGE_MAX = 320 };

/* A change that was sent and has not taken effect yet. */
struct pending {
    uint32_t revision;
    char key[STAGE_KEY_MAX];
    char from[STAGE_TEXT_MAX], to[STAGE_TEXT_MAX];
};

/* What keys ask of the frame loop, which clears it. */
struct wish {
    struct command command[WISHES_MAX];
    size_t commands;
    bool start; /* a new run with start_config */
    struct config start_config;
    bool quit, suspend, repaint, bell;
};

enum modal_id {
    MODAL_NONE,
#define MODAL(identifier, name) MODAL_##identifier,
#include "modals/registry.def"
#undef MODAL
    MODAL_COUNT
};

/* One line of the preset list. */
struct preset_line {
    char name[PRESET_NAME_MAX];
    char title[CONFIG_TEXT_MAX];
};

struct view {
    const struct param_schema *schema;
    size_t threads; /* that compute; 0 = unknown */
    struct record live;
    struct record frozen; /* the copy under `z` */
    struct sizes sizes;   /* the runs before this one */
    bool is_frozen;
    bool rings; /* the bell, at an escape */
    /* How the screen shows it. */
    int rows, columns; /* of the terminal */
    enum screen_id screen;
    enum x_clock clock;
    bool y_linear;
    bool q_logarithmic; /* the curves of the overlaps show 1 - q */
    struct axis x, y;
    bool x_has_data, y_has_data; /* otherwise the axis is only a place holder */
    struct axis alpha, eps;      /* of the phase plot */
    bool alpha_has_data, eps_has_data;
    /* What was asked of the run. */
    struct pending pending[PENDING_MAX];
    size_t pendings;
    bool is_pausing; /* asked for, not yet in force */
    struct wish wish;
    /* What lies over the screen. */
    enum modal_id modal;
    enum modal_id under_help; /* where the help page goes back to */
    struct stage stage;
    size_t row; /* marked in the menu, or first line of the help page */
    size_t row_under_help;
    struct preset_line preset[PRESETS_MAX];
    size_t presets;
    struct config chosen; /* the marked preset */
    bool chosen_is_good;
    /* The status line; a message about the run goes at the next key. */
    char message[MESSAGE_MAX];
    bool message_is_alarm;
    double silence; /* seconds since the last message of a run that should go */
    uint64_t lost;  /* messages that the screen was too slow for */
};

void view_init(struct view *view, const struct param_schema *schema, size_t threads);
void view_fini(struct view *view);

/** Forgets the former run and waits for messages of run number `run`. */
void view_start(struct view *view, uint32_t run, const struct config *config);

/** Takes in one message; drops a message of another run. */
void view_take_message(struct view *view, const struct message *message);

/** Copies the newest snapshot. */
void view_take_snapshot(struct view *view, const struct snapshot *snapshot);

/** Adds a posted change, shown as pending until a message or snapshot has `revision`. */
void view_add_pending(struct view *view, const struct command *command, uint32_t revision);

/** Returns the pending change of a key; NULL when nothing is pending. */
const struct pending *view_pending(const struct view *view, const char *key);

/**
 * Computes the config with the staged changes, else with the pending ones. Returns "staged" or
 * "pending"; NULL when it has neither or they are impossible.
 */
const char *view_planned(const struct view *view, struct config *planned);

/** Forgets the axes, after another clock or scale was chosen. */
void view_restart_axes(struct view *view);

/** Brings the axes to the data; once before each frame. */
void view_follow(struct view *view);

void view_say(struct view *view, bool is_alarm, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Returns what the screen draws: the live record, or the copy while frozen. */
const struct record *view_shown(const struct view *view);
const struct config *view_config(const struct view *view); /* in force, live */

void view_freeze(struct view *view, bool freeze);

/** Returns the name of the algorithm in force, as in presets. */
const char *view_algorithm(const struct view *view, const struct config *config);

/**
 * Returns the kind of eps on the screen: "half-Gibbs" of samplers, "point" of optimisers, or both
 * in turn.
 */
const char *view_meaning_of_eps(const struct view *view);

/**
 * Writes the value of a parameter as the user would type it: from the config in force, or from any.
 */
void view_value(const struct view *view, const char *key, char *out, size_t size);
void view_value_of(const struct view *view, const struct config *config, const char *key, char *out,
                   size_t size);

#endif
