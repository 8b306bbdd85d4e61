#include "run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "snapshot.h"

struct state run_new_state(const struct learner_ops *ops, const struct task *task,
                           struct error *err)
{
    const size_t bytes = ops->state_size(task);
    const struct state state = {memory_zeroed(1, bytes > 0 ? bytes : 1), bytes};

    if (!state.at)
        error_set(err, STATUS_NO_MEMORY,
                  "algorithm: out of memory: no room for the %zu bytes of %s", bytes, ops->name);
    return state;
}

/* Fills in what the judges need beside the run's measurements. */
static void describe(struct run *run, enum until until)
{
    const struct config *config = &run->problem->config;
    const struct network teacher = network_of_teacher(config);
    struct subject *subject = &run->subject;

    *subject = (struct subject){.until = until,
                                .replicas = run->replicas,
                                .layers = teacher.layers,
                                .chance = meter_chance(run->replica[0].meter)};
    for (size_t i = 0; i < run->replicas; i++)
        subject->start[i] = (unsigned)config_start(config, i).kind;
    for (size_t l = 0; l < teacher.layers; l++) {
        subject->neurons[l] = teacher.k[l];
        subject->inputs[l] = network_inputs(&teacher, l);
    }
}

static bool start_replica(struct run *run, size_t index, struct error *err)
{
    const struct config *config = &run->problem->config;
    struct run_replica *replica = &run->replica[index];
    struct task *task = &replica->task;

    *task = (struct task){.learner = run->ops,
                          .given = &run->problem->given,
                          .count = network_parameters(&run->problem->given.student),
                          .values = config_learner_values(config),
                          .replica = (uint32_t)index,
                          .draws = &replica->draws};
    task->params = memory_zeroed(task->count, sizeof *task->params);
    if (!task->params) {
        error_set(err, STATUS_NO_MEMORY,
                  "d: out of memory: no room for the weights of %zu replicas", run->replicas);
        return false;
    }
    replica->meter = meter_create(run->problem, err);
    if (!replica->meter || (run->ops->eps == EPS_PREDICTION &&
                            meter_prepare_quadratic(replica->meter, err) != STATUS_OK))
        return false;
    replica->neurons = meter_overlaps(replica->meter);
    schedule_init(&replica->schedule, config->measure, config->measure_every);
    if (student_start(run->problem, index, task->params, err) != STATUS_OK)
        return false;
    replica->state = run_new_state(run->ops, task, err);
    if (replica->state.at)
        run->ops->init(replica->state.at, task, &replica->start_cost);
    return replica->state.at != NULL;
}

static bool seat_judges(struct run *run, enum until until, struct error *err)
{
    describe(run, until);
    verdicts_init(&run->verdicts);
    run->jury = jury_create(&run->subject, err);
    for (size_t i = 0; run->jury && i < run->replicas; i++) {
        run->replica[i].course = course_create(&run->subject, err);
        if (!run->replica[i].course)
            return false;
    }
    return run->jury != NULL;
}

static bool build(struct run *run, const struct config *config, struct team *team,
                  const struct tile_ops *tiles, enum until until, struct error *err)
{
    run->problem = problem_create(config, team, tiles, err);
    if (!run->problem)
        return false;
    run->ops = learner_find(config->algorithm);
    if (!learner_takes(&run->problem->config, err))
        return false;
    run->replicas = config->replicas;
    for (size_t i = 0; i < run->replicas; i++)
        if (!start_replica(run, i, err))
            return false;
    if (!seat_judges(run, until, err) || level_solver_init(&run->solver, config, err) != STATUS_OK)
        return false;
    return run_solve_levels(run, config, err) == STATUS_OK;
}

struct run *run_create(const struct config *config, struct team *team, const struct tile_ops *tiles,
                       struct bus *bus, uint32_t id, uint32_t revision, enum until until,
                       struct error *err)
{
    struct run *run = memory_zeroed(1, sizeof *run);

    if (!run) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room for a run");
        return NULL;
    }
    run->id = id;
    run->bus = bus;
    run->revision = revision;
    if (!build(run, config, team, tiles, until, err)) {
        run_destroy(run); /* accepts a half-built object */
        return NULL;
    }
    return run;
}

void run_destroy(struct run *run)
{
    if (!run)
        return;
    for (size_t i = 0; i < REPLICAS_MAX; i++) {
        struct run_replica *replica = &run->replica[i];

        free(replica->state.at);
        free(replica->task.params);
        meter_destroy(replica->meter);
        course_destroy(replica->course);
    }
    jury_destroy(run->jury);
    level_solver_fini(&run->solver);
    problem_destroy(run->problem);
    free(run);
}

