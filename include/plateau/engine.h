/*
 * engine: runs an experiment on a thread of its own. Commands go in, messages and snapshots come
 * out; threads share no objects. The engine knows neither screens nor disks. One thread, the owner,
 * calls the engine_ functions; any one thread calls those of a subscriber.
 */
#ifndef PLATEAU_ENGINE_H
#define PLATEAU_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include "plateau/chart.h"
#include "plateau/message.h"
#include "plateau/status.h"
#include "plateau/verdicts.h"

struct tile_ops;
struct engine; /* one run at a time; owned by: the thread that created it */

/* Limits at which a run ends by itself. Zero = no limit (steps: config.steps). */
struct limits {
    uint64_t steps;   /* replaces the preset's when > 0 */
    double gradients; /* per replica */
    double seconds;
    enum until until; /* reached by the first replica that reaches it */
};

enum run_state {
    RUN_SETUP, /* drawing teacher and data */
    RUN_RUNNING,
    RUN_PAUSED,
    RUN_DONE,  /* goal reached, or all of the preset's own steps made */
    RUN_LIMIT, /* ended by gradients or seconds, or the goal was missed */
    RUN_DIVERGED,
    RUN_FAILED,      /* set-up or a step failed: the last EVENT_REFUSED says why */
    RUN_INTERRUPTED, /* stopped from outside */
};

/* The state of a run, for a screen, ten times a second. Immutable once published. */
struct snapshot {
    uint32_t run;
    uint32_t revision;
    enum run_state state;
    enum status failure;  /* RUN_FAILED: the kind of failure */
    struct config config; /* in force */
    size_t n;
    uint64_t step;
    double gradients; /* replica 0 */
    double seconds;
    double steps_per_second;
    double gradients_per_second; /* of all replicas together */
    double flops;                /* config_operations per gradient, per second; NaN: not known */
    double memory;               /* bytes held for data and test set */
    size_t groups;               /* readout groups q_v1.. */
    double group_readout[Q_GROUPS_MAX]; /* mean |v| */
    bool exact;                         /* eps has no sampling noise */
    struct layers_overlap chance;       /* q1.., q21 of unrelated weights */
    struct inner_overlaps inner;        /* of replica 0 */
    struct measurement
        last[REPLICAS_MAX]; /* the newest measurement of each; step 0 and NaN before it */
    size_t neurons;         /* of the teacher's last layer, once known */
    /*
     * Of replica 0, by increasing |v|: [neurons] overlaps, then [neurons] gradients at which each
     * was found (src/judge/found.h; NaN: not yet); in all 2 neurons <= neuron_capacity.
     */
    float *neuron;
    size_t neuron_capacity;
    size_t specialised;           /* of these neurons (plateau/meter.h) */
    size_t map_rows, map_columns; /* student x teacher neurons, pooled (meter_map) */
    float *map;                   /* of replica 0, [map_rows x map_columns <= map_capacity] */
    size_t map_capacity;
    struct verdicts verdicts;
};

/* What happens when the reader of a subscriber's queue is slow. */
enum subscription {
    SUBSCRIBE_WAIT,  /* the worker waits: rows without a screen are never lost */
    SUBSCRIBE_COUNT, /* the oldest messages are dropped and counted: a screen may be slow */
};

/** Returns the bytes that a run of a config takes, rounded up: model, learners and meters. */
double engine_memory(const struct config *config);

/**
 * Checks a config, and the memory that it takes against the memory available.
 *
 * running  the config whose memory this one takes over (a change during a run, or a run that is
 *          stopped first): only the growth has to fit; or NULL
 */
enum status engine_check(const struct config *config, const struct config *running,
                         struct error *err);

/** threads >= 1: the team inside the worker. NULL with the reason in err. */
struct engine *engine_create(size_t threads, struct error *err);

/** Stops the run and joins the worker. */
void engine_destroy(struct engine *engine);

/**
 * Sets a function that each worker thread and the theorist run first (it gives the thread a signal
 * stack, for example); before the first engine_start.
 */
void engine_set_thread_hook(struct engine *engine, void (*hook)(void));

/**
 * Sets the products that runs compute with (plateau/tile.h); NULL for tile_best(), the default.
 * Before the first engine_start.
 */
void engine_set_tiles(struct engine *engine, const struct tile_ops *tiles);

/**
 * Adds a queue for messages, before the first engine_start. The handle lives as long as the engine;
 * NULL when out of memory. notify_fd >= 0: the engine writes a byte there when the queue becomes
 * non-empty (non-blocking).
 */
struct subscriber *engine_subscribe(struct engine *engine, enum subscription kind, int notify_fd);

/** Takes one message; waits up to milliseconds (0 = not at all). Returns false when none came. */
bool subscriber_take(struct subscriber *subscriber, struct message *out, int milliseconds);

/** Returns how many messages were lost so far (SUBSCRIBE_COUNT). */
uint64_t subscriber_lost(const struct subscriber *subscriber);

/**
 * Starts a run of a checked config, after stopping the former run. Returns its number, > 0; returns
 * 0 with the reason in err when the thread cannot start. The worker sets the run up: a failure
 * there is an EVENT_REFUSED, then state RUN_FAILED, then MESSAGE_END.
 *
 * watched  somebody looks on: the run keeps config.pace, and pauses when the preset's own steps are
 *          made, after which it may go on; an unwatched run goes at full speed and ends there.
 */
uint32_t engine_start(struct engine *engine, const struct config *config,
                      const struct limits *limits, bool watched, struct error *err);

/** Stops the run, if one lives, and joins its worker: afterwards nothing is published. */
void engine_stop(struct engine *engine);

/**
 * Queues a command; STATUS_FULL when the queue is full, STATUS_INVALID when no run lives. A change
 * that the run refuses comes back as EVENT_REFUSED with its revision. COMMAND_SET gets its revision
 * here; *revision (may be NULL) returns it.
 */
enum status engine_post(struct engine *engine, struct command command, uint32_t *revision,
                        struct error *err);

/**
 * Returns the newest snapshot, immutable until the next call or engine_start; NULL before the
 * first.
 */
const struct snapshot *engine_snapshot(struct engine *engine);

/**
 * Returns the theory of the watched run as far as it is solved, immutable until the next call; NULL
 * before the first part. While its revision is older than the snapshot's, it is the theory of
 * parameters that are no longer in force.
 */
const struct chart *engine_chart(struct engine *engine);

/**
 * Sleeps until engine_chart has a chart that its caller has not seen, and returns that chart. NULL
 * when no such chart came by the deadline, on clock_seconds().
 */
const struct chart *engine_wait_chart(struct engine *engine, double deadline);

/**
 * Returns true when no run lives: none was started, the last one was stopped, or it has ended by
 * itself and published its last snapshot, with all that a summary needs. True once MESSAGE_END was
 * taken.
 */
bool engine_is_over(const struct engine *engine);

#endif
