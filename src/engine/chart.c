#include "chart.h"

#include <math.h>

/* The curves extend by this factor beyond the run's alpha and all transitions. */
static const double reach = 3.0;
/* The range of the solvers (src/theory/README.md). */
static const double alpha_least = 1e-3, alpha_most = 1e3;

static double log_round(double alpha, double (*whole)(double))
{
    static const double steps_per_decade = 3.0;

    return exp(whole(log10(alpha) * steps_per_decade) / steps_per_decade * log(10.0));
}

static void widen(double *low, double *high, double alpha)
{
    if (isfinite(alpha) && alpha > 0.0) {
        *low = fmin(*low, alpha / reach);
        *high = fmax(*high, alpha * reach);
    }
}

void chart_begin_curve(struct chart *chart)
{
    const struct theory_transitions *found = &chart->transitions;
    double low = (double)INFINITY, high = 0.0;

    widen(&low, &high, chart->alpha);
    widen(&low, &high, found->spinodal);
    widen(&low, &high, found->equilibrium);
    widen(&low, &high, found->algorithmic);
    for (size_t i = 0; i < found->steps; i++)
        widen(&low, &high, found->step[i].equilibrium);
    /* An alpha outside that range is on no curve, but the curves have a width all the same. */
    low = fmin(fmax(log_round(low, floor), alpha_least), alpha_most / 10.0);
    high = fmax(fmin(log_round(high, ceil), alpha_most), 10.0 * low);
    chart->alphas = CHART_ALPHAS_MAX;
    chart->solved = 0;
    for (size_t i = 0; i < chart->alphas; i++) {
        chart->at[i] = low * pow(high / low, (double)i / (double)(chart->alphas - 1));
        chart->best_at[i] = (unsigned char)chart->branches;
        for (size_t b = 0; b < chart->branches; b++)
            chart->branch[b].eps[i] = NAN;
    }
}

bool chart_covers(const struct chart *chart, double alpha)
{
    return chart->alphas > 0 && alpha >= chart->at[0] && alpha <= chart->at[chart->alphas - 1];
}
