#include "worker.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "plateau/clock.h"
#include "plateau/memory.h"
#include "plateau/team.h"
#include "plateau/thread.h"
#include "rates.h"
#include "run.h"

enum { COMMANDS_MAX = 64 };

static const double snapshot_period = 0.1;

/* A worker that is late catches up by at most this much of its pace. */
static const double pace_slack = 0.05;

struct worker {
    /* Immutable while the thread runs. */
    struct assignment assignment;
    struct config config;
    pthread_t thread;
    struct queue *commands; /* has its own lock; closed by the owner to stop the run */
    /*
     * The worker sets it with release after its last snapshot, so that whoever acquires `true`
     * finds that snapshot; and before MESSAGE_END, so that whoever has that message finds `true`.
     */
    atomic_bool over;
    /* Owned by: worker. */
    struct run *run; /* NULL until set up */
    enum run_state state;
    enum status failure;
    bool until_measurement; /* COMMAND_ONE */
    double next_step;       /* clock_seconds() at which pace allows the next step */
    double next_snapshot;
    struct rates rates;
};

static bool is_live(const struct worker *worker)
{
    return worker->state == RUN_RUNNING || worker->state == RUN_PAUSED;
}

static double all_gradients(const struct run *run)
{
    double sum = 0.0;

    for (size_t i = 0; i < run->replicas; i++)
        sum += run->replica[i].gradients;
    return sum;
}

static void fill_rates(struct worker *worker, struct snapshot *snapshot)
{
    const struct run *run = worker->run;

    rates_add(&worker->rates, clock_seconds(), (double)run->step, all_gradients(run));
    snapshot->steps_per_second = rates_steps(&worker->rates);
    snapshot->gradients_per_second = rates_gradients(&worker->rates);
    /* A learner of a matrix computes no gradients of the network. */
    snapshot->flops = run->ops->eps == EPS_PREDICTION ? (double)NAN
                                                      : config_operations(&run->problem->config) *
                                                            snapshot->gradients_per_second;
}

static void show(struct worker *worker)
{
    struct snapshots *snapshots = worker->assignment.snapshots;
    struct snapshot *snapshot = snapshots_to_fill(snapshots);

    if (worker->run) {
        run_fill_snapshot(worker->run, snapshot);
        fill_rates(worker, snapshot);
    } else {
        snapshot_begin(snapshot, worker->assignment.run, worker->assignment.revision,
                       &worker->config);
    }
    snapshot->state = worker->state;
    snapshot->failure = worker->failure;
    snapshots_publish(snapshots);
    worker->next_snapshot = clock_seconds() + snapshot_period;
}

static void go_to(struct worker *worker, enum run_state state)
{
    if (state != worker->state)
        worker->rates.count = 0; /* a pause is not slowness */
    worker->state = state;
    show(worker);
}

/* The run knows its groups once it is set up; the worker asks for the theory before that, too. */
static void ask_theorist(const struct worker *worker)
{
    const struct run *run = worker->run;
    struct question question = {.run = worker->assignment.run,
                                .revision = run ? run->revision : worker->assignment.revision,
                                .config = run ? run->problem->config : worker->config};

    if (!worker->assignment.theorist)
        return;
    if (run)
        question.groups = run_groups(run, question.group);
    theorist_ask(worker->assignment.theorist, &question);
}

static void change(struct worker *worker, const struct command *command)
{
    struct error err;

    if (run_change(worker->run, command, &err) != STATUS_OK)
        run_tell(worker->run, EVENT_REFUSED, 0, command->revision, "%s", err.text);
    else
        ask_theorist(worker);
    worker->next_step = 0.0; /* the pace may have changed */
    show(worker);
}

static void handle(struct worker *worker, const struct command *command)
{
    switch (command->kind) {
    case COMMAND_SET:
        change(worker, command);
        break;
    case COMMAND_PAUSE:
        if (worker->state == RUN_PAUSED)
            break;
        go_to(worker, RUN_PAUSED);
        run_tell(worker->run, EVENT_PAUSED, 0, worker->run->revision, "paused");
        break;
    case COMMAND_RESUME:
    case COMMAND_ONE:
        if (worker->state == RUN_RUNNING)
            break;
        worker->until_measurement = command->kind == COMMAND_ONE;
        go_to(worker, RUN_RUNNING);
        if (command->kind == COMMAND_RESUME)
            run_tell(worker->run, EVENT_RESUMED, 0, worker->run->revision, "resumed");
        break;
    case COMMAND_STOP:
        worker->state = RUN_INTERRUPTED;
        break;
    }
}

