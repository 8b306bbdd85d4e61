/* Shared by tests: one student with one learner on one problem, without an engine. */
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

/* Problem, start of replica 0 and initialised learner of a config; aborts when refused. */
struct replica replica_open(const struct config *config, size_t threads);

/* The same once the truth was spoiled and taken away: data and known readouts are left. */
struct replica replica_open_blind(const struct config *config, size_t threads);
void replica_close(struct replica *replica);

/* One step; the status it gave. */
enum status replica_step(struct replica *replica);

/* Another alpha, noise or learner's parameter in mid-run, as the engine does it. */
void replica_change_alpha(struct replica *replica, double alpha);
void replica_change_noise(struct replica *replica, double noise);
void replica_change_param(struct replica *replica, const char *key, const char *value);

/* Mean r^2 over the data, of the weights or of what the learner holds instead. */
double replica_loss(const struct replica *replica);

#endif
