#include "plateau/standing.h"

#include <math.h>

/* As for the Nishimori identities: below it nothing is said, and from how many errors on. */
static const double least_ess = 10.0, most_sigmas = 3.0;

/* One that no longer moves at all has its value without an error; any other needs samples. */
static bool is_early(const struct mixing *run)
{
    return run->ess < least_ess && isfinite(run->rhat);
}

static enum agreement judge(const struct standing *standing, const struct mixing *run,
                            double chance)
{
    if (!isfinite(standing->run.mean) || !isfinite(standing->theory))
        return AGREEMENT_NONE;
    if (standing->theory <= chance)
        return AGREEMENT_CHANCE;
    if (is_early(run))
        return AGREEMENT_EARLY;
    return fabs(standing->run.mean - standing->theory) <= most_sigmas * standing->run.se
               ? AGREEMENT_AGREES
               : AGREEMENT_DIFFERS;
}

struct standing standing_judge(const struct mixing *run, double systematic, double theory,
                               double chance)
{
    const double se = hypot(run->se, isfinite(systematic) ? systematic : 0.0);
    struct standing out = {.run = {run->mean, se},
                           .theory = theory,
                           .excess = run->mean / theory - 1.0,
                           .excess_se = se / fabs(theory),
                           .sigmas = (run->mean - theory) / se};

    out.verdict = judge(&out, run, chance);
    return out;
}

const char *standing_verdict(enum agreement verdict)
{
    static const char *const words[] = {[AGREEMENT_NONE] = "",
                                        [AGREEMENT_EARLY] = "too early",
                                        [AGREEMENT_CHANCE] = "at chance",
                                        [AGREEMENT_AGREES] = "agrees",
                                        [AGREEMENT_DIFFERS] = "differs"};

    return words[verdict];
}
