/* The solver of one hidden layer: its parts, and the functions that it provides. */
#include "shallow.h"

#include <stdlib.h>

#include "plateau/memory.h"

/*
 * In ln(Q / (1 - Q)). The part that +-1 weights leave unknown falls exponentially with alpha, and
 * their equilibrium may lie where 1 - Q is 1e-80.
 */
static const double curve_first = -14.0, curve_spacing = 0.1;
static const double curve_last[] = {[WEIGHTS_GAUSSIAN] = 34.0, [WEIGHTS_RADEMACHER] = 220.0};

static void shallow_destroy(void *state)
{
    struct shallow *shallow = state;

    if (!shallow)
        return;
    curve_fini(&shallow->curve);
    nonlinear_fini(&shallow->nonlinear);
    mmse_destroy(shallow->mmse);
    free(shallow);
}

/* The matrix channel matters, and is made, only where the activation has a quadratic part. */
static enum status make_channel(struct shallow *shallow, const struct readouts *readouts,
                                struct error *err)
{
    const size_t count = readouts->count;
    double *p = NULL;

    if (shallow->mu22 == 0.0)
        return STATUS_OK;
    if (count == 0) {
        shallow->mmse = mmse_create_symmetric(readouts->law, shallow->gamma, err);
        return shallow->mmse ? STATUS_OK : err->code;
    }
    p = memory_zeroed(count, sizeof *p);
    if (!p)
        return error_set(err, STATUS_NO_MEMORY, "theory: out of memory: no room for %zu readouts",
                         count);
    for (size_t i = 0; i < count; i++)
        p[i] = 1.0 / (double)count;
    shallow->mmse = mmse_create_atoms(readouts->value, p, count, shallow->gamma, err);
    free(p);
    return shallow->mmse ? STATUS_OK : err->code;
}

/* Sets sizes and equations, once activation and readouts are read. */
static void set_sizes(struct shallow *shallow, const struct config *config)
{
    while (shallow->off < shallow->groups.count && shallow->groups.v[shallow->off] == 0.0)
        shallow->off++;
    for (size_t i = 0; i < shallow->groups.count; i++)
        shallow->size[i] = shallow->gamma * shallow->groups.p[i];
    shallow->mu22 = shallow->nonlinear.mu2 * shallow->nonlinear.mu2;
    shallow_set_equations(shallow, (enum weight_law)config->weights, config->noise);
    const bool matrix_only = shallow->nonlinear.top == 0.0 && shallow->groups.atoms;
    shallow->equations.rotates =
        matrix_only && shallow->mu22 > 0.0 && shallow->equations.prior == WEIGHTS_GAUSSIAN;
    shallow->degenerate = shallow->equations.rotates || (matrix_only && shallow->mu22 == 0.0);
}

static enum status shallow_fill(struct shallow *shallow, const struct config *config,
                                const struct readouts *readouts, struct error *err)
{
    enum status status = nonlinear_init(&shallow->nonlinear, config_activation(config, 0), err);

    if (status == STATUS_OK)
        status = groups_read(&shallow->groups, readouts, err);
    if (status != STATUS_OK)
        return status;
    shallow->gamma = config_gamma(config, 0);
    set_sizes(shallow, config);
    status = make_channel(shallow, readouts, err);
    if (status != STATUS_OK)
        return status;
    shallow->equations.channel = shallow->mmse ? mmse_residual(shallow->mmse) : 0.0;
    if (shallow->groups.count > 1 || shallow->degenerate)
        return STATUS_OK;
    return curve_init(&shallow->curve, &shallow->equations, shallow_curve, curve_first,
                      curve_last[shallow->equations.prior], curve_spacing, err);
}

static void *shallow_create(const struct config *config, const struct readouts *readouts,
                            struct error *err)
{
    struct shallow *shallow = memory_zeroed(1, sizeof *shallow);

    if (!shallow) {
        error_set(err, STATUS_NO_MEMORY,
                  "theory: out of memory: no room for the equations of one layer");
        return NULL;
    }
    if (shallow_fill(shallow, config, readouts, err) != STATUS_OK) {
        shallow_destroy(shallow);
        return NULL;
    }
    return shallow;
}

static bool shallow_takes(const struct config *config)
{
    return config_layers(config) == 1;
}

static struct equations *shallow_equations(void *state)
{
    return &((struct shallow *)state)->equations;
}

static bool shallow_matrix(const void *state, double rate, double *snr, double *mmse)
{
    const struct shallow *shallow = state;

    if (!shallow->mmse)
        return false;
    *snr = rate * shallow->mu22;
    *mmse = mmse_at(shallow->mmse, *snr);
    return true;
}

const struct solver_ops solver_shallow = {
    .name = "shallow",
    .takes = shallow_takes,
    .create = shallow_create,
    .destroy = shallow_destroy,
    .equations = shallow_equations,
    .branches = shallow_branches,
    .branch_name = shallow_branch_name,
    .start = shallow_start,
    .load = shallow_load,
    .landed = shallow_landed,
    .save = shallow_save,
    .transitions = shallow_transitions,
    .starts = &shallow_starts,
    .direct = shallow_direct,
    .matrix = shallow_matrix,
};
