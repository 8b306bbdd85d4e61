#include "plateau/meter.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "average.h"
#include "errors.h"
#include "form.h"
#include "inner.h"
#include "layers.h"
#include "pair.h"
#include "plateau/memory.h"
#include "plateau/quadrature.h"

struct meter {
    const struct problem *problem;
    bool exact;  /* one layer, and its activation has a kernel */
    bool has_r2; /* one layer, and mu_2 != 0 */
    struct layers layers;
    struct inner inner;
    struct inner_overlaps by_readout; /* of the last measurement */
    struct average average;
    double teacher_part; /* of the exact error */
    struct form form;    /* empty until a quadratic predictor is measured */
    struct layers_overlap chance;
    struct pair pair;  /* what meter_compare works with; empty with one replica */
    float *prediction; /* [test] f_W on the test set */
    float *readout;    /* [k'_L] of the last measurement */
    float *neurons;    /* [k_L] overlaps of the last layer in order of |v| */
};

/* mu_2 below this is rounding: quadrature is good to 1e-12. */
static const double NO_QUADRATIC_PART = 1e-9;

static bool has_quadratic_part(const struct activation *activation)
{
    double c[3];

    quadrature_hermite(activation, c, 3);
    return fabs(c[2]) >= NO_QUADRATIC_PART;
}

static void forget(struct inner_overlaps *inner)
{
    for (size_t b = 0; b < inner->bins; b++)
        inner->q[b] = (double)NAN;
}

/* The only layer's, where there is one. */
static const struct gram *only_gram(const struct meter *meter)
{
    return &meter->layers.layer[0].gram;
}

static enum status build(struct meter *meter, const struct problem *problem, struct error *err)
{
    const struct network *student = &problem->student;
    const struct teacher *teacher = &problem->teacher;
    const bool one = student->layers == 1;

    meter->problem = problem;
    meter->exact = one && activation_has_kernel(&student->activation[0]);
    meter->has_r2 = one && has_quadratic_part(&student->activation[0]);
    meter->prediction = memory_zeroed(problem->test, sizeof(float));
    meter->readout = memory_zeroed(student->k[student->layers - 1], sizeof(float));
    meter->neurons = memory_zeroed(teacher->network.k[teacher->network.layers - 1], sizeof(float));
    if (!meter->prediction || !meter->readout || !meter->neurons)
        return error_set(err, STATUS_NO_MEMORY, "test: %zu predictions do not fit", problem->test);
    if (layers_init(&meter->layers, problem, err) != STATUS_OK ||
        inner_init(&meter->inner, teacher, err) != STATUS_OK ||
        average_init(&meter->average, problem->test, err) != STATUS_OK ||
        pair_init(&meter->pair, problem, err) != STATUS_OK)
        return STATUS_NO_MEMORY;
    if (meter->exact) {
        meter->teacher_part =
            errors_teacher_part(only_gram(meter), &student->activation[0], teacher->readout);
    }
    meter->by_readout = inner_means(&meter->inner, meter->layers.layer[0].overlap.neuron);
    forget(&meter->by_readout);
    return layers_chance(&meter->layers, &meter->chance, err);
}

struct meter *meter_create(const struct problem *problem, struct error *err)
{
    struct meter *meter = memory_zeroed(1, sizeof *meter);

    if (!meter) {
        error_set(err, STATUS_NO_MEMORY, "a meter does not fit");
        return NULL;
    }
    if (build(meter, problem, err) != STATUS_OK) {
        meter_destroy(meter); /* accepts a half-built object */
        return NULL;
    }
    return meter;
}

void meter_destroy(struct meter *meter)
{
    if (!meter)
        return;
    layers_fini(&meter->layers);
    inner_fini(&meter->inner);
    average_fini(&meter->average);
    form_fini(&meter->form);
    pair_fini(&meter->pair);
    free(meter->prediction);
    free(meter->readout);
    free(meter->neurons);
    free(meter);
}

/* The mean prediction goes on with the one that meter->prediction holds. */
static void measure_mean(struct meter *meter, const struct estimate *seen, double gradients,
                         double value[])
{
    if (isfinite(seen->mean)) /* one overflow would stay in the mean for good */
        average_add(&meter->average, meter->prediction, gradients);
    value[SERIES_EPS_MEAN] = average_error(&meter->average, meter->problem->test_clean);
}

