/*
 * Two hidden layers, odd activations, gaussian weights: Q1(s), Q2(v,s), Q21(v),
 * with s standard normal the effective readout of a first-layer neuron.
 *
 *     inner(v) = mu^2 Q21 + E_s Q2 g1(Q1)
 *     eps      = mu'^2 E_s s^2 [g1(1) - g1(Q1)] + E_v v^2 [g2(1) - g2(inner)]
 *     m_ns(tau(v)) = E_s Q2 Q1,   hat21 = (r/gamma2) mu^2 v^2 g2'(inner),   Q21 = m_ns(tau + hat21)
 *     A(v)  = [mmse_ns(tau) - mmse_ns(tau + hat21)] / (-mmse_ns'(tau))
 *     hat1  = (r/gamma1) g1'(Q1) [mu'^2 s^2 + E_v v^2 g2'(inner) Q2] + (gamma2/gamma1) E_v A Q2
 *     hat2  = (r/(gamma1 gamma2)) v^2 g2'(inner) g1(Q1) + A Q1 / gamma1
 *
 * Exact when |v| is constant, an approximation otherwise: rows of different |v| share one W1, and
 * the channel is then not rotationally invariant.
 */
#include "two_layer.h"

#include <math.h>
#include <stdlib.h>

#include "coupling.h"
#include "plateau/memory.h"

static const double reach = 7.0; /* of the nodes in s */
static const double unit_tolerance = 1e-6;

const double *two_layer_p2(const struct two_layer *two, const double p[], size_t g)
{
    return p + two->nodes * (g + 1);
}

double two_layer_p21(const struct two_layer *two, const double p[], size_t g)
{
    return p[two->nodes * (two->groups.count + 1) + g];
}

/* Equations ask for the error and for the fields at the same overlaps, one after the other. */
void two_layer_read_first(const struct two_layer *two, const double p[])
{
    struct first_layer *first = two->first;

    for (size_t i = 0; i < two->nodes; i++) {
        if (first->p[i] == p[i])
            continue;
        nonlinear_at(&two->inner, p[i], &first->value[i], &first->slope[i]);
        first->gap[i] = nonlinear_gap_from(&two->inner, p[i], first->value[i]);
        first->p[i] = p[i];
    }
}

/* 1 - inner(v), where mu^2 + g1(1) = 1; after read_first. */
double two_layer_inner(const struct two_layer *two, const double p[], size_t g)
{
    const double *p2 = two_layer_p2(two, p, g);
    double sum = two->mu2 * two_layer_p21(two, p, g);

    for (size_t i = 0; i < two->nodes; i++)
        sum += two->weight[i] * (two->first->gap[i] + p2[i] * two->first->value[i]);
    return fmin(sum, 1.0);
}

/* mmse_ns(tau(v)) = 1 - E_s Q2 Q1 */
double two_layer_left(const struct two_layer *two, const double p[], size_t g)
{
    const double *p2 = two_layer_p2(two, p, g);
    double sum = 0.0;

    for (size_t i = 0; i < two->nodes; i++)
        sum += two->weight[i] * (p[i] + p2[i] - p[i] * p2[i]);
    return fmin(sum, 1.0);
}

/* What group g adds to hat1, and its hat2 and hat21. */
static void add_group(struct two_layer *two, double rate, const double p[], size_t g, double hat[])
{
    const double *p2 = two_layer_p2(two, p, g);
    const double vv = two->groups.v[g] * two->groups.v[g], share = two->groups.p[g];
    const double pull =
        rate * vv * nonlinear_slope(&two->outer, two_layer_inner(two, p, g)); /* r v^2 g2' */
    const double hat21 = two->mu2 * pull / two->gamma2;
    const double left = two_layer_left(two, p, g);
    const double a = coupling_pull(two->mmse, coupling_tau(two->mmse, left), left, hat21);
    double *hat2 = hat + two->nodes * (g + 1);

    for (size_t i = 0; i < two->nodes; i++) {
        const double q2 = 1.0 - p2[i];
        hat[i] += share * q2 / two->gamma1 * (pull * two->first->slope[i] + two->gamma2 * a);
        hat2[i] = (pull * two->first->value[i] / two->gamma2 + a * (1.0 - p[i])) / two->gamma1;
    }
    hat[two->nodes * (two->groups.count + 1) + g] = hat21;
}

