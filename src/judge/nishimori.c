/*
 * For samples W, W' of the posterior and the teacher W0, over data and teacher (arXiv 2501.18530):
 *   E train(W) = Delta,  E |f_W - f_W'|^2 = E |f_W - f_W0|^2,  E q(W, W') = E q(W, W0).
 * One run has one teacher and one set of data, so besides the error of the chains' means there is
 * the teacher's own: that of a single sample. For train its variance is at most 2 Delta^2 / n. For
 * g(W, W') symmetric, let A be the variance of a = E_W g(W, W0) over W0 and B what is left of that
 * of g beyond both sides: Var g(W, W') = 2 A + B, and Var [g(W, W') - (g(W, W0) + g(W', W0)) / 2]
 * = A / 2 + 3 B / 2. So A is at most half of the first, and twice the second, which no common drift
 * of distances blows up; both are seen in the chains, P times too small as means over P pairs.
 */
#include "nishimori.h"

#include <math.h>

/*
 * More standard errors than this are `off`: the test is made some twenty times in a run, and three
 * such numbers would exceed the bound by chance in 4e-3 of all runs.
 */
static const double off_errors = 4.0;
enum { LEAST_EFFECTIVE = 10, LEAST_POINTS = 16 };

void replica_series_restart(struct replica_series *series, double clock)
{
    for (size_t c = 0; c < REPLICA_COLUMNS; c++)
        chain_restart(&series->chain[c], clock);
}

void replica_series_add(struct replica_series *series, double clock,
                        const struct replica_means *means)
{
    const double value[REPLICA_COLUMNS] = {
        [REPLICA_RESIDUAL] = means->residual,
        [REPLICA_DISTANCE] = means->distance,
        [REPLICA_RATIO] = means->distance / means->error,
        [REPLICA_OVERLAP] = means->overlap,
        [REPLICA_GAP] = means->overlap - means->learned,
    };

    series->pairs = means->pairs;
    for (size_t c = 0; c < REPLICA_COLUMNS; c++)
        if (isfinite(value[c]))
            chain_add(&series->chain[c], clock, value[c]);
}

/*
 * Returns the mean of a comparison with the teacher. The teacher's own part in the error is bounded
 * by the variance of the comparison, and by that of the same between students.
 */
static struct figure compared(const struct mixing *mixing, double between_students, double pairs)
{
    const double teacher = pairs * fmin(between_students / 2.0, 2.0 * mixing->variance);

    return (struct figure){mixing->mean, sqrt(mixing->se * mixing->se + teacher)};
}

static bool is_off(struct figure figure, double expected)
{
    return fabs(figure.mean - expected) > off_errors * figure.se;
}

static enum nishimori_verdict decide(const struct nishimori *found, size_t points, bool sampler)
{
    const bool few = found->ess < LEAST_EFFECTIVE;

    if (points < LEAST_POINTS || (sampler && few))
        return NISHIMORI_EARLY;
    /* NaN is never off. */
    if (is_off(found->residual, 1.0) || is_off(found->distance, 1.0) || is_off(found->overlap, 0.0))
        return NISHIMORI_OFF;
    return few ? NISHIMORI_EARLY : NISHIMORI_OK;
}

struct nishimori nishimori_judge(const struct replica_series *series, size_t n, bool sampler)
{
    const struct chain *chain = series->chain;
    struct mixing mixing[REPLICA_COLUMNS];
    struct nishimori out = {.ess = (double)INFINITY};

    for (size_t c = 0; c < REPLICA_COLUMNS; c++) {
        mixing[c] = chain_mixing(&chain[c], 1);
        out.ess = fmin(out.ess, mixing[c].ess); /* NaN where the run has no such series */
    }
    const struct mixing *residual = &mixing[REPLICA_RESIDUAL],
                        *distance = &mixing[REPLICA_DISTANCE];
    const double relative = distance->variance / (distance->mean * distance->mean);

    out.residual = (struct figure){residual->mean, hypot(residual->se, sqrt(2.0 / (double)n))};
    out.distance = compared(&mixing[REPLICA_RATIO], relative, series->pairs);
    out.overlap = compared(&mixing[REPLICA_GAP], mixing[REPLICA_OVERLAP].variance, series->pairs);
    if (!isfinite(out.ess))
        out.ess = 0.0;
    out.verdict = decide(&out, residual->points, sampler);
    return out;
}