static void measure_errors(struct meter *meter, const float *params, const float *v, bool sampler,
                           double gradients, double value[])
{
    const struct problem *problem = meter->problem;
    const double share = sampler ? 0.5 : 1.0; /* one posterior sample has 2 eps */

    kernel_predict(problem->kernel, params, problem->test_x, problem->test, meter->prediction);

    const struct estimate seen =
        errors_on_test_set(meter->prediction, problem->test_clean, problem->test);
    const struct estimate gibbs =
        meter->exact ? errors_exact(only_gram(meter), &problem->student.activation[0], v,
                                    problem->teacher.readout, meter->teacher_part)
                     : seen;

    value[SERIES_EPS] = share * gibbs.mean;
    value[SERIES_EPS_SE] = share * gibbs.se;
    value[SERIES_EPS_GIBBS] = gibbs.mean;
    measure_mean(meter, &seen, gradients, value);
}

/* The weights are aligned. */
static void measure_overlaps(struct meter *meter, const float *v, double value[])
{
    const struct overlap *last = &layers_last(&meter->layers)->overlap;
    const struct classes *classes = &last->classes;
    const struct layers_overlap found = layers_overlap(&meter->layers);
    double group[Q_GROUPS_MAX];

    overlap_group_means(last, group);
    value[SERIES_Q] = found.mean;
    for (size_t g = 0; g < classes->groups; g++)
        value[series_of_group(g)] = group[g];
    for (size_t l = 0; l < meter->layers.count && meter->layers.count > 1; l++)
        value[series_of_layer(l)] = found.q[l];
    value[SERIES_Q21] = found.q21;
    if (meter->has_r2)
        value[SERIES_R2] = overlap_r2(only_gram(meter), v, meter->problem->teacher.readout);
    meter->by_readout = inner_means(&meter->inner, meter->layers.layer[0].overlap.neuron);
    for (size_t r = 0; r < classes->neurons; r++)
        meter->neurons[r] = (float)last->neuron[classes->order[r]];
}

static size_t neurons_of(const struct meter *meter)
{
    return layers_last(&meter->layers)->overlap.classes.neurons;
}

static bool all_finite(const float *params, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(params[i]))
            return false;
    return true;
}

/* Nothing is available but the chance level. */
static void measure_nothing(struct meter *meter, double value[])
{
    for (enum series s = 0; s < SERIES_COUNT; s++)
        if (series_family(s) == SERIES_OF_ERROR || series_family(s) == SERIES_OF_ORDER)
            value[s] = (double)NAN;
    value[SERIES_Q_NULL] = meter->chance.mean;
    for (size_t r = 0; r < neurons_of(meter); r++)
        meter->neurons[r] = NAN;
    forget(&meter->by_readout);
}

void meter_measure(struct meter *meter, const float *params, bool sampler, double gradients,
                   double value[SERIES_COUNT])
{
    const struct problem *problem = meter->problem;
    const struct batch batch = problem_rows(problem);

    measure_nothing(meter, value);
    if (!all_finite(params, network_parameters(&problem->student)))
        return;
    const float *v = network_readout(&problem->student, params);

    value[SERIES_TRAIN] = kernel_gradient(problem->kernel, params, &batch, NULL) / (double)batch.n;
    memcpy(meter->readout, v, problem->student.k[problem->student.layers - 1] * sizeof *v);
    layers_align(&meter->layers, params);
    measure_errors(meter, params, v, sampler, gradients, value);
    measure_overlaps(meter, v, value);
}

/* Mean r^2 of a quadratic predictor over the data, in pieces that fit the test set's room. */
static double quadratic_loss(struct meter *meter, const struct quadratic *quadratic)
{
    const struct problem *problem = meter->problem;
    const struct batch batch = problem_rows(problem);
    double sum = 0.0;

    for (size_t first = 0; first < batch.n; first += problem->test) {
        const size_t rows = batch.n - first < problem->test ? batch.n - first : problem->test;

        quadratic_predict(quadratic, kernel_tiles(problem->kernel), problem->team,
                          batch.x + first * quadratic->d, rows, meter->form.scratch,
                          meter->prediction);
        for (size_t i = 0; i < rows; i++) {
            const double r = (double)meter->prediction[i] - (double)batch.y[first + i];
            sum += r * r;
        }
    }
    return sum / (double)batch.n;
}

enum status meter_prepare_quadratic(struct meter *meter, struct error *err)
{
    const struct problem *problem = meter->problem;
    const struct teacher *teacher = &problem->teacher;

