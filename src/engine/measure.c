/* run: the trip of a measurement. Measure, judge, publish: once, and never back. */
#include <math.h>
#include <stdio.h>

#include "plateau/engine.h"
#include "run.h"

static void fill_values(const struct run *run, struct run_replica *replica,
                        double value[SERIES_COUNT])
{
    struct diagnostics diagnostics = DIAGNOSTICS_NONE;

    for (size_t i = 0; i < SERIES_COUNT; i++)
        value[i] = (double)NAN;
    if (run->ops->eps == EPS_PREDICTION) {
        struct quadratic quadratic;
        run->ops->predict(replica->state.at, &replica->task, &quadratic);
        meter_measure_quadratic(replica->meter, &quadratic, replica->gradients, value);
    } else {
        meter_measure(replica->meter, replica->task.params, run->ops->eps == EPS_HALF_GIBBS,
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

/* Measures one replica as it is now. */
static void observe(struct run *run, size_t index)
{
    struct run_replica *replica = &run->replica[index];
    struct measurement *measurement = &replica->last;
    const double none = (double)NAN;

    *measurement = (struct measurement){
        .revision = run->revision,
        .replica = (uint32_t)index,
        .changes = run->changes,
        .step = run->step,
        .gradients = replica->gradients,
        .seconds = stopwatch_seconds(&run->watch),
        .alpha = run->problem->config.alpha,
        .n = run->problem->given.data.n,
        .eps_kind = run->ops->eps,
        .mean_square = meter_mean_square(replica->task.params, replica->task.count),
        .replicas = {none, none, none, none, none, none},
        .neurons = run->ops->eps == EPS_PREDICTION ? NULL : &replica->neurons,
    };
    snprintf(measurement->learner, sizeof measurement->learner, "%s", run->ops->name);
    fill_values(run, replica, measurement->value);
    replica->measured = true;
}

/* Compares all replicas, each at its newest measurement. */
static struct replica_means compare(const struct run *run)
{
    const struct measurement *last[REPLICAS_MAX];
    struct meter *meter[REPLICAS_MAX];
    size_t partner[REPLICAS_MAX];

    for (size_t i = 0; i < run->replicas; i++) {
        last[i] = &run->replica[i].last;
        meter[i] = run->replica[i].meter;
        partner[i] = subject_partner(&run->subject, i);
    }
    return meter_compare_replicas(meter, last, partner, run->replicas,
                                  run->problem->given.data.noise);
}

static unsigned judge_replica(struct run *run, size_t index)
{
    struct run_replica *replica = &run->replica[index];
    const unsigned news =
        course_take(replica->course, &replica->last, &run->levels, &run->verdicts);
    const char *why = breach_why(run->verdicts.found[index].breach);

    replica->last.neurons = NULL; /* borrowed for the judges alone */
    if (why)
        run->diverged = why;
    return news;
}

static void publish(struct run *run, size_t index, unsigned news)
{
    const struct message message = {.kind = MESSAGE_MEASUREMENT,
                                    .run = run->id,
                                    .measurement = run->replica[index].last,
                                    .news = news};

    bus_publish(run->bus, &message);
    run_tell_news(run, index, news);
}

static void judge_together(struct run *run, const size_t index[], size_t count, bool now)
{
    struct measurement measurement[REPLICAS_MAX];

    if (run->diverged)
        return;
    for (size_t i = 0; i < count; i++)
        measurement[i] = run->replica[index[i]].last;
    run_tell_news(run, 0,
                  jury_take(run->jury, measurement, count, &run->levels, now, &run->verdicts));
}

/* Measures the replicas index [count], in increasing order, at one moment. */
static void measure(struct run *run, const size_t index[], size_t count, bool scheduled)
{
    for (size_t i = 0; i < count; i++)
        observe(run, index[i]);
    if (scheduled && count > 0 && index[0] == 0 && run->ops->eps != EPS_PREDICTION)
        run->replica[0].last.replicas = compare(run);
    for (size_t i = 0; i < count; i++)
        publish(run, index[i], judge_replica(run, index[i]));
    judge_together(run, index, count, !scheduled);
}

bool run_measure_due(struct run *run)
{
    size_t due[REPLICAS_MAX] = {0}, count = 0;

    for (size_t i = 0; i < run->replicas; i++)
        if (schedule_is_due(&run->replica[i].schedule, run->replica[i].gradients))
            due[count++] = i;
    measure(run, due, count, true);
    return count > 0 && due[0] == 0;
}

void run_measure_rest(struct run *run)
{
    size_t rest[REPLICAS_MAX], count = 0;

    for (size_t i = 0; i < run->replicas; i++) {
        const struct run_replica *replica = &run->replica[i];

        if (!replica->measured || replica->last.step != run->step ||
            replica->last.revision != run->revision)
            rest[count++] = i;
    }
    measure(run, rest, count, false);
}

/* Also while paused: the screen needs the branches at once. */
void run_measure_all(struct run *run)
{
    size_t all[REPLICAS_MAX];

    for (size_t i = 0; i < run->replicas; i++)
        all[i] = i;
    measure(run, all, run->replicas, false);
}
