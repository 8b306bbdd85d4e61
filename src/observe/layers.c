#include "layers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plateau/memory.h"
#include "plateau/product.h"
#include "plateau/rng.h"

enum { CHANCE_DRAWS = 3 };

static bool is_last(const struct layers *layers, size_t l)
{
    return l + 1 == layers->count;
}

static enum status init_layer(struct layers *layers, size_t l, struct error *err)
{
    const struct problem *problem = layers->problem;
    const struct truth *truth = problem->truth;
    const struct network *student = &problem->given.student;
    struct aligned_layer *layer = &layers->layer[l];
    const size_t k = student->k[l], k0 = truth->teacher.k[l];

    layer->owner = memory_zeroed(k, sizeof(size_t));
    layer->sign = memory_zeroed(k, sizeof(double));
    if (!layer->owner || !layer->sign)
        return error_set(err, STATUS_NO_MEMORY, "out of memory: no room to align %zu neurons", k);
    const enum status status =
        gram_init(&layer->gram, network_inputs(&truth->teacher, l), k,
                  truth->params + network_layer(&truth->teacher, l), k0, err);
    if (status != STATUS_OK)
        return status;
    return overlap_init(&layer->overlap, k, is_last(layers, l) ? truth->readout : NULL, k0,
                        activation_parity(&student->activation[l]), student->learn_readout, err);
}

/* Computes left P right^T of W_2 [m x k], P [k x k0] and W0_2 [n x k0]; half [n x k] is scratch. */
static void sandwich(size_t m, size_t k, const double *left, const double *p, size_t n, size_t k0,
                     const double *right, double *half, double *out)
{
    product_nt(n, k, k0, 1.0 / sqrt((double)k * (double)k0), right, p, half);
    product_nt(m, n, k, 1.0, left, half, out);
}

/* The rows of W_2 W_1 / sqrt k_1 have a meaning unless the sign of a row of W_1 alone has none. */
static enum status init_product(struct layers *layers, struct error *err)
{
    const struct network *student = &layers->problem->given.student;
    const struct network *teacher = &layers->problem->truth->teacher;
    const size_t k1 = student->k[0], k01 = teacher->k[0], k2 = student->k[1], k02 = teacher->k[1];
    const double *w02 = layers->layer[1].gram.w0;
    struct gram *product = &layers->product;

    *product = (struct gram){.k = k2,
                             .k0 = k02,
                             .b = memory_zeroed(k2 * k02, sizeof(double)),
                             .c = memory_zeroed(k02 * k02, sizeof(double))};
    layers->half = memory_zeroed(k02 * k1, sizeof(double));
    layers->wide = memory_zeroed(k2 * k1, sizeof(double));
    if (!product->b || !product->c || !layers->half || !layers->wide)
        return error_set(err, STATUS_NO_MEMORY,
                         "out of memory: no room for the overlaps of %zu x %zu weights", k2, k1);
    sandwich(k02, k01, w02, layers->layer[0].gram.c, k02, k01, w02, layers->half, product->c);
    layers->has_product = true;
    return overlap_init(&layers->product_overlap, k2, layers->problem->truth->readout, k02,
                        activation_parity(&student->activation[1]), student->learn_readout, err);
}

enum status layers_init(struct layers *layers, const struct problem *problem, struct error *err)
{
    enum status status = STATUS_OK;

    *layers = (struct layers){.problem = problem, .count = problem->given.student.layers};
    for (size_t l = 0; l < layers->count && status == STATUS_OK; l++)
        status = init_layer(layers, l, err);
    if (status == STATUS_OK && layers->count == 2 &&
        activation_parity(&problem->given.student.activation[0]) != ACTIVATION_EVEN)
        status = init_product(layers, err);
    if (status != STATUS_OK)
        layers_fini(layers); /* accepts a half-built object */
    return status;
}

void layers_fini(struct layers *layers)
{
    for (size_t l = 0; l < DEPTH_MAX; l++) {
        gram_fini(&layers->layer[l].gram);
        overlap_fini(&layers->layer[l].overlap);
        free(layers->layer[l].owner);
        free(layers->layer[l].sign);
    }
    gram_fini(&layers->product);
    overlap_fini(&layers->product_overlap);
    free(layers->half);
    free(layers->wide);
    *layers = (struct layers){0};
}

/*
 * Adds the columns of student neurons up by owner, so that copies that share a weight (eq. (4) of
 * src/model) have it together.
 */
static void fold_columns(const struct aligned_layer *below, struct gram *gram, const float *w)
{
    const size_t inputs = below->overlap.k, inputs0 = gram->d;
    const double share = sqrt((double)inputs0 / (double)inputs);

    memset(gram->w, 0, gram->k * inputs0 * sizeof gram->w[0]);
    for (size_t i = 0; i < gram->k; i++)
        for (size_t j = 0; j < inputs; j++)
            gram->w[i * inputs0 + below->owner[j]] +=
                share * below->sign[j] * (double)w[i * inputs + j];
}

