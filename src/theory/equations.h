/*
 * theory, private: the equations of state of one setting in the one form that every file here uses.
 * The unknowns are overlaps Q_i, kept as P_i = 1 - Q_i. With the rate r = alpha / (Delta + eps),
 *
 *     h_i = hat_i(r, P),   P_i = 1 - phi(h_i),
 *     f = -1/2 ln(2 pi e (Delta + eps)) + (1/alpha) sum_i size_i [psi(h_i) - Q_i h_i / 2] + rest,
 *
 * where size_i is how many weights share Q_i, over d^2. f is nats per sample, and stationary in
 * every P_i and h_i. Overlaps that do not belong to weights come last; the solver closes those
 * itself.
 */
#ifndef PLATEAU_THEORY_EQUATIONS_H
#define PLATEAU_THEORY_EQUATIONS_H

#include "plateau/theory_data.h"

struct equations {
    void *state;
    size_t count;   /* unknowns */
    size_t weights; /* the first so many belong to weights */
    enum weight_law prior;
    double noise;
    bool rotates;       /* whatever alpha, the data fix the weights up to rotations only */
    double channel;     /* mmse_residual of their matrix channel; 0: without channel */
    const double *size; /* [weights] */

    void (*hats)(void *state, double rate, const double p[], double hat[]);
    double (*error)(void *state, double rate, const double p[]); /* eps */
    /* NULL: eps does not depend on the rate. */
    double (*rate)(void *state, double alpha, const double p[]);
    /* Computes P_i = next_i for the overlaps without weights; NULL: every overlap has weights. */
    void (*close)(void *state, const double p[], const double hat[], double next[]);
    /* Returns what f has besides; NULL: nothing. */
    double (*rest)(void *state, double alpha, double rate, const double p[], const double hat[]);
};

/** Returns the rate of the overlaps P with alpha d^2 samples. */
double equations_rate(const struct equations *equations, double alpha, const double p[]);

/** Returns 1 - phi of a conjugate; a conjugate below 0 counts as 0. */
double equations_complement(const struct equations *equations, double hat);

/** Computes the right-hand sides: next_i = 1 - phi(hat_i + shift). next may be hat. */
void equations_next(const struct equations *equations, const double p[], const double hat[],
                    double shift, double next[]);

double equations_free_entropy(const struct equations *equations, double alpha, double rate,
                              const double p[], const double hat[]);

/** Returns the overlap averaged over all weights. */
double equations_mean(const struct equations *equations, const double p[]);

#endif
