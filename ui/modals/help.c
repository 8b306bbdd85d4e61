/*
 * The help page: every key, those of the present place first; the words of the screen; what a
 * change does.
 */
#include <stdio.h>
#include <string.h>

#include "modal.h"
#include "plateau/lines.h"

enum {
    LINES_MAX = 512,
    WIDE = 100, /* of the page with its frame */
    KEYS_AT = 2,
    TEXT_AFTER_KEYS = 24,
    TEXT_AFTER_TERM = 15,
    FEW_COLUMNS = 64, /* narrower pages start their text farther left */
    TEXT_WHERE_NARROW = 11,
};

/* One line of the page: a piece of a text that is broken at blanks. */
struct line {
    char keys[KEY_TEXT_MAX]; /* or the term explained; only in the first line of a text */
    const char *text;
    int bytes, column;
    bool is_heading;
};

/* The page as it is written; text is broken into pieces of `columns` cells. */
struct page {
    struct line line[LINES_MAX];
    size_t count;
    int columns;
};

static const char *const facts[] = {
    "Alpha up appends fresh samples of the same teacher; alpha down uses the first rows again, so "
    "that going back gives the old data. Weights stay, and remember the rows they have seen: after "
    "alpha down eps may lie below opt.",
    "A switch of the algorithm keeps the weights, drops moments and momenta and keeps counting "
    "gradients: the x axis stays comparable.",
    "Every change is staged first, restarts running averages and the plateau detector, and is "
    "marked on the plot: A alpha, S switch, E edit.",
    "Pause stops at the next safe point; seconds do not count it.",
    "Freeze stops the picture only; the run and its record go on.",
};

static const struct {
    const char *term, *text;
} meanings[] = {
    {"eps", "generalisation error, noise-free: of the present weights for optimisers (point), half "
            "of that for samplers (half-Gibbs), which is the Bayes error of a sampler at "
            "equilibrium"},
    {"+-", "one standard error; exact: without error"},
    {"eps mean", "error of the running mean of a sampler's predictions"},
    {"train", "training error, mean r^2; compare it with Δ, the noise variance"},
    {"q", "mean overlap with the teacher's neurons, best matching: 1 = found"},
    {"r2", "overlap of the quadratic part alone"},
    {"q1, q2..", "q of the weights of one layer; q21 of the product of two layers' weights"},
    {"v1, v2..", "q of one readout group: neurons by |v|, increasing"},
    {"specialised", "n/k: neurons of the teacher with overlap above .7"},
    {"chance", "the q that aligning unrelated weights gives: │, or a dotted line"},
    {"#0, #1", "replicas; every number belongs to the first, #0, but for the curves of eps and the "
               "ball"},
    {"t=", "a time in gradients, as on the x axis: one gradient is a pass over all n samples, "
           "whatever the algorithm"},
    {"P1, P2", "plateaus found, shaded: level, since when or when it ended"},
    {"◆ escape", "where the error fell below .8 of the level of its plateau"},
    {"uni sp opt", "theory: universal, specialised branch, Bayes-optimal error; o marks whichever "
                   "branch is optimal, ◄ the overlaps of theory"},
    {"partial:j", "theory: only the neurons of the j largest |v| are specialised"},
    {"weak",
     "theory: the branch that grows out of q = 0 beyond a_lin, where it is none of the above"},
    {"X x", "on the plot over alpha: where the run is, where it was before"},
    {"a_sp", "spinodal: the specialised branch exists from this alpha on"},
    {"a_eq", "equilibrium transition: the specialised branch is optimal from this alpha on"},
    {"v=1.34", "on the plot over alpha: a_eq of the neurons of that |v|, where they differ"},
    {"a_lin",
     "algorithmic: from this alpha on, weights without overlap are unstable by themselves"},
    {"f - opt", "free entropy of a branch less that of the optimal one, nats per sample"},
    {"-f", "free entropy turned over, nats per sample, above its deepest point: the ball ● is the "
           "run; the barrier is from its valley to the one named, back from there"},
    {"q1 by |s|", "of two layers: q1 of the first layer's neurons by their weight in the output"},
    {"|q| pairs", "student neurons down, teacher neurons along, partners on the diagonal; a cell "
                  "of several pairs shows the largest overlap"},
    {"accept", "mean acceptance of a sampler; step size: the present one"},
    {"energy error", "H at the end less H at the start of the last trajectory; beyond 1000 the "
                     "trajectory counts as a divergence"},
    {"ESS",
     "measurements of eps or q that count as independent, in the second half of the time since "
     "the last change; R-hat: 1 when all halves of all replicas agree"},
    {"autocorr.", "autocorrelation of eps in that time, over a lag up to so many gradients; ESS is "
                  "computed from it"},
    {"twins",
     "replicas that started in different ways: at equilibrium they agree within 3 standard "
     "errors (se)"},
    {"update ratio", "how far the last step went, as a share of the weights"},
    {"residual", "gamp-rie: how far its matrix went in the last step, as a share; 0 at the end"},
    {"eigenvalues", "gamp-rie: mean square of the eigenvalues of its noisy matrix, over the value "
                    "in theory; differs from 1 while the iteration is damped"},
    {"test - train", "how much lower the error is on training rows than on test rows, both with "
                     "noisy labels"},
    {"data", "memory of data and test set in use, and seconds of computing; in all: with weights "
             "and the learner's own memory"},
};

