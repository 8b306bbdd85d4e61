/* The theory on the screen: goldens for people's eyes, dots and marks read back as numbers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "action.h"
#include "fake_chart.h"
#include "fake_run.h"
#include "panels/panel.h"
#include "pictures.h"
#include "screens/screen.h"

static void use_utc(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
}

TestSuite(phase, .init = use_utc);

/* A run that escaped at alpha 2, went on at 5, and whose theory has come as far as `state`. */
static struct view *solved_story(enum chart_state state)
{
    struct view *view = fake_story("first-light", 300.0);
    struct record *record = &view->live;

    record->visits = 2;
    record->visit[0] = (struct visit){2.0, 0.0313, 0, 400};
    record->visit[1] = (struct visit){5.0, fake_eps(300.0), 400, 1200};
    fake_solve(view, state);
    press(view, "4");
    return view;
}

Test(phase, goldens)
{
    struct view *view = solved_story(CHART_READY);

    press(view, "a");
    press(view, "+");
    view_follow(view);
    check_golden(view, 24, 80, true, "phase_80x24");
    check_golden(view, 24, 80, false, "phase_80x24_ascii");
    check_golden(view, 48, 160, true, "phase_160x48");
    check_golden(view, 10, 40, true, "phase_40x10");
    action_key(view, TERM_KEY_ESCAPE);
    check_golden(view, 1, 80, true, "phase_80x1");
    check_golden(view, 6, 34, true, "phase_34x6");
    press(view, "1");
    check_golden(view, 48, 160, true, "theory_160x48");
    check_golden(view, 24, 80, true, "theory_80x24");
    fake_end(view);
}

/* ---- pictures as data -------------------------------------------------------------------------*/

static struct rect inside_of(enum panel_id panel, int rows, int columns)
{
    const struct layout layout = screen_layout(SCREEN_PHASE, rows, columns);
    struct canvas nowhere;

    canvas_init(&nowhere, true);
    return panel_frame(&nowhere, layout.panel[panel], "", "");
}

static struct plot phase_plot(const struct view *view, int rows, int columns, bool unicode)
{
    struct canvas nowhere;

    canvas_init(&nowhere, unicode);
    return plot_begin(&nowhere, inside_of(PANEL_PHASE, rows, columns), view->alpha, view->eps);
}

/* How far a dot is from a curve, in dots: the half of a dot that rounding costs, and as much again
 * where a line goes from one rounded place to the next. */
static void check_dot(const struct plot *plot, int across, int up, double (*curve)(double))
{
    const double wide = plot->inside.columns * 2, high = plot->inside.rows * 4;
    const double alpha = axis_value(&plot->x, (across + 0.5) / wide);
    const double there = axis_fraction(&plot->y, curve(alpha)) * high;

    cr_assert_lt(fabs(there - (up + 0.5)), 1.0, "dot %d, %d is %g dots off", across, up,
                 there - (up + 0.5));
}

/* All dots of one ink; returns how many columns of dots have any. */
static int check_dots(struct canvas *canvas, const struct plot *plot, enum ink ink,
                      double (*curve)(double))
{
    static const uint8_t bit[4][2] = {{0x40, 0x80}, {0x04, 0x20}, {0x02, 0x10}, {0x01, 0x08}};
    int columns = 0;

    for (int across = 0; across < 2 * plot->inside.columns; across++) {
        bool any = false;
        for (int up = 0; up < 4 * plot->inside.rows; up++) {
            const struct cell *cell =
                canvas_cell(canvas, plot->inside.top + plot->inside.rows - 1 - up / 4,
                            plot->inside.left + across / 2);
            if (cell->ink != (uint8_t)ink || cell->glyph < 0x2800 || cell->glyph > 0x28ff ||
                !(cell->glyph & bit[up % 4][across % 2]))
                continue;
            check_dot(plot, across, up, curve);
            any = true;
        }
        columns += any;
    }
    return columns;
}

