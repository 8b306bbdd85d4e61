/* The solver of two hidden layers: its parts, and the functions that it provides. */
#include "two_layer.h"

#include <math.h>
#include <stdlib.h>

#include "plateau/memory.h"

static const double reach = 7.0; /* of the nodes in s */
static const double unit_tolerance = 1e-6;

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

/* Fills in shapes and tables, once the activations are known to suit. */
static enum status fill(struct two_layer *two, const struct config *config, struct error *err)
{
    const size_t groups = two->groups.count, nodes = two->nodes;

    two->size = memory_zeroed(nodes * (groups + 1), sizeof *two->size);
    two->first = memory_zeroed(1, sizeof *two->first);
    if (!two->size || !two->first)
        return error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for %zu overlaps",
                         nodes * (groups + 1));
    if (groups_normal_nodes(two->s, two->weight, nodes, reach, err) != STATUS_OK)
        return STATUS_NO_MEMORY;
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
    two_layer_set_equations(two, config->noise);
    if (two->mu2 == 0.0)
        return STATUS_OK;
    two->mmse = mmse_create_rectangular(two->gamma1, two->gamma2, err);
    two->equations.channel = two->mmse ? mmse_residual(two->mmse) : 0.0;
    return two->mmse ? STATUS_OK : err->code;
}

static void *two_layer_create(const struct config *config, const struct readouts *readouts,
                              struct error *err)
{
    struct two_layer *two = memory_zeroed(1, sizeof *two);
    enum status status = STATUS_NO_MEMORY;

    if (!two) {
        error_set(err, status, "theory: out of memory: no room for the equations of two layers");
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
