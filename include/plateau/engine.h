/*
 * engine: runs an experiment on a thread of its own. Commands go in, messages and snapshots come
 * out; nothing is shared. Nothing here knows of screens or disks. The engine_ functions are called
 * from one thread, the owner's; those of a subscriber from any one thread each.
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

/* When a run ends by itself. Zero = no limit (steps: config.steps). */
struct limits {
    uint64_t steps;   /* replaces the preset's when > 0 */
    double gradients; /* per replica */
    double seconds;
    enum until until; /* whichever replica is first */
};

enum run_state {
    RUN_SETUP, /* drawing teacher and data */
    RUN_RUNNING,
    RUN_PAUSED,
    RUN_DONE,  /* until reached, or the preset's own steps */
    RUN_LIMIT, /* cut by gradients or seconds, or until missed */
    RUN_DIVERGED,
    RUN_FAILED,      /* set-up or a step failed: the last EVENT_REFUSED says why */
    RUN_INTERRUPTED, /* stopped from outside */
};

/* What the screen wants ten times a second. Immutable once published. */
struct snapshot {
    uint32_t run;
    uint32_t revision;
    enum run_state state;
    enum status failure;  /* RUN_FAILED: what kind */
    struct config config; /* in force */
    size_t n;
    uint64_t step;
    double gradients; /* replica 0 */
    double seconds;
    double steps_per_second;
    double gradients_per_second;        /* of all replicas together */
    double flops;                       /* config_operations per gradient, per second; NaN: none */
    double memory;                      /* bytes held for data and test set */
    size_t groups;                      /* readout groups q_v1.. */
    double group_readout[Q_GROUPS_MAX]; /* mean |v| */
    bool exact;                         /* eps has no sampling noise */
    struct layers_overlap chance;       /* q1.., q21 of unrelated weights */
    struct inner_overlaps inner;        /* of replica 0 */
    struct measurement
        last[REPLICAS_MAX]; /* the newest measurement of each; step 0 and NaN before it */
    size_t neurons;         /* of the teacher's last layer, once known */
    /* Of replica 0, by increasing |v|: [neurons] overlaps, behind them [neurons] gradients at which
     * each was found (src/judge/locks.h; NaN: not yet); in all 2 neurons <= neuron_capacity. */
    float *neuron;
    size_t neuron_capacity;
    size_t specialised;           /* of these neurons (plateau/meter.h) */
    size_t map_rows, map_columns; /* student x teacher neurons, pooled (meter_map) */
    float *map;                   /* of replica 0, [map_rows x map_columns <= map_capacity] */
    size_t map_capacity;
    struct verdicts verdicts;
};

/* How a subscriber's queue behaves when its reader is slow. */
enum subscription {
    SUBSCRIBE_WAIT,  /* the worker waits: headless rows are never lost */
    SUBSCRIBE_COUNT, /* the oldest go, and are counted: a screen may be slow */
};

/** Bytes that a run of a config takes, rounded up: of the model, the learners and the meters. */
double engine_memory(const struct config *config);

/**
 * config_check, and memory asked for against memory available.
 * running  the config whose memory this one takes over (a change in mid-run, or a run that is
 *          stopped first), or NULL: only the growth has to fit.
 */
enum status engine_check(const struct config *config, const struct config *running,
                         struct error *err);

/** threads >= 1: the team inside the worker. NULL with a reason. */
struct engine *engine_create(size_t threads, struct error *err);

/** Stops the run, joins the worker. */
void engine_destroy(struct engine *engine);

/** What each worker thread and the theorist run first (a signal stack, say); before the first
 * engine_start. */
void engine_set_thread_hook(struct engine *engine, void (*hook)(void));

/** The products that runs compute with (plateau/tile.h), NULL for tile_best(), as without this
 * call; before the first engine_start. */
void engine_set_tiles(struct engine *engine, const struct tile_ops *tiles);

/**
 * Adds a queue for messages, before the first engine_start. The handle lives as long as the engine;
 * NULL: out of memory. notify_fd >= 0: a byte is written there when the queue becomes non-empty
 * (non-blocking).
 */
struct subscriber *engine_subscribe(struct engine *engine, enum subscription kind, int notify_fd);

/** Takes one message; waits up to milliseconds (0 = not at all). false: none. */
bool subscriber_take(struct subscriber *subscriber, struct message *out, int milliseconds);

/** Messages lost so far (SUBSCRIBE_COUNT). */
uint64_t subscriber_lost(const struct subscriber *subscriber);

/**
 * Starts a run of a checked config, after stopping the one before. Returns its number, > 0; returns
 * 0 with a reason when the thread cannot be had. Set-up itself happens on the worker: a failure
 * there is an EVENT_REFUSED, then state RUN_FAILED, then MESSAGE_END.
 * watched  somebody looks on: the run keeps config.pace, and where the preset's own steps are made
 *          it pauses and may go on; unwatched it runs at full speed and ends there.
 */
uint32_t engine_start(struct engine *engine, const struct config *config,
                      const struct limits *limits, bool watched, struct error *err);

/** Stops the run, if one lives, and joins its worker: after this nothing is published. */
void engine_stop(struct engine *engine);

/**
 * Queues a command; STATUS_FULL when the queue takes no more, STATUS_INVALID when no run lives. A
 * change that the run refuses comes back as EVENT_REFUSED with its revision. COMMAND_SET gets its
 * revision here: it is returned in *revision (may be NULL).
 */
enum status engine_post(struct engine *engine, struct command command, uint32_t *revision,
                        struct error *err);

/** The newest snapshot, immutable until the next call or engine_start; NULL before the first. */
const struct snapshot *engine_snapshot(struct engine *engine);

/**
 * The theory of the watched run as far as it is solved, immutable until the next call; NULL before
 * the first part. While its revision is older than the snapshot's, it is the theory of parameters
 * that are no longer in force.
 */
const struct chart *engine_chart(struct engine *engine);

/**
 * Sleeps until engine_chart has a chart that its caller has not seen, and returns it. NULL when no
 * such chart came by the deadline, on clock_seconds().
 */
const struct chart *engine_wait_chart(struct engine *engine, double deadline);

/**
 * True when no run lives: none was started, the last one was stopped, or it has ended by itself
 * and its last snapshot, with all that a summary needs, is out. True once MESSAGE_END was taken.
 */
bool engine_is_over(const struct engine *engine);

/** What the column eps is the error of in rows of this learner; EPS_UNKNOWN where no learner has
 * that name. Any thread. */
enum eps_kind engine_eps_kind(const char *learner);

#endif