static void two_layer_hats(void *state, double rate, const double p[], double hat[])
{
    struct two_layer *two = state;

    two_layer_read_first(two, p);
    for (size_t i = 0; i < two->nodes; i++)
        hat[i] = rate / two->gamma1 * two->mu2_outer * two->s[i] * two->s[i] * two->first->slope[i];
    for (size_t g = 0; g < two->groups.count; g++)
        add_group(two, rate, p, g, hat);
}

static double two_layer_error(void *state, double rate, const double p[])
{
    struct two_layer *two = state;
    double sum = 0.0;

    (void)rate;
    two_layer_read_first(two, p);
    for (size_t i = 0; i < two->nodes; i++)
        sum += two->mu2_outer * two->weight[i] * two->s[i] * two->s[i] * two->first->gap[i];
    for (size_t g = 0; g < two->groups.count; g++)
        sum += two->groups.p[g] * two->groups.v[g] * two->groups.v[g] *
               nonlinear_gap(&two->outer, two_layer_inner(two, p, g));
    return sum;
}

/* P21 = mmse_ns(tau + hat21) */
static void two_layer_close(void *state, const double p[], const double hat[], double next[])
{
    const struct two_layer *two = state;
    const size_t first = two->nodes * (two->groups.count + 1);

    for (size_t g = 0; g < two->groups.count; g++) {
        const double left = two_layer_left(two, p, g);
        next[first + g] =
            two->mmse ? mmse_at(two->mmse, coupling_tau(two->mmse, left) + hat[first + g]) : left;
    }
}

/* (gamma2/alpha) E_v { hat21 P21 / 2 - [iota(tau + hat21) - iota(tau)] }, iota = 1/2 int mmse. */
static double two_layer_rest(void *state, double alpha, double rate, const double p[],
                             const double hat[])
{
    const struct two_layer *two = state;
    const double *hat21 = hat + two->nodes * (two->groups.count + 1);
    double sum = 0.0;

    (void)rate;
    for (size_t g = 0; g < two->groups.count && two->mmse; g++) {
        const double tau = coupling_tau(two->mmse, two_layer_left(two, p, g));
        sum += two->groups.p[g] *
               (hat21[g] * two_layer_p21(two, p, g) - mmse_integral(two->mmse, tau + hat21[g]) +
                mmse_integral(two->mmse, tau));
    }
    return 0.5 * two->gamma2 / alpha * sum;
}

static void two_layer_destroy(void *state)
{
    struct two_layer *two = state;

    if (!two)
        return;
    nonlinear_fini(&two->inner);
    nonlinear_fini(&two->outer);
    mmse_destroy(two->mmse);
    free(two->size);
    free(two->first);
    free(two);
}

static enum status check_odd(const struct activation *sigma, const struct nonlinear *nonlinear,
                             struct error *err)
{
    char text[ACTIVATION_TEXT_MAX];

    if (nonlinear->mu0 == 0.0 && nonlinear->mu2 == 0.0)
        return STATUS_OK;
    activation_format(sigma, text, sizeof text);
    return error_set(err, STATUS_INVALID,
                     "no theory: activation %s has mu_0 = %.3g, mu_2 = %.3g; the theory of two "
                     "layers needs odd activations, such as tanh2, erf or h3",
                     text, nonlinear->mu0, nonlinear->mu2);
}

static enum status check(const struct config *config, const struct two_layer *two,
                         struct error *err)
{
    if (config->weights != WEIGHTS_GAUSSIAN)
        return error_set(err, STATUS_INVALID,
                         "no theory: weights rademacher with 2 hidden layers; the theory of two "
                         "and more layers has gaussian weights");
    if (check_odd(config_activation(config, 0), &two->inner, err) != STATUS_OK ||
        check_odd(config_activation(config, 1), &two->outer, err) != STATUS_OK)
        return STATUS_INVALID;
    if (fabs(two->inner.variance - 1.0) > unit_tolerance)
        return error_set(err, STATUS_INVALID,
                         "no theory: the first layer's activation has variance %.6g; the theory of "
                         "two layers needs 1: a factor %.8g before it would do",
                         two->inner.variance, 1.0 / sqrt(two->inner.variance));
    if (two->inner.top <= 0.0 || two->outer.top <= 0.0)
        return error_set(err, STATUS_INVALID,
                         "no theory: a linear layer leaves its weights undetermined");
    return STATUS_OK;
}