Test(phase, the_dots_of_a_branch_are_its_numbers)
{
    struct view *view = solved_story(CHART_READY);
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = phase_plot(view, 48, 160, true);
    const double from = axis_fraction(&plot.x, fake_spinodal);

    /* Two dots of three are set, and marks and words take some; the whole line has more. */
    const int uni = check_dots(&canvas, &plot, INK_UNIVERSAL, fake_universal);
    const int sp = check_dots(&canvas, &plot, INK_SPECIALISED, fake_specialised);
    cr_assert_gt(uni, plot.inside.columns * 2 / 2, "%d", uni);
    cr_assert_lt(uni, plot.inside.columns * 2 * 3 / 4, "%d", uni);
    cr_assert_gt(sp, plot.inside.columns * 2 * (1.0 - from) * 2 / 3, "%d", sp);
    canvas_fini(&canvas);
    fake_end(view);
}

static uint32_t glyph_at(struct canvas *canvas, const struct plot *plot, double x, double y)
{
    int row, column;

    cr_assert(plot_cell(plot, x, y, &row, &column), "%g, %g is outside", x, y);
    return canvas_cell(canvas, row, column)->glyph;
}

Test(phase, the_run_stands_where_it_is_and_where_it_was)
{
    static const int sizes[][2] = {{10, 40}, {24, 80}, {48, 160}, {35, 118}};

    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        struct view *view = solved_story(CHART_READY);
        const int rows = sizes[i / 2][0], columns = sizes[i / 2][1];
        const struct visit here = *record_visit(&view->live, 0);
        press(view, "a8");
        struct canvas canvas = drawn(view, rows, columns, i % 2);
        const struct plot plot = phase_plot(view, rows, columns, i % 2);
        cr_assert_eq(glyph_at(&canvas, &plot, here.alpha, here.eps), 'X');
        cr_assert_eq(glyph_at(&canvas, &plot, 2.0, 0.0313), 'x');
        cr_assert_eq(glyph_at(&canvas, &plot, 8.0, here.eps), i % 2 ? 0x2192 : '>');
        canvas_fini(&canvas);
        fake_end(view);
    }
}

/* Sent, not yet in force; and one lower than the present, which would be off the axis. */
Test(phase, a_pending_alpha_is_pointed_at_until_it_is_in_force)
{
    struct view *view = solved_story(CHART_READY);
    const struct command command = {COMMAND_SET, 0, "alpha", "0.001"};
    const struct visit here = *record_visit(&view->live, 0);

    view_add_pending(view, &command, FAKE_REVISION + 1);
    struct canvas canvas = drawn(view, 24, 80, true);
    const struct plot plot = phase_plot(view, 24, 80, true);
    cr_assert_eq(glyph_at(&canvas, &plot, plot.x.min, here.eps), 0x2190);
    char *text = canvas_to_text(&canvas);
    cr_assert(strstr(text, "pending .001") && strstr(text, "pending n 14 "), "%s", text);
    free(text);
    canvas_fini(&canvas);
    fake_event(view, EVENT_ALPHA, 301.0, FAKE_REVISION + 1, "alpha 5 -> 0.001");
    text = text_of(view, 24, 80, true);
    cr_assert_null(strstr(text, "pending"), "%s", text);
    free(text);
    fake_end(view);
}

Test(phase, opt_is_marked_on_the_branch_that_is_optimal)
{
    struct view *view = solved_story(CHART_READY);
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = phase_plot(view, 48, 160, true);
    int marks = 0;

    for (int row = plot.inside.top; row < plot.inside.top + plot.inside.rows; row++) {
        for (int column = plot.inside.left; column < plot.inside.left + plot.inside.columns;
             column++) {
            const struct cell *cell = canvas_cell(&canvas, row, column);
            if (cell->glyph != 'o' || cell->ink != INK_OPTIMAL)
                continue;
            /* A cell is nearer to one branch than to the other by many rows. */
            const double alpha =
                axis_value(&plot.x, (column - plot.inside.left + 0.5) / plot.inside.columns);
            const double eps =
                axis_value(&plot.y, 1.0 - (row - plot.inside.top + 0.5) / plot.inside.rows);
            const double best =
                alpha < fake_equilibrium ? fake_universal(alpha) : fake_specialised(alpha);
            cr_assert_lt(fabs(log(eps / best)), 0.3, "at alpha %g", alpha);
            marks++;
        }
    }
    cr_assert_gt(marks, 10);
    canvas_fini(&canvas);
    fake_end(view);
}

