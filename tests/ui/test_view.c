/* The UI's memory, and the effect of keys. */
#include "view.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "action.h"
#include "fake_run.h"
#include "term.h"

static void press(struct view *view, const char *keys)
{
    for (; *keys; keys++)
        action_key(view, *keys == '\n' ? TERM_KEY_ENTER : *keys);
}

/* The one command the keys asked for. */
static struct command only_command(struct view *view)
{
    cr_assert_eq(view->wish.commands, 1, "%zu commands", view->wish.commands);
    view->wish.commands = 0;
    return view->wish.command[0];
}

Test(view, drops_messages_and_snapshots_of_another_run)
{
    struct view *view = fake_story("first-light", 50.0);
    const size_t points = view->live.replica[0].count, notes = view->live.notes;
    struct message message = {.kind = MESSAGE_MEASUREMENT, .run = FAKE_RUN - 1};
    struct snapshot snapshot = {.run = FAKE_RUN + 1, .state = RUN_DIVERGED};

    message.measurement = fake_sample(view, 60.0, 0);
    view_take_message(view, &message);
    message.kind = MESSAGE_END;
    view_take_message(view, &message);
    view_take_snapshot(view, &snapshot);
    cr_assert_eq(view->live.replica[0].count, points);
    cr_assert_eq(view->live.notes, notes);
    cr_assert_eq(view->live.now.state, RUN_RUNNING);
    cr_assert_not(record_is_over(&view->live));
    fake_end(view);
}

Test(view, a_new_run_forgets_the_old_one)
{
    struct view *view = fake_story("first-light", 400.0);
    const struct config config = *view_config(view);

    press(view, "z");
    view_start(view, FAKE_RUN + 1, &config);
    cr_assert_eq(view->live.replica[0].count, 0);
    cr_assert_eq(view->live.notes, 0);
    cr_assert_not(view->is_frozen);
    cr_assert_not(view->live.escape.found);
    cr_assert_eq(view->live.now.neurons, 0);
    cr_assert(isnan(record_value(&view->live, SERIES_EPS)));
    cr_assert_eq(view->live.now.state, RUN_SETUP);
    fake_end(view);
}

Test(view, events_are_numbered_by_kind)
{
    struct view *view = fake_view("first-light");
    static const struct {
        enum event_kind kind;
        unsigned replica;
        const char *label;
        uint64_t start; /* of the plateau: the same one may be announced again */
    } cases[] = {
        {EVENT_STARTED, 0, "", 0},  {EVENT_PLATEAU, 0, "P1", 7}, {EVENT_PLATEAU, 1, "", 9},
        {EVENT_LEFT, 0, "P1", 7},   {EVENT_PLATEAU, 0, "P1", 7}, {EVENT_ALPHA, 0, "A1", 0},
        {EVENT_PAUSED, 0, "Z1", 0}, {EVENT_ALPHA, 0, "A2", 0},   {EVENT_ALGORITHM, 0, "S1", 0},
        {EVENT_PARAM, 0, "E1", 0},  {EVENT_ESCAPE, 0, "", 0},    {EVENT_PLATEAU, 0, "P2", 80},
        {EVENT_LEFT, 0, "P2", 80}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct message message = {.kind = MESSAGE_EVENT,
                                        .run = FAKE_RUN,
                                        .event = {.kind = cases[i].kind,
                                                  .replica = cases[i].replica,
                                                  .plateau.start = cases[i].start}};
        view_take_message(view, &message);
        cr_assert_str_eq(record_note(&view->live, 0)->label, cases[i].label, "event %zu", i);
    }
    fake_end(view);
}

Test(view, keeps_the_newest_events)
{
    struct view *view = fake_view("first-light");
    char text[32];

    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "event %d", i);
        fake_event(view, EVENT_PARAM, i, 1, text);
    }
    cr_assert_str_eq(record_note(&view->live, 0)->event.text, "event 999");
    cr_assert_str_eq(record_note(&view->live, NOTES_MAX - 1)->event.text, "event 744");
    cr_assert_null(record_note(&view->live, NOTES_MAX));
    fake_end(view);
}