    if (meter->form.scratch)
        return STATUS_OK;
    return form_init(&meter->form, only_gram(meter), &teacher->network.activation[0],
                     teacher->readout, meter->teacher_part, problem->team, err);
}

void meter_measure_quadratic(struct meter *meter, const struct quadratic *quadratic,
                             double gradients, double value[SERIES_COUNT])
{
    const struct problem *problem = meter->problem;

    assert(meter->form.scratch);
    measure_nothing(meter, value);
    value[SERIES_TRAIN] = quadratic_loss(meter, quadratic);
    quadratic_predict(quadratic, kernel_tiles(problem->kernel), problem->team, problem->test_x,
                      problem->test, meter->form.scratch, meter->prediction);

    const struct estimate seen =
        errors_on_test_set(meter->prediction, problem->test_clean, problem->test);

    value[SERIES_EPS] =
        meter->exact ? form_error(&meter->form, only_gram(meter), quadratic) : seen.mean;
    value[SERIES_EPS_SE] = meter->exact ? (double)NAN : seen.se;
    measure_mean(meter, &seen, gradients, value);
    value[SERIES_R2] = form_r2(&meter->form, only_gram(meter), quadratic);
}

void meter_restart(struct meter *meter, double gradients)
{
    average_restart(&meter->average, gradients);
}

struct comparison meter_compare(struct meter *meter, const struct meter *other)
{
    const struct problem *problem = meter->problem;
    struct comparison out = {.overlap = (double)NAN};

    if (problem->student.layers == 1)
        pair_measure(&meter->pair, only_gram(meter), only_gram(other));
    out.distance =
        meter->exact ? pair_distance(&meter->pair, &problem->student.activation[0], meter->readout,
                                     other->readout)
                     : errors_on_test_set(meter->prediction, other->prediction, problem->test).mean;
    if (meter->pair.aligns)
        out.overlap = pair_overlap(&meter->pair, meter->readout);
    return out;
}

size_t meter_groups(const struct meter *meter)
{
    return layers_last(&meter->layers)->overlap.classes.groups;
}

struct readout_group meter_group(const struct meter *meter, size_t group)
{
    const struct classes *classes = &layers_last(&meter->layers)->overlap.classes;

    return (struct readout_group){classes->readout[group], classes->from[group], classes->to[group],
                                  !classes->quarters};
}

struct layers_overlap meter_chance(const struct meter *meter)
{
    return meter->chance;
}

struct inner_overlaps meter_inner(const struct meter *meter)
{
    return meter->by_readout;
}

const float *meter_neurons(const struct meter *meter)
{
    return meter->neurons;
}

struct neurons meter_overlaps(const struct meter *meter)
{
    struct neurons out = {.layers = meter->layers.count,
                          .group = layers_last(&meter->layers)->overlap.classes.group};

    for (size_t l = 0; l < out.layers; l++) {
        const struct overlap *overlap = &meter->layers.layer[l].overlap;

        out.count[l] = overlap->classes.neurons;
        out.overlap[l] = overlap->neuron;
    }
    return out;
}

size_t meter_neuron_at(const struct meter *meter, size_t r)
{
    return layers_last(&meter->layers)->overlap.classes.order[r];
}

void meter_map_shape(const struct config *config, size_t *rows, size_t *columns)
{
    const size_t k = config_student_layer_k(config, config_layers(config) - 1);
    const size_t k0 = config_readouts(config);

    *rows = k < NEURON_MAP_MAX ? k : NEURON_MAP_MAX;
    *columns = k0 < NEURON_MAP_MAX ? k0 : NEURON_MAP_MAX;
}

void meter_map(struct meter *meter, float *map)
{
    struct layer *last = &meter->layers.layer[meter->layers.count - 1];
    size_t rows, columns;

    meter_map_shape(&meter->problem->config, &rows, &columns);
    if (isfinite(meter->neurons[0])) {
        overlap_map(&last->overlap, &last->gram, map, rows, columns);
        return;
    }
    for (size_t i = 0; i < rows * columns; i++) /* the weights were not finite */
        map[i] = NAN;
}

size_t meter_specialised(const struct meter *meter)
{
    const size_t neurons = neurons_of(meter);
    size_t count = 0;

    for (size_t i = 0; i < neurons; i++)
        count += (double)meter->neurons[i] >= SPECIALISED_OVERLAP;
    return count;
}

bool meter_is_exact(const struct meter *meter)
{
    return meter->exact;
}
