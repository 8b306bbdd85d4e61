#include "frame.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "action.h"
#include "modals/modal.h"
#include "panels/panel.h"
#include "plateau/lines.h"
#include "plateau/text.h"
#include "screens/screen.h"
#include "statusline.h"

/* Text that continues where the last piece ended, inside one row. */
struct run_on {
    struct canvas *canvas;
    struct rect at;
    int column;
};

static void put(struct run_on *to, enum ink ink, unsigned attributes, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void put(struct run_on *to, enum ink ink, unsigned attributes, const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    to->column += canvas_text(to->canvas, to->at.top, to->at.left + to->column,
                              to->at.columns - to->column, ink, attributes, text);
}

static int cells_left(const struct run_on *to)
{
    return to->at.columns - to->column;
}

/*
 * Writes the value in force behind a frozen picture, or the value that is on its way; "" when the
 * screen shows that value already.
 */
static void write_other(const struct view *view, const char *key, const char *value, char *out,
                        size_t size)
{
    const struct pending *pending = view_pending(view, key);
    char live[STAGE_TEXT_MAX];

    out[0] = '\0';
    view_value(view, key, live, sizeof live);
    if (pending)
        snprintf(out, size, " → %s …", pending->to);
    else if (strcmp(live, value) != 0)
        snprintf(out, size, " (now %s)", live);
}

/*
 * Writes "alpha 5", or "alpha 5 → 6 …" while the change is on its way, or "alpha 5 (now 6)" where
 * it was made behind a frozen picture. A text that does not fit is left out whole: half a number
 * misleads.
 */
static void put_value(struct run_on *to, const struct view *view, const char *key, const char *name)
{
    char value[STAGE_TEXT_MAX], other[STAGE_TEXT_MAX + 16];

    view_value_of(view, &view_shown(view)->now.config, key, value, sizeof value);
    write_other(view, key, value, other, sizeof other);
    if (canvas_count(name) + canvas_count(value) + canvas_count(other) > cells_left(to))
        return;
    put(to, INK_TEXT, 0, "%s%s", name, value);
    put(to, INK_PENDING, CELL_BOLD, "%s", other);
    put(to, INK_TEXT, 0, "  ");
}

static void put_state(struct run_on *to, const struct view *view)
{
    const enum run_state state = view->live.now.state;
    const bool is_bad = state == RUN_DIVERGED || state == RUN_FAILED;

    if (view->is_pausing) {
        put(to, INK_PENDING, CELL_BOLD, "pausing");
    } else {
        put(to, is_bad ? INK_ALARM : INK_TEXT, CELL_BOLD | (state == RUN_PAUSED ? CELL_REVERSE : 0),
            "%s%s", is_bad ? "(!) " : "", statusline_word(state));
    }
    if (view->is_frozen) {
        put(to, INK_TEXT, 0, " ");
        put(to, INK_TEXT, CELL_BOLD | CELL_REVERSE, "FROZEN");
    }
    put(to, INK_TEXT, 0, "  ");
}

static void put_word(struct run_on *to, const char *name, const char *value)
{
    if ((int)(strlen(name) + strlen(value)) <= cells_left(to))
        put(to, INK_DIM, 0, "%s%s ", name, value);
}

static void put_teacher(struct run_on *to, const struct view *view)
{
    const struct config *config = &view_shown(view)->now.config;
    char activation[STAGE_TEXT_MAX], readout[STAGE_TEXT_MAX], k[STAGE_TEXT_MAX];

    view_value_of(view, config, "activation", activation, sizeof activation);
    view_value_of(view, config, "readout", readout, sizeof readout);
    config_format_k(config, k, sizeof k);
    put_word(to, "d=", text_count((double)config->d).at);
    put_word(to, "k=", k);
    if (config_layers(config) > 1)
        put_word(to, "L=", text_count((double)config_layers(config)).at);
    put_word(to, "", activation);
    put_word(to, "", readout);
    put_word(to, "Δ=", text_short(config->noise).at);
}

/* Returns the digit that leads to a screen. */
static int32_t screen_key(enum screen_id screen)
{
    return keymap_of(action_of_screen(screen))->key[0];
}

/*
 * Writes the names of the screens, each behind its key, the present one in brackets: all names
 * where there is room, else the present one alone.
 */
static void put_screens(struct run_on *to, const struct view *view)
{
    for (int i = 0; i < SCREEN_COUNT; i++) {
        const enum screen_id screen = (enum screen_id)i;
        const bool is_here = screen == view->screen;
        const char *name = screen_at(screen)->name;
        const int key = (int)screen_key(screen);

        if (to->at.columns >= LARGE_COLUMNS)
            put(to, is_here ? INK_TITLE : INK_DIM, is_here ? CELL_BOLD : 0,
                is_here ? "[%c %s] " : "%c %s ", key, name);
        else if (is_here)
            put(to, INK_TITLE, CELL_BOLD, "%c:%s ", key, name);
    }
}

/* Where there is little room, the name of the preset gives way to what may change. */
static void put_preset(struct run_on *to, const struct config *config)
{
    char name[PRESET_NAME_MAX];

    snprintf(name, sizeof name, "%.20s", config->preset);
    if (canvas_count(name) <= cells_left(to))
        put(to, INK_TEXT, 0, "%s  ", name);
}

static void draw_header(const struct view *view, struct canvas *canvas, const struct layout *layout)
{
    struct run_on to = {canvas, layout->header, 1};
    const struct config *config = view_config(view);
    const bool is_narrow = to.at.columns < FULL_COLUMNS;

    if (layout->kind == LAYOUT_LARGE)
        put(&to, INK_TITLE, CELL_BOLD, "plateau  ");
    put_screens(&to, view);
    if (layout->kind == LAYOUT_LARGE)
        put(&to, INK_TEXT, 0, "  ");
    if (!is_narrow)
        put_preset(&to, config);
    put_state(&to, view);
    put_value(&to, view, "algorithm", "");
    put_value(&to, view, "alpha", "alpha ");
    put_teacher(&to, view);
    if (is_narrow)
        put_preset(&to, config);
    if (layout->header.rows > 1) {
        to.at.top++;
        to.column = 1;
        put(&to, INK_TEXT, 0, "%s  ", config->title);
        put(&to, INK_DIM, 0, "%s", config->source);
    }
}

/* Writes words between double blanks, up to the first that does not fit. */
static void put_whole(struct run_on *to, const char *words)
{
    while (*words != '\0') {
        const char *end = strstr(words, "  ");
        const size_t length = end ? (size_t)(end - words) : strlen(words);
        char phrase[SAID_MAX];
        snprintf(phrase, sizeof phrase, "%.*s", (int)length, words);
        if (canvas_count(phrase) > cells_left(to))
            return;
        put(to, INK_TEXT, 0, "%s  ", phrase);
        words += length + (end ? 2 : 0);
    }
}

/*
 * Draws the only line of a screen too small for more: the state and the numbers that matter most.
 */
static void draw_one_line(const struct view *view, struct canvas *canvas, struct rect at)
{
    const struct record *record = view_shown(view);
    struct run_on to = {canvas, at, 0};
    char said[SAID_MAX];

    put_state(&to, view);
    if (screen_at(view->screen)->say) {
        screen_at(view->screen)->say(view, said);
        put_whole(&to, said);
        return;
    }
    put_word(&to, "eps ", text_number(record_value(record, SERIES_EPS)).at);
    put_word(&to, "q ", text_overlap(record_value(record, SERIES_Q)).at);
    put_word(&to, "t ", text_number(record->now.gradients).at);
    put_value(&to, view, "alpha", "alpha ");
    put_value(&to, view, "algorithm", "");
}

static void draw_status(const struct view *view, struct canvas *canvas, struct rect at)
{
    char text[STATUSLINE_MAX];
    enum ink ink;

    statusline_write(view, text, &ink);
    lines_cut(canvas, (struct rect){at.top, at.left + 1, at.rows, at.columns - 2}, ink, 0, text);
}

/*
 * Returns how many cells a binding takes in the bottom line, without the blanks after it. One entry
 * stands for the keys of all screens: "1-5".
 */
static int label_cells(const struct binding *binding, char key[KEY_TEXT_MAX])
{
    keymap_key_text(binding->key[0], key);
    if (binding->key[0] == ' ')
        snprintf(key, KEY_TEXT_MAX, "Spc");
    if (binding->action == ACTION_NEXT_SCREEN)
        snprintf(key, KEY_TEXT_MAX, "%c-%c", (int)screen_key((enum screen_id)0),
                 (int)screen_key((enum screen_id)(SCREEN_COUNT - 1)));
    return (int)(strlen(key) + 1 + strlen(binding->label));
}

/*
 * Walks the labelled rows of a context: returns the cells that they take, or draws them up to the
 * first that does not fit.
 */
static int walk_labels(enum context context, int gap, struct run_on *to)
{
    const struct binding *binding;
    int cells = 0;

    for (size_t i = 0; (binding = keymap_at(i)); i++) {
        char key[KEY_TEXT_MAX];
        if (binding->context != context || !binding->label)
            continue;
        const int wide = label_cells(binding, key);
        if (to && wide > cells_left(to))
            break;
        if (to) {
            put(to, INK_KEY, CELL_BOLD, "%s", key);
            put(to, INK_TEXT, 0, " %s", binding->label);
            to->column += gap;
        }
        cells += wide + gap;
    }
    return cells;
}

static void draw_keys(const struct view *view, struct canvas *canvas, struct rect at)
{
    const enum context context = action_context(view);
    struct run_on to = {canvas, at, 1};
    const int cells = walk_labels(CONTEXT_ANY, 2, NULL) + walk_labels(context, 2, NULL);
    const int gap = cells <= at.columns + 1 ? 2 : 1;

    walk_labels(CONTEXT_ANY, gap, &to);
    walk_labels(context, gap, &to);
}

static void draw_panels(const struct view *view, struct canvas *canvas, const struct layout *layout)
{
    for (int i = 0; i < PANEL_COUNT; i++) {
        const struct slot *slot = &layout->panel[i];
        if (slot->at.rows > 0 && slot->at.columns > 0)
            panel_at((enum panel_id)i)->draw(view, canvas, *slot);
    }
}

static void draw_modal(const struct view *view, struct canvas *canvas, const struct layout *layout)
{
    const struct modal_ops *modal = modal_at(view->modal);
    const struct rect area = modal_area(view);

    if (!modal)
        return;
    if (modal->is_line) {
        const struct rect line = layout->status.rows > 0 ? layout->status : layout->header;
        modal->draw(view, canvas, (struct rect){line.top, line.left, 1, line.columns});
    } else if (area.rows >= 3 &&
               area.columns >= 8) { /* smaller areas leave the words to the status line */
        modal->draw(view, canvas, area);
    }
}

void frame_draw(const struct view *view, struct canvas *canvas)
{
    const struct layout layout = screen_layout(view->screen, canvas->rows, canvas->columns);

    canvas_clear(canvas);
    draw_panels(view, canvas, &layout);
    if (layout.kind == LAYOUT_LINE)
        draw_one_line(view, canvas, layout.header);
    else
        draw_header(view, canvas, &layout);
    draw_status(view, canvas, layout.status);
    draw_keys(view, canvas, layout.keys);
    draw_modal(view, canvas, &layout);
}
