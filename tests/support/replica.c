#include "replica.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "tiles.h"

/* Makes the truth not a number, for whoever kept a pointer to it. */
static void withhold_truth(struct problem *problem)
{
    const struct truth *truth = problem->truth;

    for (size_t i = 0; i < network_parameters(&truth->teacher); i++)
        truth->params[i] = NAN;
    for (size_t i = 0; i < truth->teacher.k[truth->teacher.layers - 1]; i++)
        truth->readout[i] = NAN;
    for (size_t i = 0; i < truth->test; i++)
        truth->test_clean[i] = NAN;
    problem->truth = NULL;
}

static void stop(const struct error *err)
{
    fprintf(stderr, "replica_open: %s\n", err->text);
    abort();
}

static struct replica open_replica(const struct config *config, size_t threads, bool blind)
{
    struct error err = {0};
    struct replica r = {.team = team_create(threads, &err)};

    r.problem = problem_create(config, r.team, tiles_tested(), &err);
    r.ops = learner_find(config->algorithm);
    if (!r.problem || (r.ops->supports && !r.ops->supports(config, &err)))
        stop(&err);
    if (blind)
        withhold_truth(r.problem);
    r.task.learner = r.ops;
    r.task.given = &r.problem->given;
    r.task.count = network_parameters(&r.problem->given.student);
    r.task.params = memory_need(r.task.count, sizeof(float));
    r.task.values = config_learner_values(&r.problem->config);
    r.draws = memory_need(1, sizeof *r.draws);
    r.task.draws = r.draws;
    if (student_start(r.problem, 0, r.task.params, &err) != STATUS_OK)
        stop(&err);
    r.state = memory_need(1, r.ops->state_size(&r.task));
    r.ops->init(r.state, &r.task, &r.gradients);
    return r;
}

struct replica replica_open(const struct config *config, size_t threads)
{
    return open_replica(config, threads, false);
}

struct replica replica_open_blind(const struct config *config, size_t threads)
{
    return open_replica(config, threads, true);
}

void replica_close(struct replica *r)
{
    free(r->state);
    free(r->draws);
    free(r->task.params);
    problem_destroy(r->problem);
    team_destroy(r->team);
}

enum status replica_step(struct replica *r)
{
    struct step_report report = {0};
    const enum status status = r->ops->step(r->state, &r->task, &report);

    r->gradients += report.gradients;
    return status;
}

static void change_data(struct replica *r, double alpha, double noise)
{
    const size_t before = r->ops->state_size(&r->task);

    if (problem_change(r->problem, alpha, noise, NULL) != STATUS_OK)
        abort();
    const size_t after = r->ops->state_size(&r->task);
    if (after > before) {
        void *larger = memory_need(1, after);
        memcpy(larger, r->state, before);
        free(r->state);
        r->state = larger;
    }
    r->ops->changed(r->state, &r->task, LEARNER_DATA, &r->gradients);
}

void replica_change_alpha(struct replica *r, double alpha)
{
    change_data(r, alpha, r->problem->given.data.noise);
}

void replica_change_noise(struct replica *r, double noise)
{
    change_data(r, r->problem->config.alpha, noise);
}

void replica_change_param(struct replica *r, const char *key, const char *value)
{
    const struct setting setting = {key, value};

    if (config_apply(&r->problem->config, learner_schema(), &setting, 1, NULL) != STATUS_OK)
        abort();
    r->ops->changed(r->state, &r->task, LEARNER_PARAMS, &r->gradients);
}

static double quadratic_loss(const struct replica *r, const struct batch *rows)
{
    const size_t d = r->problem->config.d;
    float *scratch = memory_need(quadratic_scratch(r->team, d) + rows->n, sizeof(float));
    float *f = scratch + quadratic_scratch(r->team, d);
    struct quadratic quadratic;
    double sum = 0.0;

    r->ops->predict(r->state, &r->task, &quadratic);
    quadratic_predict(&quadratic, kernel_tiles(r->problem->given.kernel), r->team, rows->x, rows->n,
                      scratch, f);
    for (size_t i = 0; i < rows->n; i++)
        sum += ((double)f[i] - (double)rows->y[i]) * ((double)f[i] - (double)rows->y[i]);
    free(scratch);
    return sum / (double)rows->n;
}

double replica_loss(const struct replica *r)
{
    const struct batch rows = given_rows(&r->problem->given);

    if (r->ops->predict)
        return quadratic_loss(r, &rows);

    return kernel_gradient(r->problem->given.kernel, r->task.params, &rows, NULL) / (double)rows.n;
}
