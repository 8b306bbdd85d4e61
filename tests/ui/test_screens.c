/*
 * The pictures: golden texts for people's eyes, properties for what a text cannot prove.
 * PLATEAU_GENERATE=1 in the environment rewrites the goldens.
 */
#include "frame.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "action.h"
#include "fake_run.h"
#include "panels/panel.h"
#include "pictures.h"
#include "plateau/plot.h"
#include "plateau/text.h"
#include "screens/screen.h"
#include "term.h"

static void use_utc(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
}

TestSuite(screens, .init = use_utc);

/* ---- goldens ----------------------------------------------------------------------------------*/

/* A run that escaped, got more data, and goes on. */
static struct view *changed_story(double t)
{
    struct view *view = fake_story("first-light", t);

    fake_event(view, EVENT_ALPHA, t, FAKE_REVISION, "alpha 5 -> 6 (n 72000 -> 86400)");
    fake_run_to(view, 1.05 * t, 1.5 * t);
    fake_show(view, 1.5 * t, RUN_RUNNING);
    view_follow(view);
    return view;
}

Test(screens, overview_80x24)
{
    struct view *view = changed_story(400.0);

    check_golden(view, 24, 80, true, "overview_80x24");
    check_golden(view, 24, 80, false, "overview_80x24_ascii");
    fake_end(view);
}

Test(screens, overview_160x48)
{
    struct view *view = changed_story(230.0);

    check_golden(view, 48, 160, true, "overview_160x48");
    check_golden(view, 48, 160, false, "overview_160x48_ascii");
    fake_end(view);
}

Test(screens, overview_on_the_plateau)
{
    struct view *view = fake_story("first-light", 60.0);

    check_golden(view, 24, 80, true, "plateau_80x24");
    fake_end(view);
}

Test(screens, overview_of_several_groups_and_replicas)
{
    struct view *view = fake_view("groups");

    fake_run_to(view, 10.0, 900.0);
    for (double t = 10.0; t < 900.0; t *= 1.2) {
        struct measurement sample = fake_sample(view, t, 1);
        fake_tell(view, &sample);
    }
    fake_show(view, 900.0, RUN_RUNNING);
    view->live.now.groups = 2;
    view->live.now.group_readout[0] = 0.447;
    view->live.now.group_readout[1] = 1.342;
    view->live.now.last[0].value[SERIES_Q_V2] = 0.93;
    view_follow(view);
    check_golden(view, 24, 80, true, "groups_80x24");
    check_golden(view, 30, 118, true, "groups_118x30");
    fake_end(view);
}

Test(screens, small)
{
    struct view *view = fake_story("first-light", 400.0);

    check_golden(view, 10, 40, true, "compact_40x10");
    check_golden(view, 20, 60, false, "compact_60x20_ascii");
    check_golden(view, 6, 30, true, "line_30x6");
    check_golden(view, 1, 60, true, "line_60x1");
    check_golden(view, 1, 1, true, "line_1x1");
    fake_end(view);
}

Test(screens, before_the_first_measurement)
{
    struct view *view = fake_view("first-light");

    view_follow(view);
    check_golden(view, 24, 80, true, "setup_80x24");
    check_golden(view, 48, 160, true, "setup_160x48");
    fake_end(view);
}

/* The learners of the golden menu; another one in the registry changes no picture. */
static struct param_group learner_of_menu(size_t index)
{
    static const char *const names[] = {"gd",   "sgd",        "momentum", "adagrad",
                                        "adam", "langevin",   "mala",     "hmc",
                                        "nuts", "metropolis", "gamp-rie"};
    const struct param_schema *all = learner_schema();

    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->learner(i).name, names[index]) == 0)
            return all->learner(i);
    cr_assert_fail("%s is not a learner", names[index]);
    return all->learner(0);
}

static const struct param_schema menu = {11, learner_of_menu};

