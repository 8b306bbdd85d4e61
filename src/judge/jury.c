/*
 * Whether the replicas of a run have mixed, whether twins have met, whether they sample the
 * posterior, and how their means compare with the theory. The jury judges when the time since the
 * last change has grown by 1/16, and at the end.
 *
 * Twins are replica 0 and the first that starts another way: mean eps of the one over the other's,
 * equal within 3 standard errors, apart beyond, too early below an ESS of 10 of either.
 */
#include <math.h>
#include <stdlib.h>

#include "against_theory.h"
#include "chain.h"
#include "nishimori.h"
#include "plateau/course.h"
#include "plateau/memory.h"

/* The values of a replica's newest measurement that the chains do not hold. */
struct newest {
    uint32_t changes;
    double eps, eps_se;
};

struct jury {
    struct subject subject;
    struct chain chain[COMPARED_MAX][REPLICAS_MAX]; /* of against_theory_series */
    struct replica_series series;
    struct newest newest[REPLICAS_MAX];
    uint32_t changes;         /* of the windows */
    double origin, now, next; /* gradients of replica 0: restart, now, next judgement */
    size_t n;                 /* rows of data, by the newest measurement */
    enum eps_kind eps_kind;   /* of the newest measurement */
    struct health health;
    enum nishimori_verdict told; /* the last verdict that was news */
    bool diverged;
};

/* Of against_theory_series: those whose mixing is judged. */
enum { EPS_CHAIN, Q_CHAIN };

_Static_assert((int)REPLICAS_MAX <= (int)CHAINS_MAX, "raise CHAINS_MAX in chain.h");

/* Judges anew when the time since the restart is so many times that of the last judgement. */
static const double judge_again = 17.0 / 16.0;

static const double converged_rhat = 1.01, converged_ess = 200.0;

/* As deviation.c for run and theory. */
static const double twins_ess = 10.0, twins_sigmas = 3.0;

static void restart_replica(struct jury *jury, size_t replica, double gradients)
{
    for (size_t c = 0; c < COMPARED_MAX; c++)
        chain_restart(&jury->chain[c][replica], gradients);
}

/* For all replicas: those not measured yet have no window before their first measurement. */
static void restart(struct jury *jury, double gradients)
{
    struct verdicts none;

    verdicts_init(&none);
    jury->health = none.health;
    jury->told = NISHIMORI_NONE;
    jury->origin = jury->now = jury->next = gradients;
    replica_series_restart(&jury->series, gradients);
}

struct jury *jury_create(const struct subject *subject, struct error *err)
{
    struct jury *jury = memory_zeroed(1, sizeof *jury);

    if (!jury) {
        error_set(err, STATUS_NO_MEMORY, "out of memory: no room to judge %zu replicas",
                  subject->replicas);
        return NULL;
    }
    jury->subject = *subject;
    restart(jury, 0.0);
    for (size_t i = 0; i < REPLICAS_MAX; i++) {
        restart_replica(jury, i, 0.0);
        jury->newest[i] = (struct newest){0, (double)NAN, (double)NAN};
    }
    return jury;
}

void jury_destroy(struct jury *jury)
{
    free(jury);
}

static void add(struct jury *jury, const struct measurement *measurement)
{
    const uint32_t r = measurement->replica;

    if (measurement->changes != jury->newest[r].changes)
        restart_replica(jury, r, measurement->gradients);
    jury->newest[r] = (struct newest){measurement->changes, measurement->value[SERIES_EPS],
                                      measurement->value[SERIES_EPS_SE]};
    jury->n = measurement->n;
    jury->eps_kind = measurement->eps_kind;
    for (size_t c = 0; c < COMPARED_MAX; c++) {
        const double value = measurement->value[against_theory_series(c)];

        if (isfinite(value))
            chain_add(&jury->chain[c][r], measurement->gradients, value);
    }
    if (r != 0)
        return;
    jury->now = measurement->gradients;
    /* A posterior mean is not a sample, and cannot be compared. */
    if (!isnan(measurement->replicas.pairs) && measurement->eps_kind != EPS_PREDICTION)
        replica_series_add(&jury->series, jury->now, &measurement->replicas);
}

/* A change begins all windows anew, at its first measurement of replica 0. */
static void restart_after_change(struct jury *jury, const struct measurement measurement[],
                                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (measurement[i].replica == 0 && measurement[i].changes != jury->changes) {
            jury->changes = measurement[i].changes;
            restart(jury, measurement[i].gradients);
        }
}

static bool starts_alike(const struct subject *subject, size_t i, size_t j)
{
    return subject->start[i] == subject->start[j];
}

static size_t find_partner(const struct subject *subject, size_t i, bool alike)
{
    size_t j = i + 1;

    while (alike && j < subject->replicas && !starts_alike(subject, i, j))
        j++;
    return j;
}

/*
 * Of two replicas that stay in different states one is not in equilibrium, and no identity holds
 * between them: pairs have one kind of start, unless no two replicas do.
 */
