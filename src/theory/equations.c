#include "equations.h"

#include <math.h>

#include "prior.h"

/* P of +-1 weights underflows in strong fields; the result must stay above 0. */
static const double complement_least = 1e-100;

double equations_rate(const struct equations *equations, double alpha, const double p[])
{
    if (equations->rate)
        return equations->rate(equations->state, alpha, p);
    return alpha / (equations->noise + equations->error(equations->state, 0.0, p));
}

double equations_complement(const struct equations *equations, double hat)
{
    return fmax(prior_complement(equations->prior, fmax(hat, 0.0)), complement_least);
}

void equations_next(const struct equations *equations, const double p[], const double hat[],
                    double shift, double next[])
{
    if (equations->close)
        equations->close(equations->state, p, hat, next);
    for (size_t i = 0; i < equations->weights; i++)
        next[i] = equations_complement(equations, hat[i] + shift);
}

double equations_free_entropy(const struct equations *equations, double alpha, double rate,
                              const double p[], const double hat[])
{
    const double error = equations->error(equations->state, rate, p);
    double sum = 0.0;

    for (size_t i = 0; i < equations->weights; i++)
        sum += equations->size[i] * (prior_entropy(equations->prior, hat[i]) + 0.5 * p[i] * hat[i]);
    if (equations->rest)
        sum += alpha * equations->rest(equations->state, alpha, rate, p, hat);
    return -0.5 * log(2.0 * M_PI * M_E * (equations->noise + error)) + sum / alpha;
}

double equations_mean(const struct equations *equations, const double p[])
{
    double sum = 0.0, all = 0.0;

    for (size_t i = 0; i < equations->weights; i++) {
        sum += equations->size[i] * (1.0 - p[i]);
        all += equations->size[i];
    }
    return sum / all;
}
