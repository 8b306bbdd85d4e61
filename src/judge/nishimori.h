/*
 * judge: the Nishimori identities. A student that has the teacher's prior, Delta and readouts is
 * sampled from a posterior of which the teacher is one more sample. So what holds between two
 * students holds between a student and the teacher.
 *
 * Three means over the window of chain.h are compared with what they are in equilibrium:
 * - train / Delta, which is 1;
 * - the mean of the ratios of E_x (f_a - f_b)^2, of two replicas, and the mean of their eps_gibbs:
 *   it is 1;
 * - q of one replica with another in the teacher's place, less the mean of their q with the
 *   teacher: it is 0. Only for one layer as wide as the teacher with fixed readouts.
 *
 * Each replica is paired with the next that starts alike. Where no two do, it is paired with the
 * next; that shows whether twins have met. The error of a mean has three parts: that by ESS, at
 * most sqrt(2/n) of train / Delta for the one teacher, and a bound by the scatter of the pairs
 * (nishimori.c).
 *
 * The verdict is `too early` below 16 measurements, or where one of these series has an ESS below
 * 10, as in a drift. It is `off` where a mean is more than 4 errors away, of an optimiser also with
 * few samples; otherwise it is `ok`.
 */
#ifndef PLATEAU_JUDGE_NISHIMORI_H
#define PLATEAU_JUDGE_NISHIMORI_H

#include <stdbool.h>

#include "chain.h"
#include "plateau/measurement.h"

enum replica_column {
    REPLICA_RESIDUAL,
    REPLICA_DISTANCE,
    REPLICA_RATIO,
    REPLICA_OVERLAP,
    REPLICA_GAP,
    REPLICA_COLUMNS,
};

/*
 * The replica_means since the last change, in bounded memory. Flat and plain; begins with
 * replica_series_restart.
 */
struct replica_series {
    struct chain chain[REPLICA_COLUMNS];
    double pairs;
};

/** Begins the window anew at this clock. */
void replica_series_restart(struct replica_series *series, double clock);
void replica_series_add(struct replica_series *series, double clock,
                        const struct replica_means *means);

/**
 * Tests the identities over the second half of the time since the restart.
 *
 * n        rows of data: the noise in them alone moves train / Delta by sqrt(2 / n)
 * sampler  with few effective samples the verdict is `too early`; an optimiser can be `off` with
 * few, since its points never become samples
 */
struct nishimori nishimori_judge(const struct replica_series *series, size_t n, bool sampler);

#endif
