/* The overlaps on the screen: goldens for people's eyes, dots and marks read back as numbers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fake_chart.h"
#include "fake_run.h"
#include "panels/panel.h"
#include "pictures.h"
#include "plateau/text.h"
#include "screens/screen.h"

static void use_utc(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
}

TestSuite(overlaps, .init = use_utc);

/* The first layer first, then the second and with it the product. */
static double fake_layer(enum series series, double t)
{
    const double late = series == SERIES_Q1 ? 0.5 : series == SERIES_Q2 ? 1.2 : 1.9;

    return fake_q(t / late);
}

static const enum series layers[] = {SERIES_Q1, SERIES_Q2, SERIES_Q21};

static void add_layers(struct measurement *sample, double t)
{
    for (size_t i = 0; i < 3; i++)
        sample->value[layers[i]] = fake_layer(layers[i], t);
}

static void fake_chances(struct layers_overlap *chance)
{
    *chance = (struct layers_overlap){.q = {0.31, 0.27, (double)NAN, (double)NAN}, .q21 = 0.22};
}

/* A run of two layers up to t = 700, with theory. */
static struct view *two_layers(void)
{
    struct view *view = fake_view("two-layer-tanh2");
    struct snapshot *now = &view->live.now;

    for (double t = 0.25; t <= 700.0; t *= pow(10.0, 1.0 / 40.0)) {
        struct measurement sample = fake_sample(view, t, 0);
        add_layers(&sample, t);
        fake_tell(view, &sample);
    }
    fake_show(view, 700.0, RUN_RUNNING);
    add_layers(&now->last[0], 700.0);
    fake_chances(&now->chance);
    now->inner.bins = 3;
    for (size_t b = 0; b < 3; b++) {
        now->inner.s[b] = 0.4 + 0.75 * (double)b;
        now->inner.q[b] = 0.61 + 0.17 * (double)b;
    }
    fake_solve(view, CHART_READY);
    struct branch_point *here = &view->live.chart.branch[1].here;
    here->layers = (struct layers_overlap){.q = {0.98, 0.87}, .q21 = 0.81};
    view->live.chart.branch[0].here.layers = (struct layers_overlap){.q = {0.0}};
    here->inner = (struct inner_overlaps){2, {0.5, 1.7}, {0.72, 0.99}};
    view_follow(view);
    press(view, "2");
    return view;
}

Test(overlaps, goldens)
{
    struct view *view = two_layers();

    check_golden(view, 24, 80, true, "overlaps_80x24");
    check_golden(view, 24, 80, false, "overlaps_80x24_ascii");
    check_golden(view, 48, 160, true, "overlaps_160x48");
    check_golden(view, 10, 40, true, "overlaps_40x10");
    check_golden(view, 1, 80, true, "overlaps_80x1");
    press(view, "y");
    check_golden(view, 24, 80, true, "overlaps_log_80x24");
    press(view, "1");
    check_golden(view, 24, 80, true, "two_layers_80x24");
    check_golden(view, 48, 160, true, "two_layers_160x48");
    fake_end(view);
}

/* The plot of a panel on the screen, by the steps that the panel takes, on no canvas. */
static struct plot plot_of(enum panel_id panel, int rows, int columns, bool unicode, struct axis x,
                           struct axis y)
{
    const struct layout layout = screen_layout(SCREEN_OVERLAPS, rows, columns);
    struct canvas nowhere;

    canvas_init(&nowhere, unicode);
    struct rect inside = panel_frame(&nowhere, layout.panel[panel], "", "");
    if (panel == PANEL_COURSES)
        inside.rows--; /* the legend */
    return plot_begin(&nowhere, inside, x, y);
}

static const struct axis linear = {0.0, 1.05, false};

/* Words and ticks lie over curves: a letter, a digit, the tick of theory. */
static bool is_covered(struct canvas *canvas, const struct plot *plot, double x, double y)
{
    int row, column;

    if (!plot_cell(plot, x, y, &row, &column))
        return false;
    const uint32_t glyph = canvas_cell(canvas, row, column)->glyph;
    const bool is_word = glyph >= '0' && glyph <= 'z' && !strchr("ox", (int)glyph);
    return is_word || glyph == 0x25c4 || glyph == '<';
}

