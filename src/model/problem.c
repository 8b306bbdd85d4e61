#include "plateau/problem.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"
#include "readouts.h"
#include "source.h"

/* Sets v'_i = v_(i mod k) sqrt(k/k'): a teacher neuron repeated k'/k times is then exact. */
static bool shape_student(struct problem *problem)
{
    const struct config *config = &problem->config;
    struct network *student = &problem->given.student;

    *student = network_of_student(config);
    const size_t k = config_readouts(config), wide = student->k[student->layers - 1];
    const float scale = (float)sqrt((double)k / (double)wide);

    problem->readout = memory_zeroed(k, sizeof(float));
    problem->student_readout = memory_zeroed(wide, sizeof(float));
    if (!problem->readout || !problem->student_readout || !readouts_fill(config, problem->readout))
        return false;
    for (size_t i = 0; i < wide; i++)
        problem->student_readout[i] = scale * problem->readout[i % k];
    student->readout = problem->student_readout;
    problem->given.readout = problem->readout;
    problem->given.readouts = k;
    return true;
}

static bool refuse_memory(const struct config *config, struct error *err)
{
    error_set(err, STATUS_NO_MEMORY,
              "alpha: out of memory: no room for %zu samples in d = %zu; lower alpha or d",
              config_n(config), (size_t)config->d);
    return false;
}

static bool build(struct problem *problem, struct team *team, const struct tile_ops *tiles,
                  struct error *err)
{
    const struct config *config = &problem->config;
    struct given *given = &problem->given;

    given->team = team;
    given->seed = config->seed;
    if (!shape_student(problem))
        return refuse_memory(config, err);
    problem->source = source_drawn_create(config, team, tiles, err);
    if (!problem->source)
        return false;
    problem->truth = problem->source->ops->truth(problem->source);
    given->kernel = kernel_create(&given->student, team, tiles,
                                  problem->source->ops->rows(problem->source, config), err);
    return given->kernel && problem_change(problem, config->alpha, config->noise, err) == STATUS_OK;
}

struct problem *problem_create(const struct config *config, struct team *team,
                               const struct tile_ops *tiles, struct error *err)
{
    struct problem *problem = memory_zeroed(1, sizeof *problem);

    if (!problem) {
        refuse_memory(config, err);
        return NULL;
    }
    problem->config = *config;
    if (!build(problem, team, tiles, err)) {
        problem_destroy(problem); /* accepts a half-built object */
        return NULL;
    }
    return problem;
}

void problem_destroy(struct problem *problem)
{
    if (!problem)
        return;
    kernel_destroy(problem->given.kernel);
    if (problem->source)
        problem->source->ops->destroy(problem->source);
    free(problem->student_readout);
    free(problem->readout);
    free(problem);
}

enum status problem_change(struct problem *problem, double alpha, double noise, struct error *err)
{
    struct source *source = problem->source;
    struct config config = problem->config;

    config.alpha = alpha;
    config.noise = noise;
    enum status status =
        kernel_reserve(problem->given.kernel, source->ops->rows(source, &config), err);
    if (status == STATUS_OK)
        status = source->ops->load(source, &config, &problem->given.data, err);
    if (status == STATUS_OK)
        problem->config = config;
    return status;
}

static double weights_of(const struct network *network)
{
    double sum = 0.0;

    for (size_t l = 0; l < network->layers; l++)
        sum += (double)network->k[l] * ((double)network_inputs(network, l) + 1.0);
    return sum;
}

/*
 * Each sample takes its input, label and clean label; each test row its input and label. Add the
 * weights of the teacher and of each replica, and both kernels.
 */
double problem_memory(const struct config *config)
{
    const struct network teacher = network_of_teacher(config);
    const struct network student = network_of_student(config);
    const double d = (double)config->d, n = (double)config_n(config);
    const double floats = n * (d + 3.0) + (double)config_test_rows(config) * (d + 1.0) +
                          weights_of(&teacher) + (double)config->replicas * weights_of(&student);

    return sizeof(float) * floats + kernel_memory(&teacher, 0, MEMORY_THREADS) +
           kernel_memory(&student, config_n(config), MEMORY_THREADS);
}
