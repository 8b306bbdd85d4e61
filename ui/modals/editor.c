/* Every parameter that may change during a run: values in force beside staged ones. */
#include <stdio.h>
#include <string.h>

#include "modal.h"
#include "plateau/lines.h"
#include "plateau/text.h"

enum { ROWS_MAX = STAGE_MAX, WIDE = 72, NAME_AT = 3, VALUE_AT = 18, STAGED_AT = 30, RANGE_AT = 44 };

/*
 * Lists the rows of the editor: the learner's own parameters, then those of all learners, without
 * the algorithm, which has a menu of its own. Returns how many.
 */
static size_t list_rows(const struct view *view, const struct param_spec *row[ROWS_MAX])
{
    const struct config *config = view_config(view);
    const struct param_group learner = config_learner(config, view->schema);
    const struct param_spec *spec;
    size_t count = 0;

    for (size_t i = 0; i < learner.count && count < ROWS_MAX; i++)
        if (learner.params[i].change == PARAM_LIVE)
            row[count++] = learner.params + i;
    for (size_t i = 0; (spec = config_param_at(i)) && count < ROWS_MAX; i++)
        if (spec->change == PARAM_LIVE && spec->kind != PARAM_ALGORITHM)
            row[count++] = spec;
    return count;
}

static void act(struct view *view, enum action action, int32_t key)
{
    const struct param_spec *row[ROWS_MAX];
    const size_t count = list_rows(view, row);

    if (action == ACTION_UP || action == ACTION_DOWN)
        modal_move(view, action == ACTION_UP ? -1 : 1, count);
    else if (view->row < count)
        modal_edit(view, row[view->row]->name, action, key);
    else
        modal_edit(view, "", action == ACTION_CLOSE ? action : ACTION_NONE, key);
}

/* Writes "1e-5 .. 1 gradients" or the choices. */
static void write_range(const struct param_spec *spec, const char *unit, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    if (spec->kind == PARAM_CHOICE) {
        for (size_t i = 0; spec->choices[i] && used < size; i++) {
            used +=
                (size_t)snprintf(out + used, size - used, "%s%s", i ? " " : "", spec->choices[i]);
        }
    } else if (spec->kind == PARAM_BATCH) {
        snprintf(out, size, "rows or n/4");
    } else if (spec->kind == PARAM_REAL || spec->kind == PARAM_COUNT) {
        snprintf(out, size, "%s .. %s%s%s", text_exact(spec->min).at, text_exact(spec->max).at,
                 unit[0] ? " " : "", unit);
    }
}

static void draw_row(const struct view *view, struct canvas *canvas, struct rect at, int line,
                     const struct param_spec *spec, bool is_marked)
{
    const char *staged = stage_text(&view->stage, spec->name);
    const int top = at.top + line, left = at.left, end = at.left + at.columns;
    const unsigned bold = is_marked ? CELL_BOLD : 0;
    char value[STAGE_TEXT_MAX], range[128];

    view_value(view, spec->name, value, sizeof value);
    write_range(spec, spec->unit, range, sizeof range);
    if (RANGE_AT + canvas_count(range) > at.columns)
        write_range(spec, "", range, sizeof range); /* the foot shows the whole range */
    canvas_text(canvas, top, left + 1, 1, INK_KEY, bold, is_marked ? ">" : " ");
    canvas_text(canvas, top, left + NAME_AT, VALUE_AT - NAME_AT - 1, INK_TEXT, bold, spec->name);
    canvas_text(canvas, top, left + VALUE_AT, STAGED_AT - VALUE_AT - 1, INK_TEXT, bold, value);
    if (staged) {
        canvas_printf(canvas, top, left + STAGED_AT, RANGE_AT - STAGED_AT - 1, INK_PENDING,
                      CELL_BOLD, "→ %s%s", staged, is_marked ? "_" : "");
    } else if (is_marked) {
        canvas_text(canvas, top, left + STAGED_AT, RANGE_AT - STAGED_AT - 1, INK_DIM, 0, "  _");
    }
    if (RANGE_AT + canvas_count(range) <= at.columns)
        canvas_text(canvas, top, left + RANGE_AT, end - left - RANGE_AT, INK_DIM, 0, range);
}

/* Describes the marked parameter, and what applying would do or why it is refused. */
static void draw_foot(const struct view *view, struct canvas *canvas, struct rect at,
                      const struct param_spec *spec)
{
    struct rect text = {at.top, at.left + 1, at.rows, at.columns - 2};
    char range[128] = "", words[512] = "";

    if (spec) {
        write_range(spec, spec->unit, range, sizeof range);
        snprintf(words, sizeof words, range[0] ? "%s (%s)" : "%s%s", spec->help, range);
    }
    const int used = lines_wrap(canvas, text, INK_DIM, words);
    text.top += used;
    text.rows -= used;
    if (view->stage.count == 0) {
        lines_wrap(canvas, text, INK_DIM, "+ - or type a value; nothing changes before Enter");
    } else if (view->stage.is_refused) {
        canvas_text(canvas, text.top, text.left, text.rows > 0 ? 4 : 0, INK_ALARM, 0, "(!) ");
        text.left += 4;
        text.columns -= 4;
        lines_wrap(canvas, text, INK_ALARM, view->stage.effect);
    } else {
        lines_wrap(canvas, text, INK_PENDING, view->stage.effect);
    }
}

static void draw(const struct view *view, struct canvas *canvas, struct rect area)
{
    enum { FOOT = 4 };
    const struct param_spec *row[ROWS_MAX];
    const size_t count = list_rows(view, row);
    const struct rect box = layout_centre(area, (int)count + FOOT + 3, WIDE);

    canvas_fill(canvas, box, ' ', INK_TEXT);
    const struct rect at =
        canvas_box(canvas, box, "edit parameters: in force → staged", "Enter applies", INK_TITLE);
    const int lines = at.rows > FOOT + 1 ? at.rows - FOOT - 1 : at.rows;
    const size_t first = modal_first_shown(view->row, lines);
    for (int line = 0; line < lines && first + (size_t)line < count; line++) {
        const size_t i = first + (size_t)line;
        draw_row(view, canvas, at, line, row[i], i == view->row);
    }
    const struct rect foot = {at.top + lines + 1, at.left, at.rows - lines - 1, at.columns};
    draw_foot(view, canvas, foot, view->row < count ? row[view->row] : NULL);
}

const struct modal_ops modal_editor = {
    .name = "editor", .context = CONTEXT_EDITOR, .open = modal_judge, .act = act, .draw = draw};
