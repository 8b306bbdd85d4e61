/*
 * judge: the Nishimori identities. The teacher is one more sample of the posterior of a student
 * that has its prior, Delta and readouts; so whatever holds between two students holds between a
 * student and the teacher. Owned by: worker.
 *
 * Over the window of chain.h: mean train / Delta = 1; E_x (f_a - f_b)^2 of two replicas
 * over the mean of their eps_gibbs = 1, a mean of ratios; q of a with b in the teacher's place less
 * the mean of their q = 0 (one layer, as wide as the teacher, fixed readouts). Pairs: each replica
 * with the next that starts alike; when none does, with the next, which shows whether twins have
 * met. Errors: that of the mean by ESS, and the one teacher's own, at most sqrt(2/n) of train /
 * Delta, and what the scatter of the pairs bounds (nishimori.c).
 *
 * Verdict: too early below 16 measurements, or below an ESS of 10 in any of these series, as in a
 * drift; off when more than 4 errors away, for optimisers also with fewer samples; else ok.
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

/* What replica_means were since the last change, in bounded memory. Flat and plain; begins with
 * replica_series_restart. */
struct replica_series {
    struct chain chain[REPLICA_COLUMNS];
    double pairs;
};

/** The window begins anew at this clock. */
void replica_series_restart(struct replica_series *series, double clock);
void replica_series_add(struct replica_series *series, double clock,
                        const struct replica_means *means);

/**
 * The identities over the second half of the time since the restart.
 * n        rows of data: the noise in them alone moves train / Delta by sqrt(2 / n)
 * sampler  few effective samples are `too early`, whatever they say; an optimiser can be `off`
 *          with few, since no waiting makes samples of what it does
 */
struct nishimori nishimori_judge(const struct replica_series *series, size_t n, bool sampler);

#endif
