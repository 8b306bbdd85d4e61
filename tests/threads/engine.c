/*
 * An engine under a storm of commands, over several runs, while a waiting and a counting subscriber
 * read and the snapshots are polled. A plain program, because Criterion does not start under the
 * thread sanitizer.
 */
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/engine.h"
#include "plateau/learner.h"
#include "plateau/linalg.h"
#include "plateau/theory.h"
#include "tiles.h"

enum { RUNS = 4, COMMANDS = 400, THREADS = 2 };

/* What one subscriber has received. Owned by: its thread. */
struct reader {
    struct subscriber *subscriber;
    uint32_t run, revision; /* newest */
    uint64_t messages;
    bool over; /* the last run's end */
    const char *failure;
};

static void check(struct reader *reader, const struct message *message)
{
    reader->messages++;
    if (message->run < reader->run)
        reader->failure = "a message of a run that is over";
    if (message->run > reader->run)
        reader->revision = 0;
    reader->run = message->run;
    if (message->kind == MESSAGE_END)
        reader->over = message->run == RUNS;
    if (message->kind != MESSAGE_MEASUREMENT)
        return;
    if (message->measurement.revision < reader->revision)
        reader->failure = "revisions out of order";
    reader->revision = message->measurement.revision;
    if (message->measurement.step > 0 && !isfinite(message->measurement.value[SERIES_TRAIN]))
        reader->failure = "a row without a training error";
}

static void *read_all(void *argument)
{
    struct reader *reader = argument;
    struct message message;

    while (!reader->over && !reader->failure)
        if (subscriber_take(reader->subscriber, &message, 20))
            check(reader, &message);
    return NULL;
}

/* Alpha and noise from each revision of a run on. */
struct settings_history {
    size_t count;
    struct {
        uint32_t revision;
        double alpha, noise;
    } at[COMMANDS + 1];
};

static void record(struct settings_history *history, const struct command *command,
                   uint32_t revision)
{
    const size_t i = history->count++;

    history->at[i] = history->at[i - 1];
    history->at[i].revision = revision;
    if (strcmp(command->key, "alpha") == 0)
        history->at[i].alpha = strtod(command->value, NULL);
    if (strcmp(command->key, "noise") == 0)
        history->at[i].noise = strtod(command->value, NULL);
}

static struct command command_at(size_t i)
{
    static const struct command commands[] = {
        {COMMAND_SET, 0, "alpha", "6.5"},
        {COMMAND_SET, 0, "lr", "0.02"},
        {COMMAND_PAUSE, 0, "", ""},
        {COMMAND_SET, 0, "alpha", "3"},
        {COMMAND_SET, 0, "d", "13"},
        {COMMAND_ONE, 0, "", ""},
        {COMMAND_RESUME, 0, "", ""},
        {COMMAND_SET, 0, "algorithm", "hmc"},
        {COMMAND_SET, 0, "noise", "0.2"},
        {COMMAND_SET, 0, "pace", "2000"},
        {COMMAND_SET, 0, "algorithm", "adam"},
        {COMMAND_SET, 0, "nonsense", "1"},
        {COMMAND_RESUME, 0, "", ""},
    };

    return commands[i % (sizeof commands / sizeof commands[0])];
}

static const char *poll_chart(struct engine *engine, uint32_t run,
                              const struct settings_history *history)
{
    const struct chart *chart = engine_chart(engine);
    size_t i = history->count - 1;

    if (!chart)
        return NULL;
    if (chart->run != run)
        return "a chart of another run";
    while (i > 0 && history->at[i].revision > chart->revision)
        i--;
    if (chart->alpha != history->at[i].alpha || chart->noise != history->at[i].noise)
        return "a chart of other parameters than its revision's";
    if (chart->solved > chart->alphas || chart->branches > THEORY_BRANCHES_MAX)
        return "a chart with more solved than there is";
    return NULL;
}

static const char *poll(struct engine *engine, uint32_t run, const struct settings_history *history)
{
    const struct snapshot *snapshot = engine_snapshot(engine);

    if (!snapshot || snapshot->run != run)
        return "a snapshot of another run";
    if (2 * snapshot->neurons > snapshot->neuron_capacity)
        return "more neurons than there is room for";
    for (size_t i = 0; i < snapshot->neurons; i++)
        if (!(fabsf(snapshot->neuron[i]) < 1e3f))
            return "a neuron that is no overlap";
    return poll_chart(engine, run, history);
}

static const char *storm(struct engine *engine, struct config *config, size_t number)
{
    const struct limits limits = {.steps = 0};
    struct settings_history history = {1, {{0, config->alpha, config->noise}}};
    struct error err;
    uint32_t revision;

    config->seed = 100 + number;
    const uint32_t run = engine_start(engine, config, &limits, number % 2, &err);
    if (run == 0)
        return "no run";
    for (size_t i = 0; i < COMMANDS; i++) {
        const struct command command = command_at(i);
        enum status status;

        do {
            const char *failure = poll(engine, run, &history);

            if (failure)
                return failure;
            status = engine_post(engine, command, &revision, &err);
        } while (status == STATUS_FULL);
        if (status == STATUS_OK && command.kind == COMMAND_SET)
            record(&history, &command, revision);
    }
    /* The next start, or the end of the engine, ends every other run. */
    while (number % 2 && !engine_is_over(engine))
        engine_post(engine, (struct command){.kind = COMMAND_STOP}, NULL, &err);
    return NULL;
}

static struct config tiny(void)
{
    static const struct setting settings[] = {{"d", "12"},      {"alpha", "5"}, {"noise", "0.1"},
                                              {"test", "50"},   {"steps", "0"}, {"replicas", "2"},
                                              {"measure", "60"}};
    struct config config;
    struct error err;

    config_init(&config, learner_schema());
    if (config_apply(&config, learner_schema(), settings, sizeof settings / sizeof settings[0],
                     &err) != STATUS_OK)
        fatal("%s", err.text);
    return config;
}

int main(void)
{
    struct reader waiting = {.run = 0}, counting = {.run = 0};
    struct engine *engine = engine_create(THREADS, NULL);
    struct config config = tiny();
    const char *failure = NULL;
    pthread_t readers[2];

    engine_set_tiles(engine, tiles_tested());
    theory_init();
    linalg_init();
    waiting.subscriber = engine_subscribe(engine, SUBSCRIBE_WAIT, -1);
    counting.subscriber = engine_subscribe(engine, SUBSCRIBE_COUNT, -1);
    pthread_create(&readers[0], NULL, read_all, &waiting);
    pthread_create(&readers[1], NULL, read_all, &counting);
    for (size_t i = 0; i < RUNS && !failure; i++)
        failure = storm(engine, &config, i);
    if (failure)
        fatal("engine: %s", failure); /* the readers would wait for ever */
    pthread_join(readers[0], NULL);
    pthread_join(readers[1], NULL);
    engine_destroy(engine);
    if (waiting.failure || counting.failure)
        fatal("engine: %s", waiting.failure ? waiting.failure : counting.failure);
    printf("engine: %d runs, %d commands each, %llu and %llu messages\n", (int)RUNS, (int)COMMANDS,
           (unsigned long long)waiting.messages, (unsigned long long)counting.messages);
    return EXIT_SUCCESS;
}
