#include "keymap.h"

#include <stdio.h>
#include <string.h>

#include "keys.h"
#include "plateau/ui.h"

#define F(n) (TERM_KEY_F + (n))

static const struct binding table[] = {
    {CONTEXT_SCREEN, {'q'}, ACTION_QUIT, "Quit", "quit"},
    {CONTEXT_SCREEN, {' ', F(9)}, ACTION_PAUSE, "Pause", "pause or resume the computation"},
    {CONTEXT_SCREEN, {TERM_KEY_TAB}, ACTION_NEXT_SCREEN, "Screen", "the next screen"},
    {CONTEXT_SCREEN, {TERM_KEY_BACKTAB}, ACTION_PREVIOUS_SCREEN, NULL, "the screen before"},
    {CONTEXT_SCREEN, {'1'}, ACTION_SCREEN_OVERVIEW, NULL, "the run: error, overlaps, all numbers"},
    {CONTEXT_SCREEN,
     {'2'},
     ACTION_SCREEN_OVERLAPS,
     NULL,
     "the overlaps over time: layers, readout groups"},
    {CONTEXT_SCREEN, {'3'}, ACTION_SCREEN_NEURONS, NULL, "student neurons against the teacher's"},
    {CONTEXT_SCREEN,
     {'4', 't'},
     ACTION_SCREEN_PHASE,
     NULL,
     "what the theory says: eps over alpha, transitions"},
    {CONTEXT_SCREEN,
     {'5'},
     ACTION_SCREEN_SAMPLER,
     NULL,
     "how well the algorithm works, and its posterior"},
    {CONTEXT_SCREEN,
     {'6', 'v'},
     ACTION_SCREEN_EVIDENCE,
     NULL,
     "theory against the run: how far off, plateaus"},
    {CONTEXT_SCREEN,
     {'z'},
     ACTION_FREEZE,
     "Freeze",
     "freeze the picture, or follow again; the run goes on"},
    {CONTEXT_SCREEN, {'a'}, ACTION_ALPHA, "Alpha", "change alpha: + - or digits, then Enter"},
    {CONTEXT_SCREEN, {'m', F(6)}, ACTION_ALGORITHMS, "Algo", "switch the algorithm"},
    {CONTEXT_SCREEN,
     {'e', F(2)},
     ACTION_EDITOR,
     "Edit",
     "edit every parameter that may change in mid-run"},
    {CONTEXT_SCREEN, {'p', F(4)}, ACTION_PRESETS, "Preset", "choose a preset: a new run"},
    {CONTEXT_SCREEN, {'x'}, ACTION_X_CLOCK, "Clock", "x axis: gradients, steps, seconds"},
    {CONTEXT_SCREEN,
     {'y'},
     ACTION_Y_SCALE,
     "Log",
     "y axis: logarithmic or linear; overlaps: q or 1 - q"},
    {CONTEXT_SCREEN, {'B'}, ACTION_BELL, NULL, "ring the bell at an escape, or no longer"},
    {CONTEXT_SCREEN, {'.'}, ACTION_ONE, "Step", "when paused: go on to the next measurement"},

    {CONTEXT_ALPHA, {TERM_KEY_ENTER}, ACTION_APPLY, "Apply", "apply the value"},
    {CONTEXT_ALPHA, {TERM_KEY_ESCAPE}, ACTION_CLOSE, "Drop", "drop it"},
    {CONTEXT_ALPHA, {'+', '=', TERM_KEY_UP}, ACTION_RAISE, "More", "the next value up"},
    {CONTEXT_ALPHA, {'-', TERM_KEY_DOWN}, ACTION_LOWER, "Less", "the next value down"},
    {CONTEXT_ALPHA, {KEY_OF_VALUE}, ACTION_TYPE, NULL, "type the value"},
    {CONTEXT_ALPHA, {TERM_KEY_BACKSPACE}, ACTION_ERASE, NULL, "erase a character"},
    {CONTEXT_ALPHA, {'r'}, ACTION_RESET, "Reset", "back to the value in force"},

    {CONTEXT_ALGORITHMS, {TERM_KEY_ENTER}, ACTION_APPLY, "Switch", "switch to the marked one"},
    {CONTEXT_ALGORITHMS, {TERM_KEY_ESCAPE, 'q'}, ACTION_CLOSE, "Back", "leave all as it is"},
    {CONTEXT_ALGORITHMS, {'k', TERM_KEY_UP}, ACTION_UP, "Up", "one row up"},
    {CONTEXT_ALGORITHMS, {'j', TERM_KEY_DOWN}, ACTION_DOWN, "Down", "one row down"},

    {CONTEXT_EDITOR, {TERM_KEY_ENTER}, ACTION_APPLY, "Apply all", "apply all staged values"},
    {CONTEXT_EDITOR, {TERM_KEY_ESCAPE, 'q'}, ACTION_CLOSE, "Drop all", "drop all staged values"},
    {CONTEXT_EDITOR, {'k', TERM_KEY_UP, TERM_KEY_BACKTAB}, ACTION_UP, "Up", "one row up"},
    {CONTEXT_EDITOR, {'j', TERM_KEY_DOWN, TERM_KEY_TAB}, ACTION_DOWN, "Down", "one row down"},
    {CONTEXT_EDITOR, {'+', '=', TERM_KEY_RIGHT}, ACTION_RAISE, "More", "the next value up"},
    {CONTEXT_EDITOR, {'-', TERM_KEY_LEFT}, ACTION_LOWER, "Less", "the next value down"},
    {CONTEXT_EDITOR, {KEY_OF_VALUE}, ACTION_TYPE, NULL, "type the value"},
    {CONTEXT_EDITOR, {TERM_KEY_BACKSPACE}, ACTION_ERASE, NULL, "erase a character"},
    {CONTEXT_EDITOR, {'r'}, ACTION_RESET, "Reset", "this row back to the value in force"},

    {CONTEXT_PRESETS,
     {TERM_KEY_ENTER},
     ACTION_APPLY,
     "Start",
     "end this run and start the marked one"},
    {CONTEXT_PRESETS, {TERM_KEY_ESCAPE, 'q'}, ACTION_CLOSE, "Back", "stay with this run"},
    {CONTEXT_PRESETS, {'k', TERM_KEY_UP}, ACTION_UP, "Up", "one row up"},
    {CONTEXT_PRESETS, {'j', TERM_KEY_DOWN}, ACTION_DOWN, "Down", "one row down"},
    {CONTEXT_PRESETS, {TERM_KEY_HOME, 'g'}, ACTION_FIRST, NULL, "the first"},
    {CONTEXT_PRESETS, {TERM_KEY_END, 'G'}, ACTION_LAST, NULL, "the last"},

    {CONTEXT_HELP, {TERM_KEY_ESCAPE, 'q', '?'}, ACTION_CLOSE, "Back", "back to where you were"},
    {CONTEXT_HELP, {'k', TERM_KEY_UP}, ACTION_UP, "Up", "one line up"},
    {CONTEXT_HELP, {'j', TERM_KEY_DOWN}, ACTION_DOWN, "Down", "one line down"},
    {CONTEXT_HELP, {'b', TERM_KEY_PAGE_UP}, ACTION_PAGE_UP, "Page up", "one page up"},
    {CONTEXT_HELP, {' ', TERM_KEY_PAGE_DOWN}, ACTION_PAGE_DOWN, "Page down", "one page down"},
    {CONTEXT_HELP, {TERM_KEY_HOME, 'g'}, ACTION_FIRST, NULL, "the beginning"},
    {CONTEXT_HELP, {TERM_KEY_END, 'G'}, ACTION_LAST, NULL, "the end"},

    {CONTEXT_ANY, {'?', F(1)}, ACTION_HELP, "Help", "this page; the keys of the place come first"},
    {CONTEXT_ANY, {TERM_KEY_REDRAW}, ACTION_REDRAW, NULL, "repaint the screen"},
    {CONTEXT_ANY, {TERM_KEY_SUSPEND}, ACTION_SUSPEND, NULL, "suspend plateau; fg brings it back"},
    {CONTEXT_ANY, {F(10), TERM_KEY_INTERRUPT}, ACTION_QUIT, NULL, "quit"},
};

