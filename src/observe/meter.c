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
    const struct truth *truth; /* NULL: whatever needs the truth is NaN */
    size_t rows;               /* of prediction */
    bool exact;                /* one layer, and its activation has a kernel */
    bool has_r2;               /* one layer, and mu_2 != 0 */
    struct layers layers;
    struct inner inner;
    struct inner_overlaps by_readout; /* of the last measurement */
    struct average average;
    double teacher_part; /* of the exact error */
    struct form form;    /* empty until a quadratic predictor is measured */
    struct layers_overlap chance;
    struct pair pair;  /* for meter_compare; empty with one replica */
    float *prediction; /* [rows] f_W on the test set */
    float *scratch;    /* for quadratic_predict; NULL until a quadratic predictor is prepared */
    float *readout;    /* [k'_L] of the last measurement */
    float *neurons;    /* [k_L] overlaps of the last layer in order of |v| */
};

/* A smaller mu_2 is rounding: quadrature has an error of 1e-12. */
static const double NO_QUADRATIC_PART = 1e-9;

/* Rows that a quadratic predictor predicts at a time where the truth has no test set. */
enum { PIECE_ROWS = 4096 };

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

/* Returns the Gram matrices of a network of one layer. */
static const struct gram *only_gram(const struct meter *meter)
{
    return &meter->layers.layer[0].gram;
}

/* Prepares what is measured against the truth. */
static enum status build_against_truth(struct meter *meter, struct error *err)
{
    const struct network *student = &meter->problem->given.student;
    const struct truth *truth = meter->truth;
    const bool one = student->layers == 1;

    meter->exact = one && activation_has_kernel(&student->activation[0]);
    meter->has_r2 = one && has_quadratic_part(&student->activation[0]);
    if (layers_init(&meter->layers, meter->problem, err) != STATUS_OK ||
        inner_init(&meter->inner, truth, err) != STATUS_OK ||
        average_init(&meter->average, truth->test, err) != STATUS_OK ||
        pair_init(&meter->pair, meter->problem, err) != STATUS_OK)
        return STATUS_NO_MEMORY;
    if (meter->exact) {
        meter->teacher_part =
            errors_teacher_part(only_gram(meter), &student->activation[0], truth->readout);
    }
    meter->by_readout = inner_means(&meter->inner, meter->layers.layer[0].overlap.neuron);
    forget(&meter->by_readout);
    return layers_chance(&meter->layers, &meter->chance, err);
}

static struct layers_overlap no_overlap(void)
{
    struct layers_overlap none = {.q21 = (double)NAN, .mean = (double)NAN};

    for (size_t l = 0; l < DEPTH_MAX; l++)
        none.q[l] = (double)NAN;
    return none;
}

static enum status build(struct meter *meter, const struct problem *problem, struct error *err)
{
    const struct network *student = &problem->given.student;
    const size_t neurons = config_readouts(&problem->config);

    meter->problem = problem;
    meter->truth = problem->truth;
    meter->rows = meter->truth ? meter->truth->test : PIECE_ROWS;
    meter->chance = no_overlap();
    meter->prediction = memory_zeroed(meter->rows, sizeof(float));
    meter->readout = memory_zeroed(student->k[student->layers - 1], sizeof(float));
    meter->neurons = memory_zeroed(neurons, sizeof(float));
    if (!meter->prediction || !meter->readout || !meter->neurons)
        return error_set(err, STATUS_NO_MEMORY, "test: out of memory: no room for %zu predictions",
                         meter->rows);
    for (size_t r = 0; r < neurons; r++)
        meter->neurons[r] = NAN;
    return meter->truth ? build_against_truth(meter, err) : STATUS_OK;
}

struct meter *meter_create(const struct problem *problem, struct error *err)
{
    struct meter *meter = memory_zeroed(1, sizeof *meter);

    if (!meter) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room to measure a replica");
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
    free(meter->scratch);
    free(meter->readout);
    free(meter->neurons);
    free(meter);
}

/* Adds the prediction in meter->prediction to the mean prediction. */
static void measure_mean(struct meter *meter, const struct estimate *seen, double gradients,
                         double value[])
{
    if (isfinite(seen->mean)) /* one overflow would stay in the mean for good */
        average_add(&meter->average, meter->prediction, gradients);
    value[SERIES_EPS_MEAN] = average_error(&meter->average, meter->truth->test_clean);
}

static void measure_errors(struct meter *meter, const float *params, const float *v, bool sampler,
                           double gradients, double value[])
{
    const struct problem *problem = meter->problem;
    const double share = sampler ? 0.5 : 1.0; /* one posterior sample has 2 eps */

    kernel_predict(problem->given.kernel, params, meter->truth->test_x, meter->truth->test,
                   meter->prediction);

    const struct estimate seen =
        errors_on_test_set(meter->prediction, meter->truth->test_clean, meter->truth->test);
    const struct estimate gibbs =
        meter->exact ? errors_exact(only_gram(meter), &problem->given.student.activation[0], v,
                                    meter->truth->readout, meter->teacher_part)
                     : seen;

    value[SERIES_EPS] = share * gibbs.mean;
    value[SERIES_EPS_SE] = share * gibbs.se;
    value[SERIES_EPS_GIBBS] = gibbs.mean;
    measure_mean(meter, &seen, gradients, value);
}

