/*
 * The no-U-turn sampler: multinomial sampling of a trajectory that doubles until it turns back
 * (README.md, eq. (9), (10)). One step is one trajectory.
 *
 * The sampler walks through a doubling of 2^j states without recursion. At a state with an odd
 * number it tests for a turn those sub-trajectories that end there and began at checkpoints; it
 * needs at most j checkpoints at a time.
 */
#include <math.h>
#include <string.h>

#include "plateau/given.h"
#include "plateau/rng.h"
#include "sampler.h"

enum { STEP, TARGET_ACCEPT, ADAPT, MAX_DEPTH, MASS };
enum { DEPTH_LIMIT = 10 };

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
                   .max = DEPTH_LIMIT,
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

/* The vectors behind the struct. The moving state has its weights in task->params. */
enum { WEIGHTS, END_SPEED, END_FORCE, END }; /* of an end of the trajectory */
enum {
    SPEED, /* of the moving state */
    FORCE,
    SCALE, /* found for `diagonal` */
    LEFT,
    RIGHT = LEFT + END,
    CHOSEN = RIGHT + END, /* weights and force of the state drawn from all states so far */
    FRESH = CHOSEN + 2,   /* the same, of the present doubling */
    SUM = FRESH + 2,      /* of the momenta of all states so far */
    FRESH_SUM,
    MEAN,   /* of the weights while `diagonal` looks for its scale, */
    SPREAD, /* and the sum of squares about the mean */
    CHECK_SUM,
    CHECK_SPEED = CHECK_SUM + DEPTH_LIMIT,
    VECTORS = CHECK_SPEED + DEPTH_LIMIT,
};

struct nuts {
    struct sampler sampler; /* first: sampler_diagnose reads it */
    /* Dual averaging, since it began: */
    double averaged;   /* steps */
    double shift;      /* H-bar */
    double centre;     /* mu */
    double log_smooth; /* logarithm of the smoothed step */
    double seen;       /* weights in MEAN and SPREAD */
    bool scaled;       /* the scale is found */
    size_t depth;      /* doublings of the last trajectory */
};

/* The present trajectory. States have weights e^(start - H), kept as logarithms of their sums. */
struct tree {
    struct nuts *nuts;
    const struct task *task;
    const float *scale; /* NULL: unit mass */
    uint64_t trajectory;
    uint32_t decisions; /* random numbers used */
    size_t states;      /* beside the first */
    double start;       /* H */
    double weight, fresh_weight;
    double potential, fresh_potential; /* U of CHOSEN and FRESH */
    double error, fresh_error;         /* H - start of them */
    double accept_sum;
    bool diverged;
};

static float *vector(const struct tree *tree, size_t i)
{
    return (float *)(void *)(tree->nuts + 1) + i * tree->task->count;
}

static void copy(const struct tree *tree, float *to, const float *from)
{
    memcpy(to, from, tree->task->count * sizeof *to);
}

static double uniform(struct tree *tree)
{
    const struct task *task = tree->task;

    return rng_uniform_at((struct rng){task->given->seed, RNG_TREE, task->replica},
                          tree->trajectory, tree->decisions++);
}

/* Returns ln(e^a + e^b). */
static double log_add(double a, double b)
{
    const double high = fmax(a, b);

    return isinf(high) ? high : high + log1p(exp(fmin(a, b) - high));
}

/*
 * Returns whether a stretch of the trajectory has turned: the sum of its momenta, to - from, points
 * away from the momentum at one of its ends. Eq. (9).
 */
static bool has_turned(const float *to, const float *from, const float *first, const float *last,
                       size_t count)
{
    double at_first = 0.0, at_last = 0.0;

    for (size_t p = 0; p < count; p++) {
        const double sum = (double)to[p] - (from ? (double)from[p] : 0.0);
        at_first += sum * (double)first[p];
        at_last += sum * (double)last[p];
    }
    return !(at_first > 0.0 && at_last > 0.0);
}

/* Tests the stretches of 2, 4, ... states that end at this odd state and began at checkpoints. */
static bool has_turned_since(const struct tree *tree, size_t state)
{
    const size_t newest = (size_t)__builtin_popcountll(state >> 1);
    const size_t ending = (size_t)__builtin_ctzll(~(unsigned long long)state);
    const float *speed = vector(tree, SPEED);

    for (size_t i = 0; i < ending; i++)
        if (has_turned(vector(tree, FRESH_SUM), vector(tree, CHECK_SUM + newest - i),
                       vector(tree, CHECK_SPEED + newest - i), speed, tree->task->count))
            return true;
    return false;
}

