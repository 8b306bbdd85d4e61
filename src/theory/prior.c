#include "prior.h"

#include <math.h>

#include "root.h"

/*
 * The nodes in z reach to where the integrand has fallen from its peak by phi(9) / phi(0) = 2e-18.
 */
static const double reach = 9.0;

/* From here on both integrals are below e^(-h/2), which is less than any double. */
static const double field_most = 1500.0;

/*
 * The trapezoid rule in z converges geometrically: the density alone needs a step of 0.5, the poles
 * of tanh(sqrt(h) z + h), pi / (2 sqrt h) off the axis, need 0.267 / sqrt h; each for 1e-16.
 */
static double step_of(double root)
{
    return fmin(0.5, 0.267 / root);
}

/* 1 - tanh a = 2 / (1 + e^2a) */
static double complement_of(double a)
{
    return 2.0 / (1.0 + exp(2.0 * a));
}

/* ln cosh a - a + ln 2 */
static double entropy_of(double a)
{
    return a > 0.0 ? log1p(exp(-2.0 * a)) : log1p(exp(2.0 * a)) - 2.0 * a;
}

/*
 * Returns E f(sqrt(h) z + h). f falls as e^(-2a) and is almost constant below 0, so that the
 * integrand falls as e^(-(|z + sqrt h| + sqrt h)^2 / 2) on both sides of z = -sqrt h.
 */
static double average(double (*f)(double a), double h)
{
    const double root = sqrt(h), step = step_of(root), away = sqrt(h + reach * reach) - root;
    const double first = -root - away;
    const size_t count = (size_t)(2.0 * away / step) + 1;
    double sum = 0.0;

    for (size_t i = 0; i < count && h < field_most; i++) {
        const double z = first + step * (double)i;
        sum += exp(-0.5 * z * z) * f(root * z + h);
    }
    return sum * step / sqrt(2.0 * M_PI);
}

double prior_complement(enum weight_law law, double h)
{
    if (law == WEIGHTS_GAUSSIAN)
        return 1.0 / (1.0 + h);
    return h > 0.0 ? average(complement_of, h) : 1.0;
}

double prior_entropy(enum weight_law law, double h)
{
    if (law == WEIGHTS_GAUSSIAN)
        return -0.5 * log1p(h);
    return h > 0.0 ? average(entropy_of, h) - M_LN2 : 0.0;
}

struct odds_target {
    enum weight_law law;
    double log_odds; /* ln(Q / P) */
};

/* In ln h: ln(Q/P) - target, which is smooth and rises at both ends. */
static double odds_excess(void *context, double log_h)
{
    const struct odds_target *target = context;
    const double p = prior_complement(target->law, exp(log_h));

    return log((1.0 - p) / p) - target->log_odds;
}

double prior_inverse(enum weight_law law, double p)
{
    static const double tolerance = 1e-14;

    if (law == WEIGHTS_GAUSSIAN)
        return (1.0 - p) / p;
    if (p >= 1.0)
        return 0.0;
    /*
     * Small h: Q = h. Large h: P falls as e^(-h/2), times a power, for which the bracket leaves
     * room.
     */
    struct odds_target target = {law, log((1.0 - p) / p)};
    const double odds = target.log_odds;
    const double low = odds < 1.0 ? odds - 0.5 : log(odds) - 0.5;
    const double high = odds < 2.0 ? odds + 0.5 : log(2.0 * odds + 4.0);
    return exp(root_between(odds_excess, &target, low, high, tolerance));
}