Test(view, a_frozen_picture_stays_while_the_run_is_recorded)
{
    struct view *view = fake_story("first-light", 50.0);
    const size_t points = view->live.replica[0].count;

    press(view, "z");
    fake_run_to(view, 60.0, 300.0);
    fake_event(view, EVENT_ALPHA, 100.0, 8, "alpha 5 -> 6");
    fake_show(view, 300.0, RUN_RUNNING);
    cr_assert_eq(view_shown(view)->replica[0].count, points);
    cr_assert_float_eq(view_shown(view)->now.gradients, 50.0, 0.0);
    cr_assert_gt(view->live.replica[0].count, points);
    press(view, "z");
    cr_assert_float_eq(view_shown(view)->now.gradients, 300.0, 0.0);
    cr_assert_eq(view_shown(view)->replica[0].count, view->live.replica[0].count);
    fake_end(view);
}

Test(view, the_x_axis_begins_at_the_first_measurement_after_0)
{
    struct view *view = fake_view("first-light");
    struct measurement start = fake_sample(view, 0.0, 0);

    start.value[SERIES_EPS] = 1e-12; /* from the teacher: must not stretch the y axis */
    fake_tell(view, &start);
    view_follow(view);
    cr_assert_not(view->x_has_data);
    fake_run_to(view, 0.25, 40.0);
    view_follow(view);
    cr_assert(view->x_has_data && view->y_has_data);
    cr_assert_leq(view->x.min, 0.25);
    cr_assert_geq(view->x.min, 0.1 * (1.0 - 1e-9));
    cr_assert_geq(view->x.max, 39.0);
    cr_assert_geq(view->y.min, 0.05);
    cr_assert_leq(view->y.max, 3.0 * (1.0 + 1e-9));
    fake_end(view);
}

Test(view, one_measurement_gets_axes_that_end_on_rungs)
{
    struct view *view = fake_view("first-light");
    const struct measurement sample = fake_sample(view, 7.3, 0); /* eps = .198 */

    fake_tell(view, &sample);
    view_follow(view);
    cr_assert_float_eq(view->x.min, 3.0, 1e-12);
    cr_assert_float_eq(view->x.max, 10.0, 1e-12);
    cr_assert_float_eq(view->y.min, 0.1, 1e-12);
    cr_assert_float_eq(view->y.max, 0.3, 1e-12);
    press(view, "y");
    view_follow(view);
    cr_assert_float_eq(view->y.min, 0.0, 1e-12);
    cr_assert_float_eq(view->y.max, 0.2, 1e-12);
    fake_end(view);
}

Test(view, the_clock_and_the_scale_cycle)
{
    struct view *view = fake_story("first-light", 100.0);

    press(view, "x");
    view_follow(view);
    cr_assert_eq(view->clock, X_STEPS);
    cr_assert_geq(view->x.max, 390.0);
    press(view, "x");
    view_follow(view);
    cr_assert_eq(view->clock, X_SECONDS);
    cr_assert_leq(view->x.max, 10.0);
    press(view, "xy");
    view_follow(view);
    cr_assert_eq(view->clock, X_GRADIENTS);
    cr_assert_not(view->y.logarithmic);
    cr_assert(view->x.logarithmic);
    press(view, "y");
    view_follow(view);
    cr_assert(view->y.logarithmic);
    fake_end(view);
}

Test(view, a_run_that_left_the_finite_numbers_leaves_finite_axes)
{
    struct view *view = fake_story("first-light", 50.0);
    struct measurement sample = fake_sample(view, 60.0, 0);

    sample.value[SERIES_EPS] = (double)INFINITY;
    sample.value[SERIES_TRAIN] = 1e300;
    fake_tell(view, &sample);
    view_follow(view);
    cr_assert(isfinite(view->y.max) && isfinite(view->y.min) && view->y.min < view->y.max);
    fake_end(view);
}

/* ---- keys -------------------------------------------------------------------------------------*/