void run_begin(struct run *run)
{
    run_tell(run, EVENT_STARTED, 0, run->revision, "started with %s, n = %zu", run->ops->name,
             run->problem->given.data.n);
    run_measure_due(run);
    for (size_t i = 0; i < run->replicas; i++)
        run->replica[i].gradients += run->replica[i].start_cost;
}

void run_step(struct run *run)
{
    for (size_t i = 0; i < run->replicas; i++) {
        struct run_replica *replica = &run->replica[i];
        struct step_report report = {0};

        const enum status status = run->ops->step(replica->state.at, &replica->task, &report);
        if (status == STATUS_NO_MEMORY)
            run->failure = status;
        else if (status != STATUS_OK)
            run->diverged = "the loss or the weights are not finite";
        replica->gradients += report.gradients;
    }
    run->step++;
}

/* Returns the bytes of data and test set in force. */
static double memory_of(const struct run *run)
{
    const struct problem *problem = run->problem;
    const double d = (double)problem->config.d, n = (double)problem->given.data.n;
    const double test = problem->truth ? (double)problem->truth->test : 0.0;

    /* A row of data is x, the clean label and the label; a test row lacks the noisy label. */
    return sizeof(float) * (n * (d + 2.0) + test * (d + 1.0));
}

size_t run_groups(const struct run *run, struct readout_group group[Q_GROUPS_MAX])
{
    const struct meter *meter = run->replica[0].meter;

    for (size_t g = 0; g < meter_groups(meter); g++)
        group[g] = meter_group(meter, g);
    return meter_groups(meter);
}

enum status run_solve_levels(struct run *run, const struct config *config, struct error *err)
{
    struct readout_group group[Q_GROUPS_MAX] = {{0}};
    const size_t groups = run_groups(run, group);
    struct levels levels;
    const enum status status =
        level_solver_solve(&run->solver, config, groups, group, &levels, err);

    if (status == STATUS_OK)
        run->levels = levels;
    return status;
}

static void fill_map(const struct run *run, struct snapshot *snapshot)
{
    size_t rows, columns;

    meter_map_shape(&run->problem->config, &rows, &columns);
    if (rows * columns > snapshot->map_capacity)
        return;
    meter_map(run->replica[0].meter, snapshot->map);
    snapshot->map_rows = rows;
    snapshot->map_columns = columns;
}

static void fill_structure(const struct run *run, struct snapshot *snapshot)
{
    const struct run_replica *first = &run->replica[0];
    const size_t k = config_readouts(&run->problem->config);
    struct readout_group group[Q_GROUPS_MAX] = {{0}};
    const size_t last = run->subject.layers - 1;

    snapshot->groups = run_groups(run, group);
    for (size_t g = 0; g < snapshot->groups; g++)
        snapshot->group_readout[g] = group[g].readout;
    snapshot->exact = meter_is_exact(first->meter);
    snapshot->chance = meter_chance(first->meter);
    snapshot->inner = meter_inner(first->meter);
    if (run->ops->eps == EPS_PREDICTION) /* no neurons */
        return;
    if (!first->measured || 2 * k > snapshot->neuron_capacity)
        return;
    snapshot->neurons = k;
    memcpy(snapshot->neuron, meter_neurons(first->meter), k * sizeof *snapshot->neuron);
    for (size_t r = 0; r < k; r++)
        snapshot->neuron[k + r] =
            (float)course_found_at(first->course, last, meter_neuron_at(first->meter, r));
    snapshot->specialised = meter_specialised(first->meter);
    fill_map(run, snapshot);
}

void run_fill_snapshot(const struct run *run, struct snapshot *snapshot)
{
    const struct run_replica *first = &run->replica[0];

    snapshot_begin(snapshot, run->id, run->revision, &run->problem->config);
    snapshot->n = run->problem->given.data.n;
    snapshot->step = run->step;
    snapshot->gradients = first->gradients;
    snapshot->seconds = stopwatch_seconds(&run->watch);
    snapshot->memory = memory_of(run);
    for (size_t r = 0; r < run->replicas; r++)
        if (run->replica[r].measured)
            snapshot->last[r] = run->replica[r].last;
    fill_structure(run, snapshot);
    snapshot->verdicts = run->verdicts;
}