/*
 * Takes the moving state as the doubling's with its share of the weight; returns false if
 * divergent.
 */
static bool visit(struct tree *tree, double potential)
{
    const float *speed = vector(tree, SPEED);
    const double energy = potential + sampler_kinetic(speed, tree->task->count);
    const double error = energy - tree->start;

    tree->states++;
    tree->diverged = sampler_diverges(error);
    if (tree->diverged)
        return false;
    tree->accept_sum += fmin(1.0, exp(-error));
    tree->fresh_weight = log_add(tree->fresh_weight, -error);
    if (log(uniform(tree)) < -error - tree->fresh_weight) {
        copy(tree, vector(tree, FRESH), tree->task->params);
        copy(tree, vector(tree, FRESH + 1), vector(tree, FORCE));
        tree->fresh_potential = potential;
        tree->fresh_error = error;
    }
    return true;
}

/* Walks through a doubling; returns false when it turned or diverged: then it does not count. */
static bool walk(struct tree *tree, double h, size_t states)
{
    const size_t count = tree->task->count;
    float *speed = vector(tree, SPEED), *sum = vector(tree, FRESH_SUM);

    memset(sum, 0, count * sizeof *sum);
    tree->fresh_weight = -(double)INFINITY;
    for (size_t s = 0; s < states; s++) {
        const double potential =
            sampler_leapfrog(tree->task, h, 1, tree->scale, speed, vector(tree, FORCE));
        if (!visit(tree, potential))
            return false;
        if (s % 2 == 0) {
            const size_t check = (size_t)__builtin_popcountll(s);
            copy(tree, vector(tree, CHECK_SUM + check), sum);
            copy(tree, vector(tree, CHECK_SPEED + check), speed);
        }
        for (size_t p = 0; p < count; p++)
            sum[p] += speed[p];
        if (s % 2 == 1 && has_turned_since(tree, s))
            return false;
    }
    return true;
}

/*
 * The new half's state replaces the old one's with its share, or surely if that exceeds 1: eq.
 * (10).
 */
static void join_halves(struct tree *tree)
{
    float *sum = vector(tree, SUM);
    const float *fresh = vector(tree, FRESH_SUM);

    if (log(uniform(tree)) < tree->fresh_weight - tree->weight) {
        copy(tree, vector(tree, CHOSEN), vector(tree, FRESH));
        copy(tree, vector(tree, CHOSEN + 1), vector(tree, FRESH + 1));
        tree->potential = tree->fresh_potential;
        tree->error = tree->fresh_error;
    }
    tree->weight = log_add(tree->weight, tree->fresh_weight);
    for (size_t p = 0; p < tree->task->count; p++)
        sum[p] += fresh[p];
}

/* Doubles to a random side; returns false when the trajectory is at its end. */
static bool extend(struct tree *tree, size_t depth)
{
    const bool forward = uniform(tree) < 0.5;
    const size_t end = forward ? RIGHT : LEFT, states = (size_t)1 << depth;
    const double h = tree->nuts->sampler.step;

    copy(tree, tree->task->params, vector(tree, end + WEIGHTS));
    copy(tree, vector(tree, SPEED), vector(tree, end + END_SPEED));
    copy(tree, vector(tree, FORCE), vector(tree, end + END_FORCE));
    if (!walk(tree, forward ? h : -h, states))
        return false;
    copy(tree, vector(tree, end + WEIGHTS), tree->task->params);
    copy(tree, vector(tree, end + END_SPEED), vector(tree, SPEED));
    copy(tree, vector(tree, end + END_FORCE), vector(tree, FORCE));
    join_halves(tree);
    return !has_turned(vector(tree, SUM), NULL, vector(tree, LEFT + END_SPEED),
                       vector(tree, RIGHT + END_SPEED), tree->task->count);
}

/* Sets the first state: both ends, and the state drawn so far. */
static void plant(struct tree *tree)
{
    const struct task *task = tree->task;
    const struct rng rng = {task->given->seed, RNG_MOMENTUM, task->replica};
    const float *force = vector(tree, FORCE);
    float *speed = vector(tree, SPEED);

    rng_fill_normal(rng, tree->trajectory, speed, task->count);
    for (size_t end = LEFT; end <= RIGHT; end += END) {
        copy(tree, vector(tree, end + WEIGHTS), task->params);
        copy(tree, vector(tree, end + END_SPEED), speed);
        copy(tree, vector(tree, end + END_FORCE), force);
    }
    copy(tree, vector(tree, CHOSEN), task->params);
    copy(tree, vector(tree, CHOSEN + 1), force);
    copy(tree, vector(tree, SUM), speed);
    tree->start = tree->potential + sampler_kinetic(speed, task->count);
}

