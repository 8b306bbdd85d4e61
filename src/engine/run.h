/* One run: the problem, its replicas and their measurements. Owned by: worker. */
#ifndef PLATEAU_ENGINE_RUN_H
#define PLATEAU_ENGINE_RUN_H

#include "bus.h"
#include "plateau/course.h"
#include "plateau/learner.h"
#include "plateau/level_solver.h"
#include "plateau/meter.h"
#include "plateau/schedule.h"
#include "stopwatch.h"

/* The learner's memory of one replica. */
struct state {
    void *at;
    size_t bytes; /* its state_size at the present n */
};

struct run_replica {
    struct task task; /* task.params is owned here */
    struct draws draws;
    struct state state;
    struct meter *meter;
    struct neurons neurons; /* as the meter knows them */
    struct course *course;  /* judges its measurements */
    struct schedule schedule;
    double gradients;
    double start_cost; /* gradients that the learner's init took; counted after step 0's row */
    struct measurement last; /* the newest */
    bool measured;           /* false before the first */
};

struct run {
    uint32_t id;
    struct bus *bus;         /* borrowed */
    struct problem *problem; /* problem->config is the config in force */
    const struct learner_ops *ops;
    size_t replicas;
    struct run_replica replica[REPLICAS_MAX];
    struct level_solver solver;
    struct levels levels; /* at the present alpha and noise */
    struct subject subject;
    struct jury *jury; /* judges all replicas together */
    struct verdicts verdicts;
    uint64_t step;
    uint32_t revision;
    uint32_t changes;       /* of parameters that took effect so far */
    struct stopwatch watch; /* computing time */
    const char *diverged;   /* why; NULL while the run has not diverged */
    enum status failure;    /* status of a step that failed */
};

/**
 * Draws the problem and starts every replica.
 * bus, team  borrowed, outlive the run
 * tiles      as in kernel_create
 * until      what the judges wait for
 * returns    NULL with the reason in err: no memory, or a learner that does not take the problem
 */
struct run *run_create(const struct config *config, struct team *team, const struct tile_ops *tiles,
                       struct bus *bus, uint32_t id, uint32_t revision, enum until until,
                       struct error *err);
void run_destroy(struct run *run);

/** Publishes EVENT_STARTED and the measurement at step 0, 0 gradients. */
void run_begin(struct run *run);

/**
 * Makes one step of every replica. Sets run->diverged when weights are not finite any more,
 * run->failure when a step failed: STATUS_NO_MEMORY.
 */
void run_step(struct run *run);

/*
 * Each of these measures, judges and publishes, in this order and once (measure.c). A message holds
 * the measurement and its news; events and snapshots are made of the verdicts.
 */

/** Measures the replicas that are due on the step clock; returns true when replica 0 was. */
bool run_measure_due(struct run *run);

/** Measures the replicas without a measurement at this step and revision. */
void run_measure_rest(struct run *run);

/** Measures every replica, whether or not it was measured before. */
void run_measure_all(struct run *run);

/**
 * Carries out COMMAND_SET, all or nothing; the reason for nothing is in err. src/engine/change.c.
 */
enum status run_change(struct run *run, const struct command *command, struct error *err);

/**
 * Makes a block of the learner's state for one replica, zeroed; at = NULL with the reason in err.
 */
struct state run_new_state(const struct learner_ops *ops, const struct task *task,
                           struct error *err);

/** Sends an event of one replica to all subscribers. */
void run_tell(struct run *run, enum event_kind kind, size_t replica, uint32_t revision,
              const char *format, ...) __attribute__((format(printf, 5, 6)));

/** Sends events for what a measurement of replica `index` changed. */
void run_tell_news(struct run *run, size_t index, unsigned news);

/** Lists the readout groups; returns their number. */
size_t run_groups(const struct run *run, struct readout_group group[Q_GROUPS_MAX]);

/** Solves the theory at the config's alpha and noise, for the run's readout groups. */
enum status run_solve_levels(struct run *run, const struct config *config, struct error *err);

/** Fills a snapshot, except state and rates, which only the worker knows. */
void run_fill_snapshot(const struct run *run, struct snapshot *snapshot);

#endif
