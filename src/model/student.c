/* Where the student begins: README.md, eq. (5). */
#include <math.h>

#include "plateau/problem.h"
#include "plateau/rng.h"

/* Entries of a +-1 row keep the teacher's sign with probability (1 + R)/2: mean overlap R. */
static void mix_signs(float w[], const float w0[], double overlap, struct rng rng, size_t row,
                      size_t d)
{
    for (size_t j = 0; j < d; j++) {
        const double u = rng_uniform(rng, row * d + j);
        w[j] = u < (1.0 - overlap) / 2.0 ? -w0[j] : w0[j];
    }
}

/* One neuron of the start; w0 is the teacher neuron it stands for. */
static void start_neuron(const struct problem *problem, struct start start, uint32_t replica,
                         size_t i, const float w0[], float w[])
{
    const struct config *config = &problem->config;
    const bool signs = config->weights == WEIGHTS_RADEMACHER;
    const size_t d = config->d;
    const double overlap = start.kind == START_TEACHER ? 1.0 : start.overlap;

    if (signs && start.kind != START_RANDOM) {
        mix_signs(w, w0, overlap, (struct rng){config->seed, RNG_START, replica}, i + 1, d);
        return;
    }
    rng_fill_normal((struct rng){config->seed, RNG_STUDENT, replica}, i, w, d);
    if (start.kind == START_RANDOM) {
        const float scale = (float)config->init_scale;
        for (size_t j = 0; j < d; j++)
            w[j] = scale * (!signs ? w[j] : w[j] < 0.0f ? -1.0f : 1.0f);
        return;
    }
    const float keep = (float)overlap, fresh = (float)sqrt(1.0 - overlap * overlap);
    for (size_t j = 0; j < d; j++)
        w[j] = keep * w0[j] + fresh * w[j];
}

/* Learned readouts begin at the law's values, or at N(0, 1); an informative start knows them. */
static void start_readout(const struct problem *problem, struct start start, uint32_t replica,
                          float v[])
{
    const size_t k = problem->student.k[0];

    if (start.kind == START_RANDOM && problem->config.readout_init) {
        rng_fill_normal((struct rng){problem->config.seed, RNG_START, replica}, 0, v, k);
        return;
    }
    for (size_t i = 0; i < k; i++)
        v[i] = problem->student_readout[i];
}

void student_start(const struct problem *problem, size_t replica, float *params)
{
    const struct start start = config_start(&problem->config, replica);
    const size_t d = problem->student.d, wide = problem->student.k[0],
                 k = problem->teacher.network.k[0];

    for (size_t i = 0; i < wide; i++)
        start_neuron(problem, start, (uint32_t)replica, i, problem->teacher.params + (i % k) * d,
                     params + i * d);
    if (problem->student.learn_readout)
        start_readout(problem, start, (uint32_t)replica, params + wide * d);
}
