#include "plateau/runner.h"

#include <stdlib.h>

#include "plateau/learner.h"
#include "plateau/memory.h"
#include "signals.h"

enum { WAIT_MILLISECONDS = 50 };

/* Owned by: the main thread. */
struct runner {
    struct engine *engine;
    struct subscriber *subscriber; /* of the runs of runner_run; NULL before the first */
    int signal_fd;
};

/* One run while it is followed. */
struct pursuit {
    struct runner *runner;
    const struct sink *sinks;
    size_t count;
    int signal;
    bool stopping;
};

enum status runner_read(struct config *config, const char *preset, const struct setting settings[],
                        size_t count, struct error *err)
{
    const struct param_schema *schema = learner_schema();

    config_init(config, schema);
    enum status status = config_load(config, schema, preset, err);
    if (status == STATUS_OK)
        status = config_apply(config, schema, settings, count, err);
    if (status == STATUS_OK && engine_check(config, NULL, err) != STATUS_OK) {
        err->code = STATUS_INVALID; /* values that need too much memory are the user's to mend */
        return STATUS_INVALID;
    }
    if (status == STATUS_OK && !learner_takes(config, err))
        status = STATUS_INVALID;
    return status;
}

struct runner *runner_create(const struct machine *machine, bool screen, struct error *err)
{
    struct runner *runner = memory_zeroed(1, sizeof *runner);

    if (!runner) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for the runner");
        return NULL;
    }
    /* Signals first: every later thread inherits the blocked mask. */
    runner->signal_fd = signals_start(screen, err);
    if (runner->signal_fd >= 0)
        runner->engine = engine_create(machine->threads, err);
    if (!runner->engine) {
        runner_destroy(runner);
        return NULL;
    }
    engine_set_tiles(runner->engine, machine->tiles);
    return runner;
}

void runner_destroy(struct runner *runner)
{
    if (runner && runner->engine)
        engine_destroy(runner->engine);
    free(runner);
}

struct engine *runner_engine(struct runner *runner)
{
    return runner->engine;
}

int runner_signal_fd(const struct runner *runner)
{
    return runner->signal_fd;
}

static bool any_is_broken(const struct pursuit *pursuit)
{
    for (size_t i = 0; i < pursuit->count; i++)
        if (pursuit->sinks[i].is_broken && pursuit->sinks[i].is_broken(pursuit->sinks[i].self))
            return true;
    return false;
}

static void watch_for_the_end(struct pursuit *pursuit)
{
    const int number = signals_next(pursuit->runner->signal_fd);

    if (number != 0)
        pursuit->signal = number;
    if (pursuit->stopping || (number == 0 && !any_is_broken(pursuit)))
        return;
    pursuit->stopping = true;
    engine_post(pursuit->runner->engine, (struct command){.kind = COMMAND_STOP}, NULL, NULL);
}

static void hand_on(const struct pursuit *pursuit, const struct message *message)
{
    const struct snapshot *now = engine_snapshot(pursuit->runner->engine);

    for (size_t i = 0; i < pursuit->count; i++)
        if (pursuit->sinks[i].take)
            pursuit->sinks[i].take(pursuit->sinks[i].self, message, now);
}

static void show(const struct pursuit *pursuit)
{
    const struct snapshot *now = engine_snapshot(pursuit->runner->engine);

    for (size_t i = 0; i < pursuit->count; i++)
        if (pursuit->sinks[i].look)
            pursuit->sinks[i].look(pursuit->sinks[i].self, now);
}

/* Takes messages until the last one of the run. */
static void follow(struct pursuit *pursuit)
{
    struct message message;

    for (;;) {
        const bool any = subscriber_take(pursuit->runner->subscriber, &message, WAIT_MILLISECONDS);

        watch_for_the_end(pursuit);
        if (any && message.kind == MESSAGE_END)
            return;
        if (any)
            hand_on(pursuit, &message);
        if (!any || message.kind == MESSAGE_MEASUREMENT)
            show(pursuit);
    }
}

enum status runner_run(struct runner *runner, const struct config *config,
                       const struct limits *limits, const struct sink sinks[], size_t count,
                       struct outcome *outcome, struct error *err)
{
    struct pursuit pursuit = {.runner = runner, .sinks = sinks, .count = count};
    struct error why;

    if (!runner->subscriber)
        runner->subscriber = engine_subscribe(runner->engine, SUBSCRIBE_WAIT, -1);
    if (!runner->subscriber)
        return error_set(err, STATUS_NO_MEMORY, "out of memory: no room for the rows of a run");
    if (engine_start(runner->engine, config, limits, false, &why) == 0)
        return error_set(err, why.code, "%s", why.text);
    follow(&pursuit);
    *outcome = (struct outcome){engine_snapshot(runner->engine), pursuit.signal};
    return STATUS_OK;
}
