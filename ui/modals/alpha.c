/* A field in the status line: the staged alpha and what the change would do. */
#include <string.h>

#include "modal.h"
#include "plateau/lines.h"

/* Returns whether a key can be part of an alpha; n/4 is a batch. */
static bool is_of_number(int32_t key)
{
    return key > 0 && key < 128 && strchr("0123456789.+-eE", (char)key);
}

static void act(struct view *view, enum action action, int32_t key)
{
    if (action == ACTION_TYPE && !is_of_number(key))
        return;
    modal_edit(view, "alpha", action, key);
}

/*
 * A refusal is a whole sentence: where it does not fit behind the value, it takes the lines above.
 */
static void draw_refusal(const struct view *view, struct canvas *canvas, struct rect line,
                         int column)
{
    const int wide = canvas_count(view->stage.effect) + 5;
    struct rect at = {line.top, line.left + column, 1, line.columns - column};

    if (wide > at.columns && line.top > 1) {
        const int above = wide > line.columns && line.top > 2 ? 2 : 1;
        at = (struct rect){line.top - above, line.left, above, line.columns};
        canvas_fill(canvas, at, ' ', INK_TEXT);
    }
    canvas_text(canvas, at.top, at.left + 1, 3, INK_ALARM, 0, "(!)");
    at.left += 5;
    at.columns -= 6;
    lines_wrap(canvas, at, INK_ALARM, view->stage.effect);
}

static void draw(const struct view *view, struct canvas *canvas, struct rect line)
{
    const char *staged = stage_text(&view->stage, "alpha");
    char now[STAGE_TEXT_MAX];
    int column = line.columns >= COMPACT_COLUMNS ? 1 : 0;

    canvas_fill(canvas, line, ' ', INK_TEXT);
    view_value(view, "alpha", now, sizeof now);
    column += canvas_printf(canvas, line.top, line.left + column, line.columns - column, INK_TEXT,
                            CELL_BOLD, "alpha %s → ", now);
    column += canvas_printf(canvas, line.top, line.left + column, line.columns - column,
                            INK_PENDING, CELL_BOLD, "%s_ ", staged ? staged : "");
    if (view->stage.is_refused) {
        draw_refusal(view, canvas, line, column);
    } else {
        canvas_text(canvas, line.top, line.left + column + 1, line.columns - column - 1, INK_DIM, 0,
                    staged ? view->stage.effect : "+ - or type a value");
    }
}

const struct modal_ops modal_alpha = {.name = "alpha",
                                      .context = CONTEXT_ALPHA,
                                      .is_line = true,
                                      .open = modal_judge,
                                      .act = act,
                                      .draw = draw};