/* All curves, except under a word, which covers few. In ASCII the curve on top shows. */
static void check_curve(struct canvas *canvas, const struct plot *plot, enum series series)
{
    size_t covered = 0, points = 0;

    for (double t = 0.25; t <= 700.0; t *= pow(10.0, 1.0 / 40.0), points++) {
        const double q = fake_layer(series, t);
        if (is_covered(canvas, plot, t, q)) {
            covered++;
            continue;
        }
        bool seen = false;
        for (const char *mark = "*ox+"; *mark && !seen; mark++)
            seen = has_dot_near(canvas, plot, t, q, *mark);
        cr_assert(seen, "%s at %g", series_column(series), t);
    }
    cr_assert_lt(covered, points / 8, "%zu of %zu", covered, points);
}

Test(overlaps, every_curve_goes_through_its_measurements)
{
    static const int sizes[][2] = {{24, 80}, {48, 160}, {30, 118}};

    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        const int rows = sizes[i / 2][0], columns = sizes[i / 2][1];
        struct view *view = two_layers();
        struct canvas canvas = drawn(view, rows, columns, i % 2);
        const struct plot plot = plot_of(PANEL_COURSES, rows, columns, i % 2, view->x, linear);
        for (size_t l = 0; l < 3; l++)
            check_curve(&canvas, &plot, layers[l]);
        canvas_fini(&canvas);
        fake_end(view);
    }
}

/* Where only one curve can be: half way up the first and the last, which are decades apart. */
Test(overlaps, no_dot_is_where_no_curve_is)
{
    struct view *view = two_layers();
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = plot_of(PANEL_COURSES, 48, 160, true, view->x, linear);

    for (double t = 2.0; t < 20.0; t *= 1.1)
        for (double q = 0.5; q < 0.95; q += 0.03)
            cr_assert_not(has_dot_near(&canvas, &plot, t, q, '*'), "%g at %g", q, t);
    canvas_fini(&canvas);
    fake_end(view);
}

Test(overlaps, with_y_what_is_not_known_falls_by_decades)
{
    struct view *view = two_layers();
    const double rest = 1.0 - fake_layer(SERIES_Q1, 700.0);
    const struct axis y = {pow(10.0, floor(log10(rest))), 1.0, true};

    press(view, "y");
    cr_assert(!view->y_linear && view->q_logarithmic, "eps keeps its own scale");
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = plot_of(PANEL_COURSES, 48, 160, true, view->x, y);
    size_t seen = 0, points = 0;
    for (double t = 20.0; t <= 690.0; t *= pow(10.0, 1.0 / 40.0), points++)
        seen += has_dot_near(&canvas, &plot, t, 1.0 - fake_layer(SERIES_Q1, t), 'o');
    cr_assert_geq(seen, points * 9 / 10, "%zu of %zu", seen, points);
    canvas_fini(&canvas);
    press(view, "y");
    cr_assert_not(view->q_logarithmic);
    press(view, "1y");
    cr_assert(view->y_linear && !view->q_logarithmic);
    fake_end(view);
}

static uint32_t glyph_at(struct canvas *canvas, const struct plot *plot, double x, double y)
{
    int row, column;

    cr_assert(plot_cell(plot, x, y, &row, &column), "%g, %g is outside", x, y);
    return canvas_cell(canvas, row, column)->glyph;
}

Test(overlaps, theory_stands_at_the_right_edge)
{
    struct view *view = two_layers();
    const struct layers_overlap *theory = &view->live.chart.branch[1].here.layers;
    const double levels[] = {theory->q[0], theory->q[1], theory->q21, 0.0};
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = plot_of(PANEL_COURSES, 48, 160, true, view->x, linear);

    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(glyph_at(&canvas, &plot, view->x.max, levels[i]), 0x25c4, "%g", levels[i]);
    char *text = canvas_to_text(&canvas);
    cr_assert(strstr(text, "sp q1") && strstr(text, "sp q21") && strstr(text, "uni ◄"), "%s", text);
    free(text);
    canvas_fini(&canvas);
    fake_end(view);
}

