#include "health.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "plateau/memory.h"
#include "run.h"
#include "versus.h"

struct monitor {
    struct chain chain[COMPARED_MAX][REPLICAS_MAX]; /* of versus_series */
    struct replica_series *series;
    double origin, next; /* gradients of replica 0: of the restart, of the next judgement */
    struct health health;
    enum verdict told;
};

/* Of versus_series: those whose mixing is told. */
enum { EPS_CHAIN, Q_CHAIN };

_Static_assert((int)REPLICAS_MAX <= (int)CHAINS_MAX, "raise CHAINS_MAX in chain.h");

/* Judged anew when the time since the restart is so many times that of the last judgement. */
static const double judge_again = 17.0 / 16.0;

static const double converged_rhat = 1.01, converged_ess = 200.0;

/* As src/observe has it of run and theory. */
static const double twins_ess = 10.0, twins_sigmas = 3.0;

static struct mixing unmixed(void)
{
    const double none = (double)NAN;

    return (struct mixing){0, none, none, none, none, none, none};
}

static struct twins no_twins(void)
{
    const double none = (double)NAN;

    return (struct twins){TWINS_NONE, 0, none, none, none};
}

static struct health unknown(void)
{
    const struct figure none = {(double)NAN, (double)NAN};

    return (struct health){
        .eps = unmixed(),
        .q = unmixed(),
        .memory = {.step = 0, .clock = (double)NAN},
        .twins = no_twins(),
        .nishimori = {VERDICT_NONE, none, none, none, .ess = (double)NAN},
    };
}

struct monitor *monitor_create(void)
{
    struct monitor *monitor = memory_zeroed(1, sizeof *monitor);

    if (!monitor)
        return NULL;
    monitor->series = replica_series_create();
    if (!monitor->series) {
        free(monitor);
        return NULL;
    }
    monitor->health = unknown();
    return monitor;
}

void monitor_destroy(struct monitor *monitor)
{
    if (monitor)
        replica_series_destroy(monitor->series);
    free(monitor);
}

void monitor_restart(struct monitor *monitor, const struct run *run)
{
    for (size_t c = 0; c < COMPARED_MAX; c++)
        for (size_t i = 0; i < run->replicas; i++)
            chain_restart(&monitor->chain[c][i], run->replica[i].gradients);
    monitor->origin = monitor->next = run->replica[0].gradients;
    replica_series_restart(monitor->series, monitor->origin);
    monitor->health = unknown();
    monitor->told = VERDICT_NONE;
}

void monitor_add(struct monitor *monitor, const struct sample *sample)
{
    for (size_t c = 0; c < COMPARED_MAX; c++) {
        const double value = sample->value[versus_series(c)];

        if (isfinite(value))
            chain_add(&monitor->chain[c][sample->replica], sample->gradients, value);
    }
}

static bool starts_alike(const struct run *run, size_t i, size_t j)
{
    const struct config *config = &run->problem->config;

    return config_start(config, i).kind == config_start(config, j).kind;
}

/* The replica after i that is compared with it; run->replicas for none. */
static size_t find_partner(const struct run *run, size_t i, bool alike)
{
    size_t j = i + 1;

    while (alike && j < run->replicas && !starts_alike(run, i, j))
        j++;
    return j;
}

static bool any_alike(const struct run *run)
{
    for (size_t i = 0; i + 1 < run->replicas; i++)
        if (find_partner(run, i, true) < run->replicas)
            return true;
    return false;
}

/* Of two replicas that stay in different states one is not in equilibrium, and no identity holds
 * between them: pairs have one kind of start, unless there is no such pair. */
static struct replica_means compare(const struct run *run)
{
    const bool alike = any_alike(run);
    struct replica_means sum = {.pairs = 0.0};

    for (size_t i = 0; i < run->replicas; i++) {
        const struct replica *one = &run->replica[i];
        const size_t partner = find_partner(run, i, alike);

        sum.residual += one->last.value[SERIES_TRAIN] / run->problem->delta / (double)run->replicas;
        if (partner >= run->replicas)
            continue;
        const struct replica *other = &run->replica[partner];
        const double *a = one->last.value, *b = other->last.value;
        const struct comparison found = meter_compare(one->meter, other->meter);

        sum.pairs += 1.0;
        sum.distance += found.distance;
        sum.error += 0.5 * (a[SERIES_EPS_GIBBS] + b[SERIES_EPS_GIBBS]);
        sum.overlap += found.overlap;
        sum.learned += 0.5 * (a[SERIES_Q] + b[SERIES_Q]);
    }
    /* Without pairs all four are 0 / 0, which is what there is to know. */
    return (struct replica_means){.residual = sum.residual,
                                  .distance = sum.distance / sum.pairs,
                                  .error = sum.error / sum.pairs,
                                  .overlap = sum.overlap / sum.pairs,
                                  .learned = sum.learned / sum.pairs,
                                  .pairs = sum.pairs};
}

