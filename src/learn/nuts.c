/*
 * The no-U-turn sampler: multinomial sampling of a trajectory that doubles until it turns back
 * (README.md, eq. (9) to (11)). One step is one trajectory: nuts_tree.h.
 */
#include <math.h>

#include "nuts_mass.h"
#include "nuts_step.h"
#include "nuts_tree.h"

enum { STEP, TARGET_ACCEPT, ADAPT, MAX_DEPTH, MASS };

static const char *const masses[] = {"unit", "diagonal", NULL};

static const struct param_spec params[] = {
    [STEP] = SAMPLER_PARAM_STEP("0.01", "leapfrog step size at the start"),
    [TARGET_ACCEPT] = SAMPLER_PARAM_TARGET("0.8"),
    [ADAPT] = {.name = "adapt",
               .kind = PARAM_COUNT,
               .initial = "200",
               .min = 0,
               .max = 1e6,
               .logarithmic = true,
               .change = PARAM_LIVE,
               .unit = "steps",
               .help = "trajectories that adapt the step, then fixed"},
    [MAX_DEPTH] = {.name = "max_depth",
                   .kind = PARAM_COUNT,
                   .initial = "8",
                   .min = 1,
                   .max = NUTS_DEPTH_MAX,
                   .change = PARAM_LIVE,
                   .unit = "doublings",
                   .help = "at most 2^max_depth - 1 gradients"},
    [MASS] = {.name = "mass",
              .kind = PARAM_CHOICE,
              .initial = "unit",
              .change = PARAM_LIVE,
              .unit = "",
              .help = "1, or found in the first half of adapt",
              .choices = masses},
};

/* The vectors behind the struct; a checkpoint holds the first KEPT. */
enum {
    FORCE, /* grad U at task->params */
    SCALE, /* found for `diagonal`; before that, of the weights: */
    MEAN,
    SPREAD, /* sum of squares about MEAN */
    KEPT,
    TREE = KEPT,
    VECTORS = TREE + NUTS_TREE_VECTORS,
};

struct nuts {
    struct sampler sampler; /* first: sampler_diagnose reads it */
    struct nuts_step adaptation;
    struct nuts_mass mass;
    size_t depth; /* doublings of the last trajectory */
};

static float *vector(struct nuts *nuts, const struct task *task, size_t i)
{
    return (float *)(void *)(nuts + 1) + i * task->count;
}

/* The step size in all of the first `adapt` trajectories; the mass once, from their second
 * quarter, after which the step size begins anew. */
static void adapt(struct nuts *nuts, const struct task *task, double accept)
{
    const double *value = task->values;
    const double steps = (double)nuts->sampler.steps, until = value[ADAPT];
    struct nuts_mass *mass = &nuts->mass;

    if (steps > until)
        return;
    nuts->sampler.step =
        nuts_step_next(&nuts->adaptation, accept, value[TARGET_ACCEPT], steps == until);
    if (value[MASS] != 1.0 || mass->is_known)
        return;
    if (steps > until / 4.0)
        nuts_mass_see(mass, task->params, vector(nuts, task, MEAN), vector(nuts, task, SPREAD),
                      task->count);
    if (steps >= until / 2.0 && mass->seen >= 10.0) {
        nuts_mass_find(mass, vector(nuts, task, SPREAD), vector(nuts, task, SCALE), task->count);
        nuts_step_begin(&nuts->adaptation, nuts->sampler.step);
    }
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct nuts *nuts = state;
    struct nuts_tree tree = {.task = task,
                             .vectors = vector(nuts, task, TREE),
                             .force = vector(nuts, task, FORCE),
                             .step = nuts->sampler.step,
                             .potential = nuts->sampler.potential};

    tree.trajectory = task->draws->trajectories++;
    if (!isfinite(tree.potential))
        return STATUS_DIVERGED;
    if (task->values[MASS] == 1.0 && nuts->mass.is_known)
        tree.scale = vector(nuts, task, SCALE);
    nuts->depth = nuts_tree_grow(&tree, (size_t)task->values[MAX_DEPTH]);
    nuts->sampler.potential = tree.potential;
    const double accept = tree.accept_sum / (double)tree.states;
    sampler_count(&nuts->sampler, tree.start, accept, tree.error);
    nuts->sampler.divergences += tree.diverged;
    adapt(nuts, task, accept);
    report->gradients = (double)tree.states;
    return STATUS_OK;
}

static bool supports(const struct config *config, struct error *why_not)
{
    return sampler_supports("nuts", config, why_not);
}

static double gradients_per_step(const double *values, size_t n)
{
    (void)values;
    (void)n;
    return (double)NAN;
}

/* A doubling of 2^j states is 2^j gradients. */
static double most_gradients(const double *values)
{
    return exp2(values[MAX_DEPTH]) - 1.0;
}

static size_t state_size(const struct task *task)
{
    return sizeof(struct nuts) + VECTORS * task->count * sizeof(float);
}

static size_t kept(const struct task *task)
{
    return sizeof(struct nuts) + KEPT * task->count * sizeof(float);
}

static void refresh(struct nuts *nuts, const struct task *task, double *gradients)
{
    nuts->sampler.potential = sampler_potential(task, vector(nuts, task, FORCE));
    *gradients += 1.0;
}

static void init(void *state, const struct task *task, double *gradients)
{
    struct nuts *nuts = state;

    *nuts = (struct nuts){.depth = 0};
    sampler_begin(&nuts->sampler, task);
    nuts_step_begin(&nuts->adaptation, nuts->sampler.step);
    refresh(nuts, task, gradients);
}

static void changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    struct nuts *nuts = state;

    if (sampler_restart(&nuts->sampler, task))
        nuts_step_begin(&nuts->adaptation, nuts->sampler.step);
    if (what & LEARNER_DATA)
        refresh(nuts, task, gradients);
}

static void diagnose(const void *state, const struct task *task, struct diagnostics *out)
{
    const struct nuts *nuts = state;

    sampler_diagnose(&nuts->sampler, task, out);
    if (nuts->sampler.accept_count > 0)
        out->tree_depth = (double)nuts->depth;
}

const struct learner_ops learner_nuts = {
    .name = "nuts",
    .title = "No-U-turn sampler",
    .eps = EPS_HALF_GIBBS,
    .params = params,
    .param_count = sizeof params / sizeof *params,
    .supports = supports,
    .gradients_per_step = gradients_per_step,
    .most_gradients = most_gradients,
    .state_size = state_size,
    .kept = kept,
    .init = init,
    .step = step,
    .changed = changed,
    .diagnose = diagnose,
};
