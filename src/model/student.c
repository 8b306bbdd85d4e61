/* Where the student begins: README.md, eq. (5). */
#include <assert.h>
#include <math.h>

#include "plateau/problem.h"
#include "plateau/rng.h"

/*
 * One layer of the start of one replica. Student neuron i corresponds to neuron i mod k of the
 * teacher, and so do the neurons below; the copies of one neuron share its weight: eq. (4).
 */
struct layer_start {
    const struct config *config;
    struct start start;
    uint32_t replica;
    size_t l, wide, inputs; /* of the student */
    size_t k, inputs0;      /* of the teacher */
    const float *w0;        /* [k x inputs0]; NULL: not known */
    float share;            /* sqrt(inputs0 / inputs) */
};

static struct layer_start layer_start(const struct problem *problem, size_t replica, size_t l)
{
    const struct network *student = &problem->given.student,
                         teacher = network_of_teacher(&problem->config);
    const size_t inputs = network_inputs(student, l), inputs0 = network_inputs(&teacher, l);

    return (struct layer_start){
        .config = &problem->config,
        .start = config_start(&problem->config, replica),
        .replica = (uint32_t)replica,
        .l = l,
        .wide = student->k[l],
        .inputs = inputs,
        .k = teacher.k[l],
        .inputs0 = inputs0,
        .w0 = problem->truth ? problem->truth->params + network_layer(&teacher, l) : NULL,
        .share = (float)sqrt((double)inputs0 / (double)inputs),
    };
}

/* Returns the teacher's weight in the place of weight j of neuron i. */
static float teacher_weight(const struct layer_start *layer, size_t i, size_t j)
{
    assert(layer->w0); /* student_start refuses these starts where the teacher is unknown */
    return layer->share * layer->w0[i % layer->k * layer->inputs0 + j % layer->inputs0];
}

static void start_at_random(const struct layer_start *layer, size_t i, float w[])
{
    const struct config *config = layer->config;
    const bool signs = config->weights == WEIGHTS_RADEMACHER;
    const float scale = (float)config->init_scale;

    rng_fill_normal((struct rng){config->seed, RNG_STUDENT, layer->replica},
                    rng_layer_row(layer->l, i), w, layer->inputs);
    for (size_t j = 0; j < layer->inputs; j++)
        w[j] = scale * (!signs ? w[j] : w[j] < 0.0f ? -1.0f : 1.0f);
}

/* Entries of a +-1 row keep the teacher's sign with probability (1 + R)/2: mean overlap R. */
static void mix_signs(const struct layer_start *layer, double overlap, size_t i, float w[])
{
    const struct rng rng = {layer->config->seed, RNG_START, layer->replica};

    for (size_t j = 0; j < layer->inputs; j++) {
        const double u = rng_uniform(rng, rng_layer_row(layer->l, (i + 1) * layer->inputs + j));
        const float w0 = teacher_weight(layer, i, j);
        w[j] = u < (1.0 - overlap) / 2.0 ? -w0 : w0;
    }
}

static void mix_normals(const struct layer_start *layer, double overlap, size_t i, float w[])
{
    const float keep = (float)overlap, fresh = (float)sqrt(1.0 - overlap * overlap);

    rng_fill_normal((struct rng){layer->config->seed, RNG_STUDENT, layer->replica},
                    rng_layer_row(layer->l, i), w, layer->inputs);
    for (size_t j = 0; j < layer->inputs; j++)
        w[j] = keep * teacher_weight(layer, i, j) + fresh * w[j];
}

static void start_neuron(const struct layer_start *layer, size_t i, float w[])
{
    const double overlap = layer->start.kind == START_TEACHER ? 1.0 : layer->start.overlap;

    if (layer->start.kind == START_RANDOM)
        start_at_random(layer, i, w);
    else if (layer->config->weights == WEIGHTS_RADEMACHER)
        mix_signs(layer, overlap, i, w);
    else
        mix_normals(layer, overlap, i, w);
}

/*
 * Learned readouts begin at the law's values, or at N(0, 1); a start at the teacher uses its
 * readouts.
 */
static void start_readout(const struct problem *problem, size_t replica, float v[])
{
    const struct network *student = &problem->given.student;
    const struct config *config = &problem->config;
    const size_t k = student->k[student->layers - 1];

    if (config_start(config, replica).kind == START_RANDOM && config->readout_init) {
        rng_fill_normal((struct rng){config->seed, RNG_START, (uint32_t)replica}, 0, v, k);
        return;
    }
    for (size_t i = 0; i < k; i++)
        v[i] = problem->student_readout[i];
}

/* Checks a start at the teacher, or near it. */
static enum status check_start(const struct problem *problem, size_t replica, struct error *err)
{
    const enum start_kind kind = config_start(&problem->config, replica).kind;

    if (kind == START_RANDOM || problem->truth)
        return STATUS_OK;
    return error_set(err, STATUS_INVALID,
                     "init: %s needs the teacher's weights, and the data come without them; random "
                     "would do",
                     kind == START_MIX ? "mix" : "teacher");
}

enum status student_start(const struct problem *problem, size_t replica, float *params,
                          struct error *err)
{
    const struct network *student = &problem->given.student;
    const enum status status = check_start(problem, replica, err);

    if (status != STATUS_OK)
        return status;
    for (size_t l = 0; l < student->layers; l++) {
        const struct layer_start layer = layer_start(problem, replica, l);
        for (size_t i = 0; i < layer.wide; i++)
            start_neuron(&layer, i, params + network_layer(student, l) + i * layer.inputs);
    }
    if (student->learn_readout)
        start_readout(problem, replica, params + network_layer(student, student->layers));
    return STATUS_OK;
}