Test(phase, a_rule_stands_at_each_transition)
{
    struct view *view = solved_story(CHART_TRANSITIONS);
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = phase_plot(view, 48, 160, true);
    const double at[] = {fake_spinodal, fake_equilibrium};
    char *text = canvas_to_text(&canvas);

    for (size_t i = 0; i < 2; i++) {
        int row, column, cells = 0;
        cr_assert(plot_cell(&plot, at[i], plot.y.min, &row, &column));
        for (row = plot.inside.top; row < plot.inside.top + plot.inside.rows; row++)
            cells += canvas_cell(&canvas, row, column)->glyph == 0x2506;
        cr_assert_geq(cells, plot.inside.rows * 2 / 3, "%s", text);
    }
    cr_assert(strstr(text, "a_sp 1.30") && strstr(text, "a_eq 1.45") && strstr(text, "a_lin none"));
    free(text);
    canvas_fini(&canvas);
    fake_end(view);
}

/* The ball of the run at its overlap, on the terrain; drawn by the panel alone on a canvas. */
Test(phase, the_ball_lies_on_the_terrain)
{
    static const double overlaps[] = {0.013, 0.2385, 0.51, 0.7, 0.981};

    for (size_t i = 0; i < sizeof overlaps / sizeof *overlaps; i++) {
        struct view *view = solved_story(CHART_READY);
        const double q = overlaps[i];
        struct canvas canvas;
        int row = -1, column = -1;
        view->live.now.last[0].value[SERIES_Q] = q;
        canvas = drawn(view, 48, 160, true);
        const struct rect in = inside_of(PANEL_PROFILE, 48, 160);
        for (int cell = 0; cell < (in.rows - 1) * in.columns; cell++) {
            if (canvas_cell(&canvas, in.top + cell / in.columns, in.left + cell % in.columns)
                    ->glyph != 0x25cf)
                continue;
            cr_assert_eq(row, -1, "two balls");
            row = cell / in.columns;
            column = cell % in.columns;
        }
        /* 7 columns and 2 rows are the axes'; the height axis ends on .25, the first step above a
         * quarter more than the barrier. */
        const int wide = in.columns - 7, rows = in.rows - 3;
        cr_assert_eq(column - 7, (int)(q * wide), "%d for %g", column, q);
        const double least =
            fake_height(0.97) < fake_height(0.96) ? fake_height(0.97) : fake_height(0.96);
        const double height = (fake_height(q) - least) / 0.25;
        cr_assert_leq(abs(row - (int)((1.0 - height) * rows)), 1, "%g: row %d of %d, not %g", q,
                      row, rows, (1.0 - height) * rows);
        canvas_fini(&canvas);
        fake_end(view);
    }
}

Test(phase, the_overlaps_are_held_to_the_theory_of_the_best_branch)
{
    struct view *view = solved_story(CHART_READY);
    char *text;

    press(view, "1");
    text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "q   .695/.970"), "%s", text);
    free(text);
    text = text_of(view, 48, 160, true);
    cr_assert(strstr(text, "sp ◄│") && strstr(text, "uni ◄│") && strstr(text, "run/theory"));
    free(text);
    fake_end(view);
}

Test(phase, each_readout_group_has_its_level)
{
    struct view *view = solved_story(CHART_READY);
    char *text;

    press(view, "1");
    view->live.now.groups = 2;
    view->live.chart.branch[1].here.group[0] = 0.3112;
    view->live.chart.branch[1].here.group[1] = 0.8834;
    text = text_of(view, 48, 160, true);
    cr_assert(strstr(text, "sp v1 ◄") && strstr(text, "sp v2 ◄") && strstr(text, "/.311"), "%s",
              text);
    free(text);
    text = text_of(view, 30, 118, true);
    cr_assert(strstr(text, "/.311") && strstr(text, "/.883"), "%s", text);
    free(text);
    fake_end(view);
}

/* ---- words ------------------------------------------------------------------------------------*/

