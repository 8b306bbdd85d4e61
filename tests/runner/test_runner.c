/* A run from its config to its outcome, with sinks that count. */
#include "plateau/runner.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "plateau/linalg.h"
#include "tiles.h"

/* The messages that one sink received. */
struct count {
    size_t samples, events, looks;
    size_t room; /* samples that it takes before it breaks; 0: any number */
    bool send_signal;
};

static void take(void *self, const struct message *message, const struct snapshot *now)
{
    struct count *count = self;

    cr_assert_not_null(now);
    if (message->kind == MESSAGE_EVENT) {
        count->events++;
        return;
    }
    count->samples++;
    if (count->send_signal && count->samples == 3)
        kill(getpid(), SIGTERM);
}

static void look(void *self, const struct snapshot *now)
{
    struct count *count = self;

    (void)now;
    count->looks++;
}

static bool is_broken(const void *self)
{
    const struct count *count = self;

    return count->room > 0 && count->samples >= count->room;
}

static struct config config_of(const char *steps)
{
    const struct setting settings[] = {
        {"d", "12"}, {"alpha", "5"}, {"test", "50"}, {"steps", steps}};
    struct config config;
    struct error err;

    cr_assert_eq(runner_read(&config, "first-light", settings, 4, &err), STATUS_OK, "%s", err.text);
    return config;
}

static struct runner *runner_of_two_threads(void)
{
    struct error err = {STATUS_OK, ""};

    linalg_init(); /* its threads would take the signals */
    struct runner *runner =
        runner_create(&(struct machine){.threads = 2, .tiles = tiles_tested()}, false, &err);

    cr_assert_not_null(runner, "%s", err.text);
    return runner;
}

static struct outcome run(struct runner *runner, const char *steps, const struct limits *limits,
                          const struct sink sinks[], size_t count)
{
    const struct config config = config_of(steps);
    struct outcome outcome = {0};
    struct error err;

    cr_assert_eq(runner_run(runner, &config, limits, sinks, count, &outcome, &err), STATUS_OK, "%s",
                 err.text);
    return outcome;
}

Test(runner, hands_every_message_to_every_sink, .timeout = 60)
{
    struct count a = {0}, b = {0};
    const struct sink sinks[] = {{.self = &a, .take = take, .look = look},
                                 {.self = &b, .take = take}};
    struct runner *runner = runner_of_two_threads();
    const struct outcome outcome = run(runner, "37", &(struct limits){0}, sinks, 2);

    cr_assert_eq(outcome.last->state, RUN_DONE);
    cr_assert_eq(outcome.last->step, 37);
    cr_assert_eq(outcome.signal, 0);
    cr_assert_gt(a.samples, 1);
    cr_assert_geq(a.events, 2); /* started, done */
    cr_assert_geq(a.looks, a.samples);
    cr_assert_eq(b.samples, a.samples);
    cr_assert_eq(b.events, a.events);
    runner_destroy(runner);
}

Test(runner, runs_again_without_sinks, .timeout = 60)
{
    struct runner *runner = runner_of_two_threads();

    cr_assert_eq(run(runner, "23", &(struct limits){0}, NULL, 0).last->step, 23);
    cr_assert_eq(run(runner, "29", &(struct limits){0}, NULL, 0).last->step, 29);
    runner_destroy(runner);
}

Test(runner, a_goal_that_was_missed_is_a_limit, .timeout = 60)
{
    struct runner *runner = runner_of_two_threads();
    const struct limits limits = {.steps = 3, .until = UNTIL_ESCAPE};

    cr_assert_eq(run(runner, "40", &limits, NULL, 0).last->state, RUN_LIMIT);
    runner_destroy(runner);
}

Test(runner, stops_when_a_sink_is_broken, .timeout = 60)
{
    struct count count = {.room = 2};
    const struct sink sink = {.self = &count, .take = take, .is_broken = is_broken};
    struct runner *runner = runner_of_two_threads();
    const struct outcome outcome = run(runner, "0", &(struct limits){0}, &sink, 1);

    cr_assert_eq(outcome.last->state, RUN_INTERRUPTED);
    cr_assert_eq(outcome.signal, 0);
    runner_destroy(runner);
}

Test(runner, tells_which_signal_stopped_the_run, .timeout = 60)
{
    struct count count = {.send_signal = true};
    const struct sink sink = {.self = &count, .take = take};
    struct runner *runner = runner_of_two_threads();
    const struct outcome outcome = run(runner, "0", &(struct limits){0}, &sink, 1);

    cr_assert_eq(outcome.last->state, RUN_INTERRUPTED);
    cr_assert_eq(outcome.signal, SIGTERM);
    runner_destroy(runner);
}

Test(runner, a_setup_that_fails_is_an_outcome, .timeout = 60)
{
    struct config config = config_of("10");
    struct runner *runner = runner_of_two_threads();
    struct count count = {0};
    const struct sink sink = {.self = &count, .take = take};
    struct outcome outcome;
    struct error err;

    config.alpha = 1e12; /* more data than any memory holds */
    cr_assert_eq(runner_run(runner, &config, &(struct limits){0}, &sink, 1, &outcome, &err),
                 STATUS_OK);
    cr_assert_eq(outcome.last->state, RUN_FAILED);
    cr_assert_eq(count.samples, 0);
    cr_assert_eq(count.events, 1); /* refused, with the reason */
    runner_destroy(runner);
}

Test(runner, refuses_what_no_run_could_make_of_a_config)
{
    static const struct {
        const char *preset;
        struct setting setting;
        const char *word;
    } cases[] = {
        {"nowhere", {"d", "12"}, "nowhere"},
        {"first-light", {"d", "-3"}, "d"},
        {"first-light", {"learning", "0.3"}, "learning"},
        {"first-light", {"algorithm", "gamp-rie"}, "gamp-rie"},
    };
    struct config config;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error err = {STATUS_OK, ""};

        cr_expect_neq(runner_read(&config, cases[i].preset, &cases[i].setting, 1, &err), STATUS_OK);
        cr_expect_not_null(strstr(err.text, cases[i].word), "%s", err.text);
    }
}
