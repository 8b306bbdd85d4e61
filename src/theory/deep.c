/*
 * Any depth, activations without mu_0, mu_1, mu_2 and readouts of one size.
 *
 *     Q_1 = q_1,  Q_l = q_l g_{l-1}(Q_{l-1}),  K = g_L(Q_L),  eps = g_L(1) - K
 *     hat_l = (r / c_l) dK/dq_l,   c_l = gamma_l gamma_{l-1},   gamma_0 = 1
 *
 * The activation may differ from layer to layer; all but the last have unit variance. The solution
 * curve is explicit in q_1.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deep.h"
#include "plateau/memory.h"
#include "solver.h"

/* The curve in t = ln(q_1 / (1-q_1)): 1-q_1 at the minimum falls fast with depth. */
static const double curve_first = -2.0, curve_last = 34.0, curve_spacing = 0.1;
static const double unit_tolerance = 1e-6;
/* Smaller overlaps have fallen to the universal branch. */
static const double overlap_least = 1e-6;

/* Owned by: one thread. */
struct deep {
    size_t layers;
    double size[DEEP_LAYERS_MAX];  /* c_l */
    size_t sigma[DEEP_LAYERS_MAX]; /* the layer's entry in `nonlinear` */
    size_t nonlinears;
    struct nonlinear nonlinear[DEEP_LAYERS_MAX];
    struct equations equations;
    struct curve curve;
};

static const struct nonlinear *layer(const struct deep *deep, size_t l)
{
    return &deep->nonlinear[deep->sigma[l]];
}

/* Returns 1 - q g(Q) from 1 - q = p and 1 - Q = outer, where g(1) = 1. */
static double next_complement(const struct nonlinear *nonlinear, double p, double outer)
{
    const double gap = nonlinear_gap(nonlinear, outer);

    return p + gap - p * gap;
}

/* Computes 1 - Q_l for every layer. */
static void complements(const struct deep *deep, const double p[], double outer[])
{
    outer[0] = p[0];
    for (size_t l = 1; l < deep->layers; l++)
        outer[l] = next_complement(layer(deep, l - 1), p[l], outer[l - 1]);
}

static void deep_hats(void *state, double rate, const double p[], double hat[])
{
    const struct deep *deep = state;
    double outer[DEEP_LAYERS_MAX];

    complements(deep, p, outer);
    double adjoint = nonlinear_slope(layer(deep, deep->layers - 1), outer[deep->layers - 1]);
    for (size_t l = deep->layers - 1; l > 0; l--) {
        double value, slope;
        nonlinear_at(layer(deep, l - 1), outer[l - 1], &value, &slope);
        hat[l] = rate / deep->size[l] * adjoint * value;
        adjoint *= (1.0 - p[l]) * slope;
    }
    hat[0] = rate / deep->size[0] * adjoint;
}

static double deep_error(void *state, double rate, const double p[])
{
    const struct deep *deep = state;
    double outer[DEEP_LAYERS_MAX];

    (void)rate;
    complements(deep, p, outer);
    return nonlinear_gap(layer(deep, deep->layers - 1), outer[deep->layers - 1]);
}

/* X = r s_l runs from the first layer to the last: s_{l-1} = s_l Q g'(Q) / g(Q). */
static struct curve_point deep_curve(void *state, double t, double p[])
{
    const struct deep *deep = state;
    double value, slope, outer, x;

    p[0] = outer = 1.0 / (1.0 + exp(t));
    x = deep->size[0] * (1.0 - p[0]) * (1.0 - p[0]) / p[0];
    for (size_t l = 1; l < deep->layers; l++) {
        nonlinear_at(layer(deep, l - 1), outer, &value, &slope);
        x *= value / ((1.0 - outer) * slope);
        const double y = x / deep->size[l], q = 2.0 * y / (y + sqrt(y * y + 4.0 * y));
        p[l] = q * q / y;
        outer = next_complement(layer(deep, l - 1), p[l], outer);
    }
    const struct nonlinear *last = layer(deep, deep->layers - 1);
    return (struct curve_point){
        .rate = x / ((1.0 - outer) * nonlinear_slope(last, outer)),
        .error = nonlinear_gap(last, outer),
    };
}