Test(action, space_pauses_and_resumes)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, " ");
    cr_assert_eq(only_command(view).kind, COMMAND_PAUSE);
    cr_assert(view->is_pausing);
    fake_show(view, 51.0, RUN_RUNNING);
    cr_assert(view->is_pausing, "not yet so");
    fake_show(view, 52.0, RUN_PAUSED);
    cr_assert_not(view->is_pausing);
    press(view, " ");
    cr_assert_eq(only_command(view).kind, COMMAND_RESUME);
    fake_end(view);
}

Test(action, one_measurement_only_when_paused)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, ".");
    cr_assert_eq(view->wish.commands, 0);
    cr_assert(strstr(view->message, "pause first"));
    fake_show(view, 50.0, RUN_PAUSED);
    press(view, ".");
    cr_assert_eq(only_command(view).kind, COMMAND_ONE);
    fake_end(view);
}

Test(action, alpha_is_staged_and_sent_by_enter)
{
    struct view *view = fake_story("first-light", 50.0);
    struct command command;

    press(view, "a2.385");
    cr_assert_eq(view->wish.commands, 0);
    press(view, "\n");
    command = only_command(view);
    cr_assert_eq(command.kind, COMMAND_SET);
    cr_assert_str_eq(command.key, "alpha");
    cr_assert_str_eq(command.value, "2.385");
    cr_assert_eq(view->modal, MODAL_NONE);
    fake_end(view);
}

Test(action, a_sign_after_e_is_part_of_the_number)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "a2e+0\n");
    cr_assert_str_eq(only_command(view).value, "2e+0");
    press(view, "a25e-1\n");
    cr_assert_str_eq(only_command(view).value, "25e-1");
    fake_end(view);
}

Test(action, alpha_takes_only_what_a_number_is_made_of)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "an/2x.3\n");
    cr_assert_str_eq(only_command(view).value, "2.3");
    fake_end(view);
}

Test(action, escape_drops_what_is_staged)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "a7");
    action_key(view, TERM_KEY_ESCAPE);
    cr_assert_eq(view->modal, MODAL_NONE);
    cr_assert_eq(view->stage.count, 0);
    action_key(view, TERM_KEY_ESCAPE);
    press(view, "a\n");
    cr_assert_eq(view->wish.commands, 0);
    cr_assert_not(view->wish.quit);
    fake_end(view);
}

Test(action, enter_does_not_send_what_is_refused)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "a77777\n");
    cr_assert_eq(view->wish.commands, 0);
    cr_assert_eq(view->modal, MODAL_ALPHA);
    cr_assert(view->stage.is_refused);
    fake_end(view);
}

Test(action, a_change_is_pending_until_its_revision_is_heard_of)
{
    struct view *view = fake_story("first-light", 50.0);
    struct measurement sample = fake_sample(view, 60.0, 0);

    press(view, "a6\n");
    const struct command command = only_command(view);
    view_add_pending(view, &command, 9);
    fake_tell(view, &sample);
    cr_assert_str_eq(view_pending(view, "alpha")->from, "5");
    cr_assert_str_eq(view_pending(view, "alpha")->to, "6");
    cr_assert_null(view_pending(view, "noise"));
    sample.revision = 9;
    fake_tell(view, &sample);
    cr_assert_null(view_pending(view, "alpha"));
    fake_end(view);
}

Test(action, a_refusal_takes_back_the_one_change_and_says_why)
{
    struct view *view = fake_story("first-light", 50.0);
    const struct command alpha = {COMMAND_SET, 0, "alpha", "6"}, lr = {COMMAND_SET, 0, "lr", "1"};

    view_add_pending(view, &alpha, 9);
    view_add_pending(view, &lr, 10);
    fake_event(view, EVENT_REFUSED, 50.0, 9, "alpha: 6 needs 7 GB");
    cr_assert_null(view_pending(view, "alpha"));
    cr_assert_not_null(view_pending(view, "lr"));
    cr_assert(view->message_is_alarm);
    cr_assert(strstr(view->message, "alpha: 6 needs 7 GB"), "%s", view->message);
    fake_end(view);
}