static void check_says(struct view *view, const char *words)
{
    static const int sizes[][2] = {{24, 80}, {48, 160}, {16, 50}};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *text = text_of(view, sizes[i][0], sizes[i][1], true);
        cr_assert(strstr(text, words), "no \"%s\" in\n%s", words, text);
        free(text);
    }
}

Test(phase, every_state_of_the_theory_has_its_words)
{
    static const struct {
        enum chart_state state;
        const char *words;
    } cases[] = {
        {CHART_NONE, "no theory: sparse"},          {CHART_SOLVING, "solving 1/4: branches"},
        {CHART_HERE, "solving 2/4: transitions"},   {CHART_TRANSITIONS, "solving 3/4: profile"},
        {CHART_PROFILE, "solving 4/4: curves 0 %"}, {CHART_READY, "solved in .0417 s"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view *view = solved_story(cases[i].state);
        check_says(view, cases[i].words);
        fake_end(view);
    }
}

/* Not every reason begins as those of the solvers do. */
Test(phase, there_is_no_theory_only_once)
{
    struct view *view = solved_story(CHART_NONE);
    static const char *const reasons[] = {"no theory: not for 3 layers", "not for 3 layers"};

    for (size_t i = 0; i < 2; i++) {
        snprintf(view->live.chart.reason, sizeof view->live.chart.reason, "%s", reasons[i]);
        check_says(view, "no theory: not for");
        char *text = text_of(view, 24, 80, true);
        cr_assert_null(strstr(text, "no theory: no theory"), "%s", text);
        free(text);
    }
    fake_end(view);
}

Test(phase, before_the_first_chart_it_is_not_solved_yet)
{
    struct view *view = fake_view("first-light");

    press(view, "t");
    view_follow(view);
    check_says(view, "not solved yet");
    fake_end(view);
}

/* The run goes on at another alpha or noise before the theorist has followed. */
Test(phase, theory_of_old_parameters_is_dim_and_called_old)
{
    for (int noise = 0; noise < 2; noise++) {
        struct view *view = solved_story(CHART_READY);
        fake_show(view, 300.0, RUN_RUNNING);
        view->live.now.revision = FAKE_REVISION + 1;
        if (noise)
            view->live.now.config.noise *= 2.0;
        else
            view->live.now.config.alpha = 6.0;
        check_says(view, noise ? "old noise, being solved" : "old alpha, being solved");
        struct canvas canvas = drawn(view, 48, 160, true);
        for (int cell = 0; cell < 48 * 160; cell++) {
            const enum ink ink = (enum ink)canvas.at[cell].ink;
            cr_assert(ink != INK_UNIVERSAL && ink != INK_SPECIALISED);
        }
        canvas_fini(&canvas);
        fake_end(view);
    }
}

Test(phase, branches_that_do_not_fit_are_counted)
{
    struct view *view = solved_story(CHART_READY);
    struct chart *chart = &view->live.chart;

    for (; chart->branches < THEORY_BRANCHES_MAX; chart->branches++) {
        struct chart_branch *branch = &chart->branch[chart->branches];
        *branch = chart->branch[1];
        snprintf(branch->name, sizeof branch->name, "partial:%zu", chart->branches % 100);
    }
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, " more") && strstr(text, "data    n 72000"), "%s", text);
    free(text);
    fake_end(view);
}

Test(phase, the_axes_stay_while_the_run_moves_a_little)
{
    struct view *view = solved_story(CHART_READY);
    const struct axis alpha = view->alpha, eps = view->eps;

    for (double t = 310.0; t < 400.0; t *= 1.01) {
        fake_run_to(view, t, t);
        view_follow(view);
        cr_assert(view->alpha.min == alpha.min && view->alpha.max == alpha.max);
        cr_assert(view->eps.min == eps.min && view->eps.max == eps.max);
    }
    press(view, "y");
    view_follow(view);
    cr_assert_not(view->eps.logarithmic);
    cr_assert_eq(view->eps.min, 0.0);
    fake_end(view);
}