Test(screens, modals)
{
    static const struct {
        const char *keys, *name;
    } cases[] = {{"a6", "alpha_80x24"},
                 {"a99999", "alpha_refused_80x24"},
                 {"mj", "algorithms_80x24"},
                 {"e0.02jn/8jj", "editor_80x24"},
                 {"e7777", "editor_refused_80x24"},
                 {"?", "help_80x24"},
                 {"mj?G", "help_end_80x24"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view *view = fake_story("first-light", 60.0);
        view->schema = &menu;
        press(view, cases[i].keys);
        check_golden(view, 24, 80, true, cases[i].name);
        fake_end(view);
    }
}

/* ---- properties -------------------------------------------------------------------------------*/

/* The end of a story for each state, and what its screen must say. */
Test(screens, every_state_has_a_word_and_a_sentence)
{
    static const struct {
        enum run_state state;
        enum event_kind kind;
        const char *event, *word;
    } cases[] = {{RUN_PAUSED, EVENT_PAUSED, "paused", "PAUSED"},
                 {RUN_DONE, EVENT_DONE, "escape reached at step 17", "DONE"},
                 {RUN_LIMIT, EVENT_DONE, "limit reached at step 23", "LIMIT"},
                 {RUN_DIVERGED, EVENT_DIVERGED, "diverged at step 29", "DIVERGED"},
                 {RUN_FAILED, EVENT_REFUSED, "needs 7 TB", "FAILED"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view *view = fake_story("first-light", 60.0);
        fake_event(view, cases[i].kind, 60.0, FAKE_REVISION, cases[i].event);
        fake_show(view, 60.0, cases[i].state);
        view->message[0] = '\0';
        char *text = text_of(view, 24, 80, true);
        const char *bottom = strstr(text, " ? Help");
        cr_assert_not_null(strstr(text, cases[i].word));
        cr_assert(bottom && strstr(bottom - 160, cases[i].event), "no sentence for %s:\n%s",
                  cases[i].word, text);
        free(text);
        fake_end(view);
    }
}

static bool has_reverse(const struct canvas *canvas, int row)
{
    for (int column = 0; column < canvas->columns; column++)
        if (canvas->at[row * canvas->columns + column].attributes & CELL_REVERSE)
            return true;
    return false;
}

Test(screens, paused_and_frozen_stand_in_reverse_in_row_0)
{
    static const int sizes[][2] = {{24, 80}, {48, 160}, {10, 40}, {1, 40}, {3, 20}};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct view *view = fake_story("first-light", 60.0);
        struct canvas canvas = drawn(view, sizes[i][0], sizes[i][1], true);
        cr_assert_not(has_reverse(&canvas, 0));
        canvas_fini(&canvas);
        press(view, "z");
        canvas = drawn(view, sizes[i][0], sizes[i][1], true);
        cr_assert(has_reverse(&canvas, 0));
        canvas_fini(&canvas);
        press(view, "z");
        fake_show(view, 60.0, RUN_PAUSED);
        canvas = drawn(view, sizes[i][0], sizes[i][1], true);
        cr_assert(has_reverse(&canvas, 0));
        canvas_fini(&canvas);
        fake_end(view);
    }
}

Test(screens, a_pending_change_is_shown_with_both_values)
{
    struct view *view = fake_story("first-light", 60.0);
    const struct command command = {COMMAND_SET, 0, "alpha", "6"};

    view_add_pending(view, &command, 9);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "alpha 5 → 6 …") && strstr(text, "pending"), "%s", text);
    free(text);
    press(view, " ");
    text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "pausing"));
    free(text);
    fake_end(view);
}

Test(screens, a_silent_run_is_told_of)
{
    struct view *view = fake_story("first-light", 60.0);

    view->silence = 7.0;
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "no measurement for 7 s"), "%s", text);
    free(text);
    fake_end(view);
}

/* Levels and times of every size: what stands in the panel is a whole number, or nothing. */
Test(screens, no_number_of_a_plateau_is_cut)
{
    static const double levels[] = {0.168, 1.2e-5, 1.23e-11};
    static const double times[] = {17.5, 1150.0, 2.37e7};

    for (size_t i = 0; i < 9; i++) {
        struct view *view = fake_story("first-light", 400.0);
        struct findings *found = &view->live.now.verdicts.found[0];
        found->plateau[0] = found->plateau[1] = (struct plateau){
            .start_gradients = times[i / 3], .end_gradients = times[i / 3], .level = levels[i % 3]};
        found->plateaus = 2;
        char *text = text_of(view, 24, 80, true), ended[64], old[128];
        snprintf(ended, sizeof ended, "ended    t=%s\n", text_short(times[i / 3]).at);
        const struct text time = text_short(times[i / 3]);
        const int wide = snprintf(old, sizeof old, "P1  %-7s %s → %s\n",
                                  text_number(levels[i % 3]).at, time.at, time.at);
        if (wide > 30) /* 27 cells, two more bytes of the arrow, the newline */
            snprintf(old, sizeof old, "P1  %s\n", text_number(levels[i % 3]).at);
        cr_assert(strstr(text, ended), "no %s in\n%s", ended, text);
        cr_assert(strstr(text, old), "no %s in\n%s", old, text);
        free(text);
        fake_end(view);
    }
}