const struct binding *keymap_at(size_t index)
{
    return index < sizeof table / sizeof *table ? &table[index] : NULL;
}

const struct binding *keymap_of(enum action action)
{
    const struct binding *binding;

    for (size_t i = 0; (binding = keymap_at(i)); i++)
        if (binding->action == action)
            return binding;
    return NULL;
}

static bool is_of_value(int32_t key)
{
    return (key >= '0' && key <= '9') || (key > 0 && key < 128 && strchr(".eEn/", key));
}

static const struct binding *find_in(enum context context, int32_t key)
{
    for (size_t i = 0; keymap_at(i); i++) {
        for (size_t j = 0; j < KEYS_PER_BINDING; j++) {
            const int32_t bound = table[i].key[j];
            if (table[i].context == context && bound != 0 &&
                (bound == key || (bound == KEY_OF_VALUE && is_of_value(key))))
                return &table[i];
        }
    }
    return NULL;
}

const struct binding *keymap_find(enum context context, int32_t key)
{
    const struct binding *binding = find_in(context, key);

    return binding ? binding : find_in(CONTEXT_ANY, key);
}

const char *keymap_context_title(enum context context)
{
    static const char *const title[] = {
        [CONTEXT_SCREEN] = "on the screen",
        [CONTEXT_ALPHA] = "changing alpha",
        [CONTEXT_ALGORITHMS] = "algorithm menu",
        [CONTEXT_EDITOR] = "parameter editor",
        [CONTEXT_PRESETS] = "list of presets",
        [CONTEXT_HELP] = "help page",
        [CONTEXT_ANY] = "everywhere",
    };

    return title[context];
}

