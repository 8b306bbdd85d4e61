/*
 * judge: the Nishimori identities. The teacher is one more sample of the posterior of a student
 * that has its prior, Delta and readouts; so whatever holds between two students holds between a
 * student and the teacher. Owned by: worker.
 *
 * Over the window of plateau/chain.h: mean train / Delta = 1; E_x (f_a - f_b)^2 of two replicas
 * over the mean of their eps_gibbs = 1, a mean of ratios; q of a with b in the teacher's place less
 * the mean of their q = 0 (one layer, as wide as the teacher, fixed readouts). Pairs: each replica
 * with the next that starts alike; when none does, with the next, which shows whether twins have
 * met. Errors: that of the mean by ESS, and the one teacher's own, at most sqrt(2/n) of train /
 * Delta, and what the scatter of the pairs bounds (nishimori.c).
 *
 * Verdict: too early below 16 measurements, or below an ESS of 10 in any of these series, as in a
 * drift; off when more than 4 errors away, for optimisers also with fewer samples; else ok.
 */
#ifndef PLATEAU_NISHIMORI_H
#define PLATEAU_NISHIMORI_H

#include <stdbool.h>

#include "plateau/chain.h"
#include "plateau/meter.h"

/* One moment of one run. NaN for what there is not (one replica, or no alignment). */
struct replica_means {
    double residual; /* train / Delta, over the replicas */
    double distance; /* E_x (f_a - f_b)^2 of two students, over `pairs` of them */
    double error;    /* E_x (f_a - f_0)^2 of the same students against the teacher */
    double overlap;  /* q of one student with another */
    double learned;  /* q of the same students with the teacher */
    double pairs;
};

enum verdict {
    VERDICT_NONE, /* not asked yet */
    VERDICT_EARLY,
    VERDICT_OK,
    VERDICT_OFF,
};

/* A mean and its standard error; NaN where there is none. */
struct figure {
    double mean, se;
};

/* Plain data. */
struct nishimori {
    enum verdict verdict;
    struct figure residual; /* 1: train / Delta */
    struct figure distance; /* 1: student-student over student-teacher distance */
    struct figure overlap;  /* 0: student-student minus student-teacher overlap */
    double ess;             /* effective samples: the least of the series behind them */
};

struct replica_series; /* what replica_means were since the last change, in bounded memory */

/** NULL when there is no memory. */
struct replica_series *replica_series_create(void);
void replica_series_destroy(struct replica_series *series);

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

/** `ok`, `off`, `too early`; empty for VERDICT_NONE. */
const char *nishimori_verdict(enum verdict verdict);

#endif