/* Returns the teacher neuron at the smallest angle; for a copy, its original. */
static size_t nearest_of_all(const struct aligned_layer *layer, size_t i)
{
    const struct gram *gram = &layer->gram;
    double largest = -HUGE_VAL;
    size_t nearest = 0;

    for (size_t j = 0; j < gram->k0; j++) {
        const double cosine =
            overlap_product(&layer->overlap, gram, NULL, i, j) / sqrt(gram->c[j * gram->k0 + j]);
        if (cosine > largest) {
            largest = cosine;
            nearest = j;
        }
    }
    return nearest;
}

/* Gives neurons of a wide student without a partner to the nearest teacher neuron. */
static void find_owners(struct aligned_layer *layer)
{
    const struct overlap *overlap = &layer->overlap;
    const struct gram *gram = &layer->gram;

    for (size_t i = 0; i < gram->k; i++)
        layer->owner[i] = nearest_of_all(layer, i);
    for (size_t j = 0; j < gram->k0; j++)
        layer->owner[overlap->match[j]] = j;
    for (size_t i = 0; i < gram->k; i++) {
        const double product = gram->b[i * gram->k0 + layer->owner[i]];
        layer->sign[i] = overlap->parity == ACTIVATION_ODD && product < 0.0 ? -1.0 : 1.0;
    }
}

static void align_product(struct layers *layers, const float *w2, const float *v)
{
    const struct gram *first = &layers->layer[0].gram, *second = &layers->layer[1].gram;
    struct gram *product = &layers->product;

    for (size_t i = 0; i < product->k * first->k; i++)
        layers->wide[i] = (double)w2[i];
    sandwich(product->k, first->k, layers->wide, first->b, product->k0, first->k0, second->w0,
             layers->half, product->b);
    overlap_align(&layers->product_overlap, product, v);
}

void layers_align(struct layers *layers, const float *params)
{
    const struct network *student = &layers->problem->given.student;
    const float *v = network_readout(student, params);

    for (size_t l = 0; l < layers->count; l++) {
        struct aligned_layer *layer = &layers->layer[l];
        const float *w = params + network_layer(student, l);

        if (l == 0) {
            gram_measure(&layer->gram, w);
        } else {
            fold_columns(layer - 1, &layer->gram, w);
            gram_measure_overlaps(&layer->gram);
        }
        overlap_align(&layer->overlap, &layer->gram, is_last(layers, l) ? v : NULL);
        if (!is_last(layers, l))
            find_owners(layer);
    }
    if (layers->has_product)
        align_product(layers, params + network_layer(student, 1), v);
}

struct layers_overlap layers_overlap(const struct layers *layers)
{
    const struct network *teacher = &layers->problem->truth->teacher;
    const double all = (double)network_layer(teacher, teacher->layers);
    struct layers_overlap out = {.q21 = (double)NAN};

    for (size_t l = 0; l < DEPTH_MAX; l++)
        out.q[l] = l < layers->count ? overlap_mean(&layers->layer[l].overlap) : (double)NAN;
    for (size_t l = 0; l < layers->count; l++) {
        const size_t weights = network_layer(teacher, l + 1) - network_layer(teacher, l);
        out.mean += (double)weights / all * out.q[l];
    }
    if (layers->has_product)
        out.q21 = overlap_mean(&layers->product_overlap);
    return out;
}

static void draw_unrelated(const struct problem *problem, uint32_t draw, float *params)
{
    const struct network *student = &problem->given.student;
    const struct rng rng = {problem->config.seed, RNG_CHANCE, draw};

    for (size_t l = 0; l < student->layers; l++) {
        const size_t inputs = network_inputs(student, l);
        float *w = params + network_layer(student, l);
        for (size_t i = 0; i < student->k[l]; i++)
            rng_fill_normal(rng, rng_layer_row(l, i), w + i * inputs, inputs);
    }
    if (student->learn_readout)
        memcpy(params + network_layer(student, student->layers), problem->student_readout,
               student->k[student->layers - 1] * sizeof(float));
}

enum status layers_chance(struct layers *layers, struct layers_overlap *mean, struct error *err)
{
    const size_t count = network_parameters(&layers->problem->given.student);
    float *params = memory_zeroed(count, sizeof(float));

    if (!params)
        return error_set(err, STATUS_NO_MEMORY, "out of memory: no room for %zu weights", count);
    *mean = (struct layers_overlap){.mean = 0.0};
    for (uint32_t draw = 0; draw < CHANCE_DRAWS; draw++) {
        draw_unrelated(layers->problem, draw, params);
        layers_align(layers, params);
        const struct layers_overlap one = layers_overlap(layers);
        for (size_t l = 0; l < DEPTH_MAX; l++)
            mean->q[l] += one.q[l] / CHANCE_DRAWS;
        mean->q21 += one.q21 / CHANCE_DRAWS;
        mean->mean += one.mean / CHANCE_DRAWS;
    }
    free(params);
    return STATUS_OK;
}

const struct aligned_layer *layers_last(const struct layers *layers)
{
    return &layers->layer[layers->count - 1];
}