/* Breaks a text into lines that fit on the page, from `column` on. */
static void add(struct page *page, const char *keys, const char *text, int column, bool is_heading)
{
    const int columns = page->columns - column > 8 ? page->columns - column : 8;
    bool is_first = true;

    while (page->count < LINES_MAX && (is_first || *text)) {
        struct line *line = &page->line[page->count++];
        *line = (struct line){.text = text,
                              .bytes = (int)lines_first(text, columns),
                              .column = column,
                              .is_heading = is_heading};
        snprintf(line->keys, sizeof line->keys, "%s", is_first ? keys : "");
        text += line->bytes;
        text += strspn(text, " ");
        is_first = false;
    }
}

static void add_heading(struct page *page, const char *text)
{
    if (page->count > 0)
        add(page, "", "", 1, false);
    add(page, "", text, 1, true);
}

static bool is_narrow(const struct page *page)
{
    return page->columns < FEW_COLUMNS;
}

static void add_context(struct page *page, enum context context)
{
    const int column = is_narrow(page) ? TEXT_WHERE_NARROW : TEXT_AFTER_KEYS;
    const struct binding *binding;

    add_heading(page, keymap_context_title(context));
    for (size_t i = 0; (binding = keymap_at(i)); i++) {
        char keys[KEY_TEXT_MAX];
        if (binding->context != context)
            continue;
        keymap_keys_text(binding, keys);
        const bool fits = KEYS_AT + canvas_count(keys) < column;
        if (!fits) /* the keys get a line of their own */
            add(page, keys, "", column, false);
        add(page, fits ? keys : "", binding->help, column, false);
    }
}

static void write_page(const struct view *view, struct page *page)
{
    const struct modal_ops *under = modal_at(view->under_help);
    const enum context here = under ? under->context : CONTEXT_SCREEN;

    page->count = 0;
    page->columns = layout_centre(modal_area(view), 0, WIDE).columns - 3;
    add_context(page, here);
    add_context(page, CONTEXT_ANY);
    add_heading(page, "what the screen says");
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        add(page, meanings[i].term, meanings[i].text, TEXT_AFTER_TERM, false);
    add_heading(page, "what a change does");
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        add(page, "", facts[i], KEYS_AT, false);
    for (int context = 0; context < CONTEXT_ANY; context++)
        if (context != (int)here)
            add_context(page, (enum context)context);
}

/* Returns how many lines fit inside the frame of the page, at least one. */
static size_t lines_that_fit(const struct view *view)
{
    const int inside = modal_area(view).rows - 2;

    return inside > 0 ? (size_t)inside : 1;
}

static void act(struct view *view, enum action action, int32_t key)
{
    static const int far = LINES_MAX;
    struct page page;

    write_page(view, &page);
    const size_t count = page.count, fit = lines_that_fit(view);
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
        modal_move(view, action == ACTION_FIRST ? -far : far, firsts);
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
    canvas_text(canvas, at.top + row, at.left + KEYS_AT, at.columns - KEYS_AT, INK_KEY, 0,
                line->keys);
    canvas_printf(canvas, at.top + row, at.left + line->column, at.columns - line->column,
                  line->is_heading ? INK_TITLE : INK_TEXT, line->is_heading ? CELL_BOLD : 0, "%.*s",
                  line->bytes, line->text);
}

static void draw(const struct view *view, struct canvas *canvas, struct rect area)
{
    const struct rect box = layout_centre(area, area.rows, WIDE);
    struct page page;
    char note[64];

    write_page(view, &page);
    canvas_fill(canvas, area, ' ', INK_TEXT);
    const size_t count = page.count, fit = lines_that_fit(view);
    const size_t last = count > fit ? count - fit : 0;
    const size_t first = view->row < last ? view->row : last;
    snprintf(note, sizeof note, "%zu-%zu of %zu", first + 1,
             first + fit < count ? first + fit : count, count);
    const struct rect at = canvas_box(canvas, box, "help", note, INK_TITLE);
    for (int row = 0; row < at.rows && first + (size_t)row < count; row++)
        draw_line(canvas, at, row, &page.line[first + (size_t)row]);
}

const struct modal_ops modal_help = {
    .name = "help", .context = CONTEXT_HELP, .open = open_page, .act = act, .draw = draw};