static void start_averaging(struct nuts *nuts)
{
    nuts->averaged = 0.0;
    nuts->shift = 0.0;
    nuts->centre = log(10.0 * nuts->sampler.step);
    nuts->log_smooth = log(nuts->sampler.step);
}

/* Dual averaging, eq. (11); the smoothed step stays. */
static void average(struct nuts *nuts, double accept, double target, bool is_last)
{
    const double m = ++nuts->averaged, forget = pow(m, -0.75);

    nuts->shift += (target - accept - nuts->shift) / (m + 10.0);
    const double log_step = nuts->centre - nuts->shift * sqrt(m) / 0.05;
    nuts->log_smooth += forget * (log_step - nuts->log_smooth);
    nuts->sampler.step = exp(is_last ? nuts->log_smooth : log_step);
}

/* Updates mean and spread of every weight, by Welford's method. */
static void see_weights(struct tree *tree)
{
    float *mean = vector(tree, MEAN), *spread = vector(tree, SPREAD);
    const float share = (float)(1.0 / ++tree->nuts->seen);

    for (size_t p = 0; p < tree->task->count; p++) {
        const float off = tree->task->params[p] - mean[p];
        mean[p] += share * off;
        spread[p] += off * (tree->task->params[p] - mean[p]);
    }
}

/*
 * Sets the scale to the standard deviation of every weight, drawn towards 1e-3 by five more draws.
 */
static void find_scale(struct tree *tree)
{
    const double seen = tree->nuts->seen;
    float *scale = vector(tree, SCALE);
    const float *spread = vector(tree, SPREAD);

    for (size_t p = 0; p < tree->task->count; p++)
        scale[p] = (float)sqrt(((double)spread[p] * seen / (seen - 1.0) + 5e-3) / (seen + 5.0));
    tree->nuts->scaled = true;
    start_averaging(tree->nuts);
}

static void adapt(struct tree *tree, double accept)
{
    struct nuts *nuts = tree->nuts;
    const double *value = tree->task->values;
    const double steps = (double)nuts->sampler.steps, until = value[ADAPT];

    if (steps > until)
        return;
    average(nuts, accept, value[TARGET_ACCEPT], steps == until);
    if (value[MASS] != 1.0 || nuts->scaled)
        return;
    if (steps > until / 4.0)
        see_weights(tree);
    if (steps >= until / 2.0 && nuts->seen >= 10.0)
        find_scale(tree);
}

static enum status step(void *state, const struct task *task, struct step_report *report)
{
    struct nuts *nuts = state;
    struct tree tree = {.nuts = nuts,
                        .task = task,
                        .trajectory = task->draws->trajectories++,
                        .potential = nuts->sampler.potential};
    const size_t limit = (size_t)task->values[MAX_DEPTH];
    bool growing = true;

    if (!isfinite(tree.potential))
        return STATUS_DIVERGED;
    if (task->values[MASS] == 1.0 && nuts->scaled)
        tree.scale = vector(&tree, SCALE);
    plant(&tree);
    for (nuts->depth = 0; growing && nuts->depth < limit; nuts->depth++)
        growing = extend(&tree, nuts->depth);
    copy(&tree, task->params, vector(&tree, CHOSEN));
    copy(&tree, vector(&tree, FORCE), vector(&tree, CHOSEN + 1));
    nuts->sampler.potential = tree.potential;
    const double accept = tree.accept_sum / (double)tree.states;
    sampler_count(&nuts->sampler, tree.start, accept, tree.error);
    nuts->sampler.divergences += tree.diverged;
    adapt(&tree, accept);
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

static void refresh(struct nuts *nuts, const struct task *task, double *gradients)
{
    const struct tree tree = {.nuts = nuts, .task = task};

    nuts->sampler.potential = sampler_potential(task, vector(&tree, FORCE));
    *gradients += 1.0;
}

static void init(void *state, const struct task *task, double *gradients)
{
    struct nuts *nuts = state;

    *nuts = (struct nuts){.scaled = false};
    sampler_begin(&nuts->sampler, task);
    start_averaging(nuts);
    refresh(nuts, task, gradients);
}

static void changed(void *state, const struct task *task, unsigned what, double *gradients)
{
    struct nuts *nuts = state;

    if (sampler_restart(&nuts->sampler, task))
        start_averaging(nuts);
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
    .init = init,
    .step = step,
    .changed = changed,
    .diagnose = diagnose,
};