/*
 * Takes a command; while paused or ahead of the pace it waits for one, with the stopwatch halted.
 */
static enum queue_status next_command(struct worker *worker, struct command *out)
{
    double deadline = fmin(worker->next_step, worker->next_snapshot);

    if (worker->state == RUN_PAUSED)
        deadline = (double)INFINITY;
    else if (worker->next_step <= clock_seconds())
        return queue_take(worker->commands, out, 0.0);
    stopwatch_stop(&worker->run->watch);
    const enum queue_status status = queue_take(worker->commands, out, deadline);
    stopwatch_start(&worker->run->watch);
    return status;
}

/* Carries out the owner's commands; returns when the next step may be made or the run has ended. */
static void obey(struct worker *worker)
{
    struct command command;

    while (is_live(worker)) {
        if (queue_is_closed(worker->commands)) {
            worker->state = RUN_INTERRUPTED;
            return;
        }
        if (next_command(worker, &command) == QUEUE_OK) {
            handle(worker, &command);
            continue;
        }
        const double now = clock_seconds();
        if (worker->state == RUN_RUNNING && now >= worker->next_snapshot)
            show(worker);
        if (worker->state == RUN_RUNNING && now >= worker->next_step)
            return;
    }
}

static void keep_pace(struct worker *worker)
{
    const double pace = worker->run->problem->config.pace;

    if (!worker->assignment.watched || pace <= 0.0)
        return;
    worker->next_step = fmax(worker->next_step + 1.0 / pace, clock_seconds() - pace_slack);
}

/* The preset's own steps end a run; on a screen they are a pause, to look. */
static bool is_rest(const struct worker *worker)
{
    const struct assignment *assignment = &worker->assignment;

    return assignment->watched && assignment->limits.steps == 0 &&
           worker->run->step == worker->run->problem->config.steps;
}

/* Returns which limit is reached at this step; RUN_RUNNING for none. */
static enum run_state find_limit(const struct worker *worker)
{
    const struct limits *limits = &worker->assignment.limits;
    const struct run *run = worker->run;
    const uint64_t own = worker->assignment.watched ? 0 : run->problem->config.steps;
    const uint64_t steps = limits->steps > 0 ? limits->steps : own;

    if (steps > 0 && run->step >= steps)
        return limits->until == UNTIL_NONE ? RUN_DONE : RUN_LIMIT;
    if (limits->gradients > 0.0 && run->replica[0].gradients >= limits->gradients)
        return RUN_LIMIT;
    if (limits->seconds > 0.0 && stopwatch_seconds(&run->watch) >= limits->seconds)
        return RUN_LIMIT;
    return RUN_RUNNING;
}

/* Returns the state of the run after a step; the last row is measured before the goal is judged. */
static enum run_state judge(struct worker *worker)
{
    const enum run_state limit = find_limit(worker);

    worker->failure = worker->run->failure;
    if (worker->failure != STATUS_OK)
        return RUN_FAILED;
    if (limit != RUN_RUNNING || worker->run->diverged)
        run_measure_rest(worker->run);
    if (worker->run->diverged)
        return RUN_DIVERGED;
    return verdicts_reached(&worker->run->verdicts) ? RUN_DONE : limit;
}

static void advance(struct worker *worker)
{
    run_step(worker->run);
    const bool measured = run_measure_due(worker->run);
    const enum run_state state = judge(worker);

    if (state != RUN_RUNNING) {
        worker->state = state;
    } else if (measured && worker->until_measurement) {
        worker->until_measurement = false;
        go_to(worker, RUN_PAUSED);
    }
    if (worker->state == RUN_RUNNING && is_rest(worker)) {
        run_measure_rest(worker->run);
        run_tell(worker->run, EVENT_PAUSED, 0, worker->run->revision,
                 "paused: the %" PRIu64 " steps of this preset are made; Space goes on",
                 worker->run->step);
        go_to(worker, RUN_PAUSED);
    }
    keep_pace(worker);
}

static void tell_end(struct worker *worker)
{
    struct run *run = worker->run;
    const char *goal = until_name(worker->assignment.limits.until);

    if (worker->state == RUN_FAILED)
        run_tell(run, EVENT_REFUSED, 0, run->revision, "out of memory: %s cannot make another step",
                 run->ops->name);
    else if (worker->state == RUN_DIVERGED)
        run_tell(run, EVENT_DIVERGED, 0, run->revision, "diverged, lower lr or step: %s",
                 run->diverged);
    else if (worker->state == RUN_DONE && verdicts_reached(&run->verdicts))
        run_tell(run, EVENT_DONE, 0, run->revision, "%s reached", goal);
    else if (worker->state == RUN_DONE)
        run_tell(run, EVENT_DONE, 0, run->revision, "done: all steps made");
    else if (worker->state == RUN_LIMIT && goal[0])
        run_tell(run, EVENT_DONE, 0, run->revision, "%s not reached", goal);
    else if (worker->state == RUN_LIMIT)
        run_tell(run, EVENT_DONE, 0, run->revision, "limit reached");
}

