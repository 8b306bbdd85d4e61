#include "deviation.h"

#include <math.h>

/*
 * As for the Nishimori identities: the ESS below which a mean is too early, the errors beyond which
 * it differs.
 */
static const double least_ess = 10.0, most_sigmas = 3.0;

/* A mean that does not move has its value without an error; any other needs samples. */
static bool is_early(const struct mixing *run)
{
    return run->ess < least_ess && isfinite(run->rhat);
}

static enum agreement judge(const struct deviation *deviation, const struct mixing *run,
                            double chance)
{
    if (!isfinite(deviation->run.mean) || !isfinite(deviation->theory))
        return AGREEMENT_NONE;
    if (deviation->theory <= chance)
        return AGREEMENT_CHANCE;
    if (is_early(run))
        return AGREEMENT_EARLY;
    return fabs(deviation->run.mean - deviation->theory) <= most_sigmas * deviation->run.se
               ? AGREEMENT_AGREES
               : AGREEMENT_DIFFERS;
}

/* A constant: the scatter of its rounding is not a standard error. */
static bool is_constant(const struct mixing *run)
{
    static const double rounding = 1e-12;

    return isinf(run->rhat) && run->se <= rounding * fabs(run->mean);
}

/* Without an error, a distance in errors means nothing. */
static void leave_out_errors(struct deviation *deviation)
{
    deviation->run.se = deviation->excess_se = deviation->sigmas = (double)NAN;
}

struct deviation deviation_judge(const struct mixing *run, double systematic, double theory,
                                 double chance)
{
    const double own = is_constant(run) ? 0.0 : run->se;
    const double se = hypot(own, isfinite(systematic) ? systematic : 0.0);
    struct deviation out = {.run = {run->mean, se},
                            .theory = theory,
                            .excess = run->mean / theory - 1.0,
                            .excess_se = se / fabs(theory),
                            .sigmas = (run->mean - theory) / se};

    out.verdict = judge(&out, run, chance);
    if (se <= 0.0)
        leave_out_errors(&out);
    return out;
}