Test(screens, a_sampler_shows_its_acceptance_and_the_step_size_in_force)
{
    struct view *view = fake_view("hmc-escape");

    fake_run_to(view, 10.0, 900.0);
    fake_show(view, 900.0, RUN_RUNNING);
    view->live.now.last[0].value[SERIES_ACCEPT] = 0.713;
    view->live.now.last[0].value[SERIES_STEP_SIZE] = 0.0234;
    view_follow(view);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "accept .713") && strstr(text, "step size .0234"), "%s", text);
    free(text);
    fake_end(view);
}

/* At every size that a terminal has: two layers, and the widths of both in the header. */
Test(screens, layers_are_named_in_the_header)
{
    struct view *view = fake_story("two-layer-tanh2", 60.0);

    for (int size = 0; size < 3; size++) {
        char *text = text_of(view, 12 + 18 * size, 60 + 50 * size, true);
        cr_expect(size == 0 || strstr(text, "d=30 k=15,15 L=2 tanh2 ones"), "%s", text);
        free(text);
    }
    fake_end(view);
}

Test(screens, a_warning_is_told_whole_in_the_list_and_in_the_status_line)
{
    static const char warning[] =
        "lower step: hmc accepts nothing at step size 7.4, the chain stands still";
    struct view *view = fake_story("first-light", 60.0);

    fake_event(view, EVENT_WARNING, 60.0, FAKE_REVISION, warning);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "    (!) lower step:") && strstr(text, "\n (!) lower step:"), "%s",
              text);
    cr_assert(strstr(text, warning), "%s", text);
    free(text);
    fake_end(view);
}

Test(screens, a_curve_of_optimiser_and_sampler_says_both)
{
    struct view *view = fake_story("first-light", 60.0);
    struct measurement sample = fake_sample(view, 61.0, 0);

    sample.eps_kind = EPS_HALF_GIBBS;
    fake_tell(view, &sample);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "eps (point | half-Gibbs)"), "%s", text);
    free(text);
    fake_end(view);
}

Test(screens, numbers_shown_are_those_of_the_samples)
{
    static const double times[] = {0.31, 3.7, 60.0, 139.0, 412.0, 2999.0};

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct view *view = fake_story("first-light", times[i]);
        const struct measurement sample = fake_sample(view, times[i], 0);
        static const enum series shown[] = {SERIES_EPS, SERIES_EPS_SE, SERIES_TRAIN};
        const struct text q = text_overlap(sample.value[SERIES_Q]);
        char *text = text_of(view, 24, 80, true);
        for (size_t j = 0; j < sizeof shown / sizeof *shown; j++) {
            const struct text number = text_number(sample.value[shown[j]]);
            cr_assert(strstr(text, number.at), "no %s in\n%s", number.at, text);
        }
        cr_assert(strstr(text, q.at), "no %s in\n%s", q.at, text);
        free(text);
        fake_end(view);
    }
}

Test(screens, theory_is_not_mentioned_where_there_is_none)
{
    struct view *view = fake_story("first-light", 60.0);
    char *text = text_of(view, 24, 80, true);

    cr_assert_null(strstr(text, "uni"), "%s", text);
    cr_assert_null(strstr(text, " opt"));
    free(text);
    for (double t = 61.0; t < 70.0; t += 1.0) {
        struct measurement sample = fake_sample(view, t, 0);
        sample.value[SERIES_UNI] = 0.1623;
        fake_tell(view, &sample);
    }
    view->live.now.last[0].value[SERIES_UNI] = 0.1623;
    text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "uni      .162"), "%s", text);
    free(text);
    fake_end(view);
}

/* Cells that the error curve's plot covers: the same steps as the panel takes, on no canvas. */
static struct plot plot_of(const struct view *view, int rows, int columns, bool unicode)
{
    const struct layout layout = screen_layout(SCREEN_OVERVIEW, rows, columns);
    struct canvas nowhere;

