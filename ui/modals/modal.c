#include "modal.h"

#include <stdio.h>
#include <string.h>

static const struct modal_ops *const modals[] = {
    NULL,
#define MODAL(identifier, name) &modal_##name,
#include "registry.def"
#undef MODAL
};

const struct modal_ops *modal_at(enum modal_id modal)
{
    return modals[modal];
}

void modal_open(struct view *view, enum modal_id modal)
{
    const struct modal_ops *ops = modal_at(modal);
    const bool changes_run =
        modal == MODAL_ALPHA || modal == MODAL_ALGORITHMS || modal == MODAL_EDITOR;

    if (changes_run && record_is_over(&view->live)) {
        view_say(view, false, "this run is over and cannot be changed; p starts another");
        return;
    }
    if (modal == MODAL_HELP) {
        view->under_help = view->modal;
        view->row_under_help = view->row;
    } else {
        stage_clear(&view->stage);
    }
    view->modal = modal;
    view->row = 0;
    ops->open(view);
}

void modal_close(struct view *view)
{
    if (view->modal == MODAL_HELP) {
        view->modal = view->under_help;
        view->row = view->row_under_help;
        return;
    }
    view->modal = MODAL_NONE;
    stage_clear(&view->stage);
}

void modal_apply_stage(struct view *view)
{
    struct config would_be;

    if (!stage_judge(&view->stage, view_config(view), view->schema, &would_be))
        return;
    for (size_t i = 0; i < view->stage.count && view->wish.commands < WISHES_MAX; i++) {
        struct command *command = &view->wish.command[view->wish.commands++];
        *command = (struct command){.kind = COMMAND_SET};
        snprintf(command->key, sizeof command->key, "%s", view->stage.at[i].key);
        snprintf(command->value, sizeof command->value, "%s", view->stage.at[i].text);
    }
    modal_close(view);
}

void modal_judge(struct view *view)
{
    struct config would_be;

    stage_judge(&view->stage, view_config(view), view->schema, &would_be);
}

/* After "1e" a sign is part of the number and does not step to the next value. */
static bool is_in_exponent(const struct view *view, const char *name)
{
    const char *text = stage_text(&view->stage, name);
    const size_t length = text ? strlen(text) : 0;

    return length > 0 && (text[length - 1] == 'e' || text[length - 1] == 'E');
}

static void nudge(struct view *view, const char *name, int direction, int32_t key)
{
    const bool is_first = !stage_text(&view->stage, name);

    if (is_in_exponent(view, name) && (key == '+' || key == '-')) {
        stage_type(&view->stage, name, key);
        return;
    }
    stage_nudge(&view->stage, view_config(view), view->schema, name, direction);
    if (is_first && key == '-')
        stage_doubt_minus(&view->stage, name);
}

void modal_edit(struct view *view, const char *name, enum action action, int32_t key)
{
    switch (action) {
    case ACTION_CLOSE:
        modal_close(view);
        return;
    case ACTION_APPLY:
        modal_apply_stage(view);
        return;
    case ACTION_RAISE:
        nudge(view, name, 1, key);
        break;
    case ACTION_LOWER:
        nudge(view, name, -1, key);
        break;
    case ACTION_TYPE:
        stage_type(&view->stage, name, key);
        break;
    case ACTION_ERASE:
        stage_erase(&view->stage, name);
        break;
    case ACTION_RESET:
        stage_drop(&view->stage, name);
        break;
    default:
        return;
    }
    modal_judge(view);
}

void modal_move(struct view *view, int by, size_t count)
{
    const size_t far = (size_t)(by < 0 ? -by : by);

    if (by < 0)
        view->row = view->row > far ? view->row - far : 0;
    else if (count > 0)
        view->row = view->row + far < count ? view->row + far : count - 1;
}

size_t modal_first_shown(size_t marked, int lines)
{
    const size_t fit = lines > 0 ? (size_t)lines : 1;

    return marked + 1 > fit ? marked + 1 - fit : 0;
}

struct rect modal_area(const struct view *view)
{
    enum { ROWS_LEAST = 6 };
    const struct rect all = {0, 0, view->rows, view->columns};
    const struct rect inner = {1, 0, view->rows - 2, view->columns};

    return inner.rows >= ROWS_LEAST ? inner : all;
}
