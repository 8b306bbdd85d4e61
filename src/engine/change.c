/* run: what COMMAND_SET does between two steps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

enum { VALUE_MAX = 112 };

/* A change that config.c has accepted, with both values as text. */
struct change {
    const char *key;
    char before[VALUE_MAX], after[VALUE_MAX];
    struct config next;
    uint32_t revision;
};

/*
 * Measurements before and after share a step, so that the curve shows the jump of eps and train;
 * the judges begin their windows anew with the one after.
 */
static void take_effect(struct run *run, uint32_t revision)
{
    run->revision = revision;
    run->changes++;
    for (size_t i = 0; i < run->replicas; i++)
        meter_restart(run->replica[i].meter, run->replica[i].gradients);
}

static void notify_learners(struct run *run, unsigned what)
{
    for (size_t i = 0; i < run->replicas; i++) {
        struct run_replica *replica = &run->replica[i];

        run->ops->changed(replica->state.at, &replica->task, what, &replica->gradients);
    }
}

/* Makes a state for every replica before any old state is touched; returns false with a reason. */
static bool new_states(const struct run *run, const struct learner_ops *ops, const double *values,
                       struct state states[REPLICAS_MAX], struct error *err)
{
    for (size_t i = 0; i < run->replicas; i++) {
        struct task task = run->replica[i].task;

        task.learner = ops;
        task.values = values;
        states[i] = run_new_state(ops, &task, err);
        if (!states[i].at) {
            while (i-- > 0)
                free(states[i].at);
            return false;
        }
    }
    return true;
}

/* A state's size may depend on n (a permutation of the rows); the state keeps as much as fits. */
static bool resize_states(struct run *run, struct error *err)
{
    struct state states[REPLICAS_MAX];

    if (run->ops->state_size(&run->replica[0].task) == run->replica[0].state.bytes)
        return true;
    if (!new_states(run, run->ops, config_learner_values(&run->problem->config), states, err))
        return false;
    for (size_t i = 0; i < run->replicas; i++) {
        struct state *old = &run->replica[i].state;

        memcpy(states[i].at, old->at, old->bytes < states[i].bytes ? old->bytes : states[i].bytes);
        free(old->at);
        *old = states[i];
    }
    return true;
}

static enum status change_data(struct run *run, const struct change *change, struct error *err)
{
    const size_t n = run->problem->given.data.n;
    const double alpha = run->problem->config.alpha, noise = run->problem->config.noise;
    const struct levels levels = run->levels;
    const enum status status =
        problem_change(run->problem, change->next.alpha, change->next.noise, err);

    if (status != STATUS_OK)
        return status;
    if (run_solve_levels(run, &change->next, err) != STATUS_OK || !resize_states(run, err)) {
        problem_change(run->problem, alpha, noise, NULL); /* rows it has: cannot fail */
        run->levels = levels;
        return STATUS_NO_MEMORY;
    }
    run->problem->config = change->next;
    notify_learners(run, LEARNER_DATA);
    take_effect(run, change->revision);
    if (change->next.alpha != alpha)
        run_tell(run, EVENT_ALPHA, 0, run->revision, "alpha %s -> %s (n %zu -> %zu)",
                 change->before, change->after, n, run->problem->given.data.n);
    else
        run_tell(run, EVENT_PARAM, 0, run->revision, "%s %s -> %s", change->key, change->before,
                 change->after);
    return STATUS_OK;
}

static void change_params(struct run *run, const struct change *change)
{
    run->problem->config = change->next;
    notify_learners(run, LEARNER_PARAMS);
    take_effect(run, change->revision);
    run_tell(run, EVENT_PARAM, 0, run->revision, "%s %s -> %s", change->key, change->before,
             change->after);
}

static enum status change_algorithm(struct run *run, const struct change *change, struct error *err)
{
    const struct learner_ops *ops = learner_find(change->next.algorithm);
    const struct learner_ops *last = run->ops;
    char kept[96];
    struct state states[REPLICAS_MAX];

    if (!learner_takes(&change->next, err))
        return STATUS_INVALID;
    for (size_t i = 0; ops->eps == EPS_PREDICTION && i < run->replicas; i++)
        if (meter_prepare_quadratic(run->replica[i].meter, err) != STATUS_OK)
            return STATUS_NO_MEMORY;
    if (!new_states(run, ops, config_learner_values(&change->next), states, err))
        return STATUS_NO_MEMORY;
    run->problem->config = change->next;
    run->ops = ops;
    for (size_t i = 0; i < run->replicas; i++) {
        struct run_replica *replica = &run->replica[i];

        free(replica->state.at);
        replica->state = states[i];
        replica->task.learner = ops;
        replica->task.values = config_learner_values(&run->problem->config);
        ops->init(replica->state.at, &replica->task, &replica->gradients);
    }
    take_effect(run, change->revision);
    learner_tell_switch(last->name, ops->name, kept, sizeof kept);
    run_tell(run, EVENT_ALGORITHM, 0, run->revision, "%s -> %s %s", change->before, change->after,
             kept);
    return STATUS_OK;
}

static enum status read_change(const struct run *run, const struct command *command,
                               struct change *change, struct error *err)
{
    const struct config *now = &run->problem->config;
    const struct param_schema *schema = learner_schema();
    const struct setting setting = {command->key, command->value};
    const struct param_spec *spec = config_find(now, schema, command->key, err);

    if (!spec)
        return STATUS_INVALID;
    if (spec->change != PARAM_LIVE)
        return error_set(err, STATUS_INVALID,
                         "%s: fixed during a run (%s refused); a new run can have it", command->key,
                         command->value);
    change->key = spec->name;
    change->next = *now;
    const enum status status = config_apply(&change->next, schema, &setting, 1, err);
    if (status != STATUS_OK)
        return status;
    config_format(now, schema, spec, change->before, sizeof change->before);
    config_format(&change->next, schema, spec, change->after, sizeof change->after);
    if (!learner_takes(&change->next, err))
        return STATUS_INVALID;
    return engine_check(&change->next, now, err);
}

static bool same_params(const struct config *now, const struct config *next)
{
    const double *a = config_learner_values(now), *b = config_learner_values(next);

    for (size_t i = 0; i < LEARNER_PARAMS_MAX; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

enum status run_change(struct run *run, const struct command *command, struct error *err)
{
    const struct config *now = &run->problem->config;
    struct change change = {.revision = command->revision};
    enum status status = read_change(run, command, &change, err);

    if (status != STATUS_OK)
        return status;
    const bool algorithm = strcmp(change.next.algorithm, now->algorithm) != 0;
    const bool data = change.next.alpha != now->alpha || change.next.noise != now->noise;

    if (!algorithm && !data && same_params(now, &change.next)) {
        run->problem->config = change.next; /* pace, or the value it had: nothing starts anew */
        run->revision = command->revision;
        return STATUS_OK;
    }
    run_measure_rest(run);
    if (algorithm)
        status = change_algorithm(run, &change, err);
    else if (data)
        status = change_data(run, &change, err);
    else
        change_params(run, &change);
    if (status == STATUS_OK)
        run_measure_all(run);
    return status;
}