/* Checks that sigma has no mu_0, mu_1, mu_2, and, except in the last layer, unit variance. */
static enum status check_sigma(const struct nonlinear *nonlinear, const struct activation *sigma,
                               bool last, struct error *err)
{
    char text[ACTIVATION_TEXT_MAX];

    activation_format(sigma, text, sizeof text);
    if (nonlinear->mu0 != 0.0 || nonlinear->mu1 != 0.0 || nonlinear->mu2 != 0.0)
        return error_set(
            err, STATUS_INVALID,
            "no theory: activation %s has mu_0, mu_1, mu_2 = %.3g, %.3g, %.3g; the "
            "theory of three and more layers needs all three zero, as tanh2c or h3 has",
            text, nonlinear->mu0, nonlinear->mu1, nonlinear->mu2);
    if (nonlinear->top <= 0.0)
        return error_set(err, STATUS_INVALID, "no theory: activation %s is zero", text);
    if (!last && fabs(nonlinear->variance - 1.0) > unit_tolerance)
        return error_set(err, STATUS_INVALID,
                         "no theory: activation %s has variance %.6g; below another layer the "
                         "theory needs 1: a factor %.8g before it would do",
                         text, nonlinear->variance, 1.0 / sqrt(nonlinear->variance));
    return STATUS_OK;
}

/* Layers of one activation share its series. */
static enum status add_sigma(struct deep *deep, const struct activation sigma[], size_t l,
                             struct error *err)
{
    char text[ACTIVATION_TEXT_MAX], earlier[ACTIVATION_TEXT_MAX];
    enum status status = STATUS_OK;

    activation_format(&sigma[l], text, sizeof text);
    deep->sigma[l] = deep->nonlinears;
    for (size_t i = l; i-- > 0;) {
        activation_format(&sigma[i], earlier, sizeof earlier);
        if (strcmp(text, earlier) == 0)
            deep->sigma[l] = deep->sigma[i];
    }
    if (deep->sigma[l] == deep->nonlinears)
        status = nonlinear_init(&deep->nonlinear[deep->nonlinears++], &sigma[l], err);
    if (status == STATUS_OK)
        status = check_sigma(layer(deep, l), &sigma[l], l + 1 == deep->layers, err);
    return status;
}

static void deep_destroy(void *state)
{
    struct deep *deep = state;

    if (!deep)
        return;
    curve_fini(&deep->curve);
    for (size_t i = 0; i < deep->nonlinears; i++)
        nonlinear_fini(&deep->nonlinear[i]);
    free(deep);
}

static enum status deep_fill(struct deep *deep, const double gamma[],
                             const struct activation sigma[], struct error *err)
{
    enum status status = STATUS_OK;

    for (size_t l = 0; l < deep->layers && status == STATUS_OK; l++) {
        deep->size[l] = gamma[l] * (l > 0 ? gamma[l - 1] : 1.0);
        status = add_sigma(deep, sigma, l, err);
    }
    if (status == STATUS_OK)
        status = curve_init(&deep->curve, &deep->equations, deep_curve, curve_first, curve_last,
                            curve_spacing, err);
    return status;
}

void *deep_create(size_t layers, const double gamma[], const struct activation sigma[],
                  double noise, struct error *err)
{
    struct deep *deep = memory_zeroed(1, sizeof *deep);

    if (!deep) {
        error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for %zu layers", layers);
        return NULL;
    }
    deep->layers = layers;
    deep->equations = (struct equations){
        .state = deep,
        .count = layers,
        .weights = layers,
        .prior = WEIGHTS_GAUSSIAN,
        .noise = noise,
        .size = deep->size,
        .hats = deep_hats,
        .error = deep_error,
    };
    if (deep_fill(deep, gamma, sigma, err) != STATUS_OK) {
        deep_destroy(deep);
        return NULL;
    }
    return deep;
}

