/* ui: what a key does: it changes the view, or leaves a wish for the frame loop. */
#ifndef PLATEAU_UI_ACTION_H
#define PLATEAU_UI_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "keymap.h"
#include "view.h"

/** One key press. Keys that mean nothing here are ignored. */
void action_key(struct view *view, int32_t key);

/** The action that goes to a screen. */
enum action action_of_screen(enum screen_id screen);

/** Where keys go now. */
enum context action_context(const struct view *view);

/** Some code answers this action: for the test that walks the key table. */
bool action_is_handled(enum action action);

#endif