    canvas_init(&nowhere, unicode);
    const struct rect inside = panel_frame(&nowhere, layout.panel[PANEL_ERROR], "", "");
    return plot_begin(&nowhere, inside, view->x, view->y);
}

/* The rows of the new alpha bring new levels; until they come the old ones go on. */
Test(screens, theory_steps_at_a_change_and_opt_is_named)
{
    struct view *view = fake_story("first-light", 60.0);
    static const double levels[] = {0.162, 0.0313};
    struct measurement sample;

    for (double t = 61.0; t < 300.0; t *= 1.1) {
        sample = fake_sample(view, t, 0);
        sample.value[SERIES_UNI] = levels[0];
        sample.value[SERIES_SPE] = sample.value[SERIES_OPT] = t < 130.0 ? 0.0521 : levels[1];
        fake_tell(view, &sample);
    }
    view->live.now.last[0] = sample;
    view_follow(view);
    char *text = text_of(view, 24, 80, true);
    cr_assert(strstr(text, "opt      = sp") && strstr(text, "sp = opt") && strstr(text, "uni "),
              "%s", text);
    free(text);
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = plot_of(view, 48, 160, true);
    const double times[] = {100.0, 230.0}, at[] = {0.0521, levels[1]};
    for (size_t i = 0; i < 2; i++) {
        int row, column;
        cr_assert(plot_cell(&plot, times[i], at[i], &row, &column));
        const struct cell *cell = canvas_cell(&canvas, row, column);
        cr_assert(cell->ink == INK_SPECIALISED || cell->ink == INK_OPTIMAL, "step %zu", i);
        cr_assert(plot_cell(&plot, times[i], at[1 - i], &row, &column));
        cr_assert_neq(canvas_cell(&canvas, row, column)->ink, INK_SPECIALISED, "step %zu", i);
    }
    canvas_fini(&canvas);
    fake_end(view);
}

Test(screens, the_bottom_line_fits_80_columns_everywhere)
{
    static const char *const keys[] = {"", "4", "a", "m", "e", "p", "?"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct view *view = fake_story("first-light", 60.0);
        press(view, keys[i]);
        struct canvas canvas = drawn(view, 24, 80, true);
        char *text = canvas_to_text(&canvas);
        const struct binding *row;
        for (size_t j = 0; (row = keymap_at(j)); j++)
            if (row->context == action_context(view) && row->label && row->action != ACTION_ONE &&
                row->action != ACTION_Y_SCALE && row->action != ACTION_X_CLOCK)
                cr_assert(strstr(strstr(text, " ? Help"), row->label), "%s is cut off", row->label);
        free(text);
        canvas_fini(&canvas);
        fake_end(view);
    }
}

/* Text and rules lie over the curve here and there. */
Test(screens, the_curve_goes_through_every_measurement)
{
    static const int sizes[][2] = {{24, 80}, {48, 160}, {12, 50}};

    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        const int rows = sizes[i / 2][0], columns = sizes[i / 2][1];
        struct view *view = fake_story("first-light", 400.0);
        struct canvas canvas = drawn(view, rows, columns, i % 2);
        const struct plot plot = plot_of(view, rows, columns, i % 2);
        size_t seen = 0, points = 0;
        for (double t = 0.25; t < 400.0; t *= pow(10.0, 1.0 / 40.0), points++)
            seen += has_dot_near(&canvas, &plot, t, fake_eps(t), '*');
        cr_assert_geq(seen, points * 9 / 10, "%zu of %zu points at %d x %d", seen, points, rows,
                      columns);
        canvas_fini(&canvas);
        fake_end(view);
    }
}

Test(screens, the_shading_covers_the_plateau_and_nothing_else)
{
    struct view *view = fake_story("first-light", 400.0);
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = plot_of(view, 48, 160, true);
    const int row = plot.inside.top + plot.inside.rows / 2;

    for (int column = 0; column < plot.inside.columns; column++) {
        const double left = axis_value(&plot.x, (double)column / plot.inside.columns);
        const double right = axis_value(&plot.x, (column + 1.0) / plot.inside.columns);
        const struct cell *cell = canvas_cell(&canvas, row, plot.inside.left + column);
        if (left > fake_flat_from && right < fake_flat_to)
            cr_assert(cell->shade, "column %d", column);
        else if (right < fake_flat_from || left > fake_flat_to)
            cr_assert_not(cell->shade, "column %d", column);
    }
    canvas_fini(&canvas);
    fake_end(view);
}

