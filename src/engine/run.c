#include "run.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "snapshot.h"

/* A sampler that stands still for so many steps is told of. */
enum { patience = 20 };

struct state run_new_state(const struct learner_ops *ops, const struct task *task,
                           struct error *err)
{
    const size_t bytes = ops->state_size(task);
    const struct state state = {memory_zeroed(1, bytes > 0 ? bytes : 1), bytes};

    if (!state.at)
        error_set(err, STATUS_NO_MEMORY, "algorithm: no memory for the %zu bytes of %s", bytes,
                  ops->name);
    return state;
}

static bool start_replica(struct run *run, size_t index, struct error *err)
{
    const struct config *config = &run->problem->config;
    struct replica *replica = &run->replica[index];
    struct task *task = &replica->task;

    *task = (struct task){.problem = run->problem,
                          .count = network_parameters(&run->problem->student),
                          .values = config_learner_values(config),
                          .replica = (uint32_t)index,
                          .draws = &replica->draws};
    task->params = memory_zeroed(task->count, sizeof *task->params);
    replica->detector = detector_create();
    replica->meter = meter_create(run->problem, err);
    if (!task->params || !replica->meter ||
        finder_init(&replica->finder, &run->problem->teacher.network, err) != STATUS_OK)
        return false;
    schedule_init(&replica->schedule, config->measure, config->measure_every);
    student_start(run->problem, index, task->params);
    replica->state = run_new_state(run->ops, task, err);
    if (replica->state.at)
        run->ops->init(replica->state.at, task, &replica->start_cost);
    return replica->state.at != NULL;
}

static bool build(struct run *run, const struct config *config, struct team *team,
                  const struct tile_ops *tiles, struct error *err)
{
    run->problem = problem_create(config, team, tiles, err);
    if (!run->problem)
        return false;
    run->ops = learner_at(config->algorithm);
    if (run->ops->supports && !run->ops->supports(&run->problem->config, err))
        return false;
    run->replicas = config->replicas;
    run->monitor = monitor_create();
    if (!run->monitor)
        return false;
    for (size_t i = 0; i < run->replicas; i++)
        if (!start_replica(run, i, err))
            return false;
    levels_init(&run->levels, config);
    run_solve_levels(run);
    return true;
}

struct run *run_create(const struct config *config, struct team *team, const struct tile_ops *tiles,
                       struct bus *bus, uint32_t id, uint32_t revision, enum until until,
                       struct error *err)
{
    struct run *run = memory_need(1, sizeof *run);

    run->id = id;
    run->bus = bus;
    run->revision = revision;
    for (size_t i = 0; i < REPLICAS_MAX; i++)
        goal_init(&run->replica[i].goal, until);
    error_set(err, STATUS_NO_MEMORY, "d: no memory for the weights of %zu replicas",
              (size_t)config->replicas);
    if (!build(run, config, team, tiles, err)) {
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
        struct replica *replica = &run->replica[i];

        free(replica->state.at);
        free(replica->task.params);
        meter_destroy(replica->meter);
        detector_destroy(replica->detector);
        finder_fini(&replica->finder);
    }
    monitor_destroy(run->monitor);
    levels_fini(&run->levels);
    problem_destroy(run->problem);
    free(run);
}

void run_begin(struct run *run)
{
    run_tell(run, EVENT_STARTED, 0, run->revision, "started with %s, n = %zu", run->ops->name,
             run->problem->n);
    monitor_restart(run->monitor, run);
    run_measure_due(run);
    for (size_t i = 0; i < run->replicas; i++)
        run->replica[i].gradients += run->replica[i].start_cost;
}

static void fill_event(const struct run *run, struct event *event, enum event_kind kind,
                       size_t index)
{
    const struct replica *replica = &run->replica[index];

    *event = (struct event){.kind = kind,
                            .replica = (uint32_t)index,
                            .step = run->step,
                            .gradients = replica->gradients,
                            .seconds = stopwatch_seconds(&run->watch)};
    clock_gettime(CLOCK_REALTIME, &event->wall);
}

void run_tell(struct run *run, enum event_kind kind, size_t replica, uint32_t revision,
              const char *format, ...)
{
    struct message message = {.kind = MESSAGE_EVENT, .run = run->id};
    struct event *event = &message.event;
    const struct plateau *plateaus;
    va_list arguments;

    fill_event(run, event, kind, replica);
    event->revision = revision;
    va_start(arguments, format);
    vsnprintf(event->text, sizeof event->text, format, arguments);
    va_end(arguments);
    if (kind == EVENT_PLATEAU || kind == EVENT_LEFT) {
        const size_t count = detector_plateaus(run->replica[replica].detector, &plateaus);
        if (count > 0)
            event->plateau = plateaus[count - 1];
    }
    bus_publish(run->bus, &message);
}

