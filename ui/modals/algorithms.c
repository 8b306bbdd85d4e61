/* The menu of algorithms, and what a switch would do to the run. */
#include <stdio.h>
#include <string.h>

#include "modal.h"
#include "plateau/lines.h"

static bool is_in_force(const struct view *view, size_t row)
{
    return strcmp(view->schema->learner(row).name, view_config(view)->algorithm) == 0;
}

/* Stages the marked algorithm, which asks the config whether the switch is possible. */
static void judge_marked(struct view *view)
{
    stage_clear(&view->stage);
    if (view->row < view->schema->count && !is_in_force(view, view->row))
        stage_put(&view->stage, "algorithm", view->schema->learner(view->row).name);
    modal_judge(view);
}

static void open_menu(struct view *view)
{
    view->row = 0;
    while (view->row < view->schema->count && !is_in_force(view, view->row))
        view->row++;
    judge_marked(view);
}

static void act(struct view *view, enum action action, int32_t key)
{
    (void)key;
    switch (action) {
    case ACTION_CLOSE:
        modal_close(view);
        break;
    case ACTION_APPLY:
        modal_apply_stage(view);
        break;
    case ACTION_UP:
    case ACTION_DOWN:
        modal_move(view, action == ACTION_UP ? -1 : 1, view->schema->count);
        judge_marked(view);
        break;
    default:
        break;
    }
}

static void draw(const struct view *view, struct canvas *canvas, struct rect area)
{
    enum { FOOT = 4, WIDE = 66 };
    const size_t count = view->schema->count;
    const struct rect box = layout_centre(area, (int)count + FOOT + 2, WIDE);

    canvas_fill(canvas, box, ' ', INK_TEXT);
    const struct rect at = canvas_box(canvas, box, "algorithm", "Enter switches", INK_TITLE);
    const int lines = at.rows > FOOT ? at.rows - FOOT : at.rows;
    const size_t first = modal_first_shown(view->row, lines);
    for (int line = 0; line < lines && first + (size_t)line < count; line++) {
        const size_t i = first + (size_t)line;
        const struct param_group learner = view->schema->learner(i);
        canvas_printf(canvas, at.top + line, at.left + 1, at.columns - 2,
                      i == view->row ? INK_KEY : INK_TEXT, i == view->row ? CELL_BOLD : 0,
                      "%s %-10s %s%s", i == view->row ? ">" : " ", learner.name, learner.title,
                      is_in_force(view, i) ? "  (in force)" : "");
    }
    const struct rect foot = {at.top + lines + 1, at.left + 2, at.rows - lines - 1, at.columns - 4};
    lines_wrap(canvas, foot, view->stage.is_refused ? INK_ALARM : INK_DIM,
               view->stage.count > 0 ? view->stage.effect : "this one is in force");
}

const struct modal_ops modal_algorithms = {.name = "algorithms",
                                           .context = CONTEXT_ALGORITHMS,
                                           .open = open_menu,
                                           .act = act,
                                           .draw = draw};