Test(screens, a_change_is_marked_at_its_time)
{
    struct view *view = changed_story(230.0);
    struct canvas canvas = drawn(view, 48, 160, true);
    const struct plot plot = plot_of(view, 48, 160, true);
    const int column =
        plot.inside.left + (int)(axis_fraction(&plot.x, 230.0) * plot.inside.columns);
    int marks = 0;

    for (int row = plot.inside.top; row < plot.inside.top + plot.inside.rows; row++)
        marks += canvas_cell(&canvas, row, column)->ink == INK_EVENT;
    cr_assert_geq(marks, plot.inside.rows / 2);
    canvas_fini(&canvas);
    fake_end(view);
}

static void check_ascii(const struct canvas *canvas)
{
    for (int i = 0; i < canvas->rows * canvas->columns; i++)
        cr_assert(canvas->at[i].glyph >= 0x20 && canvas->at[i].glyph < 0x7f);
}

/* Every screen and modal, with and without data, draws at every size; the header is never blank. */
Test(screens, everything_draws_at_every_size)
{
    enum { KEYS = 10, VIEWS = 2 * KEYS };
    static const char *const keys[KEYS] = {"",  "a77777", "m",  "e0.3", "p",
                                           "?", "2",      "2y", "3",    "5"};
    struct view *views[VIEWS];

    for (size_t i = 0; i < VIEWS; i++) {
        views[i] = i < KEYS ? fake_view("first-light") : fake_story("first-light", 400.0);
        view_follow(views[i]);
        press(views[i], keys[i % KEYS]);
    }
    for (int rows = 1; rows <= 100; rows += rows < 50 ? 1 : 7) {
        for (int columns = 1; columns <= 300; columns += columns < 12 ? 1 : 13) {
            const size_t i = (size_t)(rows * 7 + columns) % VIEWS;
            struct canvas canvas = drawn(views[i], rows, columns, rows % 2);
            char *text = canvas_to_text(&canvas);
            cr_assert_neq(text[0], '\n', "row 0 is blank at %d x %d, view %zu", rows, columns, i);
            if (!canvas.unicode)
                check_ascii(&canvas);
            free(text);
            canvas_fini(&canvas);
        }
    }
    for (size_t i = 0; i < VIEWS; i++)
        fake_end(views[i]);
}

Test(screens, every_panel_draws_at_every_size_with_and_without_data)
{
    struct view *views[] = {fake_view("first-light"), fake_story("groups", 400.0)};

    for (size_t v = 0; v < 2; v++) {
        view_follow(views[v]);
        for (int i = 0; i < PANEL_COUNT; i++) {
            for (int rows = 0; rows <= 40; rows++) {
                struct canvas canvas;
                const int columns = (rows * 29) % 150;
                canvas_init(&canvas, rows % 2);
                canvas_resize(&canvas, rows, columns);
                for (int frame = FRAME_NONE; frame <= FRAME_BOX; frame++) {
                    const struct slot slot = {{0, 0, rows, columns}, (enum frame)frame};
                    panel_at((enum panel_id)i)->draw(views[v], &canvas, slot);
                }
                canvas_fini(&canvas);
            }
        }
        fake_end(views[v]);
    }
}

/* The second plateau ended without an escape: the escape belongs to the first. */
Test(screens, overview_names_the_plateau_that_was_escaped_from)
{
    struct view *view = fake_story("first-light", 600.0);
    struct findings *found = &view->live.now.verdicts.found[0];
    char *text = text_of(view, 24, 80, true);

    cr_expect(strstr(text, "escaped  t=137"), "%s", text);
    cr_expect(strstr(text, "at step 2400"), "%s", text);
    free(text);
    found->plateau[found->plateaus++] = (struct plateau){.start = 1200,
                                                         .end = 1800,
                                                         .start_gradients = 300.0,
                                                         .end_gradients = 450.0,
                                                         .level = 0.118};
    text = text_of(view, 24, 80, true);
    cr_expect(strstr(text, "P2 .118") && strstr(text, "escaped  P1 t=137"), "%s", text);
    free(text);
    found->plateau[found->plateaus - 1].open = true;
    text = text_of(view, 24, 80, true);
    cr_expect(strstr(text, "escaped  not yet"), "%s", text);
    free(text);
    fake_end(view);
}