void run_step(struct run *run)
{
    for (size_t i = 0; i < run->replicas; i++) {
        struct replica *replica = &run->replica[i];
        struct step_report report = {0};

        if (run->ops->step(replica->state.at, &replica->task, &report) != STATUS_OK)
            run->diverged = "the loss or the weights are not finite";
        replica->gradients += report.gradients;
    }
    run->step++;
}

static void observe(const struct run *run, struct replica *replica, double value[SERIES_COUNT])
{
    struct diagnostics diagnostics = DIAGNOSTICS_NONE;

    for (size_t i = 0; i < SERIES_COUNT; i++)
        value[i] = (double)NAN;
    if (run->ops->predict) {
        struct quadratic quadratic;
        run->ops->predict(replica->state.at, &replica->task, &quadratic);
        meter_measure_quadratic(replica->meter, &quadratic, replica->gradients, value);
    } else {
        meter_measure(replica->meter, replica->task.params, run->ops->samples_posterior,
                      replica->gradients, value);
    }
    if (run->ops->diagnose)
        run->ops->diagnose(replica->state.at, &replica->task, &diagnostics);
    value[SERIES_UNI] = run->levels.universal;
    value[SERIES_SPE] = run->levels.specialised;
    value[SERIES_OPT] = run->levels.optimal;
    value[SERIES_ACCEPT] = diagnostics.accept;
    value[SERIES_STEP_SIZE] = diagnostics.step_size;
    value[SERIES_ENERGY_ERROR] = diagnostics.energy_error;
    value[SERIES_DIVERGENCES] = diagnostics.divergences;
    value[SERIES_TREE_DEPTH] = diagnostics.tree_depth;
    value[SERIES_BFMI] = diagnostics.bfmi;
    value[SERIES_GRADIENT] = diagnostics.gradient;
    value[SERIES_UPDATE_RATIO] = diagnostics.update_ratio;
    value[SERIES_ITERATIONS] = diagnostics.iterations;
    value[SERIES_SPECTRUM] = diagnostics.spectrum;
}

/* The last plateau, by the theory in force while it lasts; a closed one keeps its name. */
static void name_plateau(struct run *run, size_t index, unsigned news)
{
    struct replica *replica = &run->replica[index];
    const struct plateau *plateaus;
    const size_t count = detector_plateaus(replica->detector, &plateaus);

    if (count == 0 || !(plateaus[count - 1].open || (news & DETECTOR_LEFT)))
        return;
    struct naming *naming = &replica->naming[count - 1];
    const enum verdict before = naming->nishimori;
    *naming = levels_name(&run->levels, plateaus[count - 1].level, plateaus[count - 1].level_se);
    naming->nishimori = before;
    /* Of the time while it was flat: what follows its end is on the way out. */
    if (run->ops->samples_posterior && plateaus[count - 1].end_gradients > replica->flat_until)
        naming->nishimori = monitor_health(run->monitor)->nishimori.verdict;
    replica->flat_until = plateaus[count - 1].end_gradients;
}

/* ", universal -1.2 %": empty without theory. */
static void write_name(const struct naming *naming, char *out, size_t size)
{
    out[0] = '\0';
    if (naming->branch[0] && !naming->is_near)
        snprintf(out, size, ", no branch");
    else if (naming->branch[0])
        snprintf(out, size, ", %s %+.1f %%", naming->branch, 100.0 * naming->excess);
}

static void tell_news(struct run *run, size_t index, unsigned news)
{
    const struct detector *detector = run->replica[index].detector;
    const struct plateau *plateaus;
    const size_t count = detector_plateaus(detector, &plateaus);
    char name[48] = "";

    name_plateau(run, index, news);
    if (count > 0)
        write_name(&run->replica[index].naming[count - 1], name, sizeof name);
    if ((news & DETECTOR_PLATEAU) && count > 0)
        run_tell(run, EVENT_PLATEAU, index, run->revision,
                 "plateau found at %.3g%s, flat since step %llu", plateaus[count - 1].level, name,
                 (unsigned long long)plateaus[count - 1].start);
    if ((news & DETECTOR_LEFT) && count > 0)
        run_tell(run, EVENT_LEFT, index, run->revision,
                 "plateau left: %.3g%s, %.2f decades, until step %llu", plateaus[count - 1].level,
                 name, plateaus[count - 1].decades, (unsigned long long)plateaus[count - 1].end);
    if (news & DETECTOR_ESCAPE)
        run_tell(run, EVENT_ESCAPE, index, run->revision, "escape at step %llu, %.4g gradients",
                 (unsigned long long)detector_escape(detector).step,
                 detector_escape(detector).gradients);
}

