/* What all benches share, and the timing of a learner's steps. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plateau/learner.h"
#include "plateau/memory.h"
#include "plateau/problem.h"
#include "plateau/rng.h"
#include "plateau/team.h"

static int compare(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

double bench_median(double value[], size_t n)
{
    qsort(value, n, sizeof value[0], compare);
    return value[n / 2];
}

double bench_thread_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct config bench_config(const struct setting settings[], size_t count)
{
    struct config config;
    struct error err;

    config_init(&config, learner_schema());
    if (config_apply(&config, learner_schema(), settings, count, &err) != STATUS_OK)
        fatal("bench: %s", err.text);
    return config;
}

void bench_processor(char *out, size_t size)
{
    static const char key[] = "model name";
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");

    snprintf(out, size, "unknown processor");
    while (file && fgets(line, sizeof line, file)) {
        const char *value = strchr(line, ':');

        if (strncmp(line, key, strlen(key)) != 0 || !value)
            continue;
        snprintf(out, size, "%.*s", (int)strcspn(value + 2, "\n"), value + 2);
        break;
    }
    if (file)
        fclose(file);
}

/* One replica of a learner, and rows like those that its steps use. */
struct stand {
    struct problem *problem;
    const struct learner_ops *ops;
    struct task task;
    struct draws draws;
    void *state;
    float *gradient;
    uint32_t *index;
    size_t rows; /* in a batch */
};

static void stand_open(struct stand *stand, struct config *config, struct team *team)
{
    struct error err;
    double start = 0.0;

    stand->problem = problem_create(config, team, NULL, &err);
    if (!stand->problem)
        fatal("bench: %s", err.text);
    stand->ops = learner_find(config->algorithm);
    stand->task = (struct task){.learner = stand->ops,
                                .given = &stand->problem->given,
                                .count = network_parameters(&stand->problem->given.student),
                                .values = config_learner_values(&stand->problem->config),
                                .draws = &stand->draws};
    stand->task.params = memory_need(stand->task.count, sizeof(float));
    stand->gradient = memory_need(stand->task.count, sizeof(float));
    stand->index = memory_need(stand->problem->given.data.n, sizeof *stand->index);
    stand->state = memory_need(1, stand->ops->state_size(&stand->task));
    rng_fill_permutation((struct rng){3, RNG_BATCH, 0}, 0, stand->index,
                         stand->problem->given.data.n);
    if (student_start(stand->problem, 0, stand->task.params, &err) != STATUS_OK)
        fatal("bench: %s", err.text);
    stand->ops->init(stand->state, &stand->task, &start);
}

static void stand_close(struct stand *stand)
{
    free(stand->state);
    free(stand->index);
    free(stand->gradient);
    free(stand->task.params);
    problem_destroy(stand->problem);
}

static double time_step(struct stand *stand, double *gradients)
{
    struct step_report report = {0};
    const double start = bench_thread_seconds();

    stand->ops->step(stand->state, &stand->task, &report);
    *gradients = report.gradients;
    return bench_thread_seconds() - start;
}

/*
 * Computes as many gradients as the step did: whole gradients in order, or the next batch of picked
 * rows, as cold as those of the step.
 */
static double time_gradients(struct stand *stand, double gradients, size_t turn)
{
    const struct problem *problem = stand->problem;
    const bool whole = gradients >= 1.0;
    const size_t rows =
        whole ? problem->given.data.n : (size_t)(gradients * (double)problem->given.data.n + 0.5);
    const size_t first = turn % (problem->given.data.n / rows) * rows;
    const struct batch batch =
        given_rows_at(&problem->given, whole ? NULL : stand->index + first, rows);
    const double start = bench_thread_seconds();

    for (size_t i = 0; i < (whole ? (size_t)gradients : 1); i++)
        kernel_gradient(problem->given.kernel, stand->task.params, &batch, stand->gradient);
    return bench_thread_seconds() - start;
}

/*
 * Times turns in which steps and their gradients follow each other: whole epochs of mini-batches,
 * which are quarters of the data, or one long step.
 */
static struct bench_steps time_turns(struct stand *stand)
{
    enum { TURNS = 11, LONG_TURNS = 7, EPOCH = 4 };
    double steps[TURNS] = {0}, gradients[TURNS] = {0}, ratio[TURNS] = {0}, count;

    time_step(stand, &count); /* warms up */
    const size_t turns = count > 1.0 ? LONG_TURNS : TURNS, epoch = count > 1.0 ? 1 : EPOCH;
    for (size_t i = 0; i < turns * epoch; i++) {
        steps[i / epoch] += time_step(stand, &count);
        gradients[i / epoch] += time_gradients(stand, count, i);
    }
    for (size_t i = 0; i < turns; i++)
        ratio[i] = steps[i] / gradients[i];
    const double middle = bench_median(ratio, turns);
    return (struct bench_steps){bench_median(steps, turns), bench_median(gradients, turns),
                                1.0 - 1.0 / middle, ratio[turns - 1] / ratio[0] - 1.0};
}

struct bench_steps bench_learner(const char *algorithm, size_t d, double alpha)
{
    const bool nuts = strcmp(algorithm, "nuts") == 0;
    char dimension[32], ratio[32];
    struct stand stand = {0};
    struct team *team = team_create(1, NULL);

    if (!team)
        fatal("bench: no team");
    snprintf(dimension, sizeof dimension, "%zu", d);
    snprintf(ratio, sizeof ratio, "%g", alpha);
    const struct setting settings[] = {{"algorithm", algorithm}, {"d", dimension}, {"alpha", ratio},
                                       {"activation", "tanh2"},  {"noise", "0.1"}, {"test", "1000"},
                                       {"max_depth", "3"}};
    struct config config =
        bench_config(settings, sizeof settings / sizeof settings[0] - (nuts ? 0 : 1));
    stand_open(&stand, &config, team);
    const struct bench_steps took = time_turns(&stand);
    stand_close(&stand);
    team_destroy(team);
    return took;
}
