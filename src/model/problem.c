#include "plateau/problem.h"

#include <math.h>
#include <stdlib.h>

#include "dataset.h"
#include "plateau/memory.h"
#include "plateau/rng.h"

/* Row `index` of a weight matrix: standard normals, or their signs for Rademacher weights. */
static void fill_weights(struct rng rng, uint64_t index, enum weight_law law, float w[], size_t d)
{
    rng_fill_normal(rng, index, w, d);
    if (law == WEIGHTS_RADEMACHER)
        for (size_t j = 0; j < d; j++)
            w[j] = w[j] < 0.0f ? -1.0f : 1.0f;
}

void problem_fill_readouts(const struct config *config, double v[])
{
    const struct rng rng = {config->seed, RNG_READOUT, 0};

    if (config->readout_draw)
        readout_law_draw(&config->readout, rng, v, config_readouts(config));
    else
        readout_law_fill(&config->readout, v, config_readouts(config));
}

static bool draw_readout(const struct config *config, float readout[], size_t k)
{
    double *v = memory_zeroed(k, sizeof *v);

    if (!v)
        return false;
    problem_fill_readouts(config, v);
    for (size_t i = 0; i < k; i++)
        readout[i] = (float)v[i];
    free(v);
    return true;
}

static void draw_layer(const struct config *config, size_t l, float *w, size_t inputs)
{
    const struct rng rng = {config->seed, RNG_TEACHER, 0};

    for (size_t i = 0; i < config_layer_k(config, l); i++)
        fill_weights(rng, rng_layer_row(l, i), config->weights, w + i * inputs, inputs);
}

static bool draw_teacher(struct teacher *teacher, const struct config *config)
{
    const size_t k = config_readouts(config);
    struct network *network = &teacher->network;

    *network = network_of_teacher(config);
    teacher->params = memory_zeroed(network_parameters(network), sizeof(float));
    teacher->readout = memory_zeroed(k, sizeof(float));
    if (!teacher->params || !teacher->readout || !draw_readout(config, teacher->readout, k))
        return false;
    network->readout = teacher->readout;
    for (size_t l = 0; l < network->layers; l++)
        draw_layer(config, l, teacher->params + network_layer(network, l),
                   network_inputs(network, l));
    return true;
}

/* v'_i = v_(i mod k) sqrt(k/k'): a teacher neuron repeated k'/k times is then exact. */
static bool shape_student(struct problem *problem)
{
    const struct config *config = &problem->config;
    struct network *student = &problem->student;

    *student = network_of_student(config);
    const size_t k = config_readouts(config), wide = student->k[student->layers - 1];
    const float scale = (float)sqrt((double)k / (double)wide);

    problem->student_readout = memory_zeroed(wide, sizeof(float));
    if (!problem->student_readout)
        return false;
    for (size_t i = 0; i < wide; i++)
        problem->student_readout[i] = scale * problem->teacher.readout[i % k];
    student->readout = problem->student_readout;
    return true;
}

static bool draw_test_set(struct problem *problem)
{
    const size_t d = problem->config.d;

    problem->test = config_test_rows(&problem->config);
    problem->test_x = memory_zeroed(problem->test * d, sizeof(float));
    problem->test_clean = memory_zeroed(problem->test, sizeof(float));
    if (!problem->test_x || !problem->test_clean)
        return false;
    dataset_fill_inputs(problem->team, (struct rng){problem->config.seed, RNG_TEST, 0}, 0,
                        problem->test, d, problem->test_x);
    kernel_predict(problem->teacher_kernel, problem->teacher.params, problem->test_x, problem->test,
                   problem->test_clean);
    return true;
}

static bool refuse_memory(const struct config *config, struct error *err)
{
    error_set(err, STATUS_NO_MEMORY,
              "alpha: no memory for %zu samples in d = %zu; lower alpha or d", config_n(config),
              (size_t)config->d);
    return false;
}

static bool build(struct problem *problem, const struct tile_ops *tiles, struct error *err)
{
    const struct config *config = &problem->config;

    problem->data = memory_zeroed(1, sizeof *problem->data);
    if (!problem->data || !draw_teacher(&problem->teacher, config) || !shape_student(problem))
        return refuse_memory(config, err);
    problem->data->seed = config->seed;
    problem->data->d = config->d;
    problem->teacher_kernel =
        kernel_create(&problem->teacher.network, problem->team, tiles, 0, err);
    problem->kernel = kernel_create(&problem->student, problem->team, tiles, config_n(config), err);
    if (!problem->teacher_kernel || !problem->kernel)
        return false;
    if (!draw_test_set(problem))
        return refuse_memory(config, err);
    return problem_change(problem, config->alpha, config->noise, err) == STATUS_OK;
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
    problem->team = team;
    if (!build(problem, tiles, err)) {
        problem_destroy(problem); /* accepts a half-built object */
        return NULL;
    }
    return problem;
}

void problem_destroy(struct problem *problem)
{
    if (!problem)
        return;
    kernel_destroy(problem->kernel);
    kernel_destroy(problem->teacher_kernel);
    if (problem->data)
        dataset_release(problem->data);
    free(problem->data);
    free(problem->test_clean);
    free(problem->test_x);
    free(problem->student_readout);
    free(problem->teacher.readout);
    free(problem->teacher.params);
    free(problem);
}

enum status problem_change(struct problem *problem, double alpha, double noise, struct error *err)
{
    struct config config = problem->config;

    config.alpha = alpha;
    config.noise = noise;
    const size_t n = config_n(&config);
    enum status status = kernel_reserve(problem->kernel, n, err);
    if (status == STATUS_OK)
        status = dataset_draw(problem->data, &problem->teacher, problem->teacher_kernel,
                              problem->team, n, noise, err);
    if (status != STATUS_OK)
        return status;
    problem->config = config;
    problem->n = n;
    problem->delta = noise;
    return STATUS_OK;
}

struct batch problem_rows(const struct problem *problem)
{
    return problem_rows_at(problem, NULL, problem->n);
}

struct batch problem_rows_at(const struct problem *problem, const uint32_t *index, size_t n)
{
    return (struct batch){problem->data->x.at, problem->data->y.at, index, n};
}

static double weights_of(const struct network *network)
{
    double sum = 0.0;

    for (size_t l = 0; l < network->layers; l++)
        sum += (double)network->k[l] * ((double)network_inputs(network, l) + 1.0);
    return sum;
}

/* Per sample: the input, its label and clean label. Per test row: the input and its label. Then the
 * weights of the teacher and of each replica, and both kernels. */
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