/* Halfway from the universal to the specialised branch, whether there was a plateau or not. */
static void watch_passage(struct run *run, size_t index, const struct sample *sample)
{
    struct passage *passage = &run->replica[index].passage;

    if (isfinite(passage->level) &&
        passage_add(passage, sample->step, sample->gradients, sample->value[SERIES_EPS]))
        run_tell(run, EVENT_PASSAGE, index, run->revision,
                 "halfway to specialised: eps below %.3g at step %llu", passage->level,
                 (unsigned long long)passage->step);
}

/* Neurons that were there from the start were not found. */
static void find_neurons(struct run *run, size_t index)
{
    struct replica *replica = &run->replica[index];
    char text[sizeof((struct event){0}.text)];

    if (run->ops->predict)
        return;
    const struct moment now = {replica->gradients, run->step};
    const unsigned news = finder_see(&replica->finder, replica->meter, &run->levels, now);
    for (size_t l = 0; run->step > 0 && l < replica->finder.layers; l++)
        if (news & 1U << l) {
            finder_format(&replica->finder, l, text, sizeof text);
            run_tell(run, EVENT_FOUND, index, run->revision, "%s", text);
        }
}

static void warn_of_standstill(struct run *run, size_t index, const struct sample *sample)
{
    struct replica *replica = &run->replica[index];

    if (replica->warned || run->step - run->changed < patience)
        return;
    replica->warned = true;
    run_tell(run, EVENT_WARNING, index, run->revision,
             "lower step: %s accepts nothing at step size %.2g, the chain stands still",
             run->ops->name, sample->value[SERIES_STEP_SIZE]);
}

/* Weights that grow far beyond the teacher's are told of once, before it comes to a divergence. */
static bool leaves_bounds(struct run *run, size_t index, double train, double eps)
{
    struct replica *replica = &run->replica[index];
    const double square = bounds_mean_square(replica->task.params, replica->task.count);
    const bool sampler = run->ops->samples_posterior;
    const char *why = bounds_crossed(&replica->bounds, sampler, train, eps, square);

    if (why) {
        run->diverged = why;
    } else if (bounds_are_strained(&replica->bounds, square) && !replica->warned) {
        replica->warned = true;
        run_tell(run, EVENT_WARNING, index, run->revision,
                 "lower %s: the mean square of the weights is %.2g, the teacher's 1",
                 sampler ? "step" : "lr", square);
    }
    return why != NULL;
}

/* Optimisers converge by the goal of one replica, samplers all together. */
static bool is_converging_sampler(const struct run *run)
{
    return run->replica[0].goal.until == UNTIL_CONVERGED && run->ops->samples_posterior;
}

static void measure(struct run *run, size_t index)
{
    struct replica *replica = &run->replica[index];
    struct message message = {.kind = MESSAGE_SAMPLE, .run = run->id};
    struct sample *sample = &message.sample;

    *sample = (struct sample){.revision = run->revision,
                              .replica = (uint32_t)index,
                              .step = run->step,
                              .gradients = replica->gradients,
                              .seconds = stopwatch_seconds(&run->watch),
                              .alpha = run->problem->config.alpha,
                              .algorithm = (uint32_t)run->problem->config.algorithm};
    observe(run, replica, sample->value);
    bus_publish(run->bus, &message);
    const double train = sample->value[SERIES_TRAIN], eps = sample->value[SERIES_EPS];
    replica->last = *sample;
    replica->measured = true;
    if (leaves_bounds(run, index, train, eps))
        return;
    const bool is_point = !run->ops->samples_posterior && !run->ops->predict;
    detector_set_ceiling(replica->detector, levels_ceiling(&run->levels, is_point));
    if (detector_is_stuck(sample->value[SERIES_ACCEPT], sample->value[SERIES_STEP_SIZE]))
        warn_of_standstill(run, index, sample);
    else
        tell_news(run, index,
                  detector_add(replica->detector, sample->step, sample->gradients, eps,
                               sample->value[SERIES_Q]));
    watch_passage(run, index, sample);
    find_neurons(run, index);
    monitor_add(run->monitor, sample);
    if (!is_converging_sampler(run))
        goal_see(&replica->goal, sample, replica->detector, &replica->passage);
}

static void judge_health(struct run *run, bool now)
{
    char text[sizeof((struct event){0}.text)];

    if (!monitor_judge(run->monitor, run, now))
        return;
    health_format(monitor_health(run->monitor), text, sizeof text);
    run_tell(run, EVENT_NISHIMORI, 0, run->revision, "%s", text);
}

bool run_measure_due(struct run *run)
{
    bool first = false;

    for (size_t i = 0; i < run->replicas; i++)
        if (schedule_is_due(&run->replica[i].schedule, run->replica[i].gradients)) {
            measure(run, i);
            first = first || i == 0;
        }
    if (first && !run->diverged) {
        monitor_compare(run->monitor, run);
        judge_health(run, false);
    }
    return first;
}