static void live(struct worker *worker)
{
    struct run *run = worker->run;

    ask_theorist(worker);
    stopwatch_start(&run->watch);
    go_to(worker, RUN_RUNNING);
    run_begin(run);
    worker->state = judge(worker);
    while (is_live(worker)) {
        obey(worker);
        if (is_live(worker))
            advance(worker);
    }
    run_measure_rest(run);
    stopwatch_stop(&run->watch);
    tell_end(worker);
}

static void tell_refused(struct worker *worker, uint32_t revision, const char *text)
{
    struct message message = {.kind = MESSAGE_EVENT, .run = worker->assignment.run};

    message.event.kind = EVENT_REFUSED;
    message.event.revision = revision;
    clock_gettime(CLOCK_REALTIME, &message.event.wall);
    snprintf(message.event.text, sizeof message.event.text, "%s", text);
    bus_publish(worker->assignment.bus, &message);
}

/* Afterwards nothing is published: commands that come too late are refused first. */
static void finish(struct worker *worker)
{
    const struct message end = {.kind = MESSAGE_END, .run = worker->assignment.run};
    struct command command;

    queue_close(worker->commands);
    while (queue_take(worker->commands, &command, 0.0) == QUEUE_OK)
        if (command.kind == COMMAND_SET)
            tell_refused(worker, command.revision, "the run is over; start another");
    show(worker);
    atomic_store_explicit(&worker->over, true, memory_order_release);
    bus_publish(worker->assignment.bus, &end);
}

static void *worker_run(void *argument)
{
    struct worker *worker = argument;
    const struct assignment *assignment = &worker->assignment;
    struct error err;

    if (assignment->hook)
        assignment->hook();
    ask_theorist(worker);
    struct team *team = team_create(assignment->threads, &err);
    if (team)
        worker->run =
            run_create(&worker->config, team, assignment->tiles, assignment->bus, assignment->run,
                       assignment->revision, assignment->limits.until, &err);
    if (worker->run) {
        live(worker);
    } else {
        tell_refused(worker, assignment->revision, err.text);
        worker->state = RUN_FAILED;
        worker->failure = err.code;
    }
    finish(worker);
    run_destroy(worker->run);
    team_destroy(team);
    return NULL;
}

struct worker *worker_create(const struct assignment *assignment, struct error *err)
{
    struct worker *worker = memory_zeroed(1, sizeof *worker);

    if (worker)
        worker->commands = queue_create(COMMANDS_MAX, sizeof(struct command), QUEUE_REFUSE, -1);
    if (!worker || !worker->commands) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for the thread of a run");
        free(worker);
        return NULL;
    }
    worker->assignment = *assignment;
    worker->config = *assignment->config;
    worker->assignment.config = &worker->config;
    worker->state = RUN_SETUP;
    atomic_init(&worker->over, false);
    show(worker);
    if (thread_start(&worker->thread, worker_run, worker) != 0) {
        error_set(err, STATUS_NO_MEMORY, "the system cannot start a thread for the run");
        queue_destroy(worker->commands);
        free(worker);
        return NULL;
    }
    return worker;
}

void worker_destroy(struct worker *worker)
{
    if (!worker)
        return;
    queue_close(worker->commands);
    bus_allow_waiting(worker->assignment.bus, false);
    pthread_join(worker->thread, NULL);
    bus_allow_waiting(worker->assignment.bus, true);
    queue_destroy(worker->commands);
    free(worker);
}

enum status worker_post(struct worker *worker, const struct command *command, struct error *err)
{
    switch (queue_push(worker->commands, command)) {
    case QUEUE_OK:
        return STATUS_OK;
    case QUEUE_CLOSED:
        return error_set(err, STATUS_INVALID, "the run is over; start another");
    default:
        return error_set(err, STATUS_FULL,
                         "the run has not taken the last %d commands yet; try again",
                         (int)COMMANDS_MAX);
    }
}

bool worker_is_over(const struct worker *worker)
{
    return atomic_load_explicit(&worker->over, memory_order_acquire);
}