/* Shapes and tables, once the activations are known to suit. */
static enum status fill(struct two_layer *two, const struct config *config, struct error *err)
{
    const size_t groups = two->groups.count, nodes = two->nodes;

    two->size = memory_zeroed(nodes * (groups + 1), sizeof *two->size);
    two->first = memory_zeroed(1, sizeof *two->first);
    if (!two->size || !two->first)
        return error_set(err, STATUS_NO_MEMORY, "theory: no memory for %zu overlaps",
                         nodes * (groups + 1));
    groups_normal_nodes(two->s, two->weight, nodes, reach);
    for (size_t i = 0; i < nodes; i++)
        two->first->p[i] = (double)NAN;
    for (size_t i = 0; i < nodes; i++) {
        two->size[i] = two->gamma1 * two->weight[i];
        for (size_t g = 0; g < groups; g++)
            two->size[nodes * (g + 1) + i] =
                two->gamma1 * two->gamma2 * two->groups.p[g] * two->weight[i];
    }
    two->mu2 = two->inner.mu1 * two->inner.mu1;
    two->mu2_outer = two->outer.mu1 * two->outer.mu1;
    two->equations = (struct equations){
        .state = two,
        .count = nodes * (groups + 1) + groups,
        .weights = nodes * (groups + 1),
        .prior = WEIGHTS_GAUSSIAN,
        .noise = config->noise,
        .size = two->size,
        .hats = two_layer_hats,
        .error = two_layer_error,
        .close = two_layer_close,
        .rest = two_layer_rest,
    };
    if (two->mu2 == 0.0)
        return STATUS_OK;
    two->mmse = mmse_create_rectangular(two->gamma1, two->gamma2, err);
    two->equations.channel = two->mmse ? mmse_residual(two->mmse) : 0.0;
    return two->mmse ? STATUS_OK : STATUS_NO_MEMORY;
}

static void *two_layer_create(const struct config *config, const struct readouts *readouts,
                              struct error *err)
{
    struct two_layer *two = memory_zeroed(1, sizeof *two);
    enum status status = STATUS_NO_MEMORY;

    if (!two) {
        error_set(err, status, "theory: no memory for the equations of two layers");
        return NULL;
    }
    two->nodes = THEORY_NODES_MAX;
    two->gamma1 = config_gamma(config, 0);
    two->gamma2 = config_gamma(config, 1);
    status = groups_read(&two->groups, readouts, err);
    if (status == STATUS_OK)
        status = nonlinear_init(&two->inner, config_activation(config, 0), err);
    if (status == STATUS_OK)
        status = nonlinear_init(&two->outer, config_activation(config, 1), err);
    if (status == STATUS_OK)
        status = check(config, two, err);
    if (status == STATUS_OK)
        status = fill(two, config, err);
    if (status != STATUS_OK) {
        two_layer_destroy(two);
        return NULL;
    }
    return two;
}

static bool two_layer_takes(const struct config *config)
{
    return config_layers(config) == 2;
}

static struct equations *two_layer_equations(void *state)
{
    return &((struct two_layer *)state)->equations;
}

const struct solver_ops solver_two_layer = {
    .name = "two_layer",
    .mixing = TWO_LAYER_MIXING,
    .takes = two_layer_takes,
    .create = two_layer_create,
    .destroy = two_layer_destroy,
    .equations = two_layer_equations,
    .branches = two_layer_branches,
    .branch_name = two_layer_branch_name,
    .start = two_layer_start,
    .load = two_layer_load,
    .landed = two_layer_landed,
    .save = two_layer_save,
    .transitions = two_layer_transitions,
    .starts = &two_layer_starts,
};