void keymap_key_text(int32_t key, char out[KEY_TEXT_MAX])
{
    static const struct {
        int32_t key;
        const char *name;
    } names[] = {
        {' ', "Space"},
        {TERM_KEY_UP, "Up"},
        {TERM_KEY_DOWN, "Down"},
        {TERM_KEY_LEFT, "Left"},
        {TERM_KEY_RIGHT, "Right"},
        {TERM_KEY_PAGE_UP, "PgUp"},
        {TERM_KEY_PAGE_DOWN, "PgDn"},
        {TERM_KEY_HOME, "Home"},
        {TERM_KEY_END, "End"},
        {TERM_KEY_BACKSPACE, "Backspace"},
        {TERM_KEY_ENTER, "Enter"},
        {TERM_KEY_TAB, "Tab"},
        {TERM_KEY_BACKTAB, "Shift-Tab"},
        {TERM_KEY_ESCAPE, "Esc"},
        {TERM_KEY_INTERRUPT, "Ctrl-C"},
        {TERM_KEY_SUSPEND, "Ctrl-Z"},
        {TERM_KEY_REDRAW, "Ctrl-L"},
        {KEY_OF_VALUE, "0-9 . e n/"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].key == key) {
            snprintf(out, KEY_TEXT_MAX, "%s", names[i].name);
            return;
        }
    }
    if (key > TERM_KEY_F)
        snprintf(out, KEY_TEXT_MAX, "F%d", (int)(key - TERM_KEY_F));
    else
        snprintf(out, KEY_TEXT_MAX, "%c", (int)key);
}

void keymap_keys_text(const struct binding *binding, char out[KEY_TEXT_MAX])
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < KEYS_PER_BINDING && binding->key[i] != 0; i++) {
        char one[KEY_TEXT_MAX];
        keymap_key_text(binding->key[i], one);
        const int wrote = snprintf(out + used, KEY_TEXT_MAX - used, "%s%s", i ? " " : "", one);
        used += (size_t)wrote;
        if (used >= KEY_TEXT_MAX)
            return;
    }
}

void ui_print_keys(void)
{
    enum context last = CONTEXT_COUNT;

    for (const struct binding *row = table; row < table + sizeof table / sizeof *table; row++) {
        char keys[KEY_TEXT_MAX];
        keymap_keys_text(row, keys);
        if (row->context != last) {
            printf("%s%s\n", last == CONTEXT_COUNT ? "" : "\n", keymap_context_title(row->context));
            last = row->context;
        }
        printf("  %-22s %s\n", keys, row->help);
    }
}
