/* Every key, those of the place first; what the screen says, and what a change does. */
#include <stdio.h>
#include <string.h>

#include "modal.h"

enum { LINES_MAX = 160, KEYS_WIDE = 24 };

/* One line of the page; text without keys is a heading or a sentence. */
struct line {
    char keys[KEY_TEXT_MAX];
    const char *text;
    bool is_heading;
};

static const char *const facts[] = {
    "Alpha up appends fresh samples of the same teacher; alpha down uses the",
    "first rows again, so that going back gives the old data. Weights stay.",
    "A switch of the algorithm keeps the weights, drops moments and momenta and",
    "keeps counting gradients: the x axis stays comparable.",
    "Every change is staged first, restarts running averages and the plateau",
    "detector, and is marked on the plot: A alpha, S switch, E edit.",
    "Pause stops at the next safe point; seconds do not count it.",
    "Freeze stops the picture only; nothing of the run is lost.",
};

static const char *const meanings[] = {
    "eps        generalisation error, noise-free: of the present weights for",
    "           optimisers (point), half of that for samplers (half-Gibbs),",
    "           which is the Bayes error of a sampler at equilibrium",
    "+-         one standard error; exact: eps has none",
    "eps mean   error of the running mean of a sampler's predictions",
    "train      training error, mean r^2; Δ is the noise variance it is held to",
    "q          mean overlap with the teacher's neurons, best matching: 1 = found",
    "r2         overlap of the quadratic part alone",
    "v1, v2..   q of one readout group: neurons by |v|, increasing",
    "specialised n/k   neurons of the teacher with overlap above .7",
    "chance     the q that aligning unrelated weights gives: │, or a dotted line",
    "t=         a time in gradients: one is a pass over all n samples, whatever",
    "           the algorithm, the same as on the x axis",
    "P1, P2     plateaus found, shaded: level, since when or when it ended",
    "◆ escape   where the error fell below .8 of the level of its plateau",
    "uni sp opt theory: universal, specialised branch, Bayes-optimal error;",
    "           o marks whichever branch is optimal, ◄ the overlaps of theory",
    "X x        on the plot over alpha: where the run is, where it was before",
    "a_sp       spinodal: the specialised branch exists from this alpha on",
    "a_eq       equilibrium transition: it is the optimal one from here on",
    "a_lin      where weights without overlap become unstable by themselves",
    "-f         free entropy turned over, nats per sample, above its deepest",
    "           point: the ball ● is the run, a barrier keeps it in a valley",
    "accept     mean acceptance of a sampler; step size: the one in force",
    "data       memory of data and test set, and seconds of computing",
};

static void add(struct line line[LINES_MAX], size_t *count, const char *text, bool is_heading)
{
    if (*count < LINES_MAX)
        line[(*count)++] = (struct line){.text = text, .is_heading = is_heading};
}

static void add_context(struct line line[LINES_MAX], size_t *count, enum context context)
{
    const struct binding *binding;

    add(line, count, keymap_context_title(context), true);
    for (size_t i = 0; (binding = keymap_at(i)); i++) {
        if (binding->context == context) {
            add(line, count, binding->help, false);
            keymap_keys_text(binding, line[*count - 1].keys);
        }
    }
    add(line, count, "", false);
}

/* returns the number of lines. */
static size_t write_page(const struct view *view, struct line line[LINES_MAX])
{
    const struct modal_ops *under = modal_at(view->under_help);
    const enum context here = under ? under->context : CONTEXT_SCREEN;
    size_t count = 0;

    add_context(line, &count, here);
    add_context(line, &count, CONTEXT_ANY);
    add(line, &count, "what the screen says", true);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        add(line, &count, meanings[i], false);
    add(line, &count, "", false);
    add(line, &count, "what a change does", true);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        add(line, &count, facts[i], false);
    add(line, &count, "", false);
    for (int context = 0; context < CONTEXT_ANY; context++)
        if (context != (int)here)
            add_context(line, &count, (enum context)context);
    return count - 1; /* without the blank line at the end */
}

/* Lines inside the frame of the page, at least one. */
static size_t lines_that_fit(const struct view *view)
{
    const int inside = modal_area(view).rows - 2;

    return inside > 0 ? (size_t)inside : 1;
}

static void act(struct view *view, enum action action, int32_t key)
{
    struct line line[LINES_MAX];
    const size_t count = write_page(view, line), fit = lines_that_fit(view);
    /* The last page stays full: scrolling ends with the last line at the bottom. */
    const size_t firsts = count > fit ? count - fit + 1 : 1;

    (void)key;
    switch (action) {
    case ACTION_CLOSE:
        modal_close(view);
        break;
    case ACTION_UP:
    case ACTION_DOWN:
        modal_move(view, action == ACTION_UP ? -1 : 1, firsts);
        break;
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        modal_move(view, action == ACTION_PAGE_UP ? -(int)fit : (int)fit, firsts);
        break;
    case ACTION_FIRST:
    case ACTION_LAST:
        modal_move(view, action == ACTION_FIRST ? -LINES_MAX : LINES_MAX, firsts);
        break;
    default:
        break;
    }
}

static void open_page(struct view *view)
{
    view->row = 0;
}

static void draw_line(struct canvas *canvas, struct rect at, int row, const struct line *line)
{
    const bool has_keys = line->keys[0] != '\0';
    const int column = line->is_heading ? 1 : has_keys ? KEYS_WIDE : 2;

    if (has_keys)
        canvas_text(canvas, at.top + row, at.left + 2, KEYS_WIDE - 3, INK_KEY, 0, line->keys);
    canvas_text(canvas, at.top + row, at.left + column, at.columns - column,
                line->is_heading ? INK_TITLE : INK_TEXT, line->is_heading ? CELL_BOLD : 0,
                line->text);
}

static void draw(const struct view *view, struct canvas *canvas, struct rect area)
{
    struct line line[LINES_MAX];
    const size_t count = write_page(view, line);
    const struct rect box = layout_centre(area, area.rows, 100);
    char note[64];

    canvas_fill(canvas, area, ' ', INK_TEXT);
    const size_t fit = lines_that_fit(view), last = count > fit ? count - fit : 0;
    const size_t first = view->row < last ? view->row : last;
    snprintf(note, sizeof note, "%zu-%zu of %zu", first + 1,
             first + fit < count ? first + fit : count, count);
    const struct rect at = canvas_box(canvas, box, "help", note, INK_TITLE);
    for (int row = 0; row < at.rows && first + (size_t)row < count; row++)
        draw_line(canvas, at, row, &line[first + (size_t)row]);
}

const struct modal_ops modal_help = {
    .name = "help", .context = CONTEXT_HELP, .open = open_page, .act = act, .draw = draw};
