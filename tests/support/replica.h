/* tests: one student with one learner on one problem, without an engine. */
#ifndef PLATEAU_TESTS_REPLICA_H
#define PLATEAU_TESTS_REPLICA_H

#include "plateau/learner.h"
#include "plateau/problem.h"
#include "plateau/quadratic.h"
#include "plateau/tile.h"

struct replica {
    struct team *team;
    struct problem *problem;
    const struct learner_ops *ops;
    struct task task;
    struct draws *draws; /* owned here; task.draws */
    void *state;
    double gradients;
};

/* Makes the problem of a config, the start of replica 0 and its learner; aborts when refused. */
struct replica replica_open(const struct config *config, size_t threads);

/* Does the same, then spoils the truth and takes it away: data and known readouts stay. */
struct replica replica_open_blind(const struct config *config, size_t threads);
void replica_close(struct replica *replica);

/* Makes one step; returns its status. */
enum status replica_step(struct replica *replica);

/* Changes alpha, noise or a learner's parameter during a run, as the engine does. */
void replica_change_alpha(struct replica *replica, double alpha);
void replica_change_noise(struct replica *replica, double noise);
void replica_change_param(struct replica *replica, const char *key, const char *value);

/*
 * Returns the mean square residual over the data, of the weights or of what the learner holds
 * instead.
 */
double replica_loss(const struct replica *replica);

#endif
