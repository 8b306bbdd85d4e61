#include "nuts_tree.h"

#include <math.h>
#include <string.h>

#include "plateau/given.h"
#include "plateau/rng.h"

static float *vector(const struct nuts_tree *tree, size_t i)
{
    return tree->vectors + i * tree->task->count;
}

static void copy(const struct nuts_tree *tree, float *to, const float *from)
{
    memcpy(to, from, tree->task->count * sizeof *to);
}

static double uniform(struct nuts_tree *tree)
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
static bool has_turned_since(const struct nuts_tree *tree, size_t state)
{
    const size_t newest = (size_t)__builtin_popcountll(state >> 1);
    const size_t ending = (size_t)__builtin_ctzll(~(unsigned long long)state);
    const float *speed = vector(tree, NUTS_SPEED);

    for (size_t i = 0; i < ending; i++)
        if (has_turned(vector(tree, NUTS_FRESH_SUM), vector(tree, NUTS_CHECK_SUM + newest - i),
                       vector(tree, NUTS_CHECK_SPEED + newest - i), speed, tree->task->count))
            return true;
    return false;
}

/*
 * Takes the moving state as the doubling's with its share of the weight; returns false if
 * divergent.
 */
static bool visit(struct nuts_tree *tree, double potential)
{
    const float *speed = vector(tree, NUTS_SPEED);
    const double energy = potential + sampler_kinetic(speed, tree->task->count);
    const double error = energy - tree->start;

    tree->states++;
    tree->diverged = sampler_diverges(error);
    if (tree->diverged)
        return false;
    tree->accept_sum += fmin(1.0, exp(-error));
    tree->fresh_weight = log_add(tree->fresh_weight, -error);
    if (log(uniform(tree)) < -error - tree->fresh_weight) {
        copy(tree, vector(tree, NUTS_FRESH), tree->task->params);
        copy(tree, vector(tree, NUTS_FRESH + 1), tree->force);
        tree->fresh_potential = potential;
        tree->fresh_error = error;
    }
    return true;
}

/* Walks through a doubling; returns false when it turned or diverged: then it does not count. */
static bool walk(struct nuts_tree *tree, double h, size_t states)
{
    const size_t count = tree->task->count;
    float *speed = vector(tree, NUTS_SPEED), *sum = vector(tree, NUTS_FRESH_SUM);

    memset(sum, 0, count * sizeof *sum);
    tree->fresh_weight = -(double)INFINITY;
    for (size_t s = 0; s < states; s++) {
        const double potential =
            sampler_leapfrog(tree->task, h, 1, tree->scale, speed, tree->force);
        if (!visit(tree, potential))
            return false;
        if (s % 2 == 0) {
            const size_t check = (size_t)__builtin_popcountll(s);
            copy(tree, vector(tree, NUTS_CHECK_SUM + check), sum);
            copy(tree, vector(tree, NUTS_CHECK_SPEED + check), speed);
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
static void join_halves(struct nuts_tree *tree)
{
    float *sum = vector(tree, NUTS_SUM);
    const float *fresh = vector(tree, NUTS_FRESH_SUM);

    if (log(uniform(tree)) < tree->fresh_weight - tree->weight) {
        copy(tree, vector(tree, NUTS_CHOSEN), vector(tree, NUTS_FRESH));
        copy(tree, vector(tree, NUTS_CHOSEN + 1), vector(tree, NUTS_FRESH + 1));
        tree->potential = tree->fresh_potential;
        tree->error = tree->fresh_error;
    }
    tree->weight = log_add(tree->weight, tree->fresh_weight);
    for (size_t p = 0; p < tree->task->count; p++)
        sum[p] += fresh[p];
}

/* Doubles to a random side; returns false when the trajectory is at its end. */
static bool extend(struct nuts_tree *tree, size_t depth)
{
    const bool forward = uniform(tree) < 0.5;
    const size_t end = forward ? NUTS_RIGHT : NUTS_LEFT, states = (size_t)1 << depth;
    const double h = tree->step;

    copy(tree, tree->task->params, vector(tree, end + NUTS_WEIGHTS));
    copy(tree, vector(tree, NUTS_SPEED), vector(tree, end + NUTS_END_SPEED));
    copy(tree, tree->force, vector(tree, end + NUTS_END_FORCE));
    if (!walk(tree, forward ? h : -h, states))
        return false;
    copy(tree, vector(tree, end + NUTS_WEIGHTS), tree->task->params);
    copy(tree, vector(tree, end + NUTS_END_SPEED), vector(tree, NUTS_SPEED));
    copy(tree, vector(tree, end + NUTS_END_FORCE), tree->force);
    join_halves(tree);
    return !has_turned(vector(tree, NUTS_SUM), NULL, vector(tree, NUTS_LEFT + NUTS_END_SPEED),
                       vector(tree, NUTS_RIGHT + NUTS_END_SPEED), tree->task->count);
}

/* Sets the first state: both ends, and the state drawn so far. */
static void plant(struct nuts_tree *tree)
{
    const struct task *task = tree->task;
    const struct rng rng = {task->given->seed, RNG_MOMENTUM, task->replica};
    const float *force = tree->force;
    float *speed = vector(tree, NUTS_SPEED);

    rng_fill_normal(rng, tree->trajectory, speed, task->count);
    for (size_t end = NUTS_LEFT; end <= NUTS_RIGHT; end += NUTS_END) {
        copy(tree, vector(tree, end + NUTS_WEIGHTS), task->params);
        copy(tree, vector(tree, end + NUTS_END_SPEED), speed);
        copy(tree, vector(tree, end + NUTS_END_FORCE), force);
    }
    copy(tree, vector(tree, NUTS_CHOSEN), task->params);
    copy(tree, vector(tree, NUTS_CHOSEN + 1), force);
    copy(tree, vector(tree, NUTS_SUM), speed);
    tree->start = tree->potential + sampler_kinetic(speed, task->count);
}

size_t nuts_tree_grow(struct nuts_tree *tree, size_t limit)
{
    bool growing = true;
    size_t depth;

    plant(tree);
    for (depth = 0; growing && depth < limit; depth++)
        growing = extend(tree, depth);
    copy(tree, tree->task->params, vector(tree, NUTS_CHOSEN));
    copy(tree, tree->force, vector(tree, NUTS_CHOSEN + 1));
    return depth;
}