Test(action, the_editor_sends_all_staged_rows)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "e0.02jn/8\n"); /* lr, then batch */
    cr_assert_eq(view->wish.commands, 2);
    cr_assert_str_eq(view->wish.command[0].key, "lr");
    cr_assert_str_eq(view->wish.command[0].value, "0.02");
    cr_assert_str_eq(view->wish.command[1].key, "batch");
    cr_assert_str_eq(view->wish.command[1].value, "n/8");
    fake_end(view);
}

Test(action, the_menu_switches_the_algorithm)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "m\n");
    cr_assert_eq(view->wish.commands, 0, "the one in force is no change");
    press(view, "mkkkkkkkkkk\n");
    const struct command command = only_command(view);
    cr_assert_str_eq(command.key, "algorithm");
    cr_assert_str_eq(command.value, learner_schema()->learner(0).name);
    fake_end(view);
}

Test(action, a_preset_starts_a_new_run)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "p");
    cr_assert_gt(view->presets, 3);
    cr_assert_str_eq(view->preset[view->row].name, "first-light");
    press(view, "g\n");
    cr_assert(view->wish.start);
    cr_assert_str_eq(view->wish.start_config.preset, view->preset[0].name);
    cr_assert_eq(view->wish.commands, 0);
    fake_end(view);
}

Test(action, presets_on_disk_are_listed_too)
{
    struct view *view = fake_story("first-light", 50.0);
    char folder[] = "/tmp/plateau-view-XXXXXX";
    bool found = false;

    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(mkdir("presets", 0700), 0);
    FILE *file = fopen("presets/mine.ini", "w");
    fputs("[about]\ntitle = My own\n[teacher]\nd = 14\n", file);
    fclose(file);
    press(view, "p");
    for (size_t i = 0; i < view->presets; i++)
        found = found || (strcmp(view->preset[i].name, "mine") == 0 &&
                          strcmp(view->preset[i].title, "My own") == 0);
    cr_expect(found);
    unlink("presets/mine.ini");
    rmdir("presets");
    rmdir(folder);
    fake_end(view);
}

Test(action, a_run_that_is_over_takes_no_changes)
{
    struct view *view = fake_story("first-light", 50.0);
    const struct message end = {.kind = MESSAGE_END, .run = FAKE_RUN};

    press(view, " ");
    view->wish.commands = 0;
    view_take_message(view, &end);
    cr_assert_not(view->is_pausing);
    for (const char *key = "ame ."; *key; key++) {
        action_key(view, *key);
        cr_assert_eq(view->modal, MODAL_NONE, "%c", *key);
        cr_assert_eq(view->wish.commands, 0, "%c", *key);
        cr_assert_neq(view->message[0], '\0', "%c", *key);
    }
    press(view, "p");
    cr_assert_eq(view->modal, MODAL_PRESETS);
    fake_end(view);
}

Test(action, help_goes_back_to_where_it_was_asked_for)
{
    struct view *view = fake_story("first-light", 50.0);

    press(view, "mj");
    const size_t row = view->row;
    press(view, "?jjj");
    cr_assert_eq(action_context(view), CONTEXT_HELP);
    action_key(view, TERM_KEY_F + 1);
    cr_assert_eq(action_context(view), CONTEXT_ALGORITHMS);
    cr_assert_eq(view->row, row);
    fake_end(view);
}

Test(action, quit_suspend_and_repaint_are_wishes)
{
    struct view *view = fake_story("first-light", 50.0);

    action_key(view, TERM_KEY_REDRAW);
    cr_assert(view->wish.repaint);
    action_key(view, TERM_KEY_SUSPEND);
    cr_assert(view->wish.suspend);
    press(view, "a");
    action_key(view, TERM_KEY_INTERRUPT);
    cr_assert(view->wish.quit);
    fake_end(view);
}

