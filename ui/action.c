#include "action.h"

#include "modals/modal.h"

static void wish_command(struct view *view, enum command_kind kind)
{
    if (view->wish.commands < WISHES_MAX)
        view->wish.command[view->wish.commands++] = (struct command){.kind = kind};
}

static void do_help(struct view *view)
{
    if (view->modal == MODAL_HELP)
        modal_close(view);
    else
        modal_open(view, MODAL_HELP);
}

static void do_pause(struct view *view)
{
    if (record_is_over(&view->live)) {
        view_say(view, false, "this run is over; p starts another");
    } else if (view->live.now.state == RUN_PAUSED || view->is_pausing) {
        wish_command(view, COMMAND_RESUME);
        view->is_pausing = false;
    } else {
        wish_command(view, COMMAND_PAUSE);
        view->is_pausing = true;
    }
}

static void do_freeze(struct view *view)
{
    view_freeze(view, !view->is_frozen);
}

static void do_one(struct view *view)
{
    if (view->live.now.state == RUN_PAUSED)
        wish_command(view, COMMAND_ONE);
    else
        view_say(view, false, "pause first (Space); then . goes on to the next measurement");
}

static void do_alpha(struct view *view)
{
    modal_open(view, MODAL_ALPHA);
}

static void do_algorithms(struct view *view)
{
    modal_open(view, MODAL_ALGORITHMS);
}

static void do_editor(struct view *view)
{
    modal_open(view, MODAL_EDITOR);
}

static void do_presets(struct view *view)
{
    modal_open(view, MODAL_PRESETS);
}

static void do_x_clock(struct view *view)
{
    view->clock = (enum x_clock)((view->clock + 1) % X_COUNT);
    view_restart_axes(view);
}

static void do_y_scale(struct view *view)
{
    if (view->screen == SCREEN_OVERLAPS) { /* the axis of the Overlaps screen goes from 0 to 1, or
                                              over whole decades */
        view->q_logarithmic = !view->q_logarithmic;
        return;
    }
    view->y_linear = !view->y_linear;
    view_restart_axes(view);
}

static void do_bell(struct view *view)
{
    view->rings = !view->rings;
    view_say(view, false, "the bell at an escape is %s", view->rings ? "on" : "off");
}

static void do_redraw(struct view *view)
{
    view->wish.repaint = true;
}

static void do_suspend(struct view *view)
{
    view->wish.suspend = true;
}

static void do_next_screen(struct view *view)
{
    view->screen = (enum screen_id)((view->screen + 1) % SCREEN_COUNT);
}

static void do_previous_screen(struct view *view)
{
    view->screen = (enum screen_id)((view->screen + SCREEN_COUNT - 1) % SCREEN_COUNT);
}

static void do_quit(struct view *view)
{
    view->wish.quit = true;
}

static void (*const handlers[ACTION_COUNT])(struct view *) = {
    [ACTION_HELP] = do_help,
    [ACTION_PAUSE] = do_pause,
    [ACTION_FREEZE] = do_freeze,
    [ACTION_ONE] = do_one,
    [ACTION_ALPHA] = do_alpha,
    [ACTION_ALGORITHMS] = do_algorithms,
    [ACTION_EDITOR] = do_editor,
    [ACTION_PRESETS] = do_presets,
    [ACTION_X_CLOCK] = do_x_clock,
    [ACTION_Y_SCALE] = do_y_scale,
    [ACTION_BELL] = do_bell,
    [ACTION_REDRAW] = do_redraw,
    [ACTION_SUSPEND] = do_suspend,
    [ACTION_NEXT_SCREEN] = do_next_screen,
    [ACTION_PREVIOUS_SCREEN] = do_previous_screen,
    [ACTION_QUIT] = do_quit,
};

/*
 * Returns whether an action goes to a screen: one action for each, in the order of their registry.
 */
static bool goes_to_screen(enum action action)
{
    return action > ACTION_PREVIOUS_SCREEN && action < ACTION_QUIT;
}

enum action action_of_screen(enum screen_id screen)
{
    return (enum action)(ACTION_PREVIOUS_SCREEN + 1 + (int)screen);
}

enum context action_context(const struct view *view)
{
    const struct modal_ops *modal = modal_at(view->modal);

    return modal ? modal->context : CONTEXT_SCREEN;
}

bool action_is_handled(enum action action)
{
    return handlers[action] || goes_to_screen(action) ||
           action > ACTION_QUIT; /* the modals answer the other actions */
}

void action_key(struct view *view, int32_t key)
{
    const struct binding *binding = keymap_find(action_context(view), key);
    const struct modal_ops *modal = modal_at(view->modal);

    view->message[0] = '\0';
    if (!binding)
        return;
    if (handlers[binding->action])
        handlers[binding->action](view);
    else if (goes_to_screen(binding->action))
        view->screen = (enum screen_id)(binding->action - ACTION_PREVIOUS_SCREEN - 1);
    else if (modal)
        modal->act(view, binding->action, key);
}