/* Measures overlaps; the weights are aligned. */
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
        value[SERIES_R2] = overlap_r2(only_gram(meter), v, meter->truth->readout);
    meter->by_readout = inner_means(&meter->inner, meter->layers.layer[0].overlap.neuron);
    for (size_t r = 0; r < classes->neurons; r++)
        meter->neurons[r] = (float)last->neuron[classes->order[r]];
}

static size_t neurons_of(const struct meter *meter)
{
    return config_readouts(&meter->problem->config);
}

static bool all_finite(const float *params, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(params[i]))
            return false;
    return true;
}

/* Sets everything but the chance level to NaN. */
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
    const struct batch batch = given_rows(&problem->given);

    measure_nothing(meter, value);
    if (!all_finite(params, network_parameters(&problem->given.student)))
        return;
    const float *v = network_readout(&problem->given.student, params);

    value[SERIES_TRAIN] =
        kernel_gradient(problem->given.kernel, params, &batch, NULL) / (double)batch.n;
    if (!meter->truth)
        return;
    memcpy(meter->readout, v,
           problem->given.student.k[problem->given.student.layers - 1] * sizeof *v);
    layers_align(&meter->layers, params);
    measure_errors(meter, params, v, sampler, gradients, value);
    measure_overlaps(meter, v, value);
}

/*
 * Returns the mean r^2 of a quadratic predictor over the data, in pieces that fit
 * meter->prediction.
 */
static double quadratic_loss(struct meter *meter, const struct quadratic *quadratic)
{
    const struct problem *problem = meter->problem;
    const struct batch batch = given_rows(&problem->given);
    double sum = 0.0;

    for (size_t first = 0; first < batch.n; first += meter->rows) {
        const size_t rows = batch.n - first < meter->rows ? batch.n - first : meter->rows;

        quadratic_predict(quadratic, kernel_tiles(problem->given.kernel), problem->given.team,
                          batch.x + first * quadratic->d, rows, meter->scratch, meter->prediction);
        for (size_t i = 0; i < rows; i++) {
            const double r = (double)meter->prediction[i] - (double)batch.y[first + i];
            sum += r * r;
        }
    }
    return sum / (double)batch.n;
}

enum status meter_prepare_quadratic(struct meter *meter, struct error *err)
{
    const struct given *given = &meter->problem->given;
    const size_t d = given->data.d;

    if (meter->scratch)
        return STATUS_OK;
    if (meter->truth && !meter->form.image) {
        const enum status status =
            form_init(&meter->form, only_gram(meter), &given->student.activation[0],
                      meter->truth->readout, meter->teacher_part, err);
        if (status != STATUS_OK)
            return status;
    }
    meter->scratch = memory_zeroed(quadratic_scratch(given->team, d), sizeof(float));
    if (!meter->scratch)
        return error_set(err, STATUS_NO_MEMORY,
                         "d: out of memory: no room to predict by a matrix in %zu dimensions", d);
    return STATUS_OK;
}

void meter_measure_quadratic(struct meter *meter, const struct quadratic *quadratic,
                             double gradients, double value[SERIES_COUNT])
{
    const struct problem *problem = meter->problem;

    assert(meter->scratch);
    measure_nothing(meter, value);
    value[SERIES_TRAIN] = quadratic_loss(meter, quadratic);
    if (!meter->truth)
        return;
    quadratic_predict(quadratic, kernel_tiles(problem->given.kernel), problem->given.team,
                      meter->truth->test_x, meter->truth->test, meter->scratch, meter->prediction);

    const struct estimate seen =
        errors_on_test_set(meter->prediction, meter->truth->test_clean, meter->truth->test);

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
    struct comparison out = {.distance = (double)NAN, .overlap = (double)NAN};

    if (!meter->truth)
        return out;
    if (problem->given.student.layers == 1)
        pair_measure(&meter->pair, only_gram(meter), only_gram(other));
    out.distance =
        meter->exact
            ? pair_distance(&meter->pair, &problem->given.student.activation[0], meter->readout,
                            other->readout)
            : errors_on_test_set(meter->prediction, other->prediction, meter->truth->test).mean;
    if (meter->pair.aligns)
        out.overlap = pair_overlap(&meter->pair, meter->readout);
    return out;
}

size_t meter_groups(const struct meter *meter)
{
    return meter->truth ? layers_last(&meter->layers)->overlap.classes.groups : 0;
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
    struct neurons out = {.layers = meter->layers.count};

    if (meter->truth)
        out.group = layers_last(&meter->layers)->overlap.classes.group;
    for (size_t l = 0; l < out.layers; l++) {
        const struct overlap *overlap = &meter->layers.layer[l].overlap;

        out.count[l] = overlap->classes.neurons;
        out.overlap[l] = overlap->neuron;
    }
    return out;
}

size_t meter_neuron_at(const struct meter *meter, size_t r)
{
    return meter->truth ? layers_last(&meter->layers)->overlap.classes.order[r] : r;
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
    struct aligned_layer *last = &meter->layers.layer[meter->layers.count - 1];
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
