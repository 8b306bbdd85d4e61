/* The menu of presets: what one will see, and the start of a new run. */
#include <stdio.h>
#include <string.h>

#include "modal.h"
#include "plateau/lines.h"
#include "plateau/text.h"

/* Loads the marked preset, to describe and to start it. */
static void load_marked(struct view *view)
{
    struct error err = {0};

    if (view->row >= view->presets)
        return;
    view->chosen_is_good =
        config_load(&view->chosen, view->schema, view->preset[view->row].name, &err) == STATUS_OK &&
        engine_check(&view->chosen, view_config(view), &err) == STATUS_OK;
    snprintf(view->stage.effect, sizeof view->stage.effect, "%s", err.text);
}

static void open_list(struct view *view)
{
    char names[PRESETS_MAX][PRESET_NAME_MAX];
    struct config config;

    view->presets = preset_names(names, PRESETS_MAX);
    for (size_t i = 0; i < view->presets; i++) {
        struct preset_line *line = &view->preset[i];
        const bool is_good = config_load(&config, view->schema, names[i], NULL) == STATUS_OK;
        snprintf(line->name, sizeof line->name, "%s", names[i]);
        snprintf(line->title, sizeof line->title, "%s",
                 is_good ? config.title : "(!) not readable");
        if (strcmp(names[i], view_config(view)->preset) == 0)
            view->row = i;
    }
    load_marked(view);
}

static void start_marked(struct view *view)
{
    if (view->presets > 0 && view->chosen_is_good) {
        view->wish.start = true;
        view->wish.start_config = view->chosen;
        modal_close(view);
    }
}

static void act(struct view *view, enum action action, int32_t key)
{
    (void)key;
    switch (action) {
    case ACTION_CLOSE:
        modal_close(view);
        return;
    case ACTION_APPLY:
        start_marked(view);
        return;
    case ACTION_UP:
    case ACTION_DOWN:
        modal_move(view, action == ACTION_UP ? -1 : 1, view->presets);
        break;
    case ACTION_FIRST:
    case ACTION_LAST:
        modal_move(view, action == ACTION_FIRST ? -PRESETS_MAX : PRESETS_MAX, view->presets);
        break;
    default:
        return;
    }
    load_marked(view);
}

static void draw_details(const struct view *view, struct canvas *canvas, struct rect at)
{
    const struct config *chosen = &view->chosen;
    char k[STAGE_TEXT_MAX];

    if (!view->chosen_is_good) {
        lines_wrap(canvas, at, INK_ALARM, view->presets ? view->stage.effect : "no presets found");
        return;
    }
    if (at.rows < 1)
        return;
    config_format_k(chosen, k, sizeof k);
    const int first =
        canvas_printf(canvas, at.top, at.left, at.columns, INK_TEXT, 0, "%s  d=%s k=%s n=%zu  %s",
                      view_algorithm(view, chosen), text_count((double)chosen->d).at, k,
                      config_n(chosen), text_bytes(engine_memory(chosen)).at);
    if (chosen->steps > 0)
        canvas_printf(canvas, at.top, at.left + first, at.columns - first, INK_TEXT, 0,
                      "  %s steps", text_count((double)chosen->steps).at);
    at.top++;
    at.rows--;
    const int carried =
        lines_wrap(canvas, at, INK_PENDING, "-s and --seed of the command line do not carry over");
    at.top += carried;
    at.rows -= carried;
    const int used = lines_wrap(canvas, at, INK_TEXT, chosen->watch_for);
    at.top += used;
    at.rows -= used;
    lines_wrap(canvas, at, INK_DIM, chosen->source);
}

static void draw_line(struct canvas *canvas, struct rect at, const struct preset_line *line,
                      bool is_marked)
{
    const enum ink ink = is_marked ? INK_KEY : INK_TEXT;
    const unsigned bold = is_marked ? CELL_BOLD : 0;

    canvas_printf(canvas, at.top, at.left + 1, 19, ink, bold, "%s %s", is_marked ? ">" : " ",
                  line->name);
    lines_cut(canvas, (struct rect){at.top, at.left + 21, 1, at.columns - 22}, ink, bold,
              line->title);
}

static void draw(const struct view *view, struct canvas *canvas, struct rect area)
{
    enum { FOOT = 8, WIDE = 78 };
    const struct rect box = layout_centre(area, (int)view->presets + FOOT + 3, WIDE);
    char title[64];

    snprintf(title, sizeof title, "presets %zu/%zu", view->presets ? view->row + 1 : 0,
             view->presets);
    canvas_fill(canvas, box, ' ', INK_TEXT);
    const struct rect at = canvas_box(canvas, box, title, "Enter starts a new run", INK_TITLE);
    const int lines = at.rows > FOOT + 3 ? at.rows - FOOT - 1 : at.rows;
    const size_t first = modal_first_shown(view->row, lines);
    for (int line = 0; line < lines && first + (size_t)line < view->presets; line++) {
        const size_t i = first + (size_t)line;
        draw_line(canvas, (struct rect){at.top + line, at.left, 1, at.columns}, &view->preset[i],
                  i == view->row);
    }
    const struct rect foot = {at.top + lines + 1, at.left + 2, at.rows - lines - 1, at.columns - 4};
    draw_details(view, canvas, foot);
}

const struct modal_ops modal_presets = {
    .name = "presets", .context = CONTEXT_PRESETS, .open = open_list, .act = act, .draw = draw};