static bool any_alike(const struct subject *subject)
{
    for (size_t i = 0; i + 1 < subject->replicas; i++)
        if (find_partner(subject, i, true) < subject->replicas)
            return true;
    return false;
}

size_t subject_partner(const struct subject *subject, size_t i)
{
    return find_partner(subject, i, any_alike(subject));
}

/* Optimisers are off by nature: that is news only where replicas can show it. */
static bool is_news(struct jury *jury)
{
    const enum nishimori_verdict verdict = jury->health.nishimori.verdict;

    if (verdict == NISHIMORI_EARLY || verdict == jury->told)
        return false;
    jury->told = verdict;
    return jury->eps_kind == EPS_HALF_GIBBS || jury->subject.replicas > 1;
}

/* Compares replica r's means with its nearest branch at present, and with the optimal one. */
static void hold_against_theory(struct jury *jury, const struct levels *levels, size_t r)
{
    const struct newest *newest = &jury->newest[r];
    const struct layers_overlap *chance = &jury->subject.chance;
    const struct level *best =
        levels->best < levels->branches ? &levels->branch[levels->best] : NULL;
    const bool is_mean = jury->eps_kind == EPS_PREDICTION;
    struct mixing mixing[COMPARED_MAX];

    for (size_t c = 0; c < COMPARED_MAX; c++)
        mixing[c] = chain_mixing(&jury->chain[c][r], 1);
    against_theory_judge(&jury->health.nearest[r], mixing, newest->eps_se, chance,
                         levels_nearest(levels, newest->eps), is_mean);
    against_theory_judge(&jury->health.optimal[r], mixing, newest->eps_se, chance, best, is_mean);
}

/* A replica that does not move has its value without an error; any other needs samples. */
static bool has_samples(const struct mixing *mixing)
{
    return mixing->ess >= twins_ess || isinf(mixing->rhat);
}

static struct twins judge_twins(const struct mixing *first, const struct mixing *other,
                                size_t replica)
{
    const double gap = other->mean - first->mean, se = hypot(first->se, other->se);
    struct twins out = {TWINS_NONE, replica, gap / first->mean, se / first->mean, gap / se};

    if (!isfinite(gap))
        return out;
    out.verdict = !has_samples(first) || !has_samples(other) ? TWINS_EARLY
                  : fabs(gap) <= twins_sigmas * se           ? TWINS_EQUAL
                                                             : TWINS_APART;
    return out;
}

/* They share a test set, if the run has one: its effect on both is not part of their difference. */
static void compare_twins(struct jury *jury)
{
    const struct chain *eps = jury->chain[EPS_CHAIN];
    size_t other = 1;

    while (other < jury->subject.replicas && starts_alike(&jury->subject, 0, other))
        other++;
    if (other >= jury->subject.replicas)
        return;
    const struct mixing first = chain_mixing(&eps[0], 1), second = chain_mixing(&eps[other], 1);

    jury->health.twins = judge_twins(&first, &second, other);
}

/* The goal --until converged for samplers; NaN has not converged. */
static bool has_converged(const struct health *health)
{
    return health->eps.rhat < converged_rhat && health->q.rhat < converged_rhat &&
           health->eps.ess > converged_ess && health->q.ess > converged_ess;
}

static bool judge(struct jury *jury, const struct levels *levels)
{
    struct health *health = &jury->health;
    const bool sampler = jury->eps_kind == EPS_HALF_GIBBS;
    const size_t replicas = jury->subject.replicas;

    jury->next = jury->origin + judge_again * (jury->now - jury->origin);
    for (size_t r = 0; r < replicas; r++)
        hold_against_theory(jury, levels, r);
    if (jury->eps_kind == EPS_PREDICTION) /* a posterior mean is not a sample */
        return false;
    health->nishimori = nishimori_judge(&jury->series, jury->n, sampler);
    if (sampler) {
        health->eps = chain_mixing(jury->chain[EPS_CHAIN], replicas);
        health->q = chain_mixing(jury->chain[Q_CHAIN], replicas);
        health->memory = chain_autocorrelation(jury->chain[EPS_CHAIN], replicas, 0);
        health->reached = jury->subject.until == UNTIL_CONVERGED && has_converged(health);
        compare_twins(jury);
    }
    return is_news(jury);
}

unsigned jury_take(struct jury *jury, const struct measurement measurement[], size_t count,
                   const struct levels *levels, bool now, struct verdicts *verdicts)
{
    bool first = false;

    restart_after_change(jury, measurement, count);
    for (size_t i = 0; i < count; i++) {
        if (verdicts->found[measurement[i].replica].breach != BREACH_NONE)
            jury->diverged = true;
        else
            add(jury, &measurement[i]);
        first = first || measurement[i].replica == 0;
    }
    const bool is_due = now || (first && jury->now >= jury->next);
    const bool is_news = is_due && !jury->diverged && judge(jury, levels);

    verdicts->health = jury->health;
    return is_news ? NEWS_NISHIMORI : 0;
}