static bool deep_takes(const struct config *config)
{
    return config_layers(config) >= 3;
}

/* Without even orders the signs of the readouts change nothing; their sizes would. */
static bool has_one_size(const struct readout_law *law)
{
    for (size_t i = 0; i < law->atoms; i++)
        if (fabs(fabs(law->value[i]) - 1.0) > unit_tolerance)
            return false;
    return law->kind == READOUT_ATOMS;
}

/* Readouts of one size: those of a network are the law's. */
static void *deep_create_from(const struct config *config, const struct readouts *readouts,
                              struct error *err)
{
    const size_t layers = config_layers(config);
    struct activation sigma[DEPTH_MAX];
    double gamma[DEPTH_MAX] = {0.0};

    (void)readouts;
    if (!has_one_size(&config->readout)) {
        error_set(err, STATUS_INVALID,
                  "no theory: readout %s with %zu hidden layers; the theory of three and more "
                  "layers has ones or rademacher",
                  config->readout.text, layers);
        return NULL;
    }
    if (config->weights != WEIGHTS_GAUSSIAN) {
        error_set(err, STATUS_INVALID,
                  "no theory: weights rademacher with %zu hidden layers; the theory of two and "
                  "more layers has gaussian weights",
                  layers);
        return NULL;
    }
    for (size_t l = 0; l < layers; l++) {
        gamma[l] = config_gamma(config, l);
        sigma[l] = *config_activation(config, l);
    }
    return deep_create(layers, gamma, sigma, config->noise, err);
}

static struct equations *deep_equations(void *state)
{
    return &((struct deep *)state)->equations;
}

static size_t deep_branches(const void *state)
{
    (void)state;
    return 2;
}

static void deep_branch_name(const void *state, size_t branch, char name[BRANCH_NAME_MAX])
{
    (void)state;
    snprintf(name, BRANCH_NAME_MAX, "%s", branch == 0 ? "universal" : "specialised");
}

static void deep_start(const void *state, size_t branch, double p[])
{
    const struct deep *deep = state;

    for (size_t l = 0; l < deep->layers; l++)
        p[l] = branch == 0 ? 1.0 : 1e-9;
}

static void deep_load(const void *state, const struct theory_point *point, double p[])
{
    const struct deep *deep = state;

    for (size_t l = 0; l < deep->layers; l++)
        p[l] = 1.0 - point->layer[l];
}

/* K is a product of all overlaps: they vanish together. */
static size_t deep_landed(const void *state, double p[])
{
    const struct deep *deep = state;

    if (1.0 - p[deep->layers - 1] > overlap_least)
        return 1;
    for (size_t l = 0; l < deep->layers; l++)
        p[l] = 1.0;
    return 0;
}

static void deep_save(void *state, double rate, const double p[], struct theory_point *point)
{
    const struct deep *deep = state;

    (void)rate;
    for (size_t l = 0; l < deep->layers; l++)
        point->layer[l] = 1.0 - p[l];
}

static bool deep_direct(void *state, double alpha, size_t branch, double p[], bool *found)
{
    const struct deep *deep = state;

    if (branch == 0)
        return false;
    const double t = curve_find(&deep->curve, alpha);
    if (isinf(t))
        return false;
    *found = !isnan(t);
    if (*found)
        deep_curve(state, t, p);
    return true;
}

static enum status deep_transitions(void *state, double scratch[], struct theory_transitions *out,
                                    const struct theory_control *control)
{
    const struct deep *deep = state;

    (void)scratch;
    return curve_transitions(&deep->curve, 1.0, out, control);
}

const struct solver_ops solver_deep = {
    .name = "deep",
    .takes = deep_takes,
    .create = deep_create_from,
    .destroy = deep_destroy,
    .equations = deep_equations,
    .branches = deep_branches,
    .branch_name = deep_branch_name,
    .start = deep_start,
    .load = deep_load,
    .landed = deep_landed,
    .save = deep_save,
    .direct = deep_direct,
    .transitions = deep_transitions,
};