/* Two groups on one level have one tick. */
Test(overlaps, levels_of_one_row_share_a_tick)
{
    struct view *view = two_layers();
    struct layers_overlap *theory = &view->live.chart.branch[1].here.layers;

    theory->q[1] = theory->q[0];
    char *text = text_of(view, 48, 160, true);
    cr_assert(strstr(text, "sp q1 q2") && strstr(text, "sp q21"), "%s", text);
    free(text);
    theory->q21 = theory->q[0];
    text = text_of(view, 48, 160, true);
    cr_assert(strstr(text, " sp") && !strstr(text, "sp q"), "%s", text);
    free(text);
    fake_end(view);
}

Test(overlaps, of_a_first_layer_stand_at_what_its_neurons_are_worth)
{
    struct view *view = two_layers();
    const struct inner_overlaps *run = &view->live.now.inner;
    const struct axis x = {0.0, 1.1 * run->s[2], false}, y = {0.0, 1.0, false};
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = plot_of(PANEL_WORTH, 48, 160, true, x, y);

    for (size_t b = 0; b < 3; b++)
        cr_assert_eq(glyph_at(&canvas, &plot, run->s[b], run->q[b]), 0x25cf, "bin %zu", b);
    /* Of theory's line from (.5, .72) to (1.7, .99). */
    size_t dots = 0;
    for (double s = 0.55; s < 1.65; s += 0.05)
        dots += has_dot_near(&canvas, &plot, s, 0.72 + 0.27 * (s - 0.5) / 1.2, '=');
    cr_assert_geq(dots, 18, "%zu", dots);
    canvas_fini(&canvas);
    fake_end(view);
}

Test(overlaps, of_one_layer_have_the_neurons_in_that_place)
{
    struct view *view = fake_story("first-light", 400.0);

    press(view, "2");
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "each neuron, by |v|") && !strstr(text, "|s|"), "%s", text);
    free(text);
    fake_end(view);
}

Test(overlaps, of_all_layers_are_numbers_everywhere)
{
    struct view *view = two_layers();
    char number[64];

    for (const char *keys = "12"; *keys; keys++) {
        action_key(view, *keys);
        char *text = text_of(view, 24, 80, true);
        for (size_t i = 0; i < 3; i++) {
            snprintf(number, sizeof number, "%-3s %s", series_column(layers[i]),
                     text_overlap(fake_layer(layers[i], 700.0)).at);
            cr_assert(strstr(text, number), "no %s in\n%s", number, text);
        }
        free(text);
    }
    fake_end(view);
}

/* A posterior mean is half as far from the teacher as a sample: theory's .62 is .81 of the run. */
Test(overlaps, of_a_matrix_are_its_own_and_held_to_a_mean)
{
    struct view *view = fake_view("gamp-rie");

    for (double t = 1.0; t <= 9.0; t += 1.0) {
        struct measurement sample = fake_sample(view, t, 0);

        sample.value[SERIES_Q] = sample.value[SERIES_Q_V1] = sample.value[SERIES_Q_NULL] =
            (double)NAN;
        sample.value[SERIES_R2] = 0.743;
        fake_tell(view, &sample);
    }
    fake_show(view, 9.0, RUN_RUNNING);
    view->live.now.last[0].value[SERIES_R2] = 0.743;
    fake_solve(view, CHART_READY);
    view->live.chart.branch[view->live.chart.best].here.r2 = 0.62;
    view_follow(view);
    press(view, "2");
    char *text = text_of(view, 24, 80, true);
    cr_expect(strstr(text, "r2  .743/.810"), "%s", text);
    cr_expect(strstr(text, "a matrix without neurons"), "%s", text);
    cr_expect(strstr(text, "◄"), "%s", text);
    cr_expect(!strstr(text, " q  ") && !strstr(text, "specialised 0"), "%s", text);
    free(text);
    press(view, "3");
    text = text_of(view, 24, 80, true);
    cr_expect(strstr(text, "a matrix without neurons"), "%s", text);
    cr_expect_null(strstr(text, "specialised "), "%s", text);
    free(text);
    fake_end(view);
}
