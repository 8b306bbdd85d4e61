/* tests: a tiny experiment, and all messages of its engine. */
#ifndef PLATEAU_TESTS_ENGINE_RIG_H
#define PLATEAU_TESTS_ENGINE_RIG_H

#include <criterion/criterion.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/engine.h"
#include "plateau/learner.h"
#include "tiles.h"

enum { SAMPLES_MAX = 4000, EVENTS_MAX = 200, PATIENCE = 20000 };

/* Owned by: the test. */
struct rig {
    struct engine *engine;
    struct subscriber *subscriber;
    struct measurement sample[SAMPLES_MAX];
    size_t samples;
    struct event event[EVENTS_MAX];
    size_t events;
    bool ended;
};

/* d = 12, k = 6, n = 720: a step takes well under a millisecond. */
static inline struct config tiny_config(const struct setting settings[], size_t count)
{
    static const struct setting tiny[] = {{"d", "12"},    {"alpha", "5"},  {"noise", "0.01"},
                                          {"test", "50"}, {"steps", "40"}, {"seed", "7"}};
    struct config config;
    struct error err;

    config_init(&config, learner_schema());
    cr_assert_eq(config_apply(&config, learner_schema(), tiny, sizeof tiny / sizeof tiny[0], &err),
                 STATUS_OK, "%s", err.text);
    cr_assert_eq(config_apply(&config, learner_schema(), settings, count, &err), STATUS_OK, "%s",
                 err.text);
    return config;
}

#define TINY(...)                                                                                  \
    tiny_config((const struct setting[]){__VA_ARGS__},                                             \
                sizeof((const struct setting[]){__VA_ARGS__}) / sizeof(struct setting))

static inline struct rig *rig_create(size_t threads, enum subscription kind)
{
    struct rig *rig = calloc(1, sizeof *rig);

    rig->engine = engine_create(threads, NULL);
    engine_set_tiles(rig->engine, tiles_tested());
    rig->subscriber = engine_subscribe(rig->engine, kind, -1);
    return rig;
}

static inline void rig_destroy(struct rig *rig)
{
    engine_destroy(rig->engine);
    free(rig);
}

static inline uint32_t rig_start(struct rig *rig, struct config config, struct limits limits)
{
    struct error err = {STATUS_OK, ""};
    const uint32_t run = engine_start(rig->engine, &config, &limits, false, &err);

    cr_assert_gt(run, 0, "%s", err.text);
    rig->ended = false;
    return run;
}

/* Takes one message and keeps it; fails the test when none comes in time. */
static inline struct message rig_take(struct rig *rig)
{
    struct message message;

    cr_assert(subscriber_take(rig->subscriber, &message, PATIENCE), "the engine is silent");
    if (message.kind == MESSAGE_MEASUREMENT && rig->samples < SAMPLES_MAX)
        rig->sample[rig->samples++] = message.measurement;
    if (message.kind == MESSAGE_EVENT && rig->events < EVENTS_MAX)
        rig->event[rig->events++] = message.event;
    rig->ended = rig->ended || message.kind == MESSAGE_END;
    return message;
}

static inline const struct snapshot *rig_finish(struct rig *rig)
{
    while (!rig->ended)
        rig_take(rig);
    return engine_snapshot(rig->engine);
}

/* Reads on until an event of that kind, which becomes the last of rig->event. */
static inline const struct event *rig_wait(struct rig *rig, enum event_kind kind)
{
    for (;;) {
        const struct message message = rig_take(rig);

        cr_assert_neq(message.kind, MESSAGE_END, "the run ended before event %d", (int)kind);
        if (message.kind == MESSAGE_EVENT && message.event.kind == kind)
            return &rig->event[rig->events - 1];
    }
}

/* Reads on until a measurement of that revision. */
static inline const struct measurement *rig_wait_revision(struct rig *rig, uint32_t revision)
{
    for (;;) {
        const struct message message = rig_take(rig);

        cr_assert_neq(message.kind, MESSAGE_END, "the run ended before revision %u", revision);
        if (message.kind == MESSAGE_MEASUREMENT && message.measurement.revision == revision)
            return &rig->sample[rig->samples - 1];
    }
}

static inline void rig_post(struct rig *rig, enum command_kind kind)
{
    struct error err;

    cr_assert_eq(engine_post(rig->engine, (struct command){.kind = kind}, NULL, &err), STATUS_OK,
                 "%s", err.text);
}

static inline uint32_t rig_set(struct rig *rig, const char *key, const char *value)
{
    struct command command = {.kind = COMMAND_SET};
    uint32_t revision = 0;
    struct error err;

    snprintf(command.key, sizeof command.key, "%s", key);
    snprintf(command.value, sizeof command.value, "%s", value);
    cr_assert_eq(engine_post(rig->engine, command, &revision, &err), STATUS_OK, "%s", err.text);
    return revision;
}

/* Holds a worker back until its commands are in. Global, since a hook gets no argument. */
static sem_t rig_gate;

static inline void rig_wait_at_gate(void)
{
    sem_wait(&rig_gate);
}

/* As rig_paused, but before the first step. */
static inline struct rig *rig_paused_at_start(struct config config)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    config.steps = 0;
    sem_init(&rig_gate, 0, 0);
    engine_set_thread_hook(rig->engine, rig_wait_at_gate);
    rig_start(rig, config, (struct limits){.steps = 0});
    rig_post(rig, COMMAND_PAUSE);
    sem_post(&rig_gate);
    cr_assert_eq(rig_wait(rig, EVENT_PAUSED)->step, 0);
    return rig;
}

/* Returns an endless run that is paused: from here on every message answers a command. */
static inline struct rig *rig_paused(struct config config)
{
    struct rig *rig = rig_create(1, SUBSCRIBE_WAIT);

    config.steps = 0;
    rig_start(rig, config, (struct limits){.steps = 0});
    rig_post(rig, COMMAND_PAUSE);
    rig_wait(rig, EVENT_PAUSED);
    return rig;
}

/* Returns the last measurement taken. */
static inline const struct measurement *rig_last(const struct rig *rig)
{
    return &rig->sample[rig->samples - 1];
}

#endif
