/*
 * learn, private to nuts: one trajectory that doubles until it turns back (README.md, eq. (9),
 * (10)).
 *
 * A doubling of 2^j states is walked through without recursion: of the sub-trajectories that end at
 * a state with an odd number, those that began at checkpoints are tested for a turn, and no more
 * than j checkpoints are needed at a time.
 */
#ifndef PLATEAU_LEARN_NUTS_TREE_H
#define PLATEAU_LEARN_NUTS_TREE_H

#include "sampler.h"

enum { NUTS_DEPTH_MAX = 10 };

/* The vectors of a tree. The moving state has its weights in task->params. */
enum { NUTS_WEIGHTS, NUTS_END_SPEED, NUTS_END_FORCE, NUTS_END }; /* of an end of the trajectory */
enum {
    NUTS_SPEED, /* of the moving state */
    NUTS_LEFT,
    NUTS_RIGHT = NUTS_LEFT + NUTS_END,
    NUTS_CHOSEN = NUTS_RIGHT + NUTS_END, /* weights and force of the state drawn from all so far */
    NUTS_FRESH = NUTS_CHOSEN + 2,        /* the same, of the present doubling */
    NUTS_SUM = NUTS_FRESH + 2,           /* of the momenta of all states so far */
    NUTS_FRESH_SUM,
    NUTS_CHECK_SUM,
    NUTS_CHECK_SPEED = NUTS_CHECK_SUM + NUTS_DEPTH_MAX,
    NUTS_TREE_VECTORS = NUTS_CHECK_SPEED + NUTS_DEPTH_MAX,
};

/* The present trajectory. Weights of states are e^(start - H), as logarithms of their sums. */
struct nuts_tree {
    const struct task *task;
    float *vectors;      /* [NUTS_TREE_VECTORS x count], scratch */
    float *force;        /* [count], grad U of the moving state */
    const float *scale;  /* [count], of each weight's step; NULL: unit mass */
    double step;         /* h */
    uint64_t trajectory; /* its number in the streams of random numbers */
    uint32_t decisions;  /* random numbers used */
    size_t states;       /* beside the first */
    double start;        /* H */
    double weight, fresh_weight;
    double potential, fresh_potential; /* U of CHOSEN and FRESH */
    double error, fresh_error;         /* H - start of them */
    double accept_sum;                 /* of min(1, e^-dH) over the states */
    bool diverged;
};

/**
 * Grows a trajectory from task->params with fresh momenta by at most `limit` doublings, and leaves
 * the state drawn from it in task->params and force; potential is U there, before and after.
 * returns  the doublings
 */
size_t nuts_tree_grow(struct nuts_tree *tree, size_t limit);

#endif
