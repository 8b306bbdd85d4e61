/*
 * ui/modals: the interface of what lies over the screen. One file, one const object, one line in
 * registry.def.
 */
#ifndef PLATEAU_UI_MODALS_MODAL_H
#define PLATEAU_UI_MODALS_MODAL_H

#include "keymap.h"
#include "layout.h"
#include "plateau/canvas.h"
#include "view.h"

/* Immutable. */
struct modal_ops {
    const char *name;
    enum context context; /* names its rows in the key table */
    bool is_line;         /* lies in the status line, not over the panels */
    void (*open)(struct view *view);
    /* Takes every action after ACTION_QUIT and ignores the ones that it does not use. */
    void (*act)(struct view *view, enum action action, int32_t key);
    void (*draw)(const struct view *view, struct canvas *canvas, struct rect area);
};

#define MODAL(identifier, name) extern const struct modal_ops modal_##name;
#include "registry.def"
#undef MODAL

/** Returns a modal by its name; NULL for MODAL_NONE. */
const struct modal_ops *modal_at(enum modal_id modal);

/** Opens a modal, or says why it cannot open now. */
void modal_open(struct view *view, enum modal_id modal);
void modal_close(struct view *view);

/** Wishes the staged changes to be sent, and closes; stays open when they are refused. */
void modal_apply_stage(struct view *view);

/** Asks again whether the staged changes are possible, and what they would do. */
void modal_judge(struct view *view);

/** Edits the staged text of one parameter: raise, lower, type, erase, reset, apply, close. */
void modal_edit(struct view *view, const char *name, enum action action, int32_t key);

/** Moves view->row by `by` rows, inside [0, count). */
void modal_move(struct view *view, int by, size_t count);

/**
 * Returns the first row that a list of `lines` lines shows, so that the marked row is among them.
 */
size_t modal_first_shown(size_t marked, int lines);

/**
 * Returns where a modal may be drawn: all but the header and the keys, or all when that is too
 * little.
 */
struct rect modal_area(const struct view *view);

#endif