void monitor_compare(struct monitor *monitor, const struct run *run)
{
    if (run->ops->predict) /* a posterior mean: no sample, and nothing to compare */
        return;
    const struct replica_means means = compare(run);

    replica_series_add(monitor->series, run->replica[0].gradients, &means);
}

/* Optimisers are off by nature: that is news only where replicas are there to show it. */
static bool is_news(struct monitor *monitor, const struct run *run)
{
    const enum verdict verdict = monitor->health.nishimori.verdict;

    if (verdict == VERDICT_EARLY || verdict == monitor->told)
        return false;
    monitor->told = verdict;
    return run->ops->samples_posterior || run->replicas > 1;
}

/* Replica r's means against the branch it is nearest to by now, and against the optimal one. */
static void hold_against_theory(struct monitor *monitor, const struct run *run, size_t r)
{
    const struct levels *levels = &run->levels;
    const struct sample *last = &run->replica[r].last;
    const struct layers_overlap chance = meter_chance(run->replica[r].meter);
    const struct level *best =
        levels->best < levels->branches ? &levels->branch[levels->best] : NULL;
    const bool is_mean = run->ops->predict;
    struct mixing mixing[COMPARED_MAX];

    for (size_t c = 0; c < COMPARED_MAX; c++)
        mixing[c] = chain_mixing(&monitor->chain[c][r], 1);
    versus_judge(&monitor->health.nearest[r], mixing, last, &chance,
                 levels_nearest(levels, last->value[SERIES_EPS]), is_mean);
    versus_judge(&monitor->health.optimal[r], mixing, last, &chance, best, is_mean);
}

/* One that no longer moves has its value without an error; any other needs samples. */
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

/* They share a test set, where there is one: what it does to both is no part of their difference.
 */
static struct twins compare_twins(const struct monitor *monitor, const struct run *run)
{
    const struct chain *eps = monitor->chain[EPS_CHAIN];
    size_t other = 1;

    while (other < run->replicas && starts_alike(run, 0, other))
        other++;
    if (other >= run->replicas)
        return no_twins();
    const struct mixing first = chain_mixing(&eps[0], 1), second = chain_mixing(&eps[other], 1);

    return judge_twins(&first, &second, other);
}

bool monitor_judge(struct monitor *monitor, const struct run *run, bool now)
{
    const bool sampler = run->ops->samples_posterior;
    const double gradients = run->replica[0].gradients;

    if (run->diverged || (!now && gradients < monitor->next))
        return false;
    monitor->next = monitor->origin + judge_again * (gradients - monitor->origin);
    for (size_t r = 0; r < run->replicas; r++)
        hold_against_theory(monitor, run, r);
    if (run->ops->predict) /* a posterior mean is no sample */
        return false;
    monitor->health.nishimori = nishimori_judge(monitor->series, run->problem->n, sampler);
    if (sampler) {
        monitor->health.eps = chain_mixing(monitor->chain[EPS_CHAIN], run->replicas);
        monitor->health.q = chain_mixing(monitor->chain[Q_CHAIN], run->replicas);
        monitor->health.memory = chain_autocorrelation(monitor->chain[EPS_CHAIN], run->replicas, 0);
        monitor->health.twins = compare_twins(monitor, run);
    }
    return is_news(monitor, run);
}

const struct health *monitor_health(const struct monitor *monitor)
{
    return &monitor->health;
}

const char *twins_verdict(enum twins_verdict verdict)
{
    static const char *const words[] = {[TWINS_NONE] = "",
                                        [TWINS_EARLY] = "too early",
                                        [TWINS_EQUAL] = "equal",
                                        [TWINS_APART] = "apart"};

    return words[verdict];
}

static size_t put_figure(char *text, size_t size, const char *name, struct figure figure)
{
    if (isnan(figure.mean))
        return 0;
    const int length = snprintf(text, size, ", %s %.3f +- %.3f", name, figure.mean, figure.se);

    return (size_t)length < size ? (size_t)length : size - 1;
}

void health_format(const struct health *health, char *text, size_t size)
{
    const struct nishimori *found = &health->nishimori;
    size_t at = (size_t)snprintf(text, size, "Nishimori %s", nishimori_verdict(found->verdict));

    at += put_figure(text + at, size - at, "train/noise", found->residual);
    at += put_figure(text + at, size - at, "distance to twin/teacher", found->distance);
    put_figure(text + at, size - at, "overlap with twin - teacher", found->overlap);
}

bool health_is_converged(const struct health *health)
{
    /* NaN is not. */
    return health->eps.rhat < converged_rhat && health->q.rhat < converged_rhat &&
           health->eps.ess > converged_ess && health->q.ess > converged_ess;
}