bool run_has_reached_goal(const struct run *run)
{
    bool reached = false;

    if (is_converging_sampler(run))
        return health_is_converged(monitor_health(run->monitor));
    for (size_t i = 0; i < run->replicas; i++)
        reached = reached || run->replica[i].goal.reached;
    return reached;
}

void run_measure_rest(struct run *run)
{
    for (size_t i = 0; i < run->replicas; i++) {
        const struct replica *replica = &run->replica[i];

        if (!replica->measured || replica->last.step != run->step ||
            replica->last.revision != run->revision)
            measure(run, i);
    }
    judge_health(run, true);
}

void run_measure_all(struct run *run)
{
    for (size_t i = 0; i < run->replicas; i++)
        measure(run, i);
    judge_health(run, true); /* so that the screen knows the branches at once, also when paused */
}

/* Bytes of data and test set in force. */
static double memory_of(const struct run *run)
{
    const struct problem *problem = run->problem;
    const double d = (double)problem->config.d;

    /* A row of data is x, the clean label and the label; a test row has no noisy one. */
    return sizeof(float) * ((double)problem->n * (d + 2.0) + (double)problem->test * (d + 1.0));
}

size_t run_groups(const struct run *run, struct readout_group group[Q_GROUPS_MAX])
{
    const struct meter *meter = run->replica[0].meter;

    for (size_t g = 0; g < meter_groups(meter); g++)
        group[g] = meter_group(meter, g);
    return meter_groups(meter);
}

void run_solve_levels(struct run *run)
{
    struct readout_group group[Q_GROUPS_MAX] = {{0}};
    const size_t groups = run_groups(run, group);

    levels_solve(&run->levels, &run->problem->config, groups, group);
    for (size_t i = 0; i < run->replicas; i++)
        run->replica[i].passage = passage_of(levels_middle(&run->levels), false);
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
    const struct replica *first = &run->replica[0];
    const size_t k = config_readouts(&run->problem->config);
    struct readout_group group[Q_GROUPS_MAX] = {{0}};
    const struct locks *last = first->finder.locks[first->finder.layers - 1];

    snapshot->groups = run_groups(run, group);
    for (size_t g = 0; g < snapshot->groups; g++)
        snapshot->group_readout[g] = group[g].readout;
    snapshot->exact = meter_is_exact(first->meter);
    snapshot->chance = meter_chance(first->meter);
    snapshot->inner = meter_inner(first->meter);
    if (run->ops->predict) /* no neurons */
        return;
    if (!first->measured || 2 * k > snapshot->neuron_capacity)
        return;
    snapshot->neurons = k;
    memcpy(snapshot->neuron, meter_neurons(first->meter), k * sizeof *snapshot->neuron);
    for (size_t r = 0; r < k; r++)
        snapshot->neuron[k + r] = (float)locks_at(last, meter_neuron_at(first->meter, r));
    snapshot->specialised = meter_specialised(first->meter);
    fill_map(run, snapshot);
}

static void fill_findings(const struct replica *replica, struct findings *out)
{
    const struct plateau *plateaus;

    out->plateaus = detector_plateaus(replica->detector, &plateaus);
    memcpy(out->plateau, plateaus, out->plateaus * sizeof *plateaus);
    for (size_t i = 0; i < out->plateaus; i++) {
        struct naming *naming = &out->naming[i];

        *naming = replica->naming[i]; /* a change closes a plateau, and measures it once more */
        naming->excess = plateaus[i].level / naming->eps - 1.0;
        naming->sigmas = (plateaus[i].level - naming->eps) / plateaus[i].level_se;
    }
    out->escape = detector_escape(replica->detector);
    out->has_floor = detector_floor(replica->detector, &out->floor);
    out->passage = replica->passage;
    if (!detector_steepness(replica->detector, &out->steepness))
        out->steepness = (struct steepness){0.0, (double)NAN, (double)NAN};
    for (size_t l = 0; l < replica->finder.layers; l++)
        out->lock_on[l] = locks_summary(replica->finder.locks[l]);
}

void run_fill_snapshot(const struct run *run, struct snapshot *snapshot)
{
    const struct replica *first = &run->replica[0];

    snapshot_begin(snapshot, run->id, run->revision, &run->problem->config);
    snapshot->n = run->problem->n;
    snapshot->step = run->step;
    snapshot->gradients = first->gradients;
    snapshot->seconds = stopwatch_seconds(&run->watch);
    snapshot->memory = memory_of(run);
    for (size_t r = 0; r < run->replicas; r++)
        if (run->replica[r].measured)
            snapshot->last[r] = run->replica[r].last;
    fill_structure(run, snapshot);
    for (size_t i = 0; i < run->replicas; i++)
        fill_findings(&run->replica[i], &snapshot->found[i]);
    snapshot->health = *monitor_health(run->monitor);
}