Test(phase, everything_draws_at_every_size_in_every_state)
{
    struct view *views[CHART_READY + 2];

    for (int state = 0; state <= CHART_READY; state++)
        views[state] = solved_story((enum chart_state)state);
    views[CHART_READY + 1] = fake_view("first-light");
    press(views[CHART_READY + 1], "4");
    press(views[CHART_HERE], "a77777");
    press(views[CHART_READY], "a7");
    for (int rows = 1; rows <= 60; rows++) {
        for (int columns = 1; columns <= 200; columns += columns < 50 ? 1 : 11) {
            struct view *view = views[(rows * 3 + columns) % (CHART_READY + 2)];
            char *text = text_of(view, rows, columns, rows % 2);
            cr_assert_neq(text[0], '\n', "row 0 is blank at %d x %d", rows, columns);
            free(text);
        }
    }
    for (int state = 0; state <= CHART_READY + 1; state++)
        fake_end(views[state]);
}

Test(phase, no_number_of_the_one_line_is_cut)
{
    struct view *view = solved_story(CHART_READY);

    for (int columns = 1; columns <= 80; columns++) {
        char *text = text_of(view, 1, columns, true);
        const char *uni = strstr(text, "uni "), *sp = strstr(text, "sp ");
        cr_assert(!uni || strstr(uni, ".142") == uni + 4, "%s", text);
        cr_assert(!sp || strstr(sp, "3.62e-3") == sp + 3, "%s", text);
        cr_assert(columns < 40 || (uni && sp), "%s", text);
        free(text);
    }
    fake_end(view);
}

/* An overlap that unrelated weights have too belongs to no valley. */
Test(phase, a_ball_at_the_chance_level_is_in_no_valley)
{
    struct view *view = solved_story(CHART_READY);
    double *q = &view->live.now.last[0].value[SERIES_Q];

    *q = 0.195; /* the chance level */
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "● q .195 (chance)") && !strstr(text, "barrier"), "%s", text);
    free(text);
    *q = 0.197;
    text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "● q .197 (uni)") && strstr(text, "barrier .173 at q .51 to sp"), "%s",
              text);
    free(text);
    fake_end(view);
}

/* The rows call every branch with overlap specialised; the chart knows which it is. */
Test(phase, the_level_of_a_partial_branch_bears_its_name)
{
    struct view *view = solved_story(CHART_READY);
    struct chart_branch *branch = &view->live.chart.branch[1];
    struct measurement sample = fake_sample(view, 301.0, 0);

    snprintf(branch->name, sizeof branch->name, "partial:1");
    sample.value[SERIES_UNI] = view->live.chart.branch[0].here.eps;
    sample.value[SERIES_SPE] = sample.value[SERIES_OPT] = branch->here.eps * 1.0001;
    fake_tell(view, &sample);
    view->live.now.last[0] = sample;
    view_follow(view);
    press(view, "1");
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "partial:1 3.62e-3") && strstr(text, "opt      = partial:1"), "%s",
              text);
    cr_assert(strstr(text, "partial:1 = opt") && !strstr(text, "sp "), "%s", text);
    free(text);
    fake_end(view);
}

Test(phase, each_step_of_a_sequence_has_a_line_of_its_own)
{
    struct view *view = solved_story(CHART_READY);
    struct theory_transitions *at = &view->live.chart.transitions;

    at->steps = 2;
    at->step[0] = (struct theory_step){1.342, 0.7285, 0.7905};
    at->step[1] = (struct theory_step){0.447, 3.4471, 3.7305};
    char *text = text_of(view, 48, 160, true);
    const char *first = strstr(text, "|v| 1.34 a_sp .729 a_eq .79");
    cr_assert(first && strstr(first, "|v| .447 a_sp 3.45 a_eq 3.73"), "%s", text);
    const char *before = strstr(text, "a_lin none");
    cr_assert(before && memchr(before, '\n', (size_t)(first - before)), "%s", text);
    free(text);
    fake_end(view);
}

Test(phase, the_free_entropy_is_in_the_narrowest_table)
{
    struct view *view = solved_story(CHART_READY);
    char *text = text_of(view, 24, 80, true);

    cr_assert(strstr(text, "-.0126") && strstr(text, "f - opt") && strstr(text, "83 MB"), "%s",
              text);
    free(text);
    fake_end(view);
}
