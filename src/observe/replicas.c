/* Compares the replicas of a run. */
#include <math.h>

#include "plateau/meter.h"

double meter_mean_square(const float weight[], size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += (double)weight[i] * (double)weight[i];
    return isfinite(sum) ? sum / (double)count : (double)INFINITY;
}

static bool all_finite(const struct measurement *const last[], size_t replicas)
{
    for (size_t i = 0; i < replicas; i++)
        if (!isfinite(last[i]->value[SERIES_TRAIN]) || !isfinite(last[i]->value[SERIES_EPS]))
            return false;
    return true;
}

struct replica_means meter_compare_replicas(struct meter *const meter[],
                                            const struct measurement *const last[],
                                            const size_t partner[], size_t replicas, double delta)
{
    const double none = (double)NAN;
    struct replica_means sum = {.pairs = 0.0};

    if (!all_finite(last, replicas))
        return (struct replica_means){none, none, none, none, none, none};
    for (size_t i = 0; i < replicas; i++) {
        const double *a = last[i]->value;

        sum.residual += a[SERIES_TRAIN] / delta / (double)replicas;
        if (partner[i] >= replicas)
            continue;
        const double *b = last[partner[i]]->value;
        const struct comparison found = meter_compare(meter[i], meter[partner[i]]);

        sum.pairs += 1.0;
        sum.distance += found.distance;
        sum.error += 0.5 * (a[SERIES_EPS_GIBBS] + b[SERIES_EPS_GIBBS]);
        sum.overlap += found.overlap;
        sum.learned += 0.5 * (a[SERIES_Q] + b[SERIES_Q]);
    }
    /* Without pairs all four are 0 / 0: not known. */
    return (struct replica_means){.residual = sum.residual,
                                  .distance = sum.distance / sum.pairs,
                                  .error = sum.error / sum.pairs,
                                  .overlap = sum.overlap / sum.pairs,
                                  .learned = sum.learned / sum.pairs,
                                  .pairs = sum.pairs};
}