/* 10^5 keys, all but Enter, at every stage of a run. */
Test(action, no_storm_of_keys_changes_anything_without_enter)
{
    struct view *view = fake_story("first-light", 50.0);
    static const int32_t special[] = {TERM_KEY_UP,    TERM_KEY_DOWN,   TERM_KEY_LEFT,
                                      TERM_KEY_RIGHT, TERM_KEY_ESCAPE, TERM_KEY_BACKSPACE,
                                      TERM_KEY_TAB,   TERM_KEY_PASTE,  TERM_KEY_PAGE_DOWN,
                                      TERM_KEY_HOME,  TERM_KEY_END,    TERM_KEY_F + 2};
    uint32_t state = 2385;

    for (int i = 0; i < 100000; i++) {
        state = state * 1664525u + 1013904223u;
        const uint32_t choice = (state >> 16) % 128;
        const int32_t key = choice < 12 ? special[choice] : (int32_t)choice;
        action_key(view, key);
        for (size_t j = 0; j < view->wish.commands; j++)
            cr_assert_neq(view->wish.command[j].kind, COMMAND_SET);
        cr_assert_not(view->wish.start);
        view->wish.commands = 0;
    }
    fake_end(view);
}

Test(action, keys_go_to_screens_and_tab_through_them)
{
    struct view *view = fake_story("first-light", 50.0);

    cr_assert_eq(view->screen, SCREEN_OVERVIEW);
    press(view, "4");
    cr_assert_eq(view->screen, SCREEN_PHASE);
    press(view, "1");
    cr_assert_eq(view->screen, SCREEN_OVERVIEW);
    press(view, "t");
    cr_assert_eq(view->screen, SCREEN_PHASE);
    for (int i = 1; i <= 2 * SCREEN_COUNT; i++) {
        action_key(view, TERM_KEY_TAB);
        cr_assert_eq((int)view->screen, (SCREEN_PHASE + i) % SCREEN_COUNT);
    }
    for (int i = 1; i <= 2 * SCREEN_COUNT; i++) {
        action_key(view, TERM_KEY_BACKTAB);
        cr_assert_eq((int)view->screen, (SCREEN_PHASE + 2 * SCREEN_COUNT - i) % SCREEN_COUNT);
    }
    press(view, "a4");
    cr_assert_eq(view->screen, SCREEN_PHASE); /* a digit of the value */
    fake_end(view);
}

Test(action, every_screen_has_a_digit)
{
    for (int i = 0; i < SCREEN_COUNT; i++) {
        const struct binding *row = keymap_of(action_of_screen((enum screen_id)i));
        cr_assert(row && row->context == CONTEXT_SCREEN);
        cr_assert(row->key[0] >= '1' && row->key[0] <= '6', "%s", row->help);
    }
}

Test(view, rings_at_an_escape_when_asked_to)
{
    struct view *view = fake_story("first-light", 50.0);

    fake_event(view, EVENT_ESCAPE, 60.0, 1, "escape at step 240");
    cr_expect_not(view->wish.bell, "off by default");
    press(view, "B");
    cr_expect_str_eq(view->message, "the bell at an escape is on");
    fake_event(view, EVENT_LEFT, 60.0, 1, "plateau left");
    cr_expect_not(view->wish.bell);
    fake_event(view, EVENT_ESCAPE, 60.0, 1, "escape at step 240");
    cr_expect(view->wish.bell);
    view->wish.bell = false;
    press(view, "B");
    fake_event(view, EVENT_ESCAPE, 60.0, 1, "escape at step 240");
    cr_expect_not(view->wish.bell);
    fake_end(view);
}

Test(view, what_is_planned_is_what_is_staged_else_what_is_pending)
{
    struct view *view = fake_story("first-light", 50.0);
    const struct command command = {COMMAND_SET, 0, "alpha", "6"};
    struct config planned;

    cr_assert_null(view_planned(view, &planned));
    view_add_pending(view, &command, FAKE_REVISION + 1);
    cr_assert_str_eq(view_planned(view, &planned), "pending");
    cr_assert_float_eq(planned.alpha, 6.0, 0.0);
    press(view, "a7.5");
    cr_assert_str_eq(view_planned(view, &planned), "staged");
    cr_assert_float_eq(planned.alpha, 7.5, 0.0);
    action_key(view, TERM_KEY_ESCAPE);
    press(view, "a99999");
    cr_assert(view->stage.is_refused);
    cr_assert_null(view_planned(view, &planned));
    fake_end(view);
}
