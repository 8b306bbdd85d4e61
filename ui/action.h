/* ui: what a key does: it changes the view, or leaves a wish for the frame loop. */
#ifndef PLATEAU_UI_ACTION_H
#define PLATEAU_UI_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "keymap.h"
#include "view.h"

/** Takes one key press. A key without a meaning here changes nothing. */
void action_key(struct view *view, int32_t key);

/** Returns the action that goes to a screen. */
enum action action_of_screen(enum screen_id screen);

/** Returns the context that takes the keys now. */
enum context action_context(const struct view *view);

/** Returns whether some code answers this action, for the test that walks the key table. */
bool action_is_handled(enum action action);

#endif
